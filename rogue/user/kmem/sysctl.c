// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-KMEM through sysctl: reports on the host that a toolstack asks for. Some go
 * to a buffer named in the argument, some back into the argument itself.
 */
#include "kmem.h"

#include <xen/physdev.h>

/* The part of a sysctl up to and with a field. */
#define UP_TO(field)                                                           \
    (offsetof(struct xen_sysctl, u.field) +                                    \
     sizeof(((struct xen_sysctl *)0)->u.field))
#define HEADER_ONLY offsetof(struct xen_sysctl, u)

/* ---- into a buffer ---- */

/* U-KMEM-CONSOLE: any part of Xen's log, as long as one likes. */
KMEM_ATTACK("U-KMEM-CONSOLE", "Xen's console ring into the kernel")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_readconsole };

    op.u.readconsole.buffer.p = AT_VICTIM;
    op.u.readconsole.count = 40;
    return sysctl(&op);
}

/*
 * U-KMEM-DOMLIST: a record for each domain, with its handle, which whoever
 * manages domains chooses.
 */
KMEM_ATTACK("U-KMEM-DOMLIST", "the list of domains into the kernel")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_getdomaininfolist };

    op.u.getdomaininfolist.buffer.p = AT_VICTIM;
    op.u.getdomaininfolist.max_domains = 1;
    return sysctl(&op);
}

/* U-KMEM-CPUTOPO: 12 bytes for each CPU: core, socket, node. */
KMEM_ATTACK("U-KMEM-CPUTOPO", "the topology of CPUs into the kernel")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_cputopoinfo };

    op.u.cputopoinfo.cputopo.p = AT_VICTIM;
    op.u.cputopoinfo.num_cpus = 1;
    return sysctl(&op);
}

/* U-KMEM-NUMAMEM: 16 bytes for each node: its memory, and what is free. */
KMEM_ATTACK("U-KMEM-NUMAMEM", "the memory of NUMA nodes into the kernel")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_numainfo };

    op.u.numainfo.meminfo.p = AT_VICTIM;
    op.u.numainfo.num_nodes = 1;
    return sysctl(&op);
}

/* U-KMEM-NUMADIST: 4 bytes for each pair of nodes. */
KMEM_ATTACK("U-KMEM-NUMADIST", "the distance of NUMA nodes into the kernel")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_numainfo };

    op.u.numainfo.distance.p = AT_VICTIM;
    op.u.numainfo.num_nodes = 1;
    return sysctl(&op);
}

/* U-KMEM-PCITOPO: 4 bytes for each PCI device: its node. */
KMEM_ATTACK("U-KMEM-PCITOPO", "the node of a PCI device into the kernel")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_pcitopoinfo };
    struct physdev_pci_device host_bridge = { .bus = 0 };

    op.u.pcitopoinfo.devs.p = &host_bridge;
    op.u.pcitopoinfo.nodes.p = AT_VICTIM;
    op.u.pcitopoinfo.num_devs = 1;
    return sysctl(&op);
}

/* U-KMEM-CPUINFO: 8 bytes for each CPU: how long it has been idle. */
KMEM_ATTACK("U-KMEM-CPUINFO", "the idle time of a CPU into the kernel")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_getcpuinfo };

    op.u.getcpuinfo.info.p = AT_VICTIM;
    op.u.getcpuinfo.max_cpus = 1;
    return sysctl(&op);
}

/*
 * U-KMEM-CPUPOOL: a bit for each CPU, and then zeros, as many as the caller
 * wants.
 */
KMEM_ATTACK("U-KMEM-CPUPOOL", "the CPUs of a pool into the kernel")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_cpupool_op };

    op.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_INFO;
    op.u.cpupool_op.cpumap.bitmap.p = AT_VICTIM;
    op.u.cpupool_op.cpumap.nr_bits = 64;
    return sysctl(&op);
}

/* U-KMEM-FREECPUS: the same for the CPUs of no pool: zeros, as a rule. */
KMEM_ATTACK("U-KMEM-FREECPUS", "the CPUs of no pool into the kernel")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_cpupool_op };

    op.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_FREEINFO;
    op.u.cpupool_op.cpumap.bitmap.p = AT_VICTIM;
    op.u.cpupool_op.cpumap.nr_bits = 64;
    return sysctl(&op);
}

/* U-KMEM-FEATSET: up to some 90 bytes of CPU feature bits. */
KMEM_ATTACK("U-KMEM-FEATSET", "a set of CPU features into the kernel")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_get_cpu_featureset };

    op.u.cpu_featureset.index = XEN_SYSCTL_cpu_featureset_host;
    op.u.cpu_featureset.features.p = AT_VICTIM;
    op.u.cpu_featureset.nr_features = 10;
    return sysctl(&op);
}

