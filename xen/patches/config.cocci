// SPDX-License-Identifier: GPL-2.0-only
// What dom0 writes to PCI configuration space: a PV dom0 by ports and by memory, a PVH one through vPCI.

@pv@
symbol seg, bdf, reg, size, data;
statement S;
@@
  pci_conf_write_intercept(...)
  {
    <...
+   if ( lockdown_check_config(PCI_SBDF(seg, bdf).sbdf, reg, size, *data) )
+       return -EPERM;
+
    if ( reg < 64 || reg >= 256 )
        S
    ...>
  }

@ports@
symbol currd, port, size, data;
@@
  guest_io_write(...)
  {
    <...
-   pci_conf_write(currd->arch.pci_cf8, port & 3, size, data);
+   lockdown_conf_write(currd, port & 3, size, data);
    ...>
  }

// vPCI writes to what it does not keep, and to what it does.
@raw@
symbol sbdf, reg, data;
expression R, D;
@@
  vpci_write_hw(...)
  {
    <...
(
-   pci_conf_write32(sbdf, R, D);
+   lockdown_write_config(sbdf.sbdf, R, 4, D);
|
-   pci_conf_write16(sbdf, R, D);
+   lockdown_write_config(sbdf.sbdf, R, 2, D);
|
-   pci_conf_write8(sbdf, R, D);
+   lockdown_write_config(sbdf.sbdf, R, 1, D);
)
    ...>
  }

@kept@
symbol pdev, val;
expression R;
identifier f = {modify_decoding, bar_write, rom_write};
@@
  f(...)
  {
    <...
-   pci_conf_write32(pdev->sbdf, R, val);
+   lockdown_write_config(pdev->sbdf.sbdf, R, 4, val);
    ...>
  }

@pvh@
symbol sbdf, reg, size, data;
statement S1, S2;
@@
  vpci_write(...)
  {
    ... when != S1
+   if ( lockdown_check_config(sbdf.sbdf, reg, size, data) )
+       return;
+
    if ( !size )
        S2
    ... when any
  }

@ depends on pv @
@@
  #include <xen/pci.h>
+ #include <xen/lockdown.h>

@ depends on ports @
@@
  #include <xen/iocap.h>
+ #include <xen/lockdown.h>

@ depends on pvh @
@@
  #include <xen/sched.h>
+ #include <xen/lockdown.h>

// By these writes vPCI has a function decode, or not. It sizes the BARs of one that it has just learned of.
@decoding@
symbol pdev, reg, cmd;
identifier f = {cmd_write, modify_decoding, init_header, vpci_init_header, init_bars};
expression E;
@@
  f(...)
  {
    <...
(
-   pci_conf_write16(pdev->sbdf, reg, cmd);
+   lockdown_write_command(pdev->sbdf.sbdf, cmd);
|
-   pci_conf_write16(pdev->sbdf, PCI_COMMAND, E);
+   lockdown_write_command(pdev->sbdf.sbdf, E);
)
    ...>
  }

@ depends on decoding @
@@
  #include <xen/softirq.h>
+ #include <xen/lockdown.h>

// Nothing else is written to a header while a BAR of it is sized (SIZING-REST).
@sizing@
symbol pdev;
identifier f = {init_header, vpci_init_header, init_bars};
expression R, A, S, F;
@@
  f(...)
  {
    <...
-   pci_size_mem_bar(pdev->sbdf, R, A, S, F)
+   lockdown_size_bar(pdev->sbdf.sbdf, R, A, S, F)
    ...>
  }

// Which buses are behind a bridge Xen takes from its registers, where dom0 announces it (BUSES-NONE).
@buses@
symbol pdev, sec_bus, sub_bus;
expression E;
@@
  alloc_pdev(...)
  {
    <...
    sub_bus = E;
+   if ( !lockdown_check_buses(pdev->sbdf.sbdf, sec_bus, sub_bus) )
+       break;
    ...>
  }
