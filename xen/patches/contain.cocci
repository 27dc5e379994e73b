// SPDX-License-Identifier: GPL-2.0-only
// What dom0 may not reach at containment is taken from it where Xen decides what it gets.

@@
symbol d, rc;
@@
  dom0_setup_permissions(...)
  {
    ...
-   return rc;
+   return rc ?: lockdown_contain(d);
  }

@@
@@
  #include <xen/init.h>
+ #include <xen/lockdown.h>
