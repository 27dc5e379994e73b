// SPDX-License-Identifier: GPL-2.0-only
// A domain that is on no list any more keeps its vCPUs in the scheduler until RCU has waited for all readers. A CPU that
// leaves meanwhile does not find them, and leaves them behind with what is freed (LEAVING).

@leaves@
symbol d;
@@
  domain_destroy(...)
  {
    <...
    if ( atomic_cmpxchg(&d->refcnt, 0, DOMAIN_DESTROYED) != 0 )
        return;
+
+   lockdown_domain_leaves();
    ...>
  }

@left@
symbol d;
@@
  complete_domain_destroy(...)
  {
    <...
+   lockdown_domain_left();
    grant_table_destroy(d);
    ...>
  }

@begins@
symbol ret, out, cpupool_lock;
@@
  cpupool_unassign_cpu_start(...)
  {
    <...
    spin_lock(&cpupool_lock);
+   ret = -EBUSY;
+   if ( lockdown_domains_leaving() )
+       goto out;
+
    ...>
  }

@ends@
symbol ret, cpu;
@@
  cpupool_unassign_cpu_finish(...)
  {
    <...
-   ret = cpu_disable_scheduler(cpu);
+   ret = cpu_disable_scheduler(cpu) ?: lockdown_domains_leaving() ? -EAGAIN : 0;
    ...>
  }

@ depends on ends @
@@
  #include <xen/list.h>
+ #include <xen/lockdown.h>
