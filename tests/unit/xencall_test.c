/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libxencall on a kernel that this test simulates: which files it opens, what
 * reaches the device for each call, and what the caller finds afterwards.
 */
#include "unit.h"

#include "../../lib/xencall.h"

#include "../../abi/control_op.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>

#define __XEN_TOOLS__ 1
#include <xen/xen.h>
#include <xen/argo.h>
#include <xen/domctl.h>
#include <xen/grant_table.h>
#include <xen/hvm/dm_op.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hypfs.h>
#include <xen/kexec.h>
#include <xen/memory.h>
#include <xen/physdev.h>
#include <xen/platform.h>
#include <xen/sched.h>
#include <xen/sysctl.h>
#include <xen/vcpu.h>
#include <xen/version.h>
#include <xen/arch-x86/xen-mca.h>
#include <xen/xsm/flask_op.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define PRIVCMD_HYPERCALL 0x305000

/* ---- the kernel ---- */

enum { PRIVCMD = 1000, PROC_PRIVCMD, CONTROL, BUFFERS, NR_FILES };

static const char *const paths[] = { "/dev/xen/privcmd", "/proc/xen/privcmd",
                                     "/dev/xen/control", "/dev/xen/hypercall" };

static struct {
    int open_error[NR_FILES - PRIVCMD]; /* 0: it opens */
    int opened, closed;

    int control_error[NR_FILES - PRIVCMD]; /* of CONTROL_OP_IOCTL; 0: none */
    struct control_op_status status;
    int64_t status_result;

    int64_t result;
    int error; /* of the ioctl; 0: none */
    void (*look)(void);

    unsigned int calls, raw_calls;
    int fd; /* of the last call */
    const struct control_op_call *call;
    uint64_t raw[6];
} kernel;

/* The last call as it was when it came: the library's own is gone by then. */
static union {
    struct control_op_call call;
    char room[sizeof(struct control_op_call) +
              CONTROL_OP_MAX_BUFFERS * sizeof(struct control_op_buffer)];
} copy;

int __wrap_open(const char *path, int flags, ...);
int __wrap_close(int fd);
int __wrap_ioctl(int fd, unsigned long request, void *argument);

int __wrap_open(const char *path, int flags, ...)
{
    assert_int_equal(flags, O_RDWR | O_CLOEXEC);
    for ( int i = 0; i < NR_FILES - PRIVCMD; i++ )
        if ( !strcmp(path, paths[i]) )
        {
            errno = kernel.open_error[i];
            kernel.opened += !errno;
            return errno ? -1 : PRIVCMD + i;
        }
    fail_msg("%s", path);
    return -1;
}

int __wrap_close(int fd)
{
    assert_in_range(fd, PRIVCMD, NR_FILES - 1);
    kernel.closed++;
    return 0;
}

static int control_op(struct control_op_ioctl *request)
{
    struct control_op_call *call = (void *)(uintptr_t)request->calls;

    assert_int_equal(request->nr, 1);
    assert_int_equal(call->version, CONTROL_OP_VERSION);
    assert_int_equal(request->size,
                     sizeof(*call) +
                         call->nr_buffers * sizeof(call->buffers[0]));
    assert_int_equal(call->result, 0);

    if ( call->operation == CONTROL_OP_STATUS )
    {
        assert_true(call->args[0] == CONTROL_OP_REFERENCE(1, 0));
        assert_int_equal(call->buffers[0].size, sizeof(kernel.status));
        memcpy((void *)(uintptr_t)call->buffers[0].address, &kernel.status,
               sizeof(kernel.status));
        call->result = kernel.status_result;
        return 0;
    }

    assert_in_range(request->size, sizeof(*call), sizeof(copy));
    memcpy(&copy, call, request->size);
    kernel.calls++;
    kernel.call = &copy.call;
    if ( kernel.look )
        kernel.look();
    call->result = kernel.result;
    errno = kernel.error;

    return errno ? -1 : 0;
}

int __wrap_ioctl(int fd, unsigned long request, void *argument)
{
    kernel.fd = fd;
    if ( request == CONTROL_OP_IOCTL )
    {
        errno = kernel.control_error[fd - PRIVCMD];
        return errno ? -1 : control_op(argument);
    }

    assert_int_equal(request, PRIVCMD_HYPERCALL);
    kernel.raw_calls++;
    memcpy(kernel.raw, argument, sizeof(kernel.raw));
    errno = kernel.error;

    return errno ? -1 : (int)kernel.result;
}

/* ---- the libraries that libxencall uses ---- */

static char logged[1024];
static unsigned int nr_logged, nr_active;
static struct active {
    int (*restrict_callback)(struct active *active, uint16_t domid);
} * active;

