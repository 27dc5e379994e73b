// SPDX-License-Identifier: GPL-2.0-only
// Some sysctls use what another operation may free meanwhile: hold what keeps that one out.

@@
symbol op, sysctl_lock;
statement S;
@@
  do_sysctl(...)
  {
    <...
(
    while ( !spin_trylock(&sysctl_lock) )
        S
+
+   if ( !lockdown_sysctl_begin(op) )
+   {
+       spin_unlock(&sysctl_lock);
+       return -EAGAIN;
+   }
|
+   lockdown_sysctl_end(op);
    spin_unlock(&sysctl_lock);
)
    ...>
  }
