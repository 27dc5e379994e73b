// SPDX-License-Identifier: GPL-2.0-only
// What follows " -- " goes to the dom0 kernel: whose word is that?

@hook@
expression kextra, cmdline;
@@
- kextra = strstr(cmdline, " -- ")
+ kextra = lockdown_dom0_options(cmdline)

@ depends on hook @
@@
  #include <xen/lib.h>
+ #include <xen/lockdown.h>
