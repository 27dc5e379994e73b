// SPDX-License-Identifier: GPL-2.0-only
// A page of a PV domain that a translated one maps is writable memory for as long, as it is for a PV domain that maps it.

@@
symbol nfn, ofn, pg;
@@
  p2m_entry_modify(...)
  {
    <...
(
    if ( !page_get_owner_and_reference(mfn_to_page(nfn)) )
        return -EBUSY;
+    if ( !lockdown_get_foreign(mfn_to_page(nfn)) )
+        return -EBUSY;
|
+   lockdown_put_foreign(mfn_to_page(ofn));
    put_page(mfn_to_page(ofn));
|
+   lockdown_put_foreign(pg);
    put_page(pg);
)
    ...>
  }

@@ @@
  #include <xen/paging.h>
+ #include <xen/lockdown.h>
