/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Domctls whose contents decide: what hands a domain hardware, and what could
 * make a second privileged domain. Xen's facts are gathered here; core decides.
 */
#include <xen/errno.h>
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/sched.h>

#include <public/domctl.h>

#include "private.h"

int lockdown_refuse(unsigned int hypercall, uint64_t op, const char *why)
{
    const struct lockdown_call call = {
        .depth = 2,
        .number = { hypercall, op },
    };
    const enum lockdown_row row = lockdown_find(&call);

    lockdown_log_refusal(row, lockdown_row_name(row), why);

    return -EPERM;
}

/* Xen picks a number itself for what is none; that may be hardware_dom= too. */
static bool makes_hardware_domain(domid_t domid)
{
    return hardware_domid && (domid == hardware_domid || domid == 0 ||
                              domid >= DOMID_FIRST_RESERVED);
}

/* Does @op hand a domain hardware? Quarantine is not a domain's hand. */
static bool lends(const struct xen_domctl *op)
{
    switch ( op->cmd )
    {
    case XEN_DOMCTL_assign_device:
        return op->domain != DOMID_IO;
    case XEN_DOMCTL_iomem_permission:
        return op->u.iomem_permission.allow_access;
    case XEN_DOMCTL_ioport_permission:
        return op->u.ioport_permission.allow_access;
    case XEN_DOMCTL_ioport_mapping:
        return op->u.ioport_mapping.add_mapping;
    default:
        return false;
    }
}

/*
 * An interrupt lent, be it by irq_permission, gsi_permission or bind_pt_irq,
 * denies service at worst, so these are not looked at. Nor is memory_mapping:
 * it maps what iomem_permission lent before, as Xen itself sees to. What is
 * taken back (permission or mapping) is never refused.
 */
static const char *refusal(const struct xen_domctl *op)
{
    struct lockdown_domctl ask = {};

    switch ( op->cmd )
    {
    case XEN_DOMCTL_iomem_permission:
        return op->u.iomem_permission.allow_access
                   ? lockdown_lend(op->domain, false,
                                   op->u.iomem_permission.first_mfn,
                                   op->u.iomem_permission.nr_mfns)
                   : NULL;

    case XEN_DOMCTL_ioport_permission:
        return op->u.ioport_permission.allow_access
                   ? lockdown_lend(op->domain, true,
                                   op->u.ioport_permission.first_port,
                                   op->u.ioport_permission.nr_ports)
                   : NULL;

    /* Xen asks for the caller's permission only, and gives the domain it. */
    case XEN_DOMCTL_ioport_mapping:
        return op->u.ioport_mapping.add_mapping
                   ? lockdown_lend(op->domain, true,
                                   op->u.ioport_mapping.first_mport,
                                   op->u.ioport_mapping.nr_ports)
                   : NULL;

    case XEN_DOMCTL_set_target:
        ask.targets_caller = lockdown_is_own(op->u.set_target.target);
        break;

    case XEN_DOMCTL_createdomain:
        ask.makes_hardware_domain = makes_hardware_domain(op->domain);
        break;

    /* Deaths of domains are what a xenstore domain must hear of. */
    case XEN_DOMCTL_set_virq_handler:
        ask.moves_virq = op->u.set_virq_handler.virq != VIRQ_DOM_EXC;
        break;

    case XEN_DOMCTL_setvcpuaffinity:
        ask.forces_caller = lockdown_is_own(op->domain) &&
                            (op->u.vcpuaffinity.flags & XEN_VCPUAFFINITY_FORCE);
        break;
    }

    return lockdown_domctl_refusal(lockdown_level_of_call(), &ask);
}

int lockdown_check_asked(const struct xen_domctl *op)
{
    const char *why;

    /* Xen refuses the rest of them itself, but only after this. */
    if ( lockdown_level_of_call() == LOCKDOWN_NONE ||
         lockdown_caller() == LOCKDOWN_DOMU )
        return 0;

    /* U-PASSTHROUGH-GROUP, U-PASSTHROUGH-GROW */
    why = current->window && lends(op)
              ? "Xen cannot tell yet which devices can reach each other"
              : refusal(op);

    return why ? lockdown_refuse(__HYPERVISOR_domctl, op->cmd, why) : 0;
}
