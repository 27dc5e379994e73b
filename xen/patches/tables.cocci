// SPDX-License-Identifier: GPL-2.0-only
// Xen writes and reads tables of MSI-X where the registers of a device say that they are, and dom0 writes these.

@msix_table@
symbol msix, dev, pos, control, entry, zap_on_error;
@@
  msix_capability_init(...)
  {
    <...
+   if ( lockdown_check_msix(dev) )
+   {
+       msix->table.first = 0;
+       msix->pba.first = 0;
+       pci_conf_write16(dev->sbdf, msix_control_reg(pos), control & ~PCI_MSIX_FLAGS_ENABLE);
+       xfree(entry);
+       return -EPERM;
+   }
+
    zap_on_error = true;
    ...>
  }

@msix_page@
symbol addr, msix, slot;
expression E;
@@
  get_table(...)
  {
    <...
+   if ( lockdown_check_page(addr) )
+       return NULL;
+
    msix->table[slot] = ioremap(E, PAGE_SIZE);
    ...>
  }

@ depends on msix_table @
@@
  #include <xen/irq.h>
+ #include <xen/lockdown.h>

@ depends on msix_page @
@@
  #include <xen/sched.h>
+ #include <xen/lockdown.h>
