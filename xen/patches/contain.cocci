// SPDX-License-Identifier: GPL-2.0-only
// What dom0 may not reach at containment is taken from it where Xen decides what it gets: its frames and ports, the
// memory map of a PVH dom0, what its devices reach, and registers of the processor.

@permissions@
symbol d, rc;
@@
  dom0_setup_permissions(...)
  {
    ...
-   return rc;
+   return rc ?: lockdown_contain(d);
  }

// The only two places that put frames of devices into a memory map.
@registers@
symbol d, gfn, mfn, order;
statement S;
@@
  set_mmio_p2m_entry(...)
  {
+   const int lockdown = lockdown_check_frames(d, gfn_x(gfn), mfn_x(mfn), order);
+
+   if ( lockdown )
+       return lockdown;
+
    S
    ...
  }

@identity@
symbol d, gfn, gfn_l;
@@
  p2m_add_identity_entry(...)
  {
    <...
+   if ( lockdown_check_frames(d, gfn_l, gfn_l, PAGE_ORDER_4K) )
+       return -EPERM;
+
    gfn_lock(p2m, gfn, 0);
    ...>
  }

// Before 4.19 what a PV dom0's devices reach does not follow what dom0 may map.
@devices@
symbol pfn, perms;
@@
  hwdom_iommu_map(...)
  {
    <...
-   return perms;
+   return lockdown_check_dma(pfn, perms);
    ...>
  }

// By this Xen knows a vCPU of dom0's that may write registers of the processor.
@registers_of_cpu@
symbol v;
expression E;
@@
  is_hwdom_pinned_vcpu(...)
  {
-   return (is_hardware_domain(v->domain) && E);
+   return !lockdown_contains() && is_hardware_domain(v->domain) && E;
  }

@ depends on permissions @
@@
  #include <xen/init.h>
+ #include <xen/lockdown.h>

@ depends on registers @
@@
  #include <xen/iommu.h>
+ #include <xen/lockdown.h>

@ depends on devices @
@@
  #include <xen/iommu.h>
+ #include <xen/lockdown.h>

@ depends on registers_of_cpu @
@@
  #include <xen/spinlock.h>
+ #include <xen/lockdown.h>
