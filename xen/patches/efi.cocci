// SPDX-License-Identifier: GPL-2.0-only
// The EFI loader: Secure Boot's state, the provenance of the options, verified files.

// Both EFI entries call this first.
@raise@
expression E;
symbol StdErr;
@@
  efi_init(...)
  {
    ...
    StdErr = E;
+
+   lockdown_efi_init();
  }

// Up to 4.17 the image's name comes first on the command line, to be stripped as
// one word later. An attacker chooses that name, and can make it several words,
// or none: then other words than the signed ones stand where those are thought to
// be. Without a name Xen puts one of its own there.
@command_line@
expression name, loader, value;
@@
  efi_start(...)
  {
    <...
(
+   lockdown_efi_options(value, &cfg);
    efi_arch_handle_cmdline(loader, value);
|
+   lockdown_efi_options(value, &cfg);
-   efi_arch_handle_cmdline(name, loader, value);
+   efi_arch_handle_cmdline(NULL, loader, value);
)
    ...>
  }

// After shim was asked, before anything is done with the files.
@verify@
@@
  efi_start(...)
  {
    <...
+   lockdown_efi_files(&kernel, &xsm, &ucode, &shim_lock_guid);
+
    efi_arch_edd();
    ...>
  }
