/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linux/src/control.c against a fake Linux, userspace and Xen: what userspace
 * may hand to Xen, what is refused, and that no other memory is touched.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "fake/linux.h"
#include "linux/src/control.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- the fake Linux ---- */

static struct task_struct task = { "tester" };
struct task_struct *current = &task;

static bool initial_domain, kernel_locked, out_of_memory;
static unsigned int nr_allocations, nr_allocated;
static struct miscdevice *device;
static char logged[512];

int misc_register(struct miscdevice *registered)
{
    device = registered;
    return 0;
}

int security_locked_down(enum lockdown_reason what)
{
    assert_int_equal(what, LOCKDOWN_XEN_USER_ACTIONS);
    return kernel_locked ? -EPERM : 0;
}

void fake_log(const char *level, const char *format, ...)
{
    const size_t used = strlen(logged);
    va_list args;

    snprintf(logged + used, sizeof(logged) - used, "%s: ", level);
    va_start(args, format);
    vsnprintf(logged + strlen(logged), sizeof(logged) - strlen(logged), format,
              args);
    va_end(args);
}

void *kmalloc(size_t size, int flags)
{
    assert_int_equal(flags, GFP_KERNEL);
    if ( out_of_memory )
        return NULL;
    nr_allocations++;
    nr_allocated++;
    return malloc(size);
}

void kfree(const void *memory)
{
    nr_allocated--;
    free((void *)memory);
}

/* ---- the fake userspace: what it may read, all or the first part writable ---- */

static union {
    struct control_op_ioctl request;
    char bytes[1 << 16];
} user;
static size_t user_size, user_writable;
static bool accessing;

/* How many of @size bytes at @at lie in the first @limit of userspace's. */
static size_t inside(const void *at, size_t size, size_t limit)
{
    const uintptr_t offset = (uintptr_t)at - (uintptr_t)&user;

    if ( offset >= limit )
        return 0;
    return size < limit - offset ? size : limit - offset;
}

unsigned long copy_from_user(void *to, const void *from, unsigned long size)
{
    const size_t n = inside(from, size, user_size);

    assert_false(accessing);
    memcpy(to, from, n);
    memset((char *)to + n, 0, size - n);
    return size - n;
}

bool user_access_begin(const void *at, size_t size)
{
    assert_false(accessing);
    accessing = size <= TASK_SIZE_MAX && (uintptr_t)at <= TASK_SIZE_MAX - size;
    return accessing;
}

void user_access_end(void)
{
    assert_true(accessing);
    accessing = false;
}

bool fake_get_user(void *to, const void *from, size_t size)
{
    assert_true(accessing);
    if ( inside(from, size, user_size) != size )
        return false;
    memcpy(to, from, size);
    return true;
}

bool fake_put_user(void *to, const void *from, size_t size)
{
    assert_true(accessing);
    if ( inside(to, size, user_writable) != size )
        return false;
    memcpy(to, from, size);
    return true;
}

/* ---- the fake Xen ---- */

static struct control_op_status status;
static long status_rc, status_result; /* of the hypercall, and of the call */
static bool preemptible;

static unsigned int nr_issued; /* hypercalls for userspace */
static long issued_rc;
static char issued[1 << 16]; /* the calls of the last one */
static unsigned long issued_size, issued_nr;
static void (*meanwhile)(void);

bool xen_initial_domain(void)
{
    return initial_domain;
}

void xen_preemptible_hcall_begin(void)
{
    assert_false(preemptible);
    preemptible = true;
}

void xen_preemptible_hcall_end(void)
{
    assert_true(preemptible);
    preemptible = false;
}