void xtl_log(void *logger, int level, int error, const char *context,
             const char *format, ...);
void *xtl_createlogger_stdiostream(FILE *file, int level, unsigned int flags);
void xtl_logger_destroy(void *logger);
void xentoolcore__register_active_handle(struct active *handle);
void xentoolcore__deregister_active_handle(struct active *handle);
int xentoolcore__restrict_by_dup2_null(int fd);

void xtl_log(void *logger, int level, int error, const char *context,
             const char *format, ...)
{
    va_list arguments;

    (void)error;
    assert_non_null(logger);
    assert_int_equal(level, 8);
    assert_string_equal(context, "xencall");
    va_start(arguments, format);
    vsnprintf(logged, sizeof(logged), format, arguments);
    va_end(arguments);
    nr_logged++;
    errno = ENOTTY; /* as writing to standard error may set it */
}

void *xtl_createlogger_stdiostream(FILE *file, int level, unsigned int flags)
{
    assert_ptr_equal(file, stderr);
    assert_int_equal(level, 4);
    assert_int_equal(flags, 0);
    return &logged;
}

void xtl_logger_destroy(void *logger)
{
    (void)logger;
}

void xentoolcore__register_active_handle(struct active *handle)
{
    active = handle;
    nr_active++;
}

void xentoolcore__deregister_active_handle(struct active *handle)
{
    assert_non_null(handle);
    nr_active--;
}

static int restricted[NR_FILES - PRIVCMD];

int xentoolcore__restrict_by_dup2_null(int fd)
{
    if ( fd >= 0 )
        restricted[fd - PRIVCMD]++;
    return 0;
}

/* ---- each test begins with a host that is locked down ---- */

static xencall_handle *xcall;

static int set_up(void **state)
{
    (void)state;
    memset(&kernel, 0, sizeof(kernel));
    kernel.open_error[PROC_PRIVCMD - PRIVCMD] = ENOENT;
    kernel.open_error[BUFFERS - PRIVCMD] = ENOENT;
    kernel.status.version = CONTROL_OP_VERSION;
    kernel.status.level = CONTROL_OP_LEVEL_INTEGRITY;
    nr_logged = 0;
    logged[0] = 0;
    xcall = NULL;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    xencall_close(xcall);
    assert_int_equal(kernel.opened, kernel.closed);
    assert_int_equal(nr_active, 0);
    return 0;
}

static void open_it(void)
{
    xcall = xencall_open(NULL, 0);
    assert_non_null(xcall);
}

static void *allocate(size_t size)
{
    void *buffer = xencall_alloc_buffer(xcall, size);

    assert_non_null(buffer);
    return buffer;
}

static uint64_t address(const void *pointer)
{
    return (uintptr_t)pointer;
}

static struct xen_domctl *new_domctl(uint32_t cmd)
{
    struct xen_domctl *domctl = allocate(sizeof(*domctl));

    domctl->cmd = cmd;
    domctl->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
    return domctl;
}

/* @reference leads to @pointer, in a buffer of whole pages around it. */
static void assert_refers(uint64_t reference, const void *pointer)
{
    const uint64_t number = reference >> 48;
    const struct control_op_buffer *buffer;

    assert_in_range(number, 1, kernel.call->nr_buffers);
    buffer = &kernel.call->buffers[number - 1];
    assert_int_equal(buffer->address % 4096, 0);
    assert_int_equal(buffer->size % 4096, 0);
    assert_in_range(reference & 0xffffffffffff, 0, buffer->size - 1);
    assert_true(buffer->address + (reference & 0xffffffffffff) ==
                address(pointer));
}

/* ---- opening ---- */

static void test_locked_down_through_control(void **state)
{
    (void)state;
    open_it();
    assert_int_equal(xencall1(xcall, 999, 5), 0);
    assert_int_equal(kernel.fd, CONTROL);
    assert_int_equal(kernel.calls, 1);
    assert_int_equal(kernel.call->operation, 999);
    assert_int_equal(kernel.call->args[0], 5);
    assert_int_equal(xencall_fd(xcall), PRIVCMD);
    assert_int_equal(nr_logged, 0);
}

static void test_locked_down_through_privcmd(void **state)
{
    (void)state;
    kernel.open_error[CONTROL - PRIVCMD] = ENOENT;
    open_it();
    xencall0(xcall, 999);
    assert_int_equal(kernel.fd, PRIVCMD);
    assert_int_equal(kernel.calls, 1);
}

static void test_unusable_control_node(void **state)
{
    (void)state;
    kernel.control_error[CONTROL - PRIVCMD] = ENOTTY;
    open_it();
    xencall0(xcall, 999);
    assert_int_equal(kernel.fd, PRIVCMD);
    assert_int_equal(kernel.calls, 1);
}

