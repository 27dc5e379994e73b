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
symbol ret, out, cpu, cpupool_lock, cpupool_moving_cpu;
@@
  cpupool_unassign_cpu_start(...)
  {
    <...
    spin_lock(&cpupool_lock);
+   ret = -EAGAIN;
+   if ( cpu != cpupool_moving_cpu && lockdown_domains_leaving() )
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

// A CPU that is half out of its pool counts as free there, and is not: it must not go offline as it is. Nor does a CPU that
// goes offline leave its pool beside that: what the scheduler has of it would be freed twice (HALF). And one that could not
// begin to leave may be asked again.
@offline@
symbol cpus, ret, cpu, master_cpu, cpupool0, cpupool_locked_cpus, cpupool_moving_cpu;
statement S, T;
@@
  cpupool_cpu_remove_prologue(...)
  {
    <...
-   if ( cpumask_intersects(cpus, &cpupool_locked_cpus) )
+   if ( cpumask_intersects(cpus, &cpupool_locked_cpus) ||
+        (IS_ENABLED(CONFIG_LOCKDOWN) && master_cpu == cpupool_moving_cpu) )
        ret = -EBUSY;
    else
        cpumask_set_cpu(cpu, &cpupool_locked_cpus);
    ...>
    if ( cpumask_test_cpu(master_cpu, cpupool0->cpu_valid) )
        S
    else
        T
+
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && ret )
+   {
+       spin_lock(&cpupool_lock);
+       cpumask_clear_cpu(cpu, &cpupool_locked_cpus);
+       spin_unlock(&cpupool_lock);
+   }
    ...
  }

@unready@
symbol rc, mem, cpu, cpupool_locked_cpus;
@@
  cpu_callback(...)
  {
    <...
    rc = mem ? 0 : -ENOMEM;
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && rc )
+   {
+       spin_lock(&cpupool_lock);
+       cpumask_clear_cpu(cpu, &cpupool_locked_cpus);
+       spin_unlock(&cpupool_lock);
+   }
    ...>
  }

@beside@
symbol ret, c, cpupool_locked_cpus, cpupool_moving_cpu;
@@
  cpupool_unassign_cpu_helper(...)
  {
    <...
-   ret = cpupool_unassign_cpu_finish(c, NULL);
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && cpupool_moving_cpu >= 0 &&
+        cpumask_intersects(get_sched_res(cpupool_moving_cpu)->cpus, &cpupool_locked_cpus) )
+       ret = -EBUSY;
+   else
+       ret = cpupool_unassign_cpu_finish(c, NULL);
    ...>
  }

// A vCPU that is being made is on its domain's list before it has a CPU and what its scheduler keeps of it. What walks
// that list, because a CPU leaves or the domain changes its pool, has this lock, as has who makes one: making.cocci (MAKING).
@seen@
declarer name DEFINE_SPINLOCK;
@@
- static DEFINE_SPINLOCK(cpupool_lock);
+ DEFINE_SPINLOCK(cpupool_lock);

// Where memory ends while a vCPU is made, its timers are not left where Xen goes on following them (TIMERS), and what has
// no domain yet is not looked for among a domain's (UNIT).
@timers@
symbol unit, v;
@@
  sched_init_vcpu(...)
  {
    <...
    if ( unit->priv == NULL )
    {
+       if ( IS_ENABLED(CONFIG_LOCKDOWN) )
+       {
+           kill_timer(&v->periodic_timer);
+           kill_timer(&v->singleshot_timer);
+           kill_timer(&v->poll_timer);
+       }
        sched_free_unit(unit, v);
        ...
    }
    ...>
  }

@nobodys@
symbol d, unit;
@@
  sched_free_unit_mem(...)
  {
    <...
-   if ( d->sched_unit_list == unit )
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && !d )
+   {
+   }
+   else if ( d->sched_unit_list == unit )
        d->sched_unit_list = unit->next_in_list;
    else
    { ... }
    ...>
  }

// A CPU that could not go offline stays in its pool, and keeps what the scheduler has of it: that is neither freed, nor is
// the CPU taken for one without a pool (OFFLINE-FAILED).
@keeps@
symbol mem, cpu;
@@
  free_cpu_rm_data(...)
  {
+   if ( !IS_ENABLED(CONFIG_LOCKDOWN) ||
+        get_sched_res(cpu)->sched_unit_idle->priv != mem->vpriv_old )
+   {
    sched_free_udata(mem->old_ops, mem->vpriv_old);
    sched_free_pdata(mem->old_ops, mem->ppriv_old, cpu);
+   }
    ...
  }

// Where cores are scheduled as a whole, the idle vCPU fills in for a guest's, whose unit is not to be freed (FILLER).
@fills@
symbol data, sr, cpu;
@@
  alloc_cpu_rm_data(...)
  {
    <...
-   data->vpriv_old = idle_vcpu[cpu]->sched_unit->priv;
+   data->vpriv_old = IS_ENABLED(CONFIG_LOCKDOWN) ? sr->sched_unit_idle->priv : idle_vcpu[cpu]->sched_unit->priv;
    ...>
  }

// There too a core that has lost a CPU is none any more (HALF-CORE).
@whole@
symbol cpus, c, cpu;
@@
  cpupool_assign_cpu_locked(...)
  {
    ...
    cpus = sched_get_opt_cpumask(c->gran, cpu);
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && system_state == SYS_STATE_active &&
+        cpumask_weight(cpus) != cpupool_get_granularity(c) )
+       return -EADDRNOTAVAIL;
    ...
  }

@stays@
symbol cpu, cpupool_moving_cpu;
@@
  cpupool_cpu_add(...)
  {
    <...
+   if ( !IS_ENABLED(CONFIG_LOCKDOWN) || cpupool_moving_cpu < 0 ||
+        get_sched_res(cpu) != get_sched_res(cpupool_moving_cpu) )
    get_sched_res(cpu)->cpupool = NULL;
    ...>
  }

// No CPU runs anything else at this point: a domain that has left the lists by now is waited for, and the caller tries once
// more (LEAVING).
@down@
symbol arg;
@@
  take_cpu_down(...)
  {
+   if ( system_state == SYS_STATE_active && lockdown_domains_leaving() )
+       return -EBUSY;
+
    _take_cpu_down(arg);
    ...
  }

@ depends on down @
@@
  #include <xen/init.h>
+ #include <xen/lockdown.h>

@ depends on ends @
@@
  #include <xen/list.h>
+ #include <xen/lockdown.h>