/* The kernel asks for nothing but the status. */
long fake_hypercall(unsigned int number, void *calls, unsigned long nr,
                    unsigned long size)
{
    struct control_op_call *call = calls;

    assert_int_equal(number, CONTROL_OP_HYPERCALL);
    assert_int_equal(nr, 1);
    assert_int_equal(size, sizeof(*call) + sizeof(call->buffers[0]));
    assert_int_equal(call->version, CONTROL_OP_VERSION);
    assert_int_equal(call->operation, CONTROL_OP_STATUS);
    assert_int_equal(call->nr_buffers, 1);
    assert_int_equal(call->args[0], CONTROL_OP_REFERENCE(1, 0));
    for ( unsigned int i = 1; i < CONTROL_OP_MAX_ARGS; i++ )
        assert_int_equal(call->args[i], 0);
    assert_int_equal(call->buffers[0].size, sizeof(status));

    if ( status_rc )
        return status_rc;
    call->result = status_result;
    if ( !status_result )
        memcpy((void *)call->buffers[0].address, &status, sizeof(status));
    return 0;
}

static struct control_op_call *next(struct control_op_call *call)
{
    return (void *)&call->buffers[call->nr_buffers];
}

/* Gives the calls the results 100, 101, ... and alters what else it may. */
long privcmd_call(unsigned int number, unsigned long a1, unsigned long a2,
                  unsigned long a3, unsigned long a4, unsigned long a5)
{
    struct control_op_call *call = (void *)a1;

    assert_int_equal(number, CONTROL_OP_HYPERCALL);
    assert_int_equal(a4, 0);
    assert_int_equal(a5, 0);
    assert_true(preemptible);
    assert_false(accessing);
    assert_int_equal(inside(call, 1, sizeof(user)), 0);

    nr_issued++;
    issued_nr = a2;
    issued_size = a3;
    assert_in_range(a3, sizeof(*call), sizeof(issued));
    memcpy(issued, call, a3);
    for ( unsigned long i = 0; i < a2; i++, call = next(call) )
    {
        call->result = (int64_t)(100 + i);
        call->operation = 0xabcd;
        call->args[0] = 0xabcd;
    }
    if ( meanwhile )
        meanwhile();

    return issued_rc;
}

/* ---- building requests ---- */

static struct control_op_call *last; /* the call that was added last */
static size_t end;                   /* of the calls, in user */

#define CALLS 64 /* where they begin in user */

static int setup(void **state)
{
    (void)state;

    initial_domain = true;
    kernel_locked = out_of_memory = false;
    status = (struct control_op_status){ .version = CONTROL_OP_VERSION };
    status_rc = status_result = issued_rc = 0;
    nr_issued = nr_allocations = nr_allocated = 0;
    meanwhile = NULL;
    logged[0] = '\0';

    memset(&user, 0, sizeof(user));
    user_size = user_writable = sizeof(user);
    user.request.calls = (uintptr_t)&user.bytes[CALLS];
    end = CALLS;

    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return accessing || preemptible || nr_allocated;
}

static void add_call(unsigned int nr_buffers)
{
    last = (void *)&user.bytes[end];
    last->result = -77;
    last->version = 1;
    last->nr_buffers = (uint16_t)nr_buffers;
    last->operation = 0x1234 + user.request.nr;
    for ( unsigned int i = 0; i < nr_buffers; i++ )
        last->buffers[i] = (struct control_op_buffer){ 0x1000 + i, i };
    end = (size_t)((char *)next(last) - user.bytes);
    user.request.nr++;
    user.request.size = (uint32_t)(end - CALLS);
}

static long request(void)
{
    return xen_control_ioctl(&user.request);
}

/* It fails before Xen hears of it, and leaves userspace's memory as it is. */
static void assert_refused(long error)
{
    static char before[sizeof(user)];

    memcpy(before, &user, sizeof(user));
    assert_int_equal(request(), -error);
    assert_int_equal(nr_issued, 0);
    assert_int_equal(nr_allocated, 0);
    assert_false(accessing);
    assert_memory_equal(before, &user, sizeof(user));
}

static void assert_issued(void)
{
    const unsigned int before = nr_issued;

    assert_int_equal(request(), 0);
    assert_int_equal(nr_issued, before + 1);
}