static void test_control_alone(void **state)
{
    (void)state;
    kernel.open_error[0] = EACCES;
    open_it();
    xencall0(xcall, 999);
    assert_int_equal(kernel.fd, CONTROL);
    assert_int_equal(xencall_fd(xcall), CONTROL);
}

static void assert_raw(void)
{
    static const uint64_t expected[] = { 999, 1, 2, 3, 4, 5 };

    open_it();
    kernel.raw_calls = 0; /* opening may try whether raw calls are refused */
    kernel.result = 17;
    assert_int_equal(xencall5(xcall, 999, 1, 2, 3, 4, 5), 17);
    assert_int_equal(kernel.raw_calls, 1);
    assert_int_equal(kernel.calls, 0);
    assert_memory_equal(kernel.raw, expected, sizeof(expected));
    kernel.error = EPERM;
    assert_int_equal(xencall0(xcall, 1), -1);
    assert_int_equal(errno, EPERM);
    assert_int_equal(nr_logged, 0);
}

static void test_raw_on_stock(void **state)
{
    (void)state;
    kernel.open_error[CONTROL - PRIVCMD] = ENOENT;
    kernel.control_error[0] = ENOTTY;
    assert_raw();
    assert_int_equal(kernel.fd, PRIVCMD);
}

static void test_raw_on_proc(void **state)
{
    (void)state;
    kernel.open_error[CONTROL - PRIVCMD] = ENOENT;
    kernel.open_error[0] = ENOENT;
    kernel.open_error[1] = 0;
    kernel.control_error[1] = ENOTTY;
    assert_raw();
    assert_int_equal(kernel.fd, PROC_PRIVCMD);
}

static void test_raw_under_old_xen(void **state)
{
    (void)state;
    kernel.control_error[0] = kernel.control_error[CONTROL - PRIVCMD] = ENOSYS;
    assert_raw();
}

static void test_raw_if_status_is_unknown(void **state)
{
    (void)state;
    kernel.status_result = -ENOSYS;
    assert_raw();
}

static void test_raw_at_level_none(void **state)
{
    (void)state;
    kernel.status.level = CONTROL_OP_LEVEL_NONE;
    kernel.status.version = 0;
    assert_raw();
}

/* Xen is not locked down, but its dom0 kernel is, and refuses raw calls. */
static void test_kernel_locked_down_alone(void **state)
{
    (void)state;
    kernel.status.level = CONTROL_OP_LEVEL_NONE;
    kernel.error = EPERM;
    open_it();
    kernel.error = 0;
    kernel.raw_calls = 0;
    kernel.result = 5;
    assert_int_equal(xencall1(xcall, 999, 7), 5);
    assert_int_equal(kernel.calls, 1);
    assert_int_equal(kernel.raw_calls, 0);
}

static void assert_cannot_open(int error, const char *word)
{
    assert_null(xencall_open(NULL, 0));
    assert_int_equal(errno, error);
    assert_int_equal(nr_logged, 1);
    assert_non_null(strstr(logged, word));
}

static void test_no_way_to_xen(void **state)
{
    (void)state;
    kernel.open_error[0] = EACCES;
    kernel.open_error[CONTROL - PRIVCMD] = ENOENT;
    assert_cannot_open(EACCES, "/dev/xen/privcmd");
}

static void test_control_cannot_go_raw(void **state)
{
    (void)state;
    kernel.open_error[0] = ENOENT;
    kernel.status.level = CONTROL_OP_LEVEL_NONE;
    assert_cannot_open(ENOENT, "/dev/xen/privcmd");
}

static void test_older_control_op(void **state)
{
    (void)state;
    kernel.status.version = CONTROL_OP_VERSION - 1;
    assert_cannot_open(ENOTSUP, "version 0 of control_op");
}

static void test_broken_buffer_device(void **state)
{
    (void)state;
    kernel.open_error[BUFFERS - PRIVCMD] = EACCES;
    assert_cannot_open(EACCES, "/dev/xen/hypercall");
}

static void test_restricted(void **state)
{
    (void)state;
    kernel.open_error[BUFFERS - PRIVCMD] = 0;
    open_it();
    assert_int_equal(xencall_buffers_never_fault(xcall), 1);
    assert_int_equal(active->restrict_callback(active, 1), 0);
    assert_int_equal(restricted[0], 1);
    assert_int_equal(restricted[CONTROL - PRIVCMD], 1);
    assert_int_equal(restricted[BUFFERS - PRIVCMD], 1);
    kernel.control_error[CONTROL - PRIVCMD] = ENOTTY;
    assert_int_equal(xencall0(xcall, 1), -1);
    assert_int_equal(errno, ENOTTY);
}

