// SPDX-License-Identifier: GPL-2.0-only
// A domain that changes its pool gets other units, of another scheduler. Who wakes one of its vCPUs, or has it sleep, may
// have read the old unit before: that stays until RCU allows, and is not what counts. Old units and new ones change places
// under the lock that both are reached by; and no CPU that has just left an old one is still busy with it (MOVING).

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

@quiet@
iterator name for_each_online_cpu;
symbol d;
@@
  sched_move_domain(...)
  {
    <...
    domain_pause(d);
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) )
+   {
+       unsigned int cpu;
+
+       for_each_online_cpu ( cpu )
+           while ( lockdown_unit_of(read_atomic(&get_sched_res(cpu)->prev), d) )
+               cpu_relax();
+   }
    ...>
  }

@swaps@
symbol d, c, old_units, new_units;
@@
  sched_move_domain(...)
  {
    ...
    void *old_domdata;
+   spinlock_t *both = NULL;
    ...
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && old_units )
+       both = unit_schedule_lock_irq(old_units);
    d->cpupool = c;
    ...
    d->sched_unit_list = new_units;
+   if ( both )
+       spin_unlock_irq(both);
    ...
  }

// A domain may have fewer vCPUs than it may have: it gets no unit for what is not there (HOLES).
@holes@
symbol d, unit, unit_idx, gran;
@@
  sched_move_domain(...)
  {
    <...
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && !d->vcpu[unit_idx * gran] )
+       break;
    unit = sched_alloc_unit_mem();
    ...>
  }

@leaves_unit@
symbol sr, unit;
@@
  unit_context_saved(...)
  {
    <...
-   sr->prev = NULL;
+   if ( !IS_ENABLED(CONFIG_LOCKDOWN) )
+       sr->prev = NULL;
    ...
    if ( !is_idle_unit(unit) )
        sched_unit_migrate_finish(unit);
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) )
+   {
+       smp_mb();
+       sr->prev = NULL;
+   }
    ...>
  }

@ depends on wakes @
@@
  #include <xen/sched.h>
+ #include <xen/lockdown.h>

