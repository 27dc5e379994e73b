// SPDX-License-Identifier: GPL-2.0-only
#include "device.h"

#include "mutate.h"

#include <fcntl.h>
#include <sys/ioctl.h>

#include <xen/hvm/dm_op.h>
#include <xen/hvm/hvm_op.h>

#include "../user/privcmd.h"

#define LIST_SIZE 256

static long issue_dm_op(domid_t domid, const struct privcmd_dm_op_buf *bufs,
                        unsigned int nr)
{
    static int fd = -1;
    const struct privcmd_dm_op request = { domid, (uint16_t)nr, bufs };

    if ( fd < 0 )
        fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
    return ioctl(fd, IOCTL_PRIVCMD_DM_OP, &request) < 0 ? -errno : 0;
}

static long issue_alone(domid_t domid, struct xen_dm_op *op)
{
    return issue_dm_op(domid, &(struct privcmd_dm_op_buf){ op, sizeof(*op) },
                       1);
}

/* A new device model, or any of those that a domU can have. */
static ioservid_t new_server(struct random *random, domid_t domid)
{
    struct xen_dm_op op = { .op = XEN_DMOP_create_ioreq_server };

    return issue_alone(domid, &op) ? (ioservid_t)random_below(random, 8)
                                   : op.u.create_ioreq_server.id;
}

static bool is_about_server(uint32_t op)
{
    return (op >= XEN_DMOP_get_ioreq_server_info &&
            op <= XEN_DMOP_destroy_ioreq_server) ||
           op == XEN_DMOP_map_mem_type_to_ioreq_server;
}

/* What a device model would say to this domU. */
static void fill_honest(struct random *random, const struct target *domu,
                        struct xen_dm_op *a,
                        struct xen_dm_op_modified_memory_extent *extent)
{
    const uint64_t frame = domu->frame, place = random_below(random, PAGE_SIZE);
    const uint8_t small = place % 8, level = place % 2, line = place / 2 % 16;
    const ioservid_t id = is_about_server(a->op)
                              ? new_server(random, domu->domid)
                              : 0;

    *extent = (struct xen_dm_op_modified_memory_extent){ .nr = 1,
                                                         .first_pfn = frame };
    switch ( a->op )
    {
#define CALL(name, type, ...)                                                  \
    case XEN_DMOP_##name:                                                      \
        a->u.name = (struct xen_dm_op_##type){ __VA_ARGS__ };                  \
        break;
#define SAME(name, ...) CALL(name, name, __VA_ARGS__)
        SAME(create_ioreq_server, .handle_bufioreq = small % 3)
        SAME(get_ioreq_server_info, .id = id, .flags = XEN_DMOP_no_gfns)
        CALL(map_io_range_to_ioreq_server, ioreq_server_range, .id = id,
             .type = small % 3, .start = place, .end = place + small)
        CALL(unmap_io_range_from_ioreq_server, ioreq_server_range, .id = id,
             .type = small % 3, .start = place, .end = place + small)
        SAME(set_ioreq_server_state, .id = id, .enabled = level)
        SAME(destroy_ioreq_server, .id = id)
        SAME(track_dirty_vram, .nr = 8 * small, .first_pfn = frame)
        SAME(set_pci_intx_level, .device = line, .intx = small % 4,
             .level = level)
        SAME(set_isa_irq_level, .isa_irq = line, .level = level)
        SAME(set_pci_link_route, .link = small % 4, .isa_irq = line)
        SAME(modified_memory, .nr_extents = 1)
        SAME(set_mem_type, .nr = 1, .mem_type = small % 3, .first_pfn = frame)
        SAME(inject_event, .vector = 32 + line)
        SAME(inject_msi, .addr = 0xfee00000, .data = 32 + line)
        SAME(map_mem_type_to_ioreq_server, .id = id,
             .type = HVMMEM_ioreq_server,
             .flags = level ? XEN_DMOP_IOREQ_MEM_ACCESS_WRITE : 0)
        SAME(remote_shutdown, .reason = small % 6)
        SAME(relocate_memory, .size = 1, .src_gfn = frame, .dst_gfn = place)
        SAME(pin_memory_cacheattr, .start = frame, .end = frame + small,
             .type = XEN_DMOP_MEM_CACHEATTR_WB)
#undef CALL
#undef SAME
    }

    /* What is taken away must be there. */
    if ( a->op == XEN_DMOP_unmap_io_range_from_ioreq_server )
    {
        struct xen_dm_op map = *a;

        map.op = XEN_DMOP_map_io_range_to_ioreq_server;
        issue_alone(domu->domid, &map);
    }
}

static bool takes_list(uint32_t op)
{
    return op == XEN_DMOP_track_dirty_vram || op == XEN_DMOP_modified_memory;
}

void call_as_device_model(struct random *random,
                          const struct operation *operation)
{
    const struct target *domu = target(HVM);
    struct xen_dm_op *op = fenced(sizeof(*op));
    char *list = fenced(LIST_SIZE);
    struct privcmd_dm_op_buf bufs[] = { { op, sizeof(*op) },
                                        { list, LIST_SIZE } };
    unsigned int nr = takes_list(operation->number) ? 2 : 1;
    domid_t domid = domu->domid;
    long result;

    memset(op, 0, sizeof(*op));
    memset(list, 0, LIST_SIZE);
    op->op = operation->number;
    fill_honest(random, domu, op, (void *)list);

    if ( !random_once_in(random, 3) )
        switch ( random_below(random, 8) )
        {
        case 0:
            domid = (domid_t)strange_value(random);
            break;
        case 1:
            nr = 1 + (unsigned int)random_below(random, 2);
            bufs[nr - 1].size = random_below(random, bufs[nr - 1].size + 1);
            break;
        case 2:
            change_bytes(random, list, LIST_SIZE);
            /* fall through */
        default:
            do
                change_bytes(random, &op->u, sizeof(op->u));
            while ( random_once_in(random, 2) );
        }

    say_call(operation, op, sizeof(*op));
    result = issue_dm_op(domid, bufs, nr);
    count_call(operation, result);
    add_answer(((uint64_t *)&op->u)[random_below(random, 3)]);
}
