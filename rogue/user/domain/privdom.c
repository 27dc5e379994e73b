// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domU with more rights than a domU should have: root in dom0 owns it, its
 * kernel is whatever root puts there, and no lockdown holds in it.
 */
#include "../domu.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>

#include <xen/event_channel.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>

/*
 * U-PRIVDOM: create a domain with rights that Xen knows of only by itself.
 *
 * The flags of a new domain have room for more than Xen documents; a second
 * control domain would be one of them. Xen refuses unknown flags, lockdown or
 * not; this shows that it stays so.
 */
ATTACK("U-PRIVDOM", "create a domain with undocumented flags")
{
    domid_t domid = DOMID_INVALID;
    unsigned int flag = 8; /* those below are documented */

    while ( flag < 32 && domid == DOMID_INVALID )
        domid = create_domu(1U << flag++);
    if ( domid == DOMID_INVALID )
        return effect(false, "no such domain was made");

    destroy_domu(domid);
    return effect(true, "a domain was made with flag %u", flag - 1);
}

/*
 * U-PRIVDOM-XENSTORE: create a second domain that serves xenstore.
 *
 * Such a domain may list and look at all others, and maps their memory as far
 * as their grants go.
 */
ATTACK("U-PRIVDOM-XENSTORE", "create a domU with the rights of xenstore")
{
    const domid_t domid = create_domu(XEN_DOMCTL_CDF_xs_domain);
    bool serves;

    if ( domid == DOMID_INVALID )
        return no_domu();

    serves = domain_flags(domid) & XEN_DOMINF_xs_domain;
    destroy_domu(domid);

    return effect(serves, "domain %u is %sa xenstore domain", domid,
                  serves ? "" : "not ");
}

/* ---- a domU set over dom0 ---- */

/*
 * The first event channel of dom0's that waits for a domain; that a domain can
 * open one there is a right over dom0.
 */
static bool waits_in_dom0(domid_t for_whom, evtchn_port_t *port)
{
    static const evtchn_port_t last = 1024;

    for ( *port = 1; *port < last; ++*port )
    {
        evtchn_status_t status = { .dom = DOMID_SELF, .port = *port };

        if ( !event_channel_op(EVTCHNOP_status, &status) &&
             status.status == EVTCHNSTAT_unbound &&
             status.u.unbound.dom == for_whom )
            return true;
    }

    return false;
}

/* Have the accomplice open an event channel of dom0's to itself. */
static bool opens_channel_of_dom0(void)
{
    evtchn_alloc_unbound_t *alloc = accomplice_memory();
    const domid_t self = accomplice_domid();
    evtchn_close_t close = { 0 };
    long result;

    *alloc = (evtchn_alloc_unbound_t){ .dom = 0, .remote_dom = self };
    accomplice_calls(&result, __HYPERVISOR_event_channel_op,
                     EVTCHNOP_alloc_unbound, accomplice_memory_at, 0, 0);
    if ( !waits_in_dom0(self, &close.port) )
        return false;

    event_channel_op(EVTCHNOP_close, &close);
    return true;
}

/*
 * U-PRIVDOM-TARGET: set a domU over dom0.
 *
 * set_target makes a domain the device model of another, with rights over its
 * memory and its events. Here the other one is dom0, and the domain, once set
 * over it, opens an event channel there.
 */
ATTACK("U-PRIVDOM-TARGET", "give a domU rights over dom0 by set_target")
{
    bool before, after;
    long result;

    if ( !accomplice_start() )
        return no_domu();

    before = opens_channel_of_dom0();
    result = DOMCTL(set_target, accomplice_domid(), .u.set_target.target = 0);
    after = opens_channel_of_dom0();
    accomplice_end();

    if ( result == -EOPNOTSUPP )
        return not_applicable("PVH only: Xen sets nothing over a PV domain");
    if ( before )
        return cannot_try("any domU opens event channels of dom0's");
    return effect(after, "the domU opened %s event channel of dom0's",
                  after ? "an" : "no");
}

/* ---- events that dom0 should have ---- */

/* Linux's evtchn device: takes the number of the event. */
#define IOCTL_EVTCHN_BIND_VIRQ _IOC(_IOC_NONE, 'E', 0, sizeof(uint32_t))

