// SPDX-License-Identifier: GPL-2.0-only
// What the scheduler has of a vCPU is freed when RCU allows (scheduler.cocci, MOVING).

@@
@@
  struct sched_unit {
    ...
    struct sched_unit *next_in_list;
+   struct rcu_head rcu;
    ...
  };
