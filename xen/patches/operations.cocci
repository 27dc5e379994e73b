// SPDX-License-Identifier: GPL-2.0-only
// Ask about an operation that arrives in a register first of all, before XSM is asked. NAME is the
// hypercall, OP the variable with the operation: xen/hooks says both for each file.

@@
symbol OP;
statement S1, S2;
@@
  do_NAME(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_NAME, OP);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

// A file with two such hypercalls includes the header once.
@included_NAME@ @@
  #include <xen/lockdown.h>

@ depends on !included_NAME @
@@
  #include <xen/guest_access.h>
+ #include <xen/lockdown.h>