static void test_closing_nothing(void **state)
{
    (void)state;
    assert_int_equal(xencall_close(NULL), 0);
}

/* ---- results ---- */

static void test_results(void **state)
{
    (void)state;
    open_it();
    kernel.result = 42;
    errno = 0;
    assert_int_equal(xencall3(xcall, 999, 2, 3, 4), 42);
    assert_int_equal(errno, 0);
    kernel.result = 0x123456789a;
    assert_true(xencall2L(xcall, 999, 2, 3) == 0x123456789a);
    kernel.result = -ESRCH;
    assert_int_equal(xencall4(xcall, 999, 2, 3, 4, 5), -1);
    assert_int_equal(errno, ESRCH);
    assert_true(xencall2L(xcall, 999, 2, 3) == -1);
    kernel.result = 0;
    kernel.error = EINVAL;
    assert_int_equal(xencall2(xcall, 999, 2, 3), -1);
    assert_int_equal(errno, EINVAL);
}

/* libxc makes a multicall of one entry where a result may not fit an int. */
static void test_multicall(void **state)
{
    struct multicall_entry entries[2] = {
        { .op = 998, .args = { 1, 2, 3, 4, 5 } },
        { .op = 999, .args = { 6 } },
    };

    (void)state;
    open_it();
    kernel.result = 0x123456789a;
    assert_int_equal(
        xencall2(xcall, __HYPERVISOR_multicall, (uintptr_t)entries, 2), 0);
    assert_int_equal(kernel.calls, 2);
    assert_true(entries[0].result == 0x123456789a);
    assert_true(entries[1].result == 0x123456789a);

    kernel.result = -EPERM;
    assert_int_equal(
        xencall2(xcall, __HYPERVISOR_multicall, (uintptr_t)entries, 1), 0);
    assert_true((long)entries[0].result == -EPERM);
    assert_true(entries[1].result == 0x123456789a);

    kernel.result = 0;
    kernel.error = EFAULT;
    xencall2(xcall, __HYPERVISOR_multicall, (uintptr_t)entries, 1);
    assert_true((long)entries[0].result == -EFAULT);
}

/* ---- references ---- */

static struct xen_domctl *domctl;
static uint8_t *hard, *soft;

static void look_at_affinity(void)
{
    assert_int_equal(kernel.call->nr_buffers, 2);
    assert_refers(kernel.call->args[0], domctl);
    assert_refers(address(domctl->u.vcpuaffinity.cpumap_hard.bitmap.p), hard);
    if ( soft )
        assert_refers(address(domctl->u.vcpuaffinity.cpumap_soft.bitmap.p),
                      soft);
    else
        assert_null(domctl->u.vcpuaffinity.cpumap_soft.bitmap.p);
    /* As a handler of Xen does that moves its handle on and copies it back. */
    domctl->u.vcpuaffinity.cpumap_hard.bitmap.p += 8;
    domctl->u.vcpuaffinity.cpumap_hard.nr_bits = 33;
}

static void ask_affinity(void)
{
    domctl->u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD |
                                   XEN_VCPUAFFINITY_SOFT;
    domctl->u.vcpuaffinity.cpumap_hard.bitmap.p = hard;
    domctl->u.vcpuaffinity.cpumap_soft.bitmap.p = soft;
    kernel.look = look_at_affinity;
    xencall1(xcall, __HYPERVISOR_domctl, address(domctl));
    assert_int_equal(kernel.calls, 1);
    assert_ptr_equal(domctl->u.vcpuaffinity.cpumap_hard.bitmap.p, hard);
    assert_ptr_equal(domctl->u.vcpuaffinity.cpumap_soft.bitmap.p, soft);
    assert_int_equal(domctl->u.vcpuaffinity.cpumap_hard.nr_bits, 33);
}

static void test_handles_in_one_buffer(void **state)
{
    (void)state;
    open_it();
    domctl = new_domctl(XEN_DOMCTL_getvcpuaffinity);
    hard = allocate(64);
    soft = hard + 8;
    ask_affinity();
}

static void test_null_handle(void **state)
{
    (void)state;
    open_it();
    domctl = new_domctl(XEN_DOMCTL_getvcpuaffinity);
    hard = allocate(64);
    soft = NULL;
    kernel.result = -EPERM;
    ask_affinity();
}

static void assert_no_buffer(void)
{
    assert_int_equal(xencall1(xcall, __HYPERVISOR_domctl, address(domctl)), -1);
    assert_int_equal(errno, EFAULT);
    assert_int_equal(kernel.calls, 0);
    assert_int_equal(nr_logged, 1);
}

