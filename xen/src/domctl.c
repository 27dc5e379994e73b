/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Domctls whose contents decide: what hands a domain hardware, and what could
 * make a second privileged domain. Xen's facts are gathered here; core decides.
 */
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/sched.h>

#include <public/domctl.h>

#ifdef CONFIG_COMPAT
#include <compat/vcpu.h>
#endif

#include "private.h"

/*
 * Where @domid is no domain's number, Xen picks one itself, which may be the one
 * that the option hardware_dom= names.
 */
static bool makes_hardware_domain(domid_t domid)
{
    return hardware_domid && (domid == hardware_domid || domid == 0 ||
                              domid >= DOMID_FIRST_RESERVED);
}

/*
 * Xen refuses a domU's domctls itself, after this check, but for a few of a
 * device model's on its own target.
 */
static bool is_judged(void)
{
    return lockdown_level_of_call() != LOCKDOWN_NONE &&
           lockdown_caller() != LOCKDOWN_DOMU;
}

/* By control_op root in dom0 may be asking (U-PASSTHROUGH-GROUP, -GROW). */
static enum lockdown_refusal hardware_refusal(void)
{
    return lockdown_hardware_refusal(lockdown_level_of_call(), current->window);
}

/* Frames or ports; what is taken back is never refused. */
static noinline enum lockdown_refusal lend(bool given, domid_t domid,
                                           bool ports, uint64_t first,
                                           uint64_t nr)
{
    if ( !given || !is_judged() )
        return LOCKDOWN_REFUSAL_NONE;

    return hardware_refusal() ?: lockdown_lend(domid, ports, first, nr);
}

#define ASK(...) ask(&(struct lockdown_domctl){ __VA_ARGS__ })

static noinline enum lockdown_refusal ask(const struct lockdown_domctl *domctl)
{
    return is_judged()
               ? lockdown_domctl_refusal(lockdown_level_of_call(), domctl)
               : LOCKDOWN_REFUSAL_NONE;
}

/* Of a domU as well: it may be root's, and the master of another. */
int lockdown_check_vcpus(unsigned int hypercall, uint64_t op, domid_t domid)
{
    const enum lockdown_level level = lockdown_level_of_call();
    struct lockdown_domctl ask = {};
    enum lockdown_refusal refusal;

    if ( level == LOCKDOWN_NONE )
        return 0;

    ask.lacks_vcpus = !lockdown_has_vcpus(domid);
    refusal = lockdown_domctl_refusal(level, &ask);

    return refusal ? lockdown_refuse(hypercall, op, refusal) : 0;
}

/* Of a domU as well, as above. */
int lockdown_check_dying(const struct domain *d, uint32_t op)
{
    static const struct lockdown_domctl ask = { .dying = true };
    enum lockdown_refusal refusal;

    if ( !d || !d->is_dying || lockdown_acts_on_dying(op) )
        return 0;

    refusal = lockdown_domctl_refusal(lockdown_level_of_call(), &ask);

    return refusal ? lockdown_refuse(__HYPERVISOR_domctl, op, refusal) : 0;
}

int lockdown_check_context(const struct vcpu *v, const void *state)
{
    const struct domain *d = v->domain;
    const struct vcpu_guest_context *native = state;
    struct lockdown_context context = {
        .hvm = is_hvm_domain(d),
        .has_mode = is_pv_64bit_domain(d) && v->is_initialised,
        .kernel_mode = v->arch.flags & TF_kernel_mode,
        .in_kernel = native->flags & VGCF_in_kernel,
        .foreign = native->vm_assist,
        .dr6 = native->debugreg[6],
        .dr7 = native->debugreg[7],
    };
    enum lockdown_refusal refusal;

#ifdef CONFIG_COMPAT
    if ( is_pv_32bit_domain(d) )
        context.foreign =
            ((const struct compat_vcpu_guest_context *)state)->vm_assist;
#endif

    /* Xen reads it of the first vCPU alone. */
    context.foreign &= v->vcpu_id ? 0 : ~arch_vm_assist_valid_mask(d);
    refusal = lockdown_context_refusal(lockdown_level_of_call(), &context);

    return refusal ? lockdown_refuse(__HYPERVISOR_domctl,
                                     XEN_DOMCTL_setvcpucontext, refusal)
                   : 0;
}

/*
 * Not looked at: irq_permission and gsi_permission, since an interrupt that is
 * lent denies service at worst; and memory_mapping, which maps only what
 * iomem_permission has lent before, as Xen itself checks.
 */
int lockdown_check_contents(const struct xen_domctl *op)
{
    enum lockdown_refusal refusal;

    /* Asked far more often than all others together. */
    if ( likely(op->cmd == XEN_DOMCTL_getdomaininfo) )
        return 0;

    if ( !lockdown_acts_early(op->cmd) )
    {
        const int refused = lockdown_check_vcpus(__HYPERVISOR_domctl, op->cmd,
                                                 op->domain);

        if ( refused )
            return refused;
    }

    switch ( op->cmd )
    {
    case XEN_DOMCTL_iomem_permission:
        refusal = lend(op->u.iomem_permission.allow_access, op->domain, false,
                       op->u.iomem_permission.first_mfn,
                       op->u.iomem_permission.nr_mfns);
        break;

    case XEN_DOMCTL_ioport_permission:
        refusal = lend(op->u.ioport_permission.allow_access, op->domain, true,
                       op->u.ioport_permission.first_port,
                       op->u.ioport_permission.nr_ports);
        break;

    /* Xen asks for the caller's permission only, and gives the domain it. */
    case XEN_DOMCTL_ioport_mapping:
        refusal = lend(op->u.ioport_mapping.add_mapping, op->domain, true,
                       op->u.ioport_mapping.first_mport,
                       op->u.ioport_mapping.nr_ports);
        break;

    /* Into quarantine is fine. lockdown_check_assign() judges the device. */
    case XEN_DOMCTL_assign_device:
        refusal = op->domain != DOMID_IO && is_judged() ? hardware_refusal()
                                                        : LOCKDOWN_REFUSAL_NONE;
        break;

    case XEN_DOMCTL_set_target:
        refusal =
            ASK(.targets_caller = lockdown_is_own(op->u.set_target.target),
                .lacks_vcpus = !lockdown_has_vcpus(op->u.set_target.target));
        break;

    case XEN_DOMCTL_createdomain:
        refusal =
            ASK(.makes_hardware_domain = makes_hardware_domain(op->domain));
        break;

    /* Deaths of domains are what a xenstore domain must hear of. */
    case XEN_DOMCTL_set_virq_handler:
        refusal = ASK(.moves_virq = op->u.set_virq_handler.virq !=
                                    VIRQ_DOM_EXC);
        break;

    case XEN_DOMCTL_setvcpuaffinity:
        refusal = ASK(.forces_caller = lockdown_is_own(op->domain) &&
                                       (op->u.vcpuaffinity.flags &
                                        XEN_VCPUAFFINITY_FORCE));
        break;

    default:
        return 0;
    }

    return refusal ? lockdown_refuse(__HYPERVISOR_domctl, op->cmd, refusal) : 0;
}
