// SPDX-License-Identifier: GPL-2.0-only
// Ask about each operation on Xen's private copy of it, right after it was copied in and
// before anything uses it.

@domctl@
expression op, handle;
symbol ret;
statement S;
@@
  do_domctl(...)
  {
    <...
    if ( copy_from_guest(op, handle, 1) )
        S
+
+   ret = lockdown_check_domctl(op);
+   if ( ret )
+       return ret;
    ...>
  }

// How a shadow_op goes on that Xen has preempted: with the operation read again.
@paging@
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

@sysctl@
expression op, handle;
symbol ret;
statement S;
@@
  do_sysctl(...)
  {
    <...
    if ( copy_from_guest(op, handle, 1) )
        S
+
+   ret = lockdown_check_sysctl(op);
+   if ( ret )
+       return ret;
    ...>
  }

@platform_op@
expression op, handle;
statement S;
typedef ret_t;
@@
  do_platform_op(...)
  {
    <...
    if ( copy_from_guest(op, handle, 1) )
        S
+
+   ret = lockdown_check_platform_op(op);
+   if ( ret )
+       return ret;
    ...>
  }

@mca@
expression op, handle;
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

// kexec_op has its operation in a register.
@kexec_op@
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

@hypfs@
symbol cmd;
statement S1, S2;
@@
  do_hypfs_op(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_hypfs_op, cmd);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

@hypfs_op@
identifier path, entry;
statement S;
@@
  do_hypfs_op(...)
  {
    <...
    entry = hypfs_get_entry(path);
    if ( IS_ERR(entry) )
        S
+
+   ret = lockdown_check_hypfs(cmd, path);
+   if ( ret )
+       goto out;
    ...>
  }

@ depends on domctl || paging || sysctl || platform_op || mca || kexec_op || hypfs_op @
@@
  #include <xen/guest_access.h>
+ #include <xen/lockdown.h>
