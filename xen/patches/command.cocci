// SPDX-License-Identifier: GPL-2.0-only
// Where Xen changes a bit of a PCI function's command it writes back the others as it has read them before. A contained dom0
// may have moved a BAR meanwhile, with decoding off, and has it on again (COMMAND-RACE).

// What masks a function's interrupt line is in the upper byte, and decoding in the lower one.
@intx@
symbol pdev, cmd;
@@
  pci_intx(...)
  {
    <...
-   pci_conf_write16(pdev->sbdf, PCI_COMMAND, cmd);
+   if ( !IS_ENABLED(CONFIG_LOCKDOWN) )
+       pci_conf_write16(pdev->sbdf, PCI_COMMAND, cmd);
+   else
+       pci_conf_write8(pdev->sbdf, PCI_COMMAND + 1, cmd >> 8);
    ...>
  }

@faults@
symbol pdev, cword;
@@
  pci_check_disable_device(...)
  {
    <...
-   pci_conf_write16(pdev->sbdf, PCI_COMMAND, cword & ~PCI_COMMAND_MASTER);
+   lockdown_clear_command(pdev->sbdf.sbdf, cword & PCI_COMMAND_MASTER);
    ...>
  }

@found@
symbol pdev, val, command_mask;
@@
  check_pdev(...)
  {
    <...
-   pci_conf_write16(pdev->sbdf, PCI_COMMAND, val & ~command_mask);
+   lockdown_clear_command(pdev->sbdf.sbdf, command_mask);
    ...>
  }
