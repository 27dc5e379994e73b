// SPDX-License-Identifier: GPL-2.0-only
// What dom0 asks of the firmware through Xen: variables, the memory behind the clock, sleep, states of the processors,
// and where configuration space is.

@variable@
expression name, vendor, attributes, size, data;
@@
  efi_runtime_call(...)
  {
    <...
-   efi_rs->SetVariable(name, vendor, attributes, size, data)
+   lockdown_check_variable(name, vendor, attributes, size, data)
+       ? EFI_WRITE_PROTECTED : efi_rs->SetVariable(name, vendor, attributes, size, data)
    ...>
  }

@cmos@
symbol currd, port, data, flags, rtc_lock;
@@
  rtc_guest_write(...)
  {
    <...
+   if ( lockdown_write_cmos(port, ACCESS_ONCE(currd->arch.cmos_idx), data) )
+       break;
+
    spin_lock_irqsave(&rtc_lock, flags);
    ...>
  }

@sleep@
symbol sleep;
statement S;
@@
  acpi_enter_sleep(...)
  {
+   if ( lockdown_contains() )
+       return lockdown_sleep(sleep);
+
    S
    ...
  }

@idle@
symbol acpi_power, xen_cx;
@@
  set_cx(...)
  {
    ...
-   if ( check_cx(acpi_power, xen_cx) != 0 )
+   if ( check_cx(acpi_power, xen_cx) != 0 ||
+        lockdown_check_idle(xen_cx->reg.space_id, xen_cx->reg.address) )
        return;
    ...
  }

// Performance states: the register is one of the processor, or any port; and what has been set up once stays as it is.
@frequency@
symbol ret, out, pxpt, XEN_PX_INIT;
identifier perf = {perf, dom0_px_info};
expression E;
@@
  set_px_pminfo(...)
  {
    ...
+   perf->flags &= lockdown_states(perf, pxpt, E == XEN_PX_INIT);
+
    if ( perf->flags & XEN_PX_PCT )
    {
        ...
    }
    ...
    if ( perf->flags & XEN_PX_PPC )
    {
        ...
        if ( E == XEN_PX_INIT )
        {
            ...
        }
    }
    ...
  }

@window@
symbol info, ret;
@@
  do_physdev_op(...)
  {
    <...
+   ret = lockdown_check_window(info.flags);
+   if ( ret )
+       break;
+
    ret = pci_mmcfg_reserved(...);
    ...>
  }

@ depends on variable @
@@
  #include <xen/irq.h>
+ #include <xen/lockdown.h>

@ depends on cmos @
@@
  #include <xen/irq.h>
+ #include <xen/lockdown.h>

@ depends on sleep @
@@
  #include <xen/iommu.h>
+ #include <xen/lockdown.h>

@ depends on idle @
@@
  #include <xen/keyhandler.h>
+ #include <xen/lockdown.h>

@ depends on frequency @
@@
  #include <xen/list.h>
+ #include <xen/lockdown.h>
