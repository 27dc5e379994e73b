// SPDX-License-Identifier: GPL-2.0-only
// A vCPU is made under the lock with which CPUs leave and domains change their pools (scheduler.cocci, MAKING).

@@
identifier F = {do_domctl, bring_up_vcpus};
@@
  F(...)
  {
    <...
-   vcpu_create
+   lockdown_vcpu_create
    (...)
    ...>
  }
