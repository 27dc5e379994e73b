// SPDX-License-Identifier: GPL-2.0-only
// Note that a hypercall goes on on another CPU: nothing may be made of its result here.

@@
statement S1, S2;
@@
  continue_hypercall_on_cpu(...)
  {
    ... when != S1
+   lockdown_elsewhere();
+
    S2
    ... when any
  }