static void test_handle_into_no_buffer(void **state)
{
    static uint8_t map[8];

    (void)state;
    open_it();
    domctl = new_domctl(XEN_DOMCTL_setvcpuaffinity);
    hard = allocate(8);
    domctl->u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD |
                                   XEN_VCPUAFFINITY_SOFT;
    domctl->u.vcpuaffinity.cpumap_hard.nr_bits = 8;
    domctl->u.vcpuaffinity.cpumap_hard.bitmap.p = map;
    domctl->u.vcpuaffinity.cpumap_soft.bitmap.p = hard;
    assert_no_buffer();
    assert_non_null(strstr(logged, "XEN_DOMCTL_setvcpuaffinity: "));
    assert_ptr_equal(domctl->u.vcpuaffinity.cpumap_hard.bitmap.p, map);
    assert_ptr_equal(domctl->u.vcpuaffinity.cpumap_soft.bitmap.p, hard);
}

static void test_argument_into_no_buffer(void **state)
{
    (void)state;
    open_it();
    domctl = (void *)-(uintptr_t)sizeof(*domctl);
    assert_no_buffer();
    assert_non_null(strstr(logged, "__HYPERVISOR_domctl: "));
}

static void test_freed_buffer(void **state)
{
    (void)state;
    open_it();
    domctl = xencall_alloc_buffer_pages(xcall, 2);
    xencall_free_buffer_pages(xcall, domctl, 2);
    assert_no_buffer();
}

/*
 * A device is named by its PCI address, or by a path, to which a handle leads.
 * Of a PCI device the handle is not used, and may lead anywhere.
 */
static void test_handle_that_leads_to_nothing(void **state)
{
    (void)state;
    open_it();
    domctl = new_domctl(XEN_DOMCTL_assign_device);
    domctl->u.assign_device.dev = XEN_DOMCTL_DEV_PCI;
    domctl->u.assign_device.u.dt.path.p = (void *)0xdeadbeef;
    assert_int_equal(xencall1(xcall, __HYPERVISOR_domctl, address(domctl)), 0);
    domctl->u.assign_device.dev = XEN_DOMCTL_DEV_DT;
    domctl->u.assign_device.u.dt.size = 1;
    kernel.calls = 0;
    assert_no_buffer();
}

static void test_structure_beyond_its_buffer(void **state)
{
    (void)state;
    open_it();
    domctl = xencall_alloc_buffer_pages(xcall, 1);
    domctl = (void *)((char *)domctl + 4096 - 64);
    domctl->cmd = XEN_DOMCTL_getvcpuaffinity;
    domctl->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
    assert_int_equal(xencall1(xcall, __HYPERVISOR_domctl, address(domctl)), 0);
    assert_refers(kernel.call->args[0], domctl);
}

static void test_no_structure(void **state)
{
    (void)state;
    open_it();
    assert_int_equal(xencall1(xcall, __HYPERVISOR_domctl, 0), 0);
    assert_int_equal(kernel.call->nr_buffers, 0);
    assert_int_equal(kernel.call->args[0], 0);
}

static void test_other_interface_version(void **state)
{
    (void)state;
    open_it();
    domctl = new_domctl(XEN_DOMCTL_getdomaininfo);
    for ( int i = 0; i < 2; i++ )
    {
        domctl->interface_version = XEN_DOMCTL_INTERFACE_VERSION - 1;
        assert_int_equal(xencall1(xcall, __HYPERVISOR_domctl, address(domctl)),
                         -1);
        assert_int_equal(errno, EACCES);
    }
    assert_int_equal(kernel.calls, 0);
    assert_int_equal(nr_logged, 1);
    assert_non_null(strstr(logged, "__HYPERVISOR_domctl"));
}

static void test_same_handle_of_another_operation(void **state)
{
    (void)state;
    open_it();
    domctl = new_domctl(XEN_DOMCTL_shadow_op);
    domctl->u.shadow_op.op = XEN_DOMCTL_SHADOW_OP_OFF;
    domctl->u.shadow_op.pages = 8;
    domctl->u.shadow_op.dirty_bitmap.p = (void *)0xdeadbeef;
    assert_int_equal(xencall1(xcall, __HYPERVISOR_domctl, address(domctl)), 0);
    domctl->u.shadow_op.op = XEN_DOMCTL_SHADOW_OP_PEEK;
    kernel.calls = 0;
    assert_no_buffer();
    assert_non_null(strstr(logged, "XEN_DOMCTL_SHADOW_OP_PEEK: "));
}

static struct xen_memory_reservation *reservation;