/* ---- requests ---- */

static void test_calls_reach_xen_as_they_are(void **state)
{
    static char before[sizeof(user)];
    struct control_op_call *expected;
    size_t size;

    (void)state;
    add_call(1);
    add_call(0);
    add_call(3);
    size = end - CALLS;
    memcpy(before, &user, sizeof(user));
    assert_issued();
    assert_int_equal(issued_nr, 3);
    assert_int_equal(issued_size, size);
    assert_memory_equal(issued, before + CALLS, size);

    /* Userspace gets the results, and nothing else is written. */
    expected = (void *)&before[CALLS];
    for ( int i = 0; i < 3; i++, expected = next(expected) )
        expected->result = 100 + i;
    assert_memory_equal(before, &user, sizeof(user));
}

static void test_errors_of_xen_are_handed_back(void **state)
{
    (void)state;
    add_call(1);
    issued_rc = -EINVAL;
    assert_int_equal(request(), -EINVAL);
    assert_int_equal(last->result, 100);
}

/* What userspace changes while Xen is at work does not matter. */
static void change_layout(void)
{
    last->nr_buffers = 16;
    user.request.nr = 64;
    user.request.size = 1;
    user.request.calls = 0;
}

static void test_changes_behind_our_back(void **state)
{
    struct control_op_call *first;

    (void)state;
    add_call(2);
    first = last;
    add_call(1);
    last = first;
    meanwhile = change_layout;
    assert_issued();
    assert_int_equal(first->result, 100);
    first->nr_buffers = 2;
    assert_int_equal(next(first)->result, 101);
}

static void test_what_is_too_much_or_nothing(void **state)
{
    const uint32_t most = CONTROL_OP_MAX_CALLS *
                          (sizeof(struct control_op_call) +
                           16 * sizeof(struct control_op_buffer));

    (void)state;
    assert_refused(EINVAL);
    for ( unsigned int i = 0; i < CONTROL_OP_MAX_CALLS; i++ )
        add_call(16);
    assert_int_equal(user.request.size, most);
    assert_issued();
    assert_int_equal(last->result, 163);

    nr_issued = 0;
    user.request.size = most + 1;
    assert_refused(EINVAL);
    assert_int_equal(nr_allocations, 1); /* of the one above */
    user.request.size = UINT32_MAX;
    assert_refused(EINVAL);
    setup(NULL);
    for ( unsigned int i = 0; i <= CONTROL_OP_MAX_CALLS; i++ )
        add_call(0);
    assert_refused(EINVAL);
    user.request.nr = UINT32_MAX;
    assert_refused(EINVAL);
    user.request.nr = 0;
    assert_refused(EINVAL);
}

static void test_too_many_buffers(void **state)
{
    (void)state;
    add_call(17);
    assert_refused(EINVAL);
    last->nr_buffers = UINT16_MAX;
    assert_refused(EINVAL);
    setup(NULL);
    add_call(16);
    assert_issued();
}

/* Calls take exactly as many bytes as the request says. */
static void test_size_is_exact(void **state)
{
    static const int off[] = { -16, -8, -1, 1, 8, 16, 56 };

    (void)state;
    for ( unsigned int buffers = 0; buffers < 8; buffers++ )
        for ( size_t i = 0; i < COUNT(off); i++ )
        {
            setup(NULL);
            add_call(1);
            add_call(buffers);
            user.request.size += (uint32_t)off[i];
            assert_refused(EINVAL);
        }

    setup(NULL);
    add_call(0);
    for ( user.request.size = 0; user.request.size < sizeof(*last);
          user.request.size++ )
        assert_refused(EINVAL);
    /* one call fewer, or one more, than there are */
    setup(NULL);
    add_call(0);
    add_call(0);
    user.request.nr = 1;
    assert_refused(EINVAL);
    user.request.nr = 3;
    assert_refused(EINVAL);
}

