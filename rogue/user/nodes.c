// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ways from dom0's userspace to Xen: raw hypercalls and frame mappings
 * through the device nodes that offer them. Whichever node the frame has chosen
 * serves all calls of an attack.
 */
#include "rogue.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/mman.h>

#include "privcmd.h"

const char *const nodes[] = { "/dev/xen/privcmd", "/proc/xen/privcmd",
                              "/dev/xen/hypercall" };
const unsigned int nr_nodes = ARRAY_SIZE(nodes);

static int fd = -1;
static int last_error;
static unsigned int first = UINT_MAX, in_use;

void use_node(unsigned int index)
{
    in_use = index;
    if ( fd >= 0 )
        close(fd);

    last_error = 0;
    fd = open(nodes[index], O_RDWR | O_CLOEXEC);
    if ( fd < 0 )
        last_error = errno;
}

int node_fd(void)
{
    return fd;
}

int node_error(void)
{
    return last_error;
}

void note_node_error(int error)
{
    last_error = error;
}

long hypercall(unsigned int op, uint64_t a1, uint64_t a2, uint64_t a3,
               uint64_t a4, uint64_t a5)
{
    struct privcmd_hypercall call = { .op = op, .arg = { a1, a2, a3, a4, a5 } };
    long result = ioctl(fd, IOCTL_PRIVCMD_HYPERCALL, &call);

    if ( result >= 0 )
        return result;

    last_error = errno;
    return -errno;
}

bool node_offers_hypercalls(unsigned int index)
{
    use_node(index);
    if ( fd < 0 ||
         hypercall2(__HYPERVISOR_xen_version, XENVER_version, 0) == -ENOTTY )
        return false;

    if ( index < first )
        first = index;
    return true;
}

bool node_is_first(void)
{
    return in_use == first;
}

/*
 * A wrong interface version has no other effect than -EACCES, so all recent
 * ones can be tried.
 */
static bool next_version(uint32_t *version, long result)
{
    static const uint32_t newest = 0x20, oldest = 0x12;

    if ( result != -EACCES || *version == oldest )
        return false;

    *version = *version == 0 ? newest : *version - 1;
    return true;
}

static long versioned(unsigned int number, void *op, uint32_t *field,
                      uint32_t *version)
{
    long result;

    for ( uint32_t tried = 0;; *version = tried )
    {
        *field = *version;
        result = hypercall1(number, op);
        if ( !next_version(&tried, result) )
            return result;
    }
}

long domctl(struct xen_domctl *op)
{
    static uint32_t version = XEN_DOMCTL_INTERFACE_VERSION;

    return versioned(__HYPERVISOR_domctl, op, &op->interface_version, &version);
}

long sysctl(struct xen_sysctl *op)
{
    static uint32_t version = XEN_SYSCTL_INTERFACE_VERSION;

    return versioned(__HYPERVISOR_sysctl, op, &op->interface_version, &version);
}

long platform_op(struct xen_platform_op *op)
{
    op->interface_version = XENPF_INTERFACE_VERSION;
    return hypercall1(__HYPERVISOR_platform_op, op);
}

void set_handle(const void *bytes)
{
    struct xen_domctl set = { .cmd = XEN_DOMCTL_setdomainhandle };

    memcpy(set.u.setdomainhandle.handle, bytes,
           sizeof(set.u.setdomainhandle.handle));
    domctl(&set);
}

void *buffer(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_LOCKED,
                        -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

void touch(void *page)
{
    (void)*(volatile char *)page;
}

/*
 * A PVH dom0 may be left with a mapping of nothing: all ones, and writes to it
 * stall the machine.
 */
static bool is_hole(const volatile uint64_t *page)
{
    static const size_t sample = 8;

    for ( size_t i = 0; i < sample; i++ )
        if ( ~page[i] )
            return false;

    return true;
}

void *map_frame(enum map_way way, domid_t domid, uint64_t frame)
{
    uint64_t frames[1] = { frame };
    int errors[1] = { 0 }, result = -1;
    void *page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
                      0);

    if ( page == MAP_FAILED )
    {
        last_error = errno;
        return NULL;
    }

    switch ( way )
    {
    case MAP_BATCH_V2:
    {
        struct privcmd_mmapbatch_v2 request = { .num = 1,
                                                .dom = domid,
                                                .addr = (uintptr_t)page,
                                                .arr = frames,
                                                .err = errors };

        result = ioctl(fd, IOCTL_PRIVCMD_MMAPBATCH_V2, &request);
        break;
    }

    case MAP_BATCH:
    {
        struct privcmd_mmapbatch request = {
            .num = 1, .dom = domid, .addr = (uintptr_t)page, .arr = frames
        };

        result = ioctl(fd, IOCTL_PRIVCMD_MMAPBATCH, &request);
        break;
    }

    case MAP_RANGE:
    {
        struct privcmd_mmap_entry entry = { .va = (uintptr_t)page,
                                            .mfn = frame,
                                            .npages = 1 };
        struct privcmd_mmap request = { .num = 1,
                                        .dom = domid,
                                        .entry = &entry };

        result = ioctl(fd, IOCTL_PRIVCMD_MMAP, &request);
        break;
    }

    case NR_MAP_WAYS:
        break;
    }

    if ( result < 0 )
        last_error = errno;
    else if ( errors[0] )
        last_error = -errors[0];

    /* Whatever the result says: what counts is whether there is memory. */
    if ( survives(touch, page) && !is_hole(page) )
        return page;

    munmap(page, PAGE_SIZE);
    return NULL;
}
