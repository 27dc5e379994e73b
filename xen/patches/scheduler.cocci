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

// A domain that changes its pool gets other units. Who wakes one of its vCPUs, or has it sleep, may have read the old unit
// before: that stays until RCU allows, and is not what counts (MOVING). Not yet seen to: who looks between the two steps by
// which old units and new ones change places, and the CPU that has just left a unit.
@frees@
symbol old_unit;
@@
  sched_move_domain_cleanup(...)
  {
    <...
-   xfree(old_unit);
+   lockdown_free_unit(old_unit);
    ...>
  }

@wakes@
symbol v, unit, lock, flags;
@@
  vcpu_wake(...)
  {
    <...
    lock = unit_schedule_lock_irqsave(unit, &flags);
+   while ( IS_ENABLED(CONFIG_LOCKDOWN) && unit != v->sched_unit )
+   {
+       unit_schedule_unlock_irqrestore(lock, flags, unit);
+       unit = v->sched_unit;
+       lock = unit_schedule_lock_irqsave(unit, &flags);
+   }
    ...>
  }

@sleeps@
typedef spinlock_t;
symbol v, lock, flags;
@@
  vcpu_sleep_nosync(...)
  {
    unsigned long flags;
    spinlock_t *lock;
+   const struct sched_unit *unit;
    ...
-   lock = unit_schedule_lock_irqsave(v->sched_unit, &flags);
+   unit = v->sched_unit;
+   lock = unit_schedule_lock_irqsave(unit, &flags);
+   while ( IS_ENABLED(CONFIG_LOCKDOWN) && unit != v->sched_unit )
+   {
+       unit_schedule_unlock_irqrestore(lock, flags, unit);
+       unit = v->sched_unit;
+       lock = unit_schedule_lock_irqsave(unit, &flags);
+   }
    ...
-   unit_schedule_unlock_irqrestore(lock, flags, v->sched_unit);
+   unit_schedule_unlock_irqrestore(lock, flags, unit);
    ...
  }

@ depends on wakes @
@@
  #include <xen/sched.h>
+ #include <xen/lockdown.h>

@ depends on ends @
@@
  #include <xen/list.h>
+ #include <xen/lockdown.h>
