// SPDX-License-Identifier: GPL-2.0-only
// Note that a hypercall continues on another CPU, which sets its result: a control_op must leave
// that result alone.

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
