// SPDX-License-Identifier: GPL-2.0-only
// Look at the dom0 kernel's declaration as soon as its ELF header has been read.

@hook@
expression rc, elf, parms, hvm;
statement S;
@@
    if ( (rc = elf_xen_parse(elf, parms, hvm)) != 0 )
        S
+   lockdown_check_dom0(elf);

@ depends on hook @
@@
  #include <xen/libelf.h>
+ #include <xen/lockdown.h>
