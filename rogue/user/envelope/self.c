// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-ENV-SELF: dom0 as its own target.
 *
 * What a toolstack may do to any other domain would, on dom0, be done to the
 * kernel that guards control_op. Each operation here is one that Xen itself
 * does not refuse to a domain that acts on itself, and is aimed at dom0 by its
 * number and by every name that might stand for it.
 */
#include "carriers.h"

#include <sched.h>

#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/physdev.h>
#include <xen/sched.h>

#include "../frames/paging.h"
#include "../entry/vcpu.h"

/*
 * Opens an attack that is aimed at dom0 by each of its names: a function of
 * @domid that returns whether it had the effect.
 */
#define SELF_ATTACK(id, title, what, if_so, if_not)                            \
    SELF_ATTACK_AT(id, title, what, if_so, if_not, __COUNTER__)
#define SELF_ATTACK_AT(id, title, what, if_so, if_not, line)                   \
    SELF_ATTACK_AT_(id, title, what, if_so, if_not, line)
#define SELF_ATTACK_AT_(id, title, what, if_so, if_not, line)                  \
    static bool aimed_##line(domid_t domid);                                   \
    ENV_ATTACK_AT(id, title, true, line)                                       \
    {                                                                          \
        return seen_either(any_alias(aimed_##line), what, if_so, if_not);      \
    }                                                                          \
    static bool aimed_##line(domid_t domid)

static bool send_nmi(domid_t domid)
{
    issue(DOMCTL_CALL(sendtrigger, domid));
    return false;
}

/* U-ENV-SELF-NMI: an NMI, as a toolstack sends one to a guest. */
RAW_ATTACK("U-ENV-SELF-NMI", "control_op: send dom0 an NMI")
{
    const unsigned long before = interrupts("NMI:");
    unsigned long taken;

    any_alias(send_nmi);
    spin(20 * 1000 * 1000);

    taken = interrupts("NMI:") - before;
    return seen(taken, "the kernel took %lu NMIs", taken);
}

/* Pages of ours, and what the kernel or Xen calls them. */
static char *page;
static uint64_t page_number, other_number;

static bool write_stubs(domid_t domid)
{
    issue(DOMCTL_CALL(hypercall_init, domid,
                      .u.hypercall_init.gmfn = page_number));
    return !filled(page, PAGE_SIZE);
}

/*
 * U-ENV-SELF-HCALLPAGE: Xen's entry stubs over a frame of dom0's.
 *
 * The frame is one of ours, and could be any of the kernel's.
 */
RAW_ATTACK("U-ENV-SELF-HCALLPAGE", "control_op: hypercall_init on dom0")
{
    page = buffer(PAGE_SIZE);
    page_number = own_frame(page);
    if ( !page_number )
        return missing("no frame for our own page");

    memset(page, FILL, PAGE_SIZE);
    return seen_either(any_alias(write_stubs), "a page of dom0's",
                       "is full of entry stubs", "is as before");
}

/* ---- dom0's memory ---- */

static uint64_t pages_of_dom0(void)
{
    struct xen_domctl_getdomaininfo info;

    return domain_info(0, &info) ? info.tot_pages : 0;
}

/* U-ENV-SELF-CLAIM: memory of the host's put aside for dom0. */
SELF_ATTACK("U-ENV-SELF-CLAIM", "control_op: claim memory for dom0", "dom0 has",
            "a claim", "no claim")
{
    struct control_op_call *call = OP_CALL(
        memory_op, XENMEM_claim_pages, struct xen_memory_reservation,
        .domid = domid, .nr_extents = pages_of_dom0() + 1);
    struct xen_memory_reservation *reservation = structure_of(call);
    struct xen_domctl_getdomaininfo info = { 0 };
    bool claimed;

    issue(call);
    claimed = domain_info(0, &info) && info.outstanding_pages;
    reservation->nr_extents = 0;
    if ( claimed )
        issue(call);

    return claimed;
}

/*
 * Give a page to dom0 at @number, or take that one away: @cmd is
 * XENMEM_populate_physmap or _decrease_reservation. Returns the page's number,
 * or, where dom0 is PV, its frame.
 */
static xen_pfn_t reserve(uint64_t cmd, domid_t domid, xen_pfn_t number)
{
    struct control_op_call *call = reservation_call(cmd, domid, number);

    issue(call);
    return *number_of(call);
}

/* A page number far above dom0's memory. */
static const xen_pfn_t unused_page = 1UL << 22;

/* U-ENV-SELF-POPULATE: fresh memory, at a place of the caller's choice. */
SELF_ATTACK("U-ENV-SELF-POPULATE", "control_op: put fresh memory into dom0",
            "dom0 has", "one more page", "no other page")
{
    const uint64_t before = pages_of_dom0();
    const xen_pfn_t number = reserve(XENMEM_populate_physmap, domid,
                                     unused_page);
    const bool more = pages_of_dom0() > before;

    if ( more )
        reserve(XENMEM_decrease_reservation, domid, number);
    return more;
}

static bool decrease(domid_t domid)
{
    const uint64_t before = pages_of_dom0();

    reserve(XENMEM_decrease_reservation, domid, page_number);
    return pages_of_dom0() < before;
}

/*
 * U-ENV-SELF-DECREASE: a page taken from dom0.
 *
 * Where dom0 can be given one, that one is taken again, so that the kernel
 * lives on; otherwise one of ours.
 */
RAW_ATTACK("U-ENV-SELF-DECREASE", "control_op: take a page away from dom0")
{
    const uint64_t at_first = pages_of_dom0();

    page_number = reserve(XENMEM_populate_physmap, DOMID_SELF, unused_page);
    if ( pages_of_dom0() == at_first )
        page_number = own_frame(buffer(PAGE_SIZE));
    if ( !page_number )
        return missing("no frame for our own page");

    return seen_either(any_alias(decrease), "dom0 has", "one page less",
                       "all its pages");
}

/* Does @change alter what lies at a page of ours, perhaps by another one? */
static bool changes_page(void (*change)(domid_t domid))
{
    char *other = buffer(PAGE_SIZE);
    bool changed = false;

    page = buffer(PAGE_SIZE);
    page_number = own_page_number(page);
    other_number = own_page_number(other);
    if ( !page_number || !other_number )
        return missing("no numbers for our own pages");

    memset(page, FILL, PAGE_SIZE);
    memset(other, 'b', PAGE_SIZE);
    for ( size_t i = 0; i < NR_ALIASES && !changed; i++ )
    {
        change(aliases[i]);
        changed = !filled(page, PAGE_SIZE);
    }
    if ( changed ) /* and leave no hole behind */
    {
        reserve(XENMEM_populate_physmap, DOMID_SELF, page_number);
        reserve(XENMEM_populate_physmap, DOMID_SELF, other_number);
    }

    return seen_either(changed, "a page of ours is", "something else",
                       "as before");
}

static void by_remove(domid_t domid)
{
    issue(OP_CALL(memory_op, XENMEM_remove_from_physmap,
                  struct xen_remove_from_physmap, .domid = domid,
                  .gpfn = page_number));
}

/* U-ENV-SELF-REMOVE: a hole in dom0's memory. Only PVH has such a map. */
RAW_ATTACK_BY("U-ENV-SELF-REMOVE", "control_op: make a hole in dom0's memory",
              changes_page(by_remove))

static void by_add(domid_t domid)
{
    issue(OP_CALL(memory_op, XENMEM_add_to_physmap, struct xen_add_to_physmap,
                  .domid = domid, .space = XENMAPSPACE_gmfn,
                  .idx = other_number, .gpfn = page_number));
}

/* U-ENV-SELF-ADD: one page in the place of another. */
RAW_ATTACK_BY("U-ENV-SELF-ADD", "control_op: move a page within dom0's memory",
              changes_page(by_add))

static void by_batch(domid_t domid)
{
    struct control_op_call *call = OP_CALL(
        memory_op, XENMEM_add_to_physmap_batch, struct xen_add_to_physmap_batch,
        .domid = domid, .space = XENMAPSPACE_gmfn, .size = 1);
    struct xen_add_to_physmap_batch *add = structure_of(call);

    attach(call, &add->idxs, &other_number, sizeof(other_number));
    attach(call, &add->gpfns, &page_number, sizeof(page_number));
    attach(call, &add->errs, NULL, sizeof(int));
    issue(call);
}

/* U-ENV-SELF-BATCH: the same, as a list. */
RAW_ATTACK_BY("U-ENV-SELF-BATCH", "control_op: move pages within dom0's memory",
              changes_page(by_batch))

/*
 * U-ENV-SELF-GNTTAB: where dom0's grant table lies.
 *
 * setup_table tells the frames, and makes more of them.
 */
SELF_ATTACK("U-ENV-SELF-GNTTAB", "control_op: set up dom0's grant table",
            "a frame of the table", "told", "not told")
{
    struct control_op_call *call = OP_CALL(grant_table_op, GNTTABOP_setup_table,
                                           struct gnttab_setup_table,
                                           .dom = domid, .nr_frames = 1);
    struct gnttab_setup_table *setup = structure_of(call);
    const xen_pfn_t *frame = attach(call, &setup->frame_list, NULL,
                                    sizeof(*frame));

    call->args[2] = 1;
    issue(call);
    return !filled(frame, sizeof(*frame));
}

/* ---- dom0's page tables ---- */

/* By the tables, whatever the processor remembers of them. */
static bool is_mapped_at(const void *page, uint64_t frame)
{
    const struct pte pte = find_pte(own_root(), (uintptr_t)page, 1);

    return PTE_FRAME(pte.value) == frame;
}

/*
 * U-ENV-SELF-MMU: an entry of dom0's page tables.
 *
 * mmu_update serves the toolstack, which writes the tables of new PV domains.
 * Here one page of ours is mapped in place of another of ours.
 */
RAW_ATTACK("U-ENV-SELF-MMU", "control_op: mmu_update of dom0's page tables")
{
    char *own = buffer(PAGE_SIZE), *other = buffer(PAGE_SIZE);
    struct control_op_call *call = new_call(__HYPERVISOR_mmu_update);
    mmu_update_t *update = attach(call, &call->args[0], NULL, sizeof(*update));
    struct pte pte = { 0, 0 };
    bool mapped = false;

    memset(own, 'a', PAGE_SIZE);
    memset(other, 'b', PAGE_SIZE);
    if ( dom0_is_pv() ) /* a PVH kernel edits its tables without Xen */
        pte = find_pte(own_root(), (uintptr_t)own, 1);
    if ( dom0_is_pv() && (!pte.value || !own_frame(other)) )
        return missing("no frame, or no entry");

    for ( size_t i = 0; i < NR_ALIASES && !mapped; i++ )
    {
        call->args[1] = 1;
        call->args[3] = aliases[i];
        *update = (mmu_update_t){ .ptr = pte.where | MMU_NORMAL_PT_UPDATE,
                                  .val = own_frame(other) * PAGE_SIZE |
                                         PTE_USER | PTE_NX };
        issue(call);
        sched_yield(); /* for a fresh look at the tables */
        mapped = *own == 'b' ||
                 (dom0_is_pv() && is_mapped_at(own, own_frame(other)));
        update->val = pte.value;
        if ( mapped )
            issue(call);
    }

    return seen_either(mapped, "a page of ours is", "another", "itself");
}

/* ---- what dom0 hears and is told ---- */

static bool hvm_param(unsigned int cmd, domid_t domid, uint64_t *value)
{
    struct control_op_call *call = OP_CALL(
        hvm_op, cmd, struct xen_hvm_param, .domid = domid,
        .index = HVM_PARAM_X87_FIP_WIDTH, .value = *value);
    const bool done = !issue(call);

    *value = ((struct xen_hvm_param *)structure_of(call))->value;
    return done;
}

/*
 * U-ENV-SELF-HVM: a property of dom0 as an HVM domain.
 *
 * The one that is changed here, for a moment, does little harm. Others tell
 * where interrupts go.
 */
SELF_ATTACK("U-ENV-SELF-HVM", "control_op: set an HVM parameter of dom0",
            "the parameter", "changed", "unchanged")
{
    uint64_t before = 0, value, now = 0;
    bool set;

    hvm_param(HVMOP_get_param, DOMID_SELF, &before);
    value = before ? 0 : 8;
    hvm_param(HVMOP_set_param, domid, &value);
    set = hvm_param(HVMOP_get_param, DOMID_SELF, &now) && now != before;
    if ( set )
        hvm_param(HVMOP_set_param, domid, &before);

    return set;
}

static bool is_own_port(evtchn_port_t port)
{
    struct control_op_call *call = OP_CALL(event_channel_op, EVTCHNOP_status,
                                           evtchn_status_t, .dom = DOMID_SELF,
                                           .port = port);
    const evtchn_status_t *status = structure_of(call);

    return !issue(call) && status->status != EVTCHNSTAT_closed;
}

/* An event channel of dom0's, made through control_op; 0 if there is none. */
static evtchn_port_t port_of(domid_t domid)
{
    struct control_op_call *call = OP_CALL(
        event_channel_op, EVTCHNOP_alloc_unbound, evtchn_alloc_unbound_t,
        .dom = domid, .remote_dom = 0);
    const evtchn_alloc_unbound_t *alloc = structure_of(call);

    return !issue(call) && is_own_port(alloc->port) ? alloc->port : 0;
}

/* U-ENV-SELF-EVTCHN: an event channel in dom0. */
SELF_ATTACK("U-ENV-SELF-EVTCHN",
            "control_op: allocate an event channel of dom0", "dom0 has",
            "one more port", "no other ports")
{
    const evtchn_port_t port = port_of(domid);

    if ( port )
        issue(OP_CALL(event_channel_op, EVTCHNOP_close, evtchn_close_t,
                      .port = port));
    return port;
}

/* Returns whether the domain may be named so: then it is left alone. */
static bool reset_ports(domid_t domid)
{
    if ( port_of(domid) )
        return true;

    issue(OP_CALL(event_channel_op, EVTCHNOP_reset, evtchn_reset_t,
                  .dom = domid));
    issue(OP_CALL(event_channel_op, 14 /* reset_cont */, evtchn_reset_t,
                  .dom = domid));
    return false;
}

/*
 * U-ENV-SELF-RESET: the end of all event channels of dom0.
 *
 * Its kernel would not live on. So only names are tried for which a lesser
 * operation of the same kind was refused; a port of ours tells what happened.
 */
ENV_ATTACK("U-ENV-SELF-RESET", "control_op: reset dom0's event channels")
{
    evtchn_port_t port, last = 0;

    for ( port = 1; port < 64; port++ )
        last = is_own_port(port) ? port : last;
    if ( !last )
        return missing("dom0 has no ports");

    announce("about to reset dom0's event channels");
    if ( any_alias(reset_ports) )
        return seen(true, "dom0 may be named by control_op");

    return seen_either(!is_own_port(last), "a port of dom0's is", "gone",
                       "still there");
}

/* U-ENV-SELF-PIRQ: a device's interrupt, mapped for dom0. */
SELF_ATTACK("U-ENV-SELF-PIRQ", "control_op: map an interrupt for dom0",
            "the interrupt", "mapped", "not mapped")
{
    struct control_op_call *call = OP_CALL(
        physdev_op, PHYSDEVOP_map_pirq, struct physdev_map_pirq, .domid = domid,
        .type = MAP_PIRQ_TYPE_GSI, .index = 7, .pirq = -1);
    const struct physdev_map_pirq *map = structure_of(call);

    issue(call);
    return map->pirq >= 0;
}

/* ---- dom0's life: nothing here would survive what a hole lets through ---- */

/*
 * U-ENV-SELF-DOMCTL: whatever else a toolstack does to a domain, which is what
 * the policy refuses on the caller's own.
 */
ENV_ATTACK("U-ENV-SELF-DOMCTL", "control_op: pause, destroy or reset dom0")
{
    watch_dom0();
    announce("about to act on dom0 through control_op");
    issue_refused_domctls();

    return dom0_changed();
}

static bool shut_down(domid_t domid)
{
    issue(OP_CALL(sched_op, SCHEDOP_remote_shutdown, sched_remote_shutdown_t,
                  .domain_id = domid, .reason = SHUTDOWN_suspend));
    return false;
}

/* U-ENV-SELF-SHUTDOWN: the end of dom0, asked for as that of a guest. */
ENV_ATTACK("U-ENV-SELF-SHUTDOWN", "control_op: shut dom0 down from outside")
{
    watch_dom0();
    announce("about to shut dom0 down");
    any_alias(shut_down);

    return dom0_changed();
}

/* Domain IDs have 16 bits, arguments 64: more names, if any are cut off. */
static const uint64_t more_aliases[] = {
    0x10000,    0x17ff0,   0x7fff0000, 0x80000000,
    0xffff0000, 1UL << 32, 1UL << 63,  0xffff0000UL << 32,
};

static uint64_t alias(size_t i)
{
    return i < NR_ALIASES ? aliases[i] : more_aliases[i - NR_ALIASES];
}

#define NR_ALL_ALIASES (NR_ALIASES + ARRAY_SIZE(more_aliases))

/* U-ENV-SELF-EVENT: the stable operation that makes an event channel. */
ENV_ATTACK("U-ENV-SELF-EVENT", "control_op: a stable event channel in dom0")
{
    long port = 0;

    for ( size_t i = 0; i < NR_ALL_ALIASES && port <= 0; i++ )
    {
        struct control_op_call *call = new_call(CONTROL_OP_EVENT_CHANNEL);

        call->args[0] = alias(i);
        port = issue(call);
    }

    if ( port > 0 && !is_own_port((evtchn_port_t)port) )
        port = 0;
    return seen_either(port > 0, "dom0 has", "one more port", "no other ports");
}

/* One stable operation, by every name for which there is no event channel. */
static bool stable_on_dom0(uint32_t operation, uint64_t second)
{
    watch_dom0();
    for ( size_t i = 0; i < NR_ALL_ALIASES; i++ )
    {
        struct control_op_call *fuse = new_call(CONTROL_OP_EVENT_CHANNEL),
                               *call = new_call(operation);

        fuse->args[0] = alias(i);
        if ( issue(fuse) > 0 )
            return seen(true, "dom0 may be named as %#lx", alias(i));

        call->args[0] = alias(i);
        call->args[1] = second;
        issue(call);
    }

    return dom0_changed();
}

/* U-ENV-SELF-PAUSE: a pause that nobody would end. */
ENV_ATTACK("U-ENV-SELF-PAUSE", "control_op: pause dom0, stable operation")
{
    announce("about to pause dom0");
    return stable_on_dom0(CONTROL_OP_UNPAUSE, 0) ||
           stable_on_dom0(CONTROL_OP_PAUSE, 0);
}

/* U-ENV-SELF-DESTROY: dom0's end, by the stable operations. */
ENV_ATTACK("U-ENV-SELF-DESTROY", "control_op: end dom0, stable operations")
{
    announce("about to destroy dom0");
    return stable_on_dom0(CONTROL_OP_SHUTDOWN, SHUTDOWN_suspend) ||
           stable_on_dom0(CONTROL_OP_DESTROY, 0);
}

/* ---- dom0 in another field ---- */

/* Have @domid set over @target: a domain is set over one other at most. */
static bool set_over(domid_t domid, domid_t target)
{
    return !issue(
        DOMCTL_CALL(set_target, domid, .u.set_target.target = target));
}

/*
 * U-ENV-SELF-TARGET: a domU set over dom0.
 *
 * The domain that the operation is aimed at is another one, and dom0 the
 * second. A domain is set over one other at most, which tells whether it was.
 */
RAW_ATTACK("U-ENV-SELF-TARGET", "control_op: give a domU rights over dom0")
{
    const domid_t domid = new_domain(XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap),
                  control = new_domain(XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap),
                  other = new_domain(XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap);
    bool set, works;

    for ( size_t i = 0; i < NR_ALIASES; i++ )
        set_over(domid, aliases[i]);
    works = set_over(control, other);
    set = works && !set_over(domid, other);
    end_domain(domid);
    end_domain(control);
    end_domain(other);

    if ( !works )
        return missing("no domU can be set over another");
    return seen_either(set, "a domU is", "set over dom0", "set over none");
}
