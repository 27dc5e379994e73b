// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the attacks by contents share: see content.h.
 */
#include "content.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

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

bool pretend_vcpu(void *domain)
{
    static const size_t size = 2 * PAGE_SIZE;
    void **vcpu;

    if ( !write_word("/proc/sys/vm/mmap_min_addr", "0") )
        return false;

    vcpu = mmap(NULL, size, PROT_READ | PROT_WRITE,
                MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE |
                    MAP_LOCKED,
                -1, 0);
    if ( vcpu == MAP_FAILED )
        return false;

    for ( size_t i = 0; i < size / sizeof(*vcpu); i++ )
        vcpu[i] = domain;
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
