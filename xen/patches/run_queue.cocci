// SPDX-License-Identifier: GPL-2.0-only
// Who waits for the lock of a CPU has read where it is, and the CPU may leave meanwhile. So what holds that lock, a run queue
// or all that scheduler rtds has, is freed when RCU allows (RUNQUEUE-LOCK): lockdown_free_late() has its head begin with rcu.

@queue@
typedef spinlock_t;
@@
(
  struct csched2_runqueue_data {
+   struct rcu_head rcu;
    spinlock_t lock;
    ...
  };
|
  struct rt_private {
+   struct rcu_head rcu;
    spinlock_t lock;
    ...
  };
)

@late@
symbol rqd, prv;
identifier f = {csched2_free_pdata, rt_deinit};
@@
  f(...)
  {
    <...
(
-   xfree(rqd);
+   lockdown_free_late(rqd);
|
-   xfree(prv);
+   lockdown_free_late(prv);
)
    ...>
  }

@ depends on late @
@@
  #include "private.h"
+ #include <xen/lockdown.h>