static void look_at_reservation(void)
{
    assert_refers(kernel.call->args[1], reservation);
    assert_refers(address(reservation->extent_start.p), hard);
}

/* A continued call: the command's upper bits tell at which extent to go on. */
static void test_start_extent(void **state)
{
    (void)state;
    open_it();
    reservation = allocate(sizeof(*reservation));
    hard = allocate(64);
    reservation->extent_start.p = (xen_pfn_t *)hard;
    kernel.look = look_at_reservation;
    xencall2L(xcall, __HYPERVISOR_memory_op,
              XENMEM_populate_physmap | 0x1234 << 6, address(reservation));
    assert_int_equal(kernel.calls, 1);
    assert_int_equal(kernel.call->args[0],
                     XENMEM_populate_physmap | 0x1234 << 6);
}

/* The structure begins in a buffer; its handle would be behind the buffer. */
static void test_handle_beyond_its_buffer(void **state)
{
    char *page;

    (void)state;
    open_it();
    page = xencall_alloc_buffer_pages(xcall, 1);
    assert_int_equal(xencall2L(xcall, __HYPERVISOR_memory_op,
                               XENMEM_populate_physmap,
                               address(page + 4096 - 8)),
                     -1);
    assert_int_equal(errno, EFAULT);
    assert_int_equal(kernel.calls, 0);
    assert_non_null(strstr(logged, "XENMEM_populate_physmap: "));
}

/* Arguments that are pointers, among some that are not. */
static void test_arguments(void **state)
{
    char *one, *two;

    (void)state;
    open_it();
    one = xencall_alloc_buffer_pages(xcall, 3);
    two = allocate(100);
    xencall5(xcall, __HYPERVISOR_hypfs_op, XEN_HYPFS_OP_read, address(one), 7,
             address(two), 50);
    assert_int_equal(kernel.call->nr_buffers, 2);
    assert_refers(kernel.call->args[1], one);
    assert_int_equal(kernel.call->args[2], 7);
    assert_refers(kernel.call->args[3], two);
    assert_int_equal(kernel.call->args[4], 50);

    xencall4(xcall, __HYPERVISOR_mmuext_op, address(one + 5000), 2,
             address(one + 8), 3);
    assert_int_equal(kernel.call->nr_buffers, 1);
    assert_refers(kernel.call->args[0], one + 5000);
    assert_int_equal(kernel.call->args[1], 2);
    assert_refers(kernel.call->args[2], one + 8);
    assert_int_equal(kernel.call->args[3], 3);

    xencall3(xcall, __HYPERVISOR_console_io, CONSOLEIO_write, 9, address(two));
    assert_int_equal(kernel.call->args[1], 9);
    assert_refers(kernel.call->args[2], two);

    xencall2(xcall, __HYPERVISOR_xen_version, XENVER_version, 0);
    assert_int_equal(kernel.call->nr_buffers, 0);
    xencall2(xcall, __HYPERVISOR_xen_version, 0xffffffffffff, 3);
    assert_int_equal(kernel.call->args[1], 3);
}

/* ---- every handle of the policy ---- */

static const struct row {
    const char *group, *op;
    uint64_t number;
} rows[] = {
#define ROW(group, op, number, class, own, issuer, why) { #group, #op, number },
#include "../../policy/hypercalls.def"
};

