// SPDX-License-Identifier: GPL-2.0-only
// Ask about each operation that arrives in a register first of all, before XSM is asked.

@@ @@
  #include <xen/guest_access.h>
+ #include <xen/lockdown.h>

@@
symbol cmd;
statement S1, S2;
@@
  do_xen_version(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_xen_version, cmd);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

// Its first statement is left out of a Xen that is never a shim.
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

@@
symbol cmd;
statement S1, S2;
@@
  do_sched_op(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_sched_op, cmd);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

@@
symbol cmd;
statement S1, S2;
@@
  do_vcpu_op(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_vcpu_op, cmd);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

@@
symbol op;
statement S1, S2;
@@
  do_memory_op(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_memory_op, op);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

// Not the first thing where Xen is the shim of a PV guest: then there is no dom0 to lock.
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

@@
symbol op;
statement S1, S2;
@@
  do_hvm_op(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_hvm_op, op);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

@@
symbol cmd;
statement S1, S2;
@@
  do_physdev_op(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_physdev_op, cmd);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

@@
symbol op;
statement S1, S2;
@@
  do_xenpmu_op(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_xenpmu_op, op);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

@@
symbol cmd;
statement S1, S2;
@@
  do_console_io(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_console_io, cmd);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

@@
symbol cmd;
statement S1, S2;
@@
  do_callback_op(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_callback_op, cmd);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

@@
symbol cmd;
statement S1, S2;
@@
  do_nmi_op(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_nmi_op, cmd);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

@@
symbol cmd;
statement S1, S2;
@@
  do_vm_assist(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_vm_assist, cmd);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

@@
symbol cmd;
statement S1, S2;
@@
  do_argo_op(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_argo_op, cmd);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

@@
symbol op;
statement S1, S2;
@@
  do_xenoprof_op(...)
  {
    ... when != S1
+   const int refused = lockdown_check_op(__HYPERVISOR_xenoprof_op, op);
+
+   if ( refused )
+       return refused;
    S2
    ... when any
  }

// The operation is a field: ask as soon as Xen has its own copy.
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

@@
symbol mao, arg, rc;
statement S;
@@
  mem_access_memop(...)
  {
    <...
    if ( copy_from_guest(&mao, arg, 1) )
        S
+
+   rc = lockdown_check_sub_op(__HYPERVISOR_memory_op, XENMEM_access_op, mao.op, mao.domid);
+   if ( rc )
+       return rc;
    ...>
  }

@@
symbol mpo, arg, rc;
statement S;
@@
  mem_paging_memop(...)
  {
    <...
    if ( copy_from_guest(&mpo, arg, 1) )
        S
+
+   rc = lockdown_check_sub_op(__HYPERVISOR_memory_op, XENMEM_paging_op, mpo.op, mpo.domain);
+   if ( rc )
+       return rc;
    ...>
  }

@@
symbol mso, arg, rc;
statement S;
@@
  mem_sharing_memop(...)
  {
    <...
    if ( copy_from_guest(&mso, arg, 1) )
        S
+
+   rc = lockdown_check_sub_op(__HYPERVISOR_memory_op, XENMEM_sharing_op, mso.op, mso.domain);
+   if ( rc )
+       return rc;
    ...>
  }

// A mapping of registers outlives the right to them: dom0's kernel makes none under another's name.
@@
expression E;
symbol pg_owner, l1e_owner;
@@
  get_page_from_l1e(...)
  {
    <...
+   if ( lockdown_check_mmio(l1e_owner, pg_owner) )
+       return -EPERM;
    if ( pg_owner != l1e_owner && !iomem_access_permitted(l1e_owner, E, E) )
    {
        ...
    }
    ...>
  }
