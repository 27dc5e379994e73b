/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A libxencall that a toolstack finds in place of Xen's own: where the host is
 * locked down its hypercalls go through control_op, elsewhere through privcmd as
 * ever.
 */
#include "private.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <xen/xen.h>

/* ---- calls ---- */

static long returned(long result)
{
    if ( result >= 0 )
        return result;

    errno = (int)-result;

    return -1;
}

/*
 * The result of an operation that Xen finishes on another CPU is the hypercall's
 * own result, not the call's.
 */
static inline long issue(int fd, struct control_op_call *header)
{
    const struct control_op_ioctl request = {
        .calls = (uintptr_t)header,
        .size = (uint32_t)(sizeof(*header) +
                           header->nr_buffers * sizeof(header->buffers[0])),
        .nr = 1,
    };
    const int rc = ioctl(fd, CONTROL_OP_IOCTL, &request);

    return rc ? rc : returned(header->result);
}

struct privcmd_call {
    uint64_t op, args[5];
};

#define PRIVCMD_HYPERCALL _IOC(_IOC_NONE, 'P', 0, sizeof(struct privcmd_call))

#define INLINE static inline __attribute__((__always_inline__))

/* Most of a struct call is never used, so it is not cleared. */
INLINE long call_control_op(xencall_handle *xcall, unsigned int op,
                            uint64_t arg1, uint64_t arg2, uint64_t arg3,
                            uint64_t arg4, uint64_t arg5)
{
    struct call call;
    long result = -1;

    call.xcall = xcall;
    call.nr_replaced = 0;
    call.header.version = CONTROL_OP_VERSION;
    call.header.nr_buffers = 0;
    call.header.operation = op;
    call.header.args[0] = arg1;
    call.header.args[1] = arg2;
    call.header.args[2] = arg3;
    call.header.args[3] = arg4;
    call.header.args[4] = arg5;
    call.header.result = 0;

    if ( translate(&call) )
        result = issue(xcall->call_fd, &call.header);
    if ( call.nr_replaced )
        restore_pointers(&call);

    return result;
}

/*
 * control_op carries no multicall, so its entries are issued one by one. libxc
 * makes a multicall of one entry where a result may not fit an int.
 */
static long call_entries(xencall_handle *xcall, struct multicall_entry *entry,
                         uint64_t nr)
{
    long result;

    for ( ; nr; nr--, entry++ )
    {
        result = call_control_op(xcall, (unsigned int)entry->op, entry->args[0],
                                 entry->args[1], entry->args[2], entry->args[3],
                                 entry->args[4]);
        entry->result = (unsigned long)(result == -1 ? -errno : result);
    }

    return 0;
}

INLINE long call_xen(xencall_handle *xcall, unsigned int op, uint64_t arg1,
                     uint64_t arg2, uint64_t arg3, uint64_t arg4, uint64_t arg5)
{
    if ( xcall->call_fd < 0 )
    {
        const struct privcmd_call raw = { op,
                                          { arg1, arg2, arg3, arg4, arg5 } };

        return ioctl(xcall->fd, PRIVCMD_HYPERCALL, &raw);
    }

    if ( __builtin_expect(op == __HYPERVISOR_multicall, 0) )
        return call_entries(xcall, (struct multicall_entry *)arg1, arg2);

    return call_control_op(xcall, op, arg1, arg2, arg3, arg4, arg5);
}

int xencall0(xencall_handle *xcall, unsigned int op)
{
    return (int)call_xen(xcall, op, 0, 0, 0, 0, 0);
}

int xencall1(xencall_handle *xcall, unsigned int op, uint64_t arg1)
{
    return (int)call_xen(xcall, op, arg1, 0, 0, 0, 0);
}

int xencall2(xencall_handle *xcall, unsigned int op, uint64_t arg1,
             uint64_t arg2)
{
    return (int)call_xen(xcall, op, arg1, arg2, 0, 0, 0);
}

int xencall3(xencall_handle *xcall, unsigned int op, uint64_t arg1,
             uint64_t arg2, uint64_t arg3)
{
    return (int)call_xen(xcall, op, arg1, arg2, arg3, 0, 0);
}

int xencall4(xencall_handle *xcall, unsigned int op, uint64_t arg1,
             uint64_t arg2, uint64_t arg3, uint64_t arg4)
{
    return (int)call_xen(xcall, op, arg1, arg2, arg3, arg4, 0);
}

int xencall5(xencall_handle *xcall, unsigned int op, uint64_t arg1,
             uint64_t arg2, uint64_t arg3, uint64_t arg4, uint64_t arg5)
{
    return (int)call_xen(xcall, op, arg1, arg2, arg3, arg4, arg5);
}

long xencall2L(xencall_handle *xcall, unsigned int op, uint64_t arg1,
               uint64_t arg2)
{
    return call_xen(xcall, op, arg1, arg2, 0, 0, 0);
}

/* ---- opening and closing ---- */

static int open_node(const char *path)
{
    return open(path, O_RDWR | O_CLOEXEC);
}