static void test_buffers_are_the_processes_own(void **state)
{
    static const struct {
        uint64_t address, size;
        bool allowed;
    } cases[] = {
        { 0, 0, true },
        { 0, TASK_SIZE_MAX, true },
        { 0, TASK_SIZE_MAX + 1, false },
        { 1, TASK_SIZE_MAX, false },
        { TASK_SIZE_MAX, 0, true },
        { TASK_SIZE_MAX - 1, 1, true },
        { TASK_SIZE_MAX - 1, 2, false },
        { TASK_SIZE_MAX, 1, false },
        { TASK_SIZE_MAX + 1, 0, false },
        { 1UL << 47, 1, false },
        { 0xffff800000000000, 1, false },
        { 0xffff800000000000, 0, false },
        { UINT64_MAX, 0, false },
        { UINT64_MAX, 1, false },
        { UINT64_MAX, 2, false },
        { 4096, UINT64_MAX, false },
        { 4096, UINT64_MAX - 4095, false },
        { UINT64_MAX - 4095, 4096, false },
        { UINT64_MAX - 4095, 8192, false },
    };

    (void)state;
    for ( size_t i = 0; i < COUNT(cases); i++ )
        for ( unsigned int place = 0; place < 3; place++ )
        {
            setup(NULL);
            add_call(1);
            add_call(3);
            last->buffers[place] = (struct control_op_buffer){ cases[i].address,
                                                               cases[i].size };
            if ( cases[i].allowed )
                assert_issued();
            else
                assert_refused(EFAULT);
        }
}

static void test_request_that_faults(void **state)
{
    (void)state;
    add_call(1);
    for ( user_size = 0; user_size < sizeof(user.request); user_size++ )
        assert_refused(EFAULT);
    user_size = sizeof(user);
    assert_int_equal(xen_control_ioctl((void *)(TASK_SIZE_MAX - 8)), -EFAULT);
    assert_int_equal(xen_control_ioctl((void *)~7UL), -EFAULT);
    assert_int_equal(nr_issued, 0);
}

static void test_calls_that_fault(void **state)
{
    (void)state;
    for ( unsigned int buffers = 0; buffers <= 16; buffers += 4 )
    {
        setup(NULL);
        add_call(0);
        add_call(buffers);
        for ( user_size = CALLS; user_size < end; user_size += 8 )
            assert_refused(EFAULT);
        user_size = end;
        user.request.calls = TASK_SIZE_MAX - 8;
        assert_refused(EFAULT);
        user.request.calls = 0xffff888000000000;
        assert_refused(EFAULT);
    }
}

/* By then Xen has done its work. */
static void test_results_that_fault(void **state)
{
    (void)state;
    add_call(4);
    add_call(4);
    user_writable = CALLS;
    assert_int_equal(request(), -EFAULT);
    assert_int_equal(nr_issued, 1);
    user_writable = CALLS + sizeof(last->result);
    assert_int_equal(request(), -EFAULT);
    assert_int_equal(((struct control_op_call *)&user.bytes[CALLS])->result,
                     100);
    issued_rc = -EPERM;
    assert_int_equal(request(), -EFAULT);
    assert_int_equal(nr_allocated, 0);
}

static void test_memory_for_the_copy(void **state)
{
    (void)state;
    out_of_memory = true;
    add_call(3);
    assert_int_equal(user.request.size, 104);
    assert_issued();
    setup(NULL);
    out_of_memory = true;
    add_call(4);
    assert_refused(ENOMEM);
    out_of_memory = false;
    assert_issued();
    assert_int_equal(nr_allocations, 1);
}

/* ---- the device, and the kernel's promise ---- */

