// SPDX-License-Identifier: GPL-2.0-only
// What schedulers keep of a unit that has gone.

// A unit that waits for budget is on a list that a timer walks, until it is freed (PARKED). No timer is needed any more: the
// domain leaves this scheduler as a whole.
@parked@
typedef spinlock_t;
symbol unit, svc, lock;
@@
  csched2_unit_remove(...)
  {
    ...
    spinlock_t *lock;
+   bool parked;
    ...
    runq_deassign(unit);
+   parked = IS_ENABLED(CONFIG_LOCKDOWN) && !list_empty(&svc->parked_elem);
    ...
    unit_schedule_unlock_irq(lock, unit);
+   if ( parked )
+   {
+       kill_timer(&svc->sdom->repl_timer);
+       spin_lock_irq(&svc->sdom->budget_lock);
+       list_del_init(&svc->parked_elem);
+       spin_unlock_irq(&svc->sdom->budget_lock);
+       sched_clear_pause_flags(unit, _VPF_parked);
+   }
    ...
  }

// A unit was to move to a run queue that may have been freed with the last CPU of it (RUNQUEUE).
@gone@
iterator name list_for_each_entry;
symbol svc, rqd, prv, rql;
statement S, T;
@@
  csched2_res_pick(...)
  {
    <...
+   list_for_each_entry ( rqd, &prv->rql, rql )
+       if ( rqd == svc->migrate_rqd )
+           break;
    if (
-        unlikely(svc->migrate_rqd->id < 0)
+        unlikely(&rqd->rql == &prv->rql)
    )
        S
    else
        T
    ...>
  }

// Scheduler null: a vCPU counts as down before it has been taken off its CPU (NULL-DOWN).
@down@
symbol unit, npc;
@@
  null_unit_remove(...)
  {
    <...
(
-   if ( unlikely(!is_unit_online(unit)) )
+   if ( !IS_ENABLED(CONFIG_LOCKDOWN) && unlikely(!is_unit_online(unit)) )
    {
        ...
    }
|
-   if ( npc->unit == unit )
+   if ( npc && npc->unit == unit )
        unit_deassign(...);
|
-   if ( npc->unit )
+   if ( npc && npc->unit == unit )
        unit_deassign(...);
)
    ...>
  }
