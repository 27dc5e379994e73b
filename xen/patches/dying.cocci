// SPDX-License-Identifier: GPL-2.0-only
// Ask about a domctl on a domain that is being destroyed, when Xen holds the lock under which alone that begins. OUT is where
// Xen gives up what it has looked up.

@@
symbol d, op, ret, OUT;
statement S;
@@
  do_domctl(...)
  {
    <...
    if ( !domctl_lock_acquire() )
        S
+
+    ret = lockdown_check_dying(d, op->cmd);
+    if ( ret )
+    {
+        domctl_lock_release();
+        goto OUT;
+    }
    ...>
  }