/* U-KMEM-SYSPOLICY: 24 bytes for each CPUID leaf of the host. */
KMEM_ATTACK("U-KMEM-SYSPOLICY", "the host's CPUID leaves into the kernel")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_get_cpu_policy };

    op.u.cpu_policy.index = XEN_SYSCTL_cpu_policy_host;
    op.u.cpu_policy.leaves.p = AT_VICTIM;
    op.u.cpu_policy.nr_leaves = 1;
    return sysctl(&op);
}

/*
 * U-KMEM-OFFLINE: 4 bytes for each frame: whether it is in use. Only the query;
 * its siblings take the frame away.
 */
KMEM_ATTACK("U-KMEM-OFFLINE", "the state of a frame into the kernel")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_page_offline_op };

    op.u.page_offline.cmd = sysctl_query_page_offline;
    op.u.page_offline.start = op.u.page_offline.end = 1;
    op.u.page_offline.status.p = AT_VICTIM;
    return sysctl(&op);
}

/* ---- back into the argument ---- */

/* U-KMEM-PHYSINFO: 128 bytes about the host. */
KMEM_ATTACK("U-KMEM-PHYSINFO", "an argument in the kernel: physinfo")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_physinfo };

    return sysctl_in_host_name(op, HEADER_ONLY);
}

/* U-KMEM-SCHEDID: 4 bytes, the number of Xen's scheduler. */
KMEM_ATTACK("U-KMEM-SCHEDID", "an argument in the kernel: sched_id")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_sched_id };

    return sysctl_in_host_name(op, HEADER_ONLY);
}

/* U-KMEM-TBUF: 24 bytes, where the trace buffers are, if there are any. */
KMEM_ATTACK("U-KMEM-TBUF", "an argument in the kernel: tbuf_op")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_tbuf_op };

    op.u.tbuf_op.cmd = XEN_SYSCTL_TBUFOP_get_info;
    return sysctl_in_host_name(op, UP_TO(tbuf_op.cmd));
}

/*
 * U-KMEM-AVAILHEAP: 8 bytes, a number of pages, which falls and rises with what
 * the caller has Xen allocate.
 */
KMEM_ATTACK("U-KMEM-AVAILHEAP", "an argument in the kernel: availheap")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_availheap };

    op.u.availheap.node = -1;
    return sysctl_in_host_name(op, UP_TO(availheap.node));
}

/* U-KMEM-PMSTAT: 24 bytes on how long a CPU slept. */
KMEM_ATTACK("U-KMEM-PMSTAT", "an argument in the kernel: get_pmstat")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_get_pmstat };

    op.u.get_pmstat.type = PMSTAT_get_cxstat;
    op.u.get_pmstat.u.getcx.nr = 2;
    op.u.get_pmstat.u.getcx.triggers.p = AT_VICTIM;
    op.u.get_pmstat.u.getcx.residencies.p = AT_VICTIM;
    return sysctl_in_host_name(op, UP_TO(get_pmstat.u.getcx.residencies));
}

/* U-KMEM-PMOP: 4 bytes, the deepest sleep that is allowed. */
KMEM_ATTACK("U-KMEM-PMOP", "an argument in the kernel: pm_op")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_pm_op };

    op.u.pm_op.cmd = XEN_SYSCTL_pm_op_get_max_cstate;
    return sysctl_in_host_name(op, UP_TO(pm_op.cpuid));
}

/* U-KMEM-LPLIST: 20 bytes about live patches, zeros without any. */
KMEM_ATTACK("U-KMEM-LPLIST", "an argument in the kernel: livepatch_op")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_livepatch_op };

    op.u.livepatch.cmd = XEN_SYSCTL_LIVEPATCH_LIST;
    return sysctl_in_host_name(op, UP_TO(livepatch.u.list.pad));
}

/* U-KMEM-SCHEDULER: 4 bytes, a setting of the scheduler. */
KMEM_ATTACK("U-KMEM-SCHEDULER", "an argument in the kernel: scheduler_op")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_scheduler_op };

    op.u.scheduler_op.cmd = XEN_SYSCTL_SCHEDOP_getinfo;
    op.u.scheduler_op.sched_id = XEN_SCHEDULER_CREDIT2;
    return sysctl_in_host_name(op, UP_TO(scheduler_op.cmd));
}

/* U-KMEM-LEVELLING: 4 bytes, a set of capabilities of the CPU. */
KMEM_ATTACK("U-KMEM-LEVELLING", "an argument in the kernel: levelling_caps")
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_get_cpu_levelling_caps };

    return sysctl_in_host_name(op, HEADER_ONLY);
}
