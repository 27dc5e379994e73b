/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Domains between the moment that takes them off Xen's lists and the one that
 * takes their vCPUs out of the scheduler. No CPU leaves its scheduler meanwhile.
 */
#include <xen/lockdown.h>

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
