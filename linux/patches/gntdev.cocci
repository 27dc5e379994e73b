// SPDX-License-Identifier: GPL-2.0-only
// A mapping's pages are found by their distance from where it was made. Where it moves while a grant is still mapped,
// the kernel looks outside of the list of its pages (L-GNTDEV-MOVE). It stays.

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
