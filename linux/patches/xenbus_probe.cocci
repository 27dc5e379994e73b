// SPDX-License-Identifier: GPL-2.0-only
// All drivers of xenstore's devices, frontends and backends, built in or modules, are probed here. In a locked-down
// dom0 root may be the other end of each: ask before anything is read from it.

@@ @@
 #include "xenbus.h"
+#include "../control.h"

@@
symbol dev;
expression E;
@@
 xenbus_dev_probe(...)
 {
 <...
+	if (!xen_control_may_probe(dev->dev.bus->name, dev->devicetype))
+		return -EPERM;
 E = talk_to_otherend(dev);
 ...>
 }