/* The field that selects in a group; width 0: the first argument selects. */
static const struct group {
    const char *name, *parent;
    size_t offset, width;
} groups[] = {
#define IN(type, field) offsetof(type, field), sizeof(((type *)0)->field)
#define DOMCTL_GROUP(group, parent, selector, header, names)                   \
    { #group, #parent, IN(struct xen_domctl, selector) },
#define SYSCTL_GROUP(group, parent, selector, header, names)                   \
    { #group, #parent, IN(struct xen_sysctl, selector) },
#define PLATFORM_GROUP(group, parent, selector, header, names)                 \
    { #group, #parent, IN(struct xen_platform_op, selector) },
#include "../../policy/hypercalls.def"
    { "domctl", "__HYPERVISOR_domctl", IN(struct xen_domctl, cmd) },
    { "sysctl", "__HYPERVISOR_sysctl", IN(struct xen_sysctl, cmd) },
    { "platform_op", "__HYPERVISOR_platform_op",
      IN(struct xen_platform_op, cmd) },
    { "mca", "__HYPERVISOR_mca", IN(struct xen_mc, cmd) },
    { "xsm_op", "__HYPERVISOR_xsm_op", IN(struct xen_flask_op, cmd) },
    { "access_op", "XENMEM_access_op", IN(struct xen_mem_access_op, op) },
    { "paging_op", "XENMEM_paging_op", IN(struct xen_mem_paging_op, op) },
    { "altp2m_op", "HVMOP_altp2m", IN(struct xen_hvm_altp2m_op, cmd) },
#define DOMCTL_GROUP(group, parent, selector, header, names)
#define SYSCTL_GROUP(group, parent, selector, header, names)
#define PLATFORM_GROUP(group, parent, selector, header, names)
#define GROUP(group, parent, selector, header, names) { #group, #parent, 0, 0 },
#include "../../policy/hypercalls.def"
};

static const struct handle {
    const char *op;
    size_t offset, size;
} handles[] = {
#define PTR(op, type, path, direction, count, unit)                            \
    { #op, offsetof(type, path), sizeof(type) },
#include "../../policy/hypercalls.def"
};

static const struct row *row_named(const char *op)
{
    for ( size_t i = 0; i < COUNT(rows); i++ )
        if ( !strcmp(rows[i].op, op) )
            return &rows[i];
    return NULL;
}

static const struct group *group_named(const char *name)
{
    for ( size_t i = 0; i < COUNT(groups); i++ )
        if ( !strcmp(groups[i].name, name) )
            return &groups[i];
    return NULL;
}

/* Operations of class KERNEL, with handles: no toolstack issues these. */
static bool left_alone(const char *op)
{
    return !strncmp(op, "VCPUOP_", 7) || !strncmp(op, "MMUEXT_", 7) ||
           !strcmp(op, "__HYPERVISOR_physdev_op_compat");
}

/* Which argument of a hypercall leads to the structure. */
static unsigned int structure_argument(uint64_t hypercall)
{
    switch ( hypercall )
    {
    case __HYPERVISOR_domctl:
    case __HYPERVISOR_sysctl:
    case __HYPERVISOR_platform_op:
    case __HYPERVISOR_mca:
    case __HYPERVISOR_xsm_op:
        return 0;
    case __HYPERVISOR_dm_op:
        return 2;
    default:
        return 1;
    }
}

static char *payload, *target;
static const struct handle *looked_at;
static uint64_t numbers[2]; /* the hypercall, its first argument */

static void choose(const char *op)
{
    const struct row *row = row_named(op);
    const struct group *group = group_named(row->group);

    if ( !strcmp(group->parent, "NONE") )
    {
        numbers[0] = row->number;
        return;
    }
    choose(group->parent);
    if ( group->width )
        memcpy(payload + group->offset, &row->number, group->width);
    else
        numbers[1] = row->number;
}

static uint64_t held(void)
{
    uint64_t value;

    memcpy(&value, payload + looked_at->offset, sizeof(value));
    return value;
}

static void hold(uint64_t value)
{
    memcpy(payload + looked_at->offset, &value, sizeof(value));
}

static void look_at_handle(void)
{
    assert_int_equal(kernel.call->nr_buffers, 2);
    assert_refers(kernel.call->args[structure_argument(numbers[0])], payload);
    assert_refers(held(), target);
    hold(0x1111111111111111);
}

static void set_version(void)
{
    const uint32_t version = numbers[0] == __HYPERVISOR_domctl
                                 ? XEN_DOMCTL_INTERFACE_VERSION
                             : numbers[0] == __HYPERVISOR_sysctl
                                 ? XEN_SYSCTL_INTERFACE_VERSION
                                 : XENPF_INTERFACE_VERSION;

    if ( numbers[0] == __HYPERVISOR_domctl ||
         numbers[0] == __HYPERVISOR_sysctl ||
         numbers[0] == __HYPERVISOR_platform_op )
        memcpy(payload + 4, &version, sizeof(version));
}

static void check_handle(void)
{
    uint64_t args[5] = { 0 };

    memset(payload, 0, looked_at->size);
    numbers[1] = 0;
    choose(looked_at->op);
    set_version();
    hold(address(target));
    args[0] = numbers[1];
    args[structure_argument(numbers[0])] = address(payload);

    kernel.calls = 0;
    if ( xencall5(xcall, (unsigned int)numbers[0], args[0], args[1], args[2],
                  args[3], args[4]) ||
         kernel.calls != 1 || held() != address(target) )
        fail_msg("%s, at %zu: %s", looked_at->op, looked_at->offset, logged);
}

static void test_every_handle(void **state)
{
    (void)state;
    open_it();
    payload = allocate(8192);
    target = (char *)xencall_alloc_buffer_pages(xcall, 2) + 4711;
    kernel.look = look_at_handle;
    for ( size_t i = 0; i < COUNT(handles); i++ )
        if ( !left_alone(handles[i].op) )
        {
            looked_at = &handles[i];
            check_handle();
        }
}

/* So that no call needs more buffers than it may declare. */
static void test_no_operation_has_too_many_handles(void **state)
{
    (void)state;
    for ( size_t i = 0; i < COUNT(handles); i++ )
    {
        size_t nr = 0;

        for ( size_t j = 0; j < COUNT(handles); j++ )
            nr += !strcmp(handles[i].op, handles[j].op);
        assert_in_range(nr, 1, CONTROL_OP_MAX_BUFFERS / 3);
    }
}

/* ---- buffers ---- */

static bool is_zero(const char *buffer, size_t size)
{
    return !*buffer && !memcmp(buffer, buffer + 1, size - 1);
}

static void test_buffers(void **state)
{
    char *page, *buffer;

    (void)state;
    open_it();
    assert_int_equal(xencall_buffers_never_fault(xcall), 0);
    page = xencall_alloc_buffer_pages(xcall, 1);
    assert_int_equal(address(page) % 4096, 0);
    memset(page, 1, 4096);
    errno = 77;
    xencall_free_buffer_pages(xcall, page, 1);
    xencall_free_buffer_pages(xcall, NULL, 1);
    xencall_free_buffer(xcall, NULL);
    assert_int_equal(errno, 77);
    assert_ptr_equal(xencall_alloc_buffer_pages(xcall, 1), page);
    assert_true(is_zero(page, 4096));

    buffer = allocate(4097);
    assert_int_equal(address(buffer) % 16, 0);
    assert_true(is_zero(buffer, 4097));
    xencall_free_buffer(xcall, buffer);
    assert_int_equal(errno, 77);
}

static void test_too_large(void **state)
{
    (void)state;
    open_it();
    assert_null(xencall_alloc_buffer(xcall, SIZE_MAX));
    assert_int_equal(errno, ENOMEM);
    assert_null(xencall_alloc_buffer_pages(xcall, SIZE_MAX >> 12));
    assert_int_equal(errno, ENOMEM);
    assert_non_null(strstr(logged, "ulimit"));
}

#define MANY 200

static void use_many(uint32_t cmd)
{
    struct xen_domctl *all[MANY];

    for ( size_t i = 0; i < MANY; i++ )
    {
        all[i] = xencall_alloc_buffer_pages(xcall, 1 + i % 3);
        assert_non_null(all[i]);
        all[i]->cmd = cmd;
        all[i]->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
    }
    for ( size_t i = 0; i < MANY; i++ )
        assert_int_equal(xencall1(xcall, __HYPERVISOR_domctl, address(all[i])),
                         0);
    for ( size_t i = 0; i < MANY; i++ )
        xencall_free_buffer_pages(xcall, all[i], 1 + i % 3);
}

static void *use_many_often(void *unused)
{
    (void)unused;
    for ( int i = 0; i < 20; i++ )
        use_many(XEN_DOMCTL_getdomaininfo);
    return NULL;
}

static void test_many_buffers_and_threads(void **state)
{
    pthread_t other;

    (void)state;
    open_it();
    assert_int_equal(pthread_create(&other, NULL, use_many_often, NULL), 0);
    use_many_often(NULL);
    assert_int_equal(pthread_join(other, NULL), 0);
    assert_int_equal(nr_logged, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_locked_down_through_control),
        TEST(test_locked_down_through_privcmd),
        TEST(test_unusable_control_node),
        TEST(test_control_alone),
        TEST(test_raw_on_stock),
        TEST(test_raw_on_proc),
        TEST(test_raw_under_old_xen),
        TEST(test_raw_if_status_is_unknown),
        TEST(test_raw_at_level_none),
        TEST(test_kernel_locked_down_alone),
        TEST(test_no_way_to_xen),
        TEST(test_control_cannot_go_raw),
        TEST(test_older_control_op),
        TEST(test_broken_buffer_device),
        TEST(test_restricted),
        TEST(test_closing_nothing),
        TEST(test_results),
        TEST(test_multicall),
        TEST(test_handles_in_one_buffer),
        TEST(test_null_handle),
        TEST(test_handle_into_no_buffer),
        TEST(test_argument_into_no_buffer),
        TEST(test_freed_buffer),
        TEST(test_handle_that_leads_to_nothing),
        TEST(test_structure_beyond_its_buffer),
        TEST(test_no_structure),
        TEST(test_other_interface_version),
        TEST(test_same_handle_of_another_operation),
        TEST(test_start_extent),
        TEST(test_handle_beyond_its_buffer),
        TEST(test_arguments),
        TEST(test_every_handle),
        TEST(test_no_operation_has_too_many_handles),
        TEST(test_buffers),
        TEST(test_too_large),
        TEST(test_many_buffers_and_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
