/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a CPU that leaves its scheduler would not find there: the vCPUs of
 * domains that are off Xen's lists, and vCPUs that are being made.
 */
#include <xen/lockdown.h>
#include <xen/sched.h>
#include <xen/spinlock.h>

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