static void test_device(void **state)
{
    (void)state;
    device = NULL;
    initial_domain = false;
    assert_int_equal(fake_initcall(), 0);
    assert_null(device);
    initial_domain = true;
    assert_int_equal(fake_initcall(), 0);
    assert_string_equal(device->name, "xen/control");
    assert_int_equal(device->minor, MISC_DYNAMIC_MINOR);

    add_call(1);
    assert_int_equal(
        device->fops->unlocked_ioctl(NULL, CONTROL_OP_IOCTL, (uintptr_t)&user),
        0);
    assert_int_equal(nr_issued, 1);
    assert_int_equal(device->fops->unlocked_ioctl(NULL, CONTROL_OP_IOCTL + 1,
                                                  (uintptr_t)&user),
                     -ENOTTY);
    assert_int_equal(device->fops->unlocked_ioctl(NULL, 0, (uintptr_t)&user),
                     -ENOTTY);
    assert_int_equal(nr_issued, 1);
}

static void test_note(void **state)
{
    (void)state;
    assert_string_equal(fake_note.name, "XenLockdown");
    assert_int_equal(fake_note.type, 1);
    assert_int_equal(fake_note.descriptor, 1);
}

/* ---- lockdown ---- */

static bool says(const char *text)
{
    return strstr(logged, text);
}

static void test_xen_is_locked_down(void **state)
{
    (void)state;
    for ( status.level = 1; status.level <= 3; status.level++ )
    {
        logged[0] = '\0';
        assert_true(xen_control_refuses("a raw hypercall"));
        assert_string_equal(logged,
                            "notice: xen:control: tester: a raw hypercall "
                            "refused: Xen is locked down\n");
    }
}

static void test_kernel_is_locked_down(void **state)
{
    (void)state;
    assert_false(xen_control_refuses("x"));
    assert_string_equal(logged, "");
    kernel_locked = true;
    assert_true(xen_control_refuses("x"));
    assert_true(says("x refused: the kernel is locked down"));

    /* a domU's root is held by its own kernel alone */
    initial_domain = false;
    assert_true(xen_control_refuses("x"));
    kernel_locked = false;
    status.level = CONTROL_OP_LEVEL_CONTAINMENT;
    assert_false(xen_control_refuses("x"));
    assert_true(xen_control_may_map(0));
}

static void test_xen_without_control_op(void **state)
{
    (void)state;
    status.level = CONTROL_OP_LEVEL_INTEGRITY;
    for ( unsigned int i = 0; i < 2; i++ )
    {
        status_rc = i ? -ENOSYS : 0;
        status_result = i ? 0 : -ENOSYS;
        assert_false(xen_control_refuses("x"));
        assert_true(xen_control_may_map(0));
        assert_string_equal(logged, "");
        kernel_locked = true;
        assert_true(xen_control_refuses("x"));
        assert_false(xen_control_may_map(0));
        kernel_locked = false;
        logged[0] = '\0';
    }
}

/* Whoever does not answer soundly is taken for locked. */
static void test_xen_that_fails_to_answer(void **state)
{
    static const long errors[] = { -EPERM, -EINVAL, -EFAULT, 1 };

    (void)state;
    for ( size_t i = 0; i < 2 * COUNT(errors); i++ )
    {
        status_rc = i % 2 ? errors[i / 2] : 0;
        status_result = i % 2 ? 0 : errors[i / 2];
        assert_true(xen_control_refuses("x"));
        assert_true(says("err: xen:control: no sound answer from Xen"));
        assert_false(xen_control_may_map(0));
        assert_true(xen_control_may_map(1));
        initial_domain = false;
        assert_false(xen_control_refuses("x"));
        initial_domain = true;
    }

    setup(NULL);
    status.domid = DOMID_FIRST_RESERVED;
    assert_true(xen_control_refuses("x"));
    assert_true(says("no sound answer"));
    setup(NULL);
    status.domid = DOMID_FIRST_RESERVED - 1;
    assert_false(xen_control_refuses("x"));
}

