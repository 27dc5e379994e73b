// SPDX-License-Identifier: GPL-2.0-only
// Ask before a PCI device changes hands, under the lock under which it does.

@assign@
expression d, seg, bus, devfn, flags;
symbol ret, machine_sbdf;
@@
- ret = assign_device(d, seg, bus, devfn, flags);
+ ret = lockdown_check_assign(d, machine_sbdf) ?:
+                  assign_device(d, seg, bus, devfn, flags);

@deassign@
expression d, seg, bus, devfn;
symbol ret, machine_sbdf;
@@
  pcidevs_lock();
- ret = deassign_device(d, seg, bus, devfn);
+ ret = lockdown_check_deassign(d, machine_sbdf) ?:
+              deassign_device(d, seg, bus, devfn);
  pcidevs_unlock();

// What dom0 removes and finds again is its own.
@remove@
symbol ret, pdev;
expression E;
@@
  pci_remove_device(...)
  {
    <+...
    if ( E )
    {
+       ret = lockdown_check_remove(pdev);
+       if ( ret )
+           break;
        ...
        free_pdev(...);
        ...
    }
    ...+>
  }

@ depends on assign || deassign || remove @
@@
  #include <xen/guest_access.h>
+ #include <xen/lockdown.h>
