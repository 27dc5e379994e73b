// SPDX-License-Identifier: GPL-2.0-only
// Frontends for disks and networks ask whether their backend is trusted. If not, they share pages with it that hold
// nothing else. In a locked-down dom0 neither xenstore nor a parameter of the driver makes it trusted.

@@ @@
 #include "xenbus.h"
+#include "../control.h"

@@
symbol node, ret;
@@
 xenbus_read_unsigned(...)
 {
 ...
+	if (!strcmp(node, "trusted") && xen_control_distrusts_root())
+		return 0;
 ret = xenbus_scanf(...);
 ...
 }
