// SPDX-License-Identifier: GPL-2.0-only
// Ask about the state that a vCPU is to get, on Xen's own copy of it, before any of it is taken over.

@@
symbol ret, v, c;
@@
  do_domctl(...)
  {
    <...
-   ret = arch_set_info_guest(v, c);
+   ret = lockdown_check_context(v, c.nat);
+   if ( !ret )
+       ret = arch_set_info_guest(v, c);
    ...>
  }
