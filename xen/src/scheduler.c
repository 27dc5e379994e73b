/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vCPUs between two states: those of domains that are off Xen's lists, those
 * that are being made, and those that have just changed their scheduler.
 */
#include <xen/cpumask.h>
#include <xen/lockdown.h>
#include <xen/sched.h>
#include <xen/spinlock.h>
#include <xen/xmalloc.h>

#include <asm/atomic.h>

static atomic_t leaving = ATOMIC_INIT(0);

/* A CPU that does not see it yet sees the domain on its list, and moves it. */
void lockdown_domain_leaves(void)
{
    atomic_inc(&leaving);
}

void lockdown_domain_left(void)
{
    atomic_dec(&leaving);
}

bool lockdown_domains_leaving(void)
{
    return atomic_read(&leaving);
}

/*
 * Who moves vCPUs to other CPUs or schedulers waits until this one is whole. The
 * last CPU of the domain's pool may have left it before the domain was known.
 */
struct vcpu *lockdown_vcpu_create(struct domain *d, unsigned int id)
{
    struct vcpu *v = NULL;

    spin_lock(&cpupool_lock);
    if ( !cpumask_empty(cpupool_valid_cpus(d->cpupool)) )
        v = vcpu_create(d, id);
    spin_unlock(&cpupool_lock);

    return v;
}

static void cf_check free_unit(struct rcu_head *rcu)
{
    struct sched_unit *unit = container_of(rcu, struct sched_unit, rcu);

    free_cpumask_var(unit->cpu_hard_affinity);
    free_cpumask_var(unit->cpu_hard_affinity_saved);
    free_cpumask_var(unit->cpu_soft_affinity);
    xfree(unit);
}

/* Who has read it before it was taken away may still take the lock by it. */
void lockdown_free_unit(struct sched_unit *unit)
{
    call_rcu(&unit->rcu, free_unit);
}

static void cf_check free_object(struct rcu_head *rcu)
{
    xfree(rcu);
}

void lockdown_free_late(void *object)
{
    if ( object )
        call_rcu(object, free_object);
}

bool lockdown_unit_of(const struct sched_unit *unit, const struct domain *d)
{
    return unit && unit->domain == d;
}
