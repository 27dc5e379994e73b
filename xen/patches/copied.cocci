// SPDX-License-Identifier: GPL-2.0-only
// Ask about an operation that arrives in a structure on Xen's private copy of it, right after it was
// copied in and before anything uses it.
// NAME is the hypercall: xen/hooks says which one is handled in which file.

@@
expression op, handle;
symbol ret;
statement S;
typedef ret_t;
@@
  do_NAME(...)
  {
    <...
    if ( copy_from_guest(op, handle, 1) )
        S
+
+   ret = lockdown_check_NAME(op);
+   if ( ret )
+       return ret;
    ...>
  }

@@ @@
  #include <xen/guest_access.h>
+ #include <xen/lockdown.h>
