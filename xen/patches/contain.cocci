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

// What a PV dom0's devices reach since the firmware's tables say so (IVMD).
@told@
symbol gfn;
expression E;
@@
  set_identity_p2m_entry(...)
  {
    <...
-   p2m_access_to_iommu_flags(E)
+   lockdown_check_dma(gfn, p2m_access_to_iommu_flags(E))
    ...>
  }

// A controller that dom0 shares with Xen's console is moved by dom0, and switched on by Xen (DBC).
@console@
symbol uart;
@@
  dbc_uart_init_postirq(...)
  {
    ...
    set_timer(...);
+   if ( lockdown_contains() )
+       uart->dbc.share = XHCI_SHARE_NONE;
    ...
  }

// Nor does dom0 write to what else is in the page of the debug port's registers.
@subpage depends on console@
expression list E;
@@
  dbc_uart_init_postirq(...)
  {
    <...
-   subpage_mmio_ro_add(E)
+   (!lockdown_contains() && subpage_mmio_ro_add(E))
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

// On AMD's processors nobody tells at which virtual address a PVH dom0 has written to a frame that it may only read. Up to
// 4.20 Xen drops such a write where that address is the right one, and crashes dom0 else.
@dropped@
symbol mmio_ro_ctxt, offset;
@@
  mmio_ro_emulated_write(...)
  {
    <...
-   offset != mmio_ro_ctxt->cr2
+   (offset != mmio_ro_ctxt->cr2 && (!IS_ENABLED(CONFIG_LOCKDOWN) || mmio_ro_ctxt->cr2 != ~0UL))
    ...>
  }

// On some processors Xen hands the port by which firmware is called on to it, to see ACPI begin: which has begun.
@firmware_port@
@@
  acpi_c1e_quirk(...)
  {
    ASSERT(...);
+
+   if ( lockdown_contains() )
+       return X86EMUL_OKAY;
    ...
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

@ depends on told @
@@
  #include <xen/iommu.h>
+ #include <xen/lockdown.h>

@ depends on console @
@@
  #include <xen/iommu.h>
+ #include <xen/lockdown.h>

@ depends on registers_of_cpu @
@@
  #include <xen/spinlock.h>
+ #include <xen/lockdown.h>

@ depends on firmware_port @
@@
  #include <xen/hypercall.h>
+ #include <xen/lockdown.h>