static int open_privcmd(void)
{
    const int fd = open_node("/dev/xen/privcmd");

    if ( fd < 0 && (errno == ENOENT || errno == ENXIO || errno == ENODEV) )
        return open_node("/proc/xen/privcmd");

    return fd;
}

/* Does Xen answer control_op through that file? */
static bool ask_status(int fd, struct control_op_status *status)
{
    struct {
        struct control_op_call header;
        struct control_op_buffer buffer;
    } call = {
        .header = {
            .version = CONTROL_OP_VERSION,
            .nr_buffers = 1,
            .operation = CONTROL_OP_STATUS,
            .args = { CONTROL_OP_REFERENCE(1, 0) },
        },
        .buffer = { (uintptr_t)status, sizeof(*status) },
    };

    return fd >= 0 && !issue(fd, &call.header);
}

/* A kernel may be locked down where Xen is not, and then refuses raw calls too. */
static bool raw_is_refused(int fd)
{
    const struct privcmd_call ask = { __HYPERVISOR_xen_version, { 0 } };

    return fd >= 0 && ioctl(fd, PRIVCMD_HYPERCALL, &ask) < 0 && errno == EPERM;
}

static bool may_call(xencall_handle *xcall, int privcmd_error)
{
    struct control_op_status status = { .level = CONTROL_OP_LEVEL_NONE };

    if ( ask_status(xcall->control_fd, &status) )
        xcall->call_fd = xcall->control_fd;
    else if ( ask_status(xcall->fd, &status) )
        xcall->call_fd = xcall->fd;

    if ( status.level == CONTROL_OP_LEVEL_NONE &&
         (xcall->call_fd < 0 || !raw_is_refused(xcall->fd)) )
    {
        xcall->call_fd = -1;
        errno = privcmd_error;
        if ( xcall->fd < 0 )
            tell(xcall, "cannot open /dev/xen/privcmd, and /dev/xen/control "
                        "is no way to Xen; as root in dom0, load the module "
                        "xen-privcmd, or boot the kernel built for this Xen");
        return xcall->fd >= 0;
    }

    if ( status.version < CONTROL_OP_VERSION )
    {
        errno = ENOTSUP;
        tell(xcall,
             "Xen is locked down and speaks version %u of control_op, "
             "libxencall.so.1 version %u; install the libxencall that was "
             "built for this Xen",
             status.version, CONTROL_OP_VERSION);
        return false;
    }

    return true;
}

static bool open_files(xencall_handle *xcall)
{
    int privcmd_error;

    xcall->fd = open_privcmd();
    privcmd_error = errno;
    xcall->control_fd = open_node("/dev/xen/control");
    if ( !may_call(xcall, privcmd_error) )
        return false;

    xcall->buffer_fd = open_node("/dev/xen/hypercall");
    if ( xcall->buffer_fd < 0 && errno != ENOENT )
    {
        tell(xcall, "cannot open /dev/xen/hypercall");
        return false;
    }

    return true;
}

static int close_files(xencall_handle *xcall)
{
    const int fds[] = { xcall->buffer_fd, xcall->control_fd, xcall->fd };
    int rc = 0;

    for ( unsigned int i = 0; i < sizeof(fds) / sizeof(fds[0]); i++ )
        if ( fds[i] >= 0 && close(fds[i]) )
            rc = -1;

    return rc;
}

/* xentoolcore_restrict_all(): neither node can be narrowed to one domain. */
static int give_up(struct active_handle *active, uint16_t domid)
{
    xencall_handle *xcall = (xencall_handle *)active;

    (void)domid;

    return xentoolcore__restrict_by_dup2_null(xcall->buffer_fd) ?:
           xentoolcore__restrict_by_dup2_null(xcall->control_fd) ?:
           xentoolcore__restrict_by_dup2_null(xcall->fd);
}

static int destroy(xencall_handle *xcall)
{
    int rc;

    xentoolcore__deregister_active_handle(&xcall->active);
    rc = close_files(xcall);
    drop_buffers(xcall);
    xtl_logger_destroy(xcall->own_logger);
    free(xcall);

    return rc;
}

xencall_handle *xencall_open(struct xentoollog_logger *logger,
                             unsigned int flags)
{
    xencall_handle *xcall = calloc(1, sizeof(*xcall));
    int error;

    if ( !xcall )
        return NULL;

    xcall->flags = flags;
    xcall->fd = xcall->control_fd = xcall->buffer_fd = xcall->call_fd = -1;
    pthread_mutex_init(&xcall->lock, NULL);
    xcall->active.restrict_callback = give_up;
    xentoolcore__register_active_handle(&xcall->active);

    if ( !logger )
        logger = xcall->own_logger = xtl_createlogger_stdiostream(
            stderr, XTL_PROGRESS, 0);
    xcall->logger = logger;
    if ( logger && open_files(xcall) )
        return xcall;

    error = errno;
    destroy(xcall);
    errno = error;

    return NULL;
}

int xencall_close(xencall_handle *xcall)
{
    return xcall ? destroy(xcall) : 0;
}

int xencall_fd(xencall_handle *xcall)
{
    return xcall->fd >= 0 ? xcall->fd : xcall->control_fd;
}
