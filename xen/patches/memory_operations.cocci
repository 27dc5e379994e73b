// SPDX-License-Identifier: GPL-2.0-only
// Three operations of memory_op have operations of their own, in a structure: ask about these as soon as Xen has
// its own copy. NAME is the operation of memory_op: xen/hooks says which one is handled in which file.

// The domain that it acts on is the one that Xen looks up. Its field has more than one name.
@target@
identifier copy, domid;
symbol d;
@@
  mem_NAME_memop(...)
  {
    <+...
    rcu_lock_live_remote_domain_by_id(copy.domid, &d)
    ...+>
  }

@@
identifier target.copy, target.domid;
symbol arg, rc;
statement S;
@@
  mem_NAME_memop(...)
  {
    <...
    if ( copy_from_guest(&copy, arg, 1) )
        S
+
+   rc = lockdown_check_sub_op(__HYPERVISOR_memory_op, XENMEM_NAME_op, copy.op, copy.domid);
+   if ( rc )
+       return rc;
    ...>
  }

@@ @@
  #include <xen/guest_access.h>
+ #include <xen/lockdown.h>
