// SPDX-License-Identifier: GPL-2.0-only
// A mapping's pages are found by their distance from where it was made. Where it moves while a grant is still mapped,
// the kernel looks outside of the list of its pages (L-GNTDEV-MOVE). It stays. On PV it is empty then: Linux announces the
// move before it asks, and the driver unmaps the grants.

@@ @@
 #include <xen/gntdev.h>
+#include "control.h"

@@
expression E;
@@
 struct vm_operations_struct gntdev_vmops = {
 	.open = E,
+	.mremap = xen_control_stays,
 	...
 };

// PV: nothing counts a page for the page table's entry that maps its grant. A mapping that ends while the grant must stay
// mapped, because somebody holds the page, takes the holder's reference: the page is free while it is in use
// (L-GNTDEV-HELD). So nobody holds one: VM_IO refuses I/O straight from the mapping, and a copy for a child of fork().
@@ @@
 gntdev_mmap(...)
 {
 <...
- VM_DONTCOPY
+ VM_DONTCOPY | (xen_control_distrusts_root() ? VM_IO : 0)
 ...>
 }