/* Whether dom0 hears that a domain has ended. */
static bool hears_of_an_end(int fd)
{
    struct pollfd heard = { .fd = fd, .events = POLLIN };
    unsigned int port;

    destroy_domu(create_domu(DOMU_PV));
    if ( poll(&heard, 1, 2000) != 1 ||
         read(fd, &port, sizeof(port)) != sizeof(port) )
        return false;

    return write(fd, &port, sizeof(port)) == sizeof(port); /* unmask */
}

/*
 * U-PRIVDOM-VIRQ: have a domU told of what dom0 should be told.
 *
 * Xen tells one domain that domains have ended, that its console has text, that
 * memory runs out; set_virq_handler says which. dom0 no longer hears.
 */
ATTACK("U-PRIVDOM-VIRQ", "turn Xen's own events over to a domU")
{
    const domid_t domid = create_domu(DOMU_PV);
    uint32_t bind = VIRQ_DOM_EXC;
    const int fd = open("/dev/xen/evtchn", O_RDWR | O_CLOEXEC);
    bool before, after = true, again;

    if ( domid == DOMID_INVALID )
        return no_domu();
    if ( fd < 0 || ioctl(fd, IOCTL_EVTCHN_BIND_VIRQ, &bind) < 0 )
    {
        destroy_domu(domid);
        return cannot_try("dom0 hears no events: %s", strerrorname_np(errno));
    }

    before = hears_of_an_end(fd);
    DOMCTL(set_virq_handler, domid, .u.set_virq_handler.virq = VIRQ_DOM_EXC);
    /* Xen tells of an end twice, so some of what dom0 hears may be late. */
    for ( unsigned int end = 0; end < 5 && after; end++ )
        after = hears_of_an_end(fd);
    destroy_domu(domid);
    again = hears_of_an_end(fd);
    close(fd);

    if ( !before || !again )
        return cannot_try("dom0 does not hear of the end of domains");
    return effect(!after, "dom0 %s when another domain has ended",
                  after ? "hears" : "no longer hears");
}

/* ---- altp2m ---- */

static long altp2m(domid_t domid, uint32_t cmd, uint8_t *state)
{
    struct xen_hvm_altp2m_op op = { .version = HVMOP_ALTP2M_INTERFACE_VERSION,
                                    .cmd = cmd,
                                    .domain = domid,
                                    .u.domain_state.state = *state };
    const long result = hvm_op(HVMOP_altp2m, &op);

    *state = op.u.domain_state.state;

    return result;
}

/* A domain whose creator asked for several views of its memory. */
static domid_t create_domu_with_altp2m(void)
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_createdomain };

    describe_domu(&op.u.createdomain, DOMU_HVM);
    op.u.createdomain.altp2m_opts = XEN_DOMCTL_ALTP2M_external;
    return domctl(&op) ? DOMID_INVALID : op.domain;
}

/*
 * U-PRIVDOM-ALTP2M: give a domU several views of its memory.
 *
 * What a domain sees then depends on the view, which the control domain
 * switches behind its back.
 */
ATTACK("U-PRIVDOM-ALTP2M", "switch alternate memory views of a domU on")
{
    domid_t domid = create_domu_with_altp2m();
    struct xen_hvm_param mode = { .domid = domid, .index = HVM_PARAM_ALTP2M };
    uint8_t on = 1, state = 0;
    long result;

    if ( domid == DOMID_INVALID )
    {
        domid = create_domu(DOMU_HVM);
        if ( domid == DOMID_INVALID )
            return no_domu();
        destroy_domu(domid);
        return not_applicable("this Xen makes no domain with altp2m");
    }

    hvm_op(HVMOP_get_param, &mode);
    result = altp2m(domid, HVMOP_altp2m_set_domain_state, &on);
    altp2m(domid, HVMOP_altp2m_get_domain_state, &state);
    destroy_domu(domid);

    if ( result == -EOPNOTSUPP )
        return not_applicable("altp2m needs VT-x and the boot option altp2m");
    return effect(state, "altp2m of domain %u: mode %u, state %u", domid,
                  (unsigned int)mode.value, state);
}