static void test_frames_that_may_be_mapped(void **state)
{
    (void)state;
    status.level = CONTROL_OP_LEVEL_INTEGRITY;
    status.domid = 7;
    for ( unsigned int domid = 0; domid <= UINT16_MAX; domid++ )
    {
        const bool other = domid < DOMID_FIRST_RESERVED && domid != 7;

        logged[0] = '\0';
        if ( xen_control_may_map((u16)domid) != other )
            fail_msg("domain %u", domid);
        assert_int_equal(
            says("mapping of its own, Xen's or I/O memory refused"), !other);
    }

    status.level = CONTROL_OP_LEVEL_NONE;
    assert_true(xen_control_may_map(7));
    assert_true(xen_control_may_map(DOMID_FIRST_RESERVED));
}

/* Only in dom0 can root be the other end of a device, and only there it counts. */
static void test_devices_that_may_be_probed(void **state)
{
    static const struct {
        const char *bus, *type, *refused; /* null: never */
    } cases[] = {
        { "xen", "9pfs", "frontend in dom0 refused: Xen is locked down" },
        { "xen", "vscsi", "frontend in dom0 refused" },
        { "xen", "pci", "frontend in dom0 refused" },
        { "xen", "", "frontend in dom0 refused" },
        { "xen", "vbd2", "frontend in dom0 refused" },
        { "xen", "vbd", NULL },
        { "xen", "vif", NULL },
        { "xen-backend", "pci", "backend for PCI devices refused" },
        { "xen-backend", "vbd", NULL },
        { "xen-backend", "9pfs", NULL },
        { "pci", "pci", NULL },
    };

    (void)state;
    for ( size_t i = 0; i < COUNT(cases); i++ )
    {
        setup(NULL);
        assert_true(xen_control_may_probe(cases[i].bus, cases[i].type));
        assert_string_equal(logged, "");

        status.level = CONTROL_OP_LEVEL_INTEGRITY;
        assert_int_equal(xen_control_may_probe(cases[i].bus, cases[i].type),
                         !cases[i].refused);
        assert_true(cases[i].refused ? says(cases[i].refused) : !*logged);

        setup(NULL);
        kernel_locked = true;
        assert_int_equal(xen_control_may_probe(cases[i].bus, cases[i].type),
                         !cases[i].refused);

        initial_domain = false;
        logged[0] = '\0';
        assert_true(xen_control_may_probe(cases[i].bus, cases[i].type));
        assert_string_equal(logged, "");
    }
}

static void test_root_to_be_distrusted(void **state)
{
    (void)state;
    assert_false(xen_control_distrusts_root());
    kernel_locked = true;
    assert_true(xen_control_distrusts_root());
    initial_domain = false;
    assert_false(xen_control_distrusts_root());

    setup(NULL);
    status.level = CONTROL_OP_LEVEL_INTEGRITY;
    assert_true(xen_control_distrusts_root());
    assert_string_equal(logged, "");
}

static void test_mappings_that_stay(void **state)
{
    struct vm_area_struct vma = { .vm_private_data = &vma };

    (void)state;
    assert_int_equal(xen_control_stays(&vma), -EINVAL);
    assert_ptr_equal(vma.vm_private_data, &vma);
    assert_int_equal(xen_control_stays_alone(&vma), -EINVAL);
    assert_null(vma.vm_private_data);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_calls_reach_xen_as_they_are),
        TEST(test_errors_of_xen_are_handed_back),
        TEST(test_changes_behind_our_back),
        TEST(test_what_is_too_much_or_nothing),
        TEST(test_too_many_buffers),
        TEST(test_size_is_exact),
        TEST(test_buffers_are_the_processes_own),
        TEST(test_request_that_faults),
        TEST(test_calls_that_fault),
        TEST(test_results_that_fault),
        TEST(test_memory_for_the_copy),
        TEST(test_device),
        TEST(test_note),
        TEST(test_xen_is_locked_down),
        TEST(test_kernel_is_locked_down),
        TEST(test_xen_without_control_op),
        TEST(test_xen_that_fails_to_answer),
        TEST(test_frames_that_may_be_mapped),
        TEST(test_devices_that_may_be_probed),
        TEST(test_root_to_be_distrusted),
        TEST(test_mappings_that_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
