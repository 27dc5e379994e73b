// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-ENV-CONT: the state of a preempted call, made up.
 *
 * Xen goes on with a call that it has interrupted by having it issued again,
 * altered: under another number, or with how far it has come. Some of these
 * forms skip what was checked the first time.
 */
#include "envelope.h"

/* Facts of Xen's that its public headers keep to themselves. */
#define PAGING_DOMCTL_CONT 49 /* a hypercall */
#define SOFT_RESET_CONT    23 /* a domctl */
#define EXTENT_SHIFT       6  /* of the extents that are done, in memory_op */

/*
 * U-ENV-CONT-PAGING: the hypercall that continues a shadow operation.
 *
 * It takes the same structure as a domctl. On dom0 it must do nothing, and with
 * another command in it not become that domctl.
 */
RAW_ATTACK("U-ENV-CONT-PAGING", "control_op: paging_domctl_cont on dom0")
{
    static const uint32_t modes[] = { XEN_DOMCTL_SHADOW_OP_OFF,
                                      XEN_DOMCTL_SHADOW_OP_ENABLE,
                                      XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY,
                                      XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION };
    static const uint32_t unlikely = 0xdeadbeef;
    struct xen_domctl *op;
    struct control_op_call *call;
    char uuid[MARK_SIZE];
    bool told = false, set;

    for ( size_t i = 0; i < ARRAY_SIZE(modes) * NR_ALIASES; i++ )
    {
        call = DOMCTL_CALL(
            shadow_op, aliases[i % NR_ALIASES],
            .u.shadow_op = { .op = modes[i / NR_ALIASES], .mb = unlikely });
        call->operation = PAGING_DOMCTL_CONT;
        op = structure_of(call);
        told |= !issue(call);
        told |= op->u.shadow_op.mb != unlikely;
    }

    call = DOMCTL_CALL(setdomainhandle, 0);
    call->operation = PAGING_DOMCTL_CONT;
    op = structure_of(call);
    memcpy(op->u.setdomainhandle.handle, new_mark(), MARK_SIZE);
    issue(call);
    get_uuid(uuid);
    set = !memcmp(uuid, op->u.setdomainhandle.handle, sizeof(uuid));

    return seen(told || set, "dom0's paging %s, its UUID %s",
                told ? "answered for" : "left alone",
                set ? "set" : "unchanged");
}

/*
 * U-ENV-CONT-EXTENT: how many elements of a list are done.
 *
 * It is part of the command. A domU is given pages; their numbers are written
 * behind those that are said to be done, which is behind the buffer.
 */
ENV_ATTACK("U-ENV-CONT-EXTENT", "control_op: begin behind the end of a list")
{
    static const uint64_t done[] = { 1,   2,         8,         511,
                                     512, 1UL << 20, 1UL << 26, 1UL << 57 };
    struct xen_domctl_getdomaininfo info = { 0 };
    struct control_op_call *call = populate_call(4096);
    struct xen_memory_reservation *reservation;
    bool works, more;

    if ( !call )
        return false;
    reservation = structure_of(call);

    issue(call);
    works = domain_info(reservation->domid, &info) && info.tot_pages == 1;

    for ( size_t i = 0; i < ARRAY_SIZE(done); i++ )
    {
        call->args[0] = XENMEM_populate_physmap | done[i] << EXTENT_SHIFT;
        for ( unsigned int more_than = 0; more_than < 2; more_than++ )
        {
            reservation->nr_extents = done[i] + more_than;
            issue(call);
        }
        reservation->nr_extents = 1;
        issue(call);
    }
    more = domain_info(reservation->domid, &info) && info.tot_pages > 1;
    end_domain(reservation->domid);

    if ( !works )
        return missing("a domU gets no memory at all");
    return seen_either(more || fences_broken(), "memory behind the list",
                       "used", "unchanged");
}

/*
 * U-ENV-CONT-RESET: the rest of a soft reset, on dom0.
 *
 * Under that number Xen takes for granted what a soft reset begins with.
 */
ENV_ATTACK("U-ENV-CONT-RESET", "control_op: soft_reset_cont on dom0")
{
    watch_dom0();
    announce("about to reset dom0");
    for ( size_t i = 0; i < NR_ALIASES; i++ )
    {
        issue(domctl_call(&(struct xen_domctl){ .cmd = SOFT_RESET_CONT,
                                                .domain = aliases[i] }));
        issue(DOMCTL_CALL(soft_reset, aliases[i]));
    }

    return dom0_changed();
}
