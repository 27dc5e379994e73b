/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Domctls whose contents decide: what hands a domain hardware, and what could
 * make a second privileged domain. Xen's facts are gathered here; core decides.
 */
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/sched.h>

#include <public/domctl.h>

#include "private.h"

/* Xen picks a number itself for what is none; that may be hardware_dom= too. */
static bool makes_hardware_domain(domid_t domid)
{
    return hardware_domid && (domid == hardware_domid || domid == 0 ||
                              domid >= DOMID_FIRST_RESERVED);
}

/* A domU's domctls Xen refuses itself, but only after this. */
static bool is_judged(void)
{
    return lockdown_level_of_call() != LOCKDOWN_NONE &&
           lockdown_caller() != LOCKDOWN_DOMU;
}

/*
 * Why a domain must not be handed hardware (U-PASSTHROUGH-GROUP,
 * U-PASSTHROUGH-GROW); null where something else decides.
 */
static const char *not_by_control_op(void)
{
    return current->window
               ? "Xen cannot tell yet which devices can reach each other"
               : NULL;
}

/* Frames or ports; what is taken back is never refused. */
static noinline const char *lend(bool given, domid_t domid, bool ports,
                                 uint64_t first, uint64_t nr)
{
    if ( !given || !is_judged() )
        return NULL;

    return not_by_control_op() ?: lockdown_lend(domid, ports, first, nr);
}

#define ASK(...) ask(&(struct lockdown_domctl){ __VA_ARGS__ })

static noinline const char *ask(const struct lockdown_domctl *domctl)
{
    return is_judged()
               ? lockdown_domctl_refusal(lockdown_level_of_call(), domctl)
               : NULL;
}

/*
 * An interrupt lent, be it by irq_permission, gsi_permission or bind_pt_irq,
 * denies service at worst, so these are not looked at. Nor is memory_mapping:
 * it maps what iomem_permission lent before, as Xen itself sees to.
 */
int lockdown_check_contents(const struct xen_domctl *op)
{
    const char *why;

    switch ( op->cmd )
    {
    case XEN_DOMCTL_iomem_permission:
        why = lend(op->u.iomem_permission.allow_access, op->domain, false,
                   op->u.iomem_permission.first_mfn,
                   op->u.iomem_permission.nr_mfns);
        break;

    case XEN_DOMCTL_ioport_permission:
        why = lend(op->u.ioport_permission.allow_access, op->domain, true,
                   op->u.ioport_permission.first_port,
                   op->u.ioport_permission.nr_ports);
        break;

    /* Xen asks for the caller's permission only, and gives the domain it. */
    case XEN_DOMCTL_ioport_mapping:
        why = lend(op->u.ioport_mapping.add_mapping, op->domain, true,
                   op->u.ioport_mapping.first_mport,
                   op->u.ioport_mapping.nr_ports);
        break;

    /* Quarantine is no domain's hand; the rest is judged where it is done. */
    case XEN_DOMCTL_assign_device:
        why = op->domain != DOMID_IO && is_judged() ? not_by_control_op()
                                                    : NULL;
        break;

    case XEN_DOMCTL_set_target:
        why = ASK(.targets_caller = lockdown_is_own(op->u.set_target.target));
        break;

    case XEN_DOMCTL_createdomain:
        why = ASK(.makes_hardware_domain = makes_hardware_domain(op->domain));
        break;

    /* Deaths of domains are what a xenstore domain must hear of. */
    case XEN_DOMCTL_set_virq_handler:
        why = ASK(.moves_virq = op->u.set_virq_handler.virq != VIRQ_DOM_EXC);
        break;

    case XEN_DOMCTL_setvcpuaffinity:
        why = ASK(.forces_caller = lockdown_is_own(op->domain) &&
                                   (op->u.vcpuaffinity.flags &
                                    XEN_VCPUAFFINITY_FORCE));
        break;

    default:
        return 0;
    }

    return why ? lockdown_refuse(__HYPERVISOR_domctl, op->cmd, why) : 0;
}
