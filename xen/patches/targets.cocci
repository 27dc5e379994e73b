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
symbol rc, d;
expression T;
@@
  hvmop_set_param(...)
  {
    <...
+   rc = lockdown_check_target(__HYPERVISOR_hvm_op, HVMOP_set_param, T);
+   if ( rc )
+       return rc;
    d = rcu_lock_domain_by_any_id(T);
    ...>
  }

@@
symbol rc, d;
expression T;
@@
  hvmop_get_param(...)
  {
    <...
+   rc = lockdown_check_target(__HYPERVISOR_hvm_op, HVMOP_get_param, T);
+   if ( rc )
+       return rc;
    d = rcu_lock_domain_by_any_id(T);
    ...>
  }

@@
symbol rc, d;
expression T;
@@
  evtchn_alloc_unbound(...)
  {
    <...
+   rc = lockdown_check_target(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, T);
+   if ( rc )
+       return rc;
    d = rcu_lock_domain_by_any_id(T);
    ...>
  }

@@
symbol rc, d;
expression T;
@@
  evtchn_status(...)
  {
    <...
+   rc = lockdown_check_target(__HYPERVISOR_event_channel_op, EVTCHNOP_status, T);
+   if ( rc )
+       return rc;
    d = rcu_lock_domain_by_any_id(T);
    ...>
  }

@@
symbol cmd, rc, d;
expression T;
@@
  do_event_channel_op(...)
  {
    <...
+   rc = lockdown_check_target(__HYPERVISOR_event_channel_op, cmd, T);
+   if ( rc )
+       return rc;
    d = rcu_lock_domain_by_any_id(T);
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
