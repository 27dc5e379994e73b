// SPDX-License-Identifier: GPL-2.0-only
// The EFI loader: Secure Boot's state, the provenance of the options, verified files.

// Both EFI entries call this first.
@raise@
symbol StdOut, SystemTable;
@@
  efi_init(...)
  {
    ...
    StdOut = SystemTable->ConOut;
+   lockdown_efi_init();
    ...
  }

@command_line@
expression value;
@@
  efi_start(...)
  {
    <...
+   lockdown_efi_options(value, &cfg);
    efi_arch_handle_cmdline(..., value);
    ...>
  }

// After shim was asked, before anything is done with the files.
@verify@
@@
  efi_start(...)
  {
    <...
+   lockdown_efi_files(&kernel, &xsm, &shim_lock_guid);
    efi_arch_edd();
    ...>
  }
