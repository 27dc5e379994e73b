// SPDX-License-Identifier: GPL-2.0-only
// The state of an HVM domain is loaded record by record: judge each where its handler is looked for.

@@
symbol desc, h, rc;
expression E;
@@
  hvm_load(...)
  {
    <...
    desc = E;
+   rc = lockdown_check_record(desc, h->size - h->cur);
+   if ( rc )
+       return rc;
    ...>
  }

@@
@@
  #include <xen/guest_access.h>
+ #include <xen/lockdown.h>
