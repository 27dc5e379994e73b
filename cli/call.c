/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Issues operations of control_op's stable family through the control device.
 * If Xen cannot be asked, says which part is missing: the device, the support
 * in the kernel, or the support in Xen.
 */
#include "call.h"

#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* privcmd's device accepts CONTROL_OP_IOCTL as well. */
static const char *const nodes[] = { "/dev/xen/control", "/dev/xen/privcmd" };

static int device;
static const char *node; /* the path by which device was opened */
static void *memory;

/* Xen cannot bring a page in that is swapped out, so the memory is locked. */
static void map_memory(void)
{
    memory = mmap(NULL, CONTROL_MEMORY_SIZE, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED | MAP_POPULATE, -1,
                  0);
    if ( memory == MAP_FAILED )
        trouble(
            "cannot get %u bytes of locked memory: %s; run this as root, or "
            "raise ulimit -l",
            CONTROL_MEMORY_SIZE, strerror(errno));
}

void *control_memory(void)
{
    return memory;
}

static int64_t try(uint32_t operation, uint64_t arg0, uint64_t arg1,
                   uint64_t arg2)
{
    struct {
        struct control_op_call call;
        struct control_op_buffer buffer;
    } ask = {
        .call.version = CONTROL_OP_VERSION,
        .call.nr_buffers = 1,
        .call.operation = operation,
        .call.args = { arg0, arg1, arg2 },
        .buffer = { (uintptr_t)memory, CONTROL_MEMORY_SIZE },
    };
    const struct control_op_ioctl request = {
        .calls = (uintptr_t)&ask,
        .size = sizeof(ask),
        .nr = 1,
    };

    return ioctl(device, CONTROL_OP_IOCTL, &request) ? -errno : ask.call.result;
}

/*
 * The kernel may move even a locked page. While it does, Xen finds no page, and
 * the result is -EFAULT. Whoever touches the page waits until it is mapped
 * again; then the operation is issued again. Only operations that write to the
 * memory get this result, and repeating one of them does no harm.
 */
int64_t control(uint32_t operation, uint64_t arg0, uint64_t arg1, uint64_t arg2)
{
    int64_t result = try(operation, arg0, arg1, arg2);

    for ( unsigned int again = 0; result == -EFAULT && again < 3; again++ )
    {
        for ( size_t at = 0; at < CONTROL_MEMORY_SIZE; at += 4096 )
        {
            volatile char *const byte = (char *)memory + at;

            *byte = *byte;
        }
        result = try(operation, arg0, arg1, arg2);
    }

    return result;
}

uint32_t control_must(const char *what, uint32_t max, uint32_t operation,
                      uint64_t arg0, uint64_t arg1, uint64_t arg2)
{
    const int64_t result = control(operation, arg0, arg1, arg2);

    if ( result == -EPERM )
        trouble("%s: Xen does not tell this domain %s: only the control domain "
                "may ask; run this in dom0",
                node, what);
    if ( result == -ENOSYS )
        trouble("%s: Xen cannot tell %s: this command is newer; use the one "
                "that came with that Xen",
                node, what);
    if ( result < 0 )
        trouble("%s: Xen does not tell %s: %s", node, what,
                strerror((int)-result));
    if ( result > max )
        trouble("%s: Xen's answer to what is asked, %s, makes no sense: %lld",
                node, what, (long long)result);

    return (uint32_t)result;
}

uint32_t control_domains(uint32_t first)
{
    const uint32_t max = CONTROL_MEMORY_SIZE / sizeof(struct control_op_domain);

    return control_must("its domains", max, CONTROL_OP_DOMAINS, IN_MEMORY(0),
                        max, first);
}

/* ---- the way to Xen ---- */

static bool open_node(const char *path)
{
    node = path;
    device = open(path, O_RDWR | O_CLOEXEC);
    if ( device >= 0 )
        return true;

    if ( errno == EACCES || errno == EPERM )
        trouble("%s: %s; run this as root", path, strerror(errno));
    if ( errno != ENOENT && errno != ENODEV && errno != ENXIO )
        trouble("%s: %s", path, strerror(errno));

    return false;
}

static _Noreturn void no_way(const char *old_kernel)
{
    if ( old_kernel )
        trouble(
            "%s: this kernel cannot hand control_op on to Xen, so it is "
            "unknown whether Xen is locked down; boot dom0 with a kernel that "
            "has CONFIG_XEN_LOCKDOWN",
            old_kernel);

    trouble("%s: no such device, nor is %s: this is no dom0, or its kernel has "
            "no CONFIG_XEN_LOCKDOWN; run this in dom0, on a kernel that has it",
            nodes[0], nodes[1]);
}

/* Xen itself answered, but not with its status. */
static _Noreturn void no_status(int64_t result)
{
    if ( result == -ENOSYS )
        trouble("%s: Xen has no control_op, so it is not locked down; boot a "
                "Xen with lockdown (CONFIG_LOCKDOWN)",
                node);

    trouble(
        "%s: Xen does not tell its status: %s; assume that the host is locked "
        "down, and read Xen's log",
        node, strerror((int)-result));
}

struct control_op_status control_open(void)
{
    const char *old_kernel = NULL;
    struct control_op_status status;
    int64_t result = -ENOTTY;

    map_memory();

    for ( size_t i = 0; i < sizeof(nodes) / sizeof(*nodes); i++ )
    {
        if ( !open_node(nodes[i]) )
            continue;
        result = control(CONTROL_OP_STATUS, IN_MEMORY(0), 0, 0);
        if ( result != -ENOTTY )
            break;
        close(device);
        old_kernel = node;
    }

    if ( result == -ENOTTY )
        no_way(old_kernel);
    if ( result )
        no_status(result);

    memcpy(&status, memory, sizeof(status));
    if ( status.version < CONTROL_OP_VERSION )
        trouble("%s: Xen speaks version %u of control_op, this command version "
                "%u; update Xen, or use the command that came with it",
                node, status.version, CONTROL_OP_VERSION);

    return status;
}
