/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sysctls that use what another operation frees: while one is carried out, the
 * other is kept out (U-CONTENT-RACE). Their handlers take a lock that the other
 * knows nothing of.
 */
#include <xen/cpu.h>
#include <xen/domain.h>
#include <xen/lockdown.h>

#include <public/sysctl.h>

#include "private.h"

static bool is_cpupool_op(const struct xen_sysctl *op, uint32_t sub_op)
{
    return op->cmd == XEN_SYSCTL_cpupool_op && op->u.cpupool_op.op == sub_op;
}

/*
 * The frequency policy of a processor goes when the processor does. One that
 * leaves its pool is not to go offline meanwhile.
 */
static bool uses_processors(const struct xen_sysctl *op)
{
    return op->cmd == XEN_SYSCTL_pm_op || op->cmd == XEN_SYSCTL_get_pmstat ||
           is_cpupool_op(op, XEN_SYSCTL_CPUPOOL_OP_RMCPU);
}

bool lockdown_moves_domain(const struct xen_sysctl *op)
{
    return is_cpupool_op(op, XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN);
}

/*
 * vCPUs of a domain, or their scheduling parameters, may be in the making. The
 * last CPU of a pool takes domains with it that are being destroyed.
 */
static bool uses_vcpus(const struct xen_sysctl *op)
{
    return lockdown_moves_domain(op) ||
           is_cpupool_op(op, XEN_SYSCTL_CPUPOOL_OP_RMCPU);
}

bool lockdown_sysctl_begin(const struct xen_sysctl *op)
{
    if ( lockdown_level_of_call() == LOCKDOWN_NONE )
        return true;

    if ( uses_processors(op) && !get_cpu_maps() )
        return false;

    if ( uses_vcpus(op) && !domctl_lock_acquire() )
    {
        if ( uses_processors(op) )
            put_cpu_maps();
        return false;
    }

    return true;
}

void lockdown_sysctl_end(const struct xen_sysctl *op)
{
    if ( lockdown_level_of_call() == LOCKDOWN_NONE )
        return;

    if ( uses_processors(op) )
        put_cpu_maps();

    if ( uses_vcpus(op) )
        domctl_lock_release();
}
