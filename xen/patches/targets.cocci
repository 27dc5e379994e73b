// SPDX-License-Identifier: GPL-2.0-only
// Ask again where the domain that an operation acts on is known, on Xen's private copy, before Xen
// looks that domain up.

@@
symbol op, rc, d;
expression M;
identifier domid, lock = {rcu_lock_domain_by_any_id, rcu_lock_domain_by_id};
@@
  do_memory_op(...)
  {
    <...
(
+   rc = lockdown_check_memory_op(op, M.domid, &M);
+   if ( rc )
+       return rc;
    d = lock(M.domid);
|
+   rc = lockdown_check_memory_op(op, M.domid, &M);
+   if ( rc )
+       return rc;
    if ( (d = lock(M.domid)) == NULL )
        return -ESRCH;
)
    ...>
  }

@@
symbol fmap, cmd, arg, rc;
@@
  arch_memory_op(...)
  {
    <...
    if ( copy_from_guest(&fmap, arg, 1) )
        return -EFAULT;
+
+   rc = lockdown_check_target(__HYPERVISOR_memory_op, cmd, fmap.domid);
+   if ( rc )
+       return rc;
    ...>
  }

@@
symbol target, cmd, arg, rc;
@@
  arch_memory_op(...)
  {
    <...
    if ( copy_from_guest(&target, arg, 1) )
        return -EFAULT;
+
+   rc = lockdown_check_target(__HYPERVISOR_memory_op, cmd, target.domid);
+   if ( rc )
+       return rc;
    ...>
  }

@@
identifier copy = {map, unmap};
symbol cmd, arg, ret;
@@
  do_physdev_op(...)
  {
    <...
    if ( copy_from_guest(&copy, arg, 1) != 0 )
        break;
+
+   ret = lockdown_check_target(__HYPERVISOR_physdev_op, cmd, copy.domid);
+   if ( ret )
+       return ret;
    ...>
  }

@@
symbol cmd, ret, d;
expression T;
@@
  do_sched_op(...)
  {
    <...
+   ret = lockdown_check_target(__HYPERVISOR_sched_op, cmd, T);
+   if ( ret )
+       return ret;
    ret = -ESRCH;
    d = rcu_lock_domain_by_id(T);
    ...>
  }
