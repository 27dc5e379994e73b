// SPDX-License-Identifier: GPL-2.0-only
// A hypercall that the policy does not list, or refuses whatever its operation, gets a number that no
// Xen has, before it is looked up: from there on it is Xen's own answer to an unknown hypercall.

@pv@
symbol eax, regs, rax;
@@
  _pv_hypercall(...)
  {
    <...
-   eax = regs->rax;
+   eax = lockdown_hypercall(regs->rax);
    ...>
  }

@pv32@
symbol eax, regs;
@@
  _pv_hypercall(...)
  {
    <...
-   eax = regs->eax;
+   eax = lockdown_hypercall(regs->eax);
    ...>
  }

@hvm@
symbol eax, curr, hcall_preempted;
@@
  hvm_hypercall(...)
  {
    <...
    curr->hcall_preempted = false;
+   eax = lockdown_hypercall(eax);
    ...>
  }

@multicall@
symbol mcs, call, op;
expression E;
statement S;
@@
  do_multicall(...)
  {
    <...
    if ( unlikely(__copy_from_guest(&mcs->call, E, 1)) )
        S
+
+   mcs->call.op = lockdown_hypercall(mcs->call.op);
    ...>
  }

@@ @@
  #include <xen/hypercall.h>
+ #include <xen/lockdown.h>
