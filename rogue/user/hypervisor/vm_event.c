// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-VMEVENT: what a monitor of a domain can have Xen do.
 *
 * vm_event_op finds the page that Xen and a monitor share by a parameter of the
 * monitored domain. A PV domain has no parameters: Xen reads the address 0. A
 * hypercall of a PV dom0 runs on the page tables of the process that made it, so
 * root's memory lies there, unless the processor keeps Xen from it (SMAP). Here
 * it names a page of the domain's, into which Xen then writes how many answers it
 * has taken. On a PVH dom0 the host crashes.
 */
#include "content.h"

#include <sys/mman.h>

#include <xen/hvm/params.h>

/* What Xen and a monitor share, at its start: io/ring.h. */
struct ring {
    uint32_t requests, request_event, responses, response_event;
};

static long monitor(domid_t domid, uint32_t op)
{
    return issue(DOMCTL_CALL(
        vm_event_op, domid,
        .u.vm_event_op = { .op = op, .mode = XEN_DOMCTL_VM_EVENT_OP_MONITOR }));
}

/* One answer: of no version that Xen knows, so that it does nothing. */
static bool answer_taken(domid_t domid, xen_pfn_t frame)
{
    volatile struct ring *ring = map_frame(MAP_BATCH_V2, domid, frame);
    bool taken;

    if ( !ring )
        return missing("no page of a domU's");

    ring->responses = 1;
    monitor(domid, XEN_VM_EVENT_RESUME);
    taken = ring->response_event == 2;
    munmap((void *)ring, PAGE_SIZE);

    return taken;
}

RAW_ATTACK_OWN_BOOT("U-VMEVENT", "a monitor for a PV domain")
{
    const domid_t domid = new_domain(DOMU_PV);
    struct control_op_call *populate;
    bool taken = false;
    long result;

    if ( domid == DOMID_INVALID )
        return missing("no domU");
    populate = reservation_call(XENMEM_populate_physmap, domid, 0);
    issue(DOMCTL_CALL(max_mem, domid, .u.max_mem.max_memkb = 64));
    if ( issue(populate) != 1 ||
         (dom0_is_pv() && !pretend(*number_of(populate))) )
    {
        end_domain(domid);
        return missing("no page of a domU's, or none at the address 0");
    }

    announce("about to have Xen read a parameter at the address 0");
    result = monitor(domid, XEN_VM_EVENT_ENABLE);
    if ( !result )
        taken = answer_taken(domid, *number_of(populate));
    monitor(domid, XEN_VM_EVENT_DISABLE);
    end_domain(domid);

    return content_seen(taken, result,
                        "Xen wrote to a page that root's memory names");
}

/*
 * A monitor may ask to be told of writes to a register. AMD's processors have no
 * bit for this one, and Xen stops where it looks for it.
 */
RAW_ATTACK_OWN_BOOT("U-VMEVENT-MSR", "a monitor of a register that is none")
{
    const domid_t domid = new_domain(DOMU_HVM);
    long result;

    if ( domid == DOMID_INVALID || !give_page(domid, 1) ||
         set_param(domid, HVM_PARAM_MONITOR_RING_PFN, 1) )
    {
        end_domain(domid);
        return missing("no domU that can have a monitor");
    }

    announce("about to have Xen look for a register's bit");
    monitor(domid, XEN_VM_EVENT_ENABLE);
    result = issue(DOMCTL_CALL(
        monitor_op, domid,
        .u.monitor_op = { .op = XEN_DOMCTL_MONITOR_OP_ENABLE,
                          .event = XEN_DOMCTL_MONITOR_EVENT_MOV_TO_MSR,
                          .u.mov_to_msr.msr = 0x40000000 }));
    end_domain(domid);

    return content_seen(false, result, "Xen stops for a register");
}
