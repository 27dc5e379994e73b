// SPDX-License-Identifier: GPL-2.0-only
// A mapping of registers outlives the right to them: dom0's kernel makes none under another domain's name.

@@
expression E;
symbol pg_owner, l1e_owner;
@@
  get_page_from_l1e(...)
  {
    <...
+   if ( lockdown_check_mmio(l1e_owner, pg_owner) )
+       return -EPERM;
    if ( pg_owner != l1e_owner && !iomem_access_permitted(l1e_owner, E, E) )
    {
        ...
    }
    ...>
  }
