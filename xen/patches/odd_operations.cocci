// SPDX-License-Identifier: GPL-2.0-only
// Ask about each operation whose handler has another shape than operations.cocci and copied.cocci know.

// A file that another patch has given the header has it already.
@included@ @@
  #include <xen/lockdown.h>

@ depends on !included @
@@
  #include <xen/guest_access.h>
+ #include <xen/lockdown.h>

// ---- the operation arrives in a register ----

// A Xen that is never a shim lacks the first statement: the question goes into a declaration, which all have.
@@
identifier rc;
symbol cmd;
@@
  do_event_channel_op(...)
  {
-   int rc;
+   int rc = lockdown_check_op(__HYPERVISOR_event_channel_op, cmd);
+
+   if ( rc )
+       return rc;
    ...
  }

// A Xen that is the shim of a PV guest hands the operation on before this place: then there is no dom0 to lock.
@@
symbol cmd, rc;
@@
  do_grant_table_op(...)
  {
    <...
+   rc = lockdown_check_op(__HYPERVISOR_grant_table_op, cmd);
+   if ( rc )
+       return rc;
+
    rc = -EFAULT;
    ...>
  }

// do_kexec_op and its form for 32-bit callers share this function.
@@
expression E;
identifier rc;
symbol op;
@@
  do_kexec_op_internal(...)
  {
    ...
+   rc = lockdown_check_op(__HYPERVISOR_kexec_op, op);
+   if ( rc )
+       return rc;
    rc = xsm_kexec(E);
    ...
  }

// ---- the operation is a field: ask as soon as Xen has its own copy ----

// A shadow_op that Xen has preempted continues here, and its operation is read again.
@@
expression op, handle;
symbol ret;
statement S;
@@
  do_paging_domctl_cont(...)
  {
    <...
    if ( copy_from_guest(&op, handle, 1) )
        S
+
+   ret = lockdown_check_domctl(&op);
+   if ( ret )
+       return ret;
    ...>
  }

@@
expression op, handle;
symbol ret;
statement S;
@@
  do_mca(...)
  {
    <...
    if ( copy_from_guest(op, handle, 1) )
        S
+
+   ret = lockdown_check_op(__HYPERVISOR_mca, op->cmd);
+   if ( ret )
+       return ret;
    ...>
  }

@@
symbol op, uops, rc, foreigndom;
statement S;
@@
  do_mmuext_op(...)
  {
    <...
    if ( unlikely(__copy_from_guest(&op, uops, 1) != 0) )
        S
+
+   rc = lockdown_check_target(__HYPERVISOR_mmuext_op, op.cmd, foreigndom);
+   if ( rc )
+       break;
    ...>
  }

@@
symbol op, op_args, rc, out;
expression E;
@@
  dm_op(...)
  {
    <...
    if ( copy_from_guest_offset((void *)&op, E, 0, offset) )
        goto out;
+
+   rc = lockdown_check_target(__HYPERVISOR_dm_op, op.op, op_args->domid);
+   if ( rc )
+       goto out;
+   rc = -EFAULT;
    ...>
  }

@@
symbol op, rc, out, d;
@@
  dm_op(...)
  {
    <...
    if ( op.pad )
        goto out;
+
+   rc = lockdown_check_dm_op(d, &op);
+   if ( rc )
+       goto out;
+   rc = -EINVAL;
    ...>
  }

@@
symbol op, rv;
expression E;
statement S;
@@
  do_flask_op(...)
  {
    <...
    if ( copy_from_guest(&op, E, 1) )
        S
+
+   rv = lockdown_check_op(__HYPERVISOR_xsm_op, op.cmd);
+   if ( rv )
+       return rv;
    ...>
  }

@@
symbol a, arg, rc;
statement S;
@@
  do_altp2m_op(...)
  {
    <...
    if ( copy_from_guest(&a, arg, 1) )
        S
+
+   rc = lockdown_check_sub_op(__HYPERVISOR_hvm_op, HVMOP_altp2m, a.cmd, a.domain);
+   if ( rc )
+       return rc;
    ...>
  }
