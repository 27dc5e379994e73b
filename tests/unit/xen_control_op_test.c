/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xen/src/control_op.c against a fake Xen and guest: what a call must look like,
 * which handler it reaches with which window, and what becomes of it when it is
 * preempted.
 */
#include "unit.h"

#include "fake/xen.h"
#include "xen/src/private.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- the fake guest: what is readable, all or the first part writable ---- */

static union {
    uint64_t align;
    char bytes[1 << 15];
} guest;
static size_t guest_size, guest_writable;
static size_t read_from, read_to; /* what the last copies have read */

static size_t missing(const void *at, size_t size, size_t limit)
{
    const uintptr_t offset = (uintptr_t)at - (uintptr_t)&guest;

    if ( offset >= limit )
        return size;
    return size <= limit - offset ? 0 : size - (limit - offset);
}

unsigned long plain_copy_from_guest(void *to, const void *from,
                                    unsigned long size)
{
    const unsigned long left = missing(from, size, guest_size);
    const size_t offset = (uintptr_t)from - (uintptr_t)&guest;

    memcpy(to, from, size - left);
    if ( offset != read_to )
        read_from = offset;
    read_to = offset + size;

    return left;
}

unsigned long plain_copy_to_guest(void *to, const void *from,
                                  unsigned long size)
{
    const unsigned long left = missing(to, size, guest_writable);

    memcpy(to, from, size - left);
    return left;
}

/* Its address must have been checked: by a copy of the same memory. */
unsigned long plain__copy_to_guest(void *to, const void *from,
                                   unsigned long size)
{
    const size_t offset = (uintptr_t)to - (uintptr_t)&guest;

    assert_true(offset >= read_from && offset + size <= read_to);
    return plain_copy_to_guest(to, from, size);
}

/* ---- the fake Xen ---- */

static struct domain domain = { .domain_id = 3 };
static struct vcpu vcpu = { .domain = &domain };
struct vcpu *const current = &vcpu;

bool lockdown_dom0_declares;
static int refusal;           /* what the check of a hypercall says */
static unsigned int nr_asked; /* how often it was asked */
static unsigned int nr_looks, pending_from;
static unsigned int nr_continuations, nr_cancelled;

/* The last call that was carried out, and how many were. */
static struct {
    unsigned int nr, native, stable;
    uint64_t operation, args[CONTROL_OP_MAX_ARGS];
    struct lockdown_window window;
    struct control_op_buffer buffers[CONTROL_OP_MAX_BUFFERS];
} done;
static long (*handler)(void);

static struct {
    size_t at;
    unsigned int nr, size;
} continuation;

int lockdown_check_hypercall(unsigned long number)
{
    (void)number;
    nr_asked++;
    return refusal;
}

bool hypercall_preempt_check(void)
{
    return ++nr_looks >= pending_from;
}

long hypercall_create_continuation(unsigned int op, const char *format, ...)
{
    va_list args;

    assert_int_equal(op, __HYPERVISOR_control_op);
    assert_string_equal(format, "hii");
    assert_false(vcpu.mc_state.flags & MCSF_in_multicall);
    va_start(args, format);
    continuation.at = (size_t)(va_arg(args, guest_handle_char).p - guest.bytes);
    continuation.nr = va_arg(args, unsigned int);
    continuation.size = va_arg(args, unsigned int);
    va_end(args);
    nr_continuations++;

    return op;
}

void hypercall_cancel_continuation(struct vcpu *curr)
{
    curr->hcall_preempted = false;
    nr_cancelled++;
}

static long carry_out(uint64_t operation)
{
    const struct lockdown_window *window = vcpu.window;

    assert_true(vcpu.mc_state.flags & MCSF_in_multicall);
    assert_non_null(window);
    assert_int_equal(missing(window->buffers, 1, sizeof(guest)), 1);
    done.nr++;
    done.operation = operation;
    done.window = *window;
    memcpy(done.buffers, window->buffers, window->nr * sizeof(done.buffers[0]));

    return handler();
}

long do_domctl(guest_handle_xen_domctl_t op)
{
    done.native++;
    memset(done.args, 0, sizeof(done.args));
    done.args[0] = (uintptr_t)op.p;
    return carry_out(__HYPERVISOR_domctl);
}

void arch_do_multicall_call(struct mc_state *state)
{
    done.native++;
    memcpy(done.args, state->call.args, sizeof(done.args));
    state->call.result = (unsigned long)carry_out(state->call.op);
}

long lockdown_stable(struct lockdown_window *window,
                     const struct control_op_call *call)
{
    assert_ptr_equal(window, vcpu.window);
    done.stable++;
    memcpy(done.args, call->args, sizeof(done.args));
    return carry_out(call->operation);
}

/* Handlers. The number of calls carried out is the result of each. */

static long count(void)
{
    return done.nr;
}

static long fail_at_once(void)
{
    return -EFAULT;
}

static long fail_late(void)
{
    vcpu.window->reached = true;
    return -EFAULT;
}

static long fail_otherwise(void)
{
    return -ESRCH;
}

static long go_elsewhere(void)
{
    vcpu.window->elsewhere = true;
    vcpu.window->reached = true;
    return 55;
}

/* A hypercall continues as number 12, with these arguments. */
static long preempted(void)
{
    for ( unsigned int i = 0; i < 6; i++ )
        vcpu.mc_state.call.args[i] = 200 + i;
    vcpu.hcall_preempted = true;
    return 12;
}

static long preempted_domctl(void)
{
    preempted();
    return __HYPERVISOR_domctl;
}

static long preempted_and_failed(void)
{
    preempted();
    return -ENOMEM;
}

static long preempted_stable(void)
{
    preempted();
    return -ERESTART;
}

static long preempted_third(void)
{
    return done.nr == 3 ? preempted() : count();
}

/* ---- building calls ---- */

#define SYSCTL 35 /* a hypercall that the gate allows to be asked for */
#define TRAPS  0  /* set_trap_table, which it has to be asked about */

static size_t end;
static unsigned int nr;
static struct control_op_call *last, *first;

static int setup(void **state)
{
    (void)state;
    memset(&guest, 0, sizeof(guest));
    memset(&done, 0, sizeof(done));
    guest_size = guest_writable = sizeof(guest);
    read_from = read_to = SIZE_MAX;
    vcpu.mc_state.flags = 0;
    vcpu.hcall_preempted = false;
    domain.is_control = domain.is_hardware = true;
    lockdown_dom0_declares = true;
    refusal = 0;
    nr_asked = nr_looks = nr_continuations = nr_cancelled = 0;
    pending_from = 1000;
    handler = count;
    end = nr = 0;
    first = last = (void *)guest.bytes;

    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return vcpu.window || (vcpu.mc_state.flags & MCSF_in_multicall);
}

static void add(uint32_t operation, unsigned int nr_buffers)
{
    last = (void *)&guest.bytes[end];
    *last = (struct control_op_call){
        .result = -77,
        .version = CONTROL_OP_VERSION,
        .nr_buffers = (uint16_t)nr_buffers,
        .operation = operation,
        .args = { CONTROL_OP_REFERENCE(1, 0), 2, 3, 4, 5 },
    };
    for ( unsigned int i = 0; i < nr_buffers; i++ )
        last->buffers[i] = (struct control_op_buffer){ 0x10000 + i, 0x100 + i };
    end = (size_t)((char *)&last->buffers[nr_buffers] - guest.bytes);
    nr++;
}

static long issue(unsigned int size)
{
    return do_control_op((guest_handle_void){ guest.bytes }, nr, size);
}

static long hypercall(void)
{
    return issue((unsigned int)end);
}

/* It is refused, nothing is carried out, and the guest's memory is as it was. */
static void assert_refused(long error, unsigned int size)
{
    static char before[sizeof(guest)];

    memcpy(before, &guest, sizeof(guest));
    assert_int_equal(issue(size), -error);
    assert_int_equal(done.nr, 0);
    assert_memory_equal(before, &guest, sizeof(guest));
    assert_null(vcpu.window);
}

/* ---- how calls are laid out ---- */

static void test_number_of_calls(void **state)
{
    (void)state;
    assert_refused(EINVAL, 0);
    for ( unsigned int i = 0; i < CONTROL_OP_MAX_CALLS; i++ )
        add(SYSCTL, 16);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(done.nr, 64);
    assert_int_equal(last->result, 64);

    setup(NULL);
    for ( unsigned int i = 0; i <= CONTROL_OP_MAX_CALLS; i++ )
        add(SYSCTL, 0);
    assert_refused(EINVAL, (unsigned int)end);
    nr = UINT32_MAX;
    assert_refused(EINVAL, (unsigned int)end);
}

static void test_inside_a_multicall(void **state)
{
    (void)state;
    add(SYSCTL, 1);
    vcpu.mc_state.flags = MCSF_in_multicall;
    assert_refused(EPERM, (unsigned int)end);
    assert_int_equal(vcpu.mc_state.flags, MCSF_in_multicall);
    vcpu.mc_state.flags = 0;
    assert_int_equal(hypercall(), 0);
    assert_int_equal(vcpu.mc_state.flags, 0);
}

static void test_size(void **state)
{
    (void)state;
    for ( unsigned int buffers = 0; buffers <= 16; buffers++ )
    {
        setup(NULL);
        add(SYSCTL, buffers);
        for ( unsigned int size = 0; size < end; size++ )
            assert_refused(EINVAL, size);
        guest_size = 0; /* too little for a call is not even read */
        assert_refused(EINVAL, sizeof(*last) - 1);
        guest_size = sizeof(guest);
        assert_int_equal(hypercall(), 0);
    }

    /* Calls before the one at fault have their results. */
    setup(NULL);
    add(SYSCTL, 2);
    add(SYSCTL, 2);
    assert_int_equal(issue((unsigned int)end - 1), -EINVAL);
    assert_int_equal(first->result, 1);
    assert_int_equal(last->result, -77);
}

static void test_trailing_bytes(void **state)
{
    static const unsigned int more[] = { 1, 8, 56, 100000 };

    (void)state;
    for ( size_t i = 0; i < COUNT(more); i++ )
    {
        setup(NULL);
        add(SYSCTL, 1);
        assert_int_equal(issue((unsigned int)end + more[i]), -EINVAL);
        assert_int_equal(done.nr, 1);
        assert_int_equal(last->result, 1);
    }
}

static void test_number_of_buffers(void **state)
{
    (void)state;
    add(SYSCTL, 17);
    assert_refused(EINVAL, (unsigned int)end);
    last->nr_buffers = UINT16_MAX;
    assert_refused(EINVAL, UINT32_MAX);
}

/* No buffer is in both halves of the address space, nor in neither. */
static void test_places_of_buffers(void **state)
{
    static const struct control_op_buffer bad[] = {
        { (1ULL << 47) - 1, 2 }, { 1ULL << 47, 0x1000 }, { 0, UINT64_MAX },
        { UINT64_MAX, 2 },       { 0, 1ULL << 48 },      { 1ULL << 62, 1 },
    };

    (void)state;
    for ( size_t i = 0; i < COUNT(bad); i++ )
        for ( unsigned int place = 0; place < 4; place++ )
        {
            setup(NULL);
            add(SYSCTL, 4);
            last->buffers[place] = bad[i];
            assert_refused(EINVAL, (unsigned int)end);
        }
}

static void test_calls_that_fault(void **state)
{
    (void)state;
    for ( unsigned int buffers = 0; buffers <= 16; buffers++ )
    {
        setup(NULL);
        add(SYSCTL, buffers);
        for ( guest_size = 0; guest_size < end; guest_size += 8 )
            assert_refused(EFAULT, (unsigned int)end);
    }

    setup(NULL);
    add(SYSCTL, 1);
    add(SYSCTL, 1);
    guest_size = end - 1;
    assert_int_equal(hypercall(), -EFAULT);
    assert_int_equal(first->result, 1);
    setup(NULL);
    add(SYSCTL, 1);
    guest_writable = 0;
    assert_int_equal(hypercall(), -EFAULT);
    assert_int_equal(done.nr, 1);
}

/* ---- what is carried out ---- */

static void test_only_results_are_written(void **state)
{
    static char before[sizeof(guest)];

    (void)state;
    add(SYSCTL, 0);
    add(__HYPERVISOR_domctl, 3);
    add(CONTROL_OP_STATUS, 1);
    memcpy(before, &guest, sizeof(guest));
    assert_int_equal(hypercall(), 0);
    assert_int_equal(last->result, 3);
    last->result = -77;
    ((struct control_op_call *)(first + 1))->result = -77;
    first->result = -77;
    assert_memory_equal(before, &guest, sizeof(guest));
}

static void test_arguments(void **state)
{
    (void)state;
    add(SYSCTL, 1);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(done.operation, SYSCTL);
    assert_memory_equal(done.args, last->args, sizeof(done.args));
    assert_int_equal(done.native, 1);

    setup(NULL);
    add(__HYPERVISOR_domctl, 1);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(done.operation, __HYPERVISOR_domctl);
    assert_int_equal(done.args[0], last->args[0]);

    setup(NULL);
    add(CONTROL_OP_STABLE, 1);
    add(CONTROL_OP_STABLE + 1, 1);
    add(UINT32_MAX, 1);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(done.stable, 3);
    assert_int_equal(done.native, 0);
    assert_memory_equal(done.args, last->args, sizeof(done.args));
    assert_int_equal(last->result, 3);

    setup(NULL);
    add(CONTROL_OP_STABLE - 1, 1);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(done.native, 1);
}

static void test_window(void **state)
{
    (void)state;
    add(SYSCTL, 16);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(done.window.how, LOCKDOWN_CONTROL_OP | LOCKDOWN_DOM0);
    assert_int_equal(done.window.level, LOCKDOWN_INTEGRITY);
    assert_int_equal(done.window.nr, 16);
    assert_memory_equal(done.buffers, last->buffers,
                        16 * sizeof(done.buffers[0]));
    assert_null(done.window.own);
    assert_int_equal(done.window.own_size, 0);
    assert_false(done.window.reached);
    assert_false(done.window.elsewhere);
    assert_null(vcpu.window);

    /* What one call has reached says nothing of the next. */
    setup(NULL);
    handler = fail_late;
    add(SYSCTL, 1);
    add(SYSCTL, 0);
    assert_int_equal(hypercall(), 0);
    assert_false(done.window.reached);
    assert_int_equal(done.window.nr, 0);

    setup(NULL);
    lockdown_dom0_declares = false;
    add(SYSCTL, 1);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(done.window.how,
                     LOCKDOWN_CONTROL_OP | LOCKDOWN_DOM0_UNDECLARED);
}

static void test_version(void **state)
{
    static const uint16_t versions[] = { 0, CONTROL_OP_VERSION + 1, 0xffff };

    (void)state;
    for ( size_t i = 0; i < COUNT(versions); i++ )
    {
        setup(NULL);
        add(SYSCTL, 1);
        last->version = versions[i];
        add(CONTROL_OP_STATUS + 1, 1);
        last->version = versions[i];
        assert_int_equal(hypercall(), 0);
        assert_int_equal(done.nr, 0);
        assert_int_equal(first->result, -ENOSYS);
        assert_int_equal(last->result, -ENOSYS);

        setup(NULL);
        add(CONTROL_OP_STATUS, 1);
        last->version = versions[i];
        assert_int_equal(hypercall(), 0);
        assert_int_equal(done.stable, 1);
        assert_int_equal(last->result, 1);
    }
}

static void test_domu(void **state)
{
    (void)state;
    domain.is_control = domain.is_hardware = false;
    add(SYSCTL, 1);
    add(CONTROL_OP_STATUS + 1, 1);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(done.nr, 0);
    assert_int_equal(first->result, -EPERM);
    assert_int_equal(last->result, -EPERM);

    setup(NULL);
    domain.is_control = domain.is_hardware = false;
    add(CONTROL_OP_STATUS, 1);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(last->result, 1);
    assert_int_equal(done.window.how, LOCKDOWN_CONTROL_OP | LOCKDOWN_DOMU);
}

static void test_gate(void **state)
{
    (void)state;
    refusal = -EPERM;
    add(TRAPS, 1);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(last->result, -EPERM);
    assert_int_equal(done.nr, 0);
    assert_int_equal(nr_asked, 1);

    refusal = 0;
    assert_int_equal(hypercall(), 0);
    assert_int_equal(last->result, 1);
    assert_int_equal(nr_asked, 2);

    /* One of which the gate says the same to everybody is not asked about. */
    setup(NULL);
    refusal = -EPERM;
    add(SYSCTL, 1);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(last->result, 1);
    assert_int_equal(nr_asked, 0);
}

static long mmuext(uint64_t reference, uint64_t nr_ops, uint64_t size)
{
    setup(NULL);
    add(__HYPERVISOR_mmuext_op, 1);
    last->args[0] = reference;
    last->args[1] = nr_ops;
    last->buffers[0].size = size;
    assert_int_equal(hypercall(), 0);
    assert_int_equal(done.nr, last->result == 1);

    return last->result;
}

/* Elements take effect one by one: their buffer is looked at before. */
static void test_room_for_mmuext_op(void **state)
{
    const uint64_t size = sizeof(struct mmuext_op);
    const uint64_t at = CONTROL_OP_REFERENCE(1, 0);

    (void)state;
    assert_int_equal(mmuext(at, 3, 3 * size), 1);
    assert_int_equal(mmuext(at, 3, 3 * size - 1), -EINVAL);
    assert_int_equal(mmuext(at + 1, 3, 3 * size), -EINVAL);
    assert_int_equal(mmuext(at + size, 2, 3 * size), 1);
    assert_int_equal(mmuext(at, 3 | MMU_UPDATE_PREEMPTED, 3 * size), 1);
    assert_int_equal(mmuext(at, 4 | MMU_UPDATE_PREEMPTED, 3 * size), -EINVAL);
    assert_int_equal(mmuext(CONTROL_OP_REFERENCE(2, 0), 1, size), -EINVAL);
}

/* -EFAULT before anything was reached is the fault of the reference. */
static void test_references_that_lead_nowhere(void **state)
{
    static const uint32_t operations[] = { SYSCTL, CONTROL_OP_STATUS };

    (void)state;
    for ( size_t i = 0; i < COUNT(operations); i++ )
    {
        setup(NULL);
        add(operations[i], 1);
        handler = fail_at_once;
        assert_int_equal(hypercall(), 0);
        assert_int_equal(last->result, -EINVAL);
        handler = fail_late;
        assert_int_equal(hypercall(), 0);
        assert_int_equal(last->result, -EFAULT);
        handler = fail_otherwise;
        assert_int_equal(hypercall(), 0);
        assert_int_equal(last->result, -ESRCH);
    }
}

/* ---- preemption ---- */

static void assert_continues_at(const struct control_op_call *call,
                                unsigned int left)
{
    const size_t at = (size_t)((const char *)call - guest.bytes);

    assert_int_equal(nr_continuations, 1);
    assert_int_equal(continuation.at, at);
    assert_int_equal(continuation.nr, left);
    assert_int_equal(continuation.size, end - at);
    assert_int_equal(nr_cancelled, 0);
}

static void test_call_that_is_preempted(void **state)
{
    struct control_op_call *third;

    (void)state;
    handler = preempted_third;
    add(SYSCTL, 1);
    add(SYSCTL, 5);
    add(SYSCTL, 2);
    third = last;
    add(SYSCTL, 1);
    assert_int_equal(hypercall(), __HYPERVISOR_control_op);
    assert_continues_at(third, 2);
    assert_int_equal(first->result, 1);
    assert_int_equal(third->operation, 12);
    for ( unsigned int i = 0; i < CONTROL_OP_MAX_ARGS; i++ )
        assert_int_equal(third->args[i], 200 + i);
    assert_int_equal(third->version, CONTROL_OP_VERSION);
    assert_int_equal(third->nr_buffers, 2);
    assert_int_equal(third->buffers[0].address, 0x10000);
    assert_int_equal(last->result, -77);
    assert_int_equal(done.nr, 3);
}

/* Its continuation has one argument. What is behind is another call's. */
static void test_domctl_that_is_preempted(void **state)
{
    (void)state;
    handler = preempted_domctl;
    add(__HYPERVISOR_domctl, 1);
    assert_int_equal(hypercall(), __HYPERVISOR_control_op);
    assert_continues_at(last, 1);
    assert_int_equal(last->operation, __HYPERVISOR_domctl);
    assert_int_equal(last->args[0], 200);
    for ( unsigned int i = 1; i < CONTROL_OP_MAX_ARGS; i++ )
        assert_int_equal(last->args[i], i + 1);
}

/* It begins anew, as it was. */
static void test_stable_call_that_is_preempted(void **state)
{
    const uint64_t args[] = { CONTROL_OP_REFERENCE(1, 0), 2, 3, 4, 5 };

    (void)state;
    handler = preempted_stable;
    add(CONTROL_OP_DESTROY, 1);
    assert_int_equal(hypercall(), __HYPERVISOR_control_op);
    assert_continues_at(last, 1);
    assert_int_equal(last->operation, CONTROL_OP_DESTROY);
    assert_memory_equal(last->args, args, sizeof(args));
}

static void test_preempted_and_failed(void **state)
{
    (void)state;
    handler = preempted_and_failed;
    add(SYSCTL, 1);
    add(SYSCTL, 1);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(nr_continuations, 0);
    assert_int_equal(nr_cancelled, 2);
    assert_int_equal(first->result, -ENOMEM);
    assert_int_equal(first->operation, SYSCTL);
    assert_int_equal(first->args[1], 2);
    assert_int_equal(last->result, -ENOMEM);
}

static void test_preempted_and_not_writable(void **state)
{
    (void)state;
    handler = preempted;
    add(SYSCTL, 1);
    guest_writable = sizeof(*last) - 1;
    assert_int_equal(hypercall(), -EFAULT);
    assert_int_equal(nr_cancelled, 1);
    assert_int_equal(nr_continuations, 0);
}

/* Before the eighth of each eight calls Xen looks for other work. */
static void test_preempted_between_calls(void **state)
{
    struct control_op_call *at[24];

    (void)state;
    for ( unsigned int i = 0; i < COUNT(at); i++ )
    {
        add(SYSCTL, i % 3);
        at[i] = last;
    }
    assert_int_equal(hypercall(), 0);
    assert_int_equal(nr_looks, 3);

    for ( pending_from = 1; pending_from <= 3; pending_from++ )
    {
        const unsigned int done_before = 8 * pending_from - 1;

        nr_looks = done.nr = nr_continuations = 0;
        assert_int_equal(hypercall(), __HYPERVISOR_control_op);
        assert_int_equal(done.nr, done_before);
        assert_continues_at(at[done_before], 24 - done_before);
    }

    setup(NULL);
    pending_from = 1;
    for ( unsigned int i = 0; i < 7; i++ )
        add(SYSCTL, 1);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(done.nr, 7);
}

/* ---- operations that continue on another CPU ---- */

static void test_calls_behind_one_elsewhere(void **state)
{
    (void)state;
    handler = go_elsewhere;
    for ( unsigned int i = 0; i < 12; i++ )
        add(SYSCTL, 0);
    pending_from = 1;
    assert_int_equal(hypercall(), 0);
    assert_int_equal(done.nr, 1);
    assert_int_equal(first->result, 55);
    for ( unsigned int i = 1; i < 12; i++ )
        assert_int_equal(first[i].result, -EAGAIN);
    assert_int_equal(nr_continuations, 0);

    /* The next hypercall has forgotten it. */
    setup(NULL);
    add(SYSCTL, 1);
    add(SYSCTL, 1);
    assert_int_equal(hypercall(), 0);
    assert_int_equal(done.nr, 2);

    setup(NULL);
    handler = go_elsewhere;
    add(SYSCTL, 1);
    add(SYSCTL, 17);
    assert_int_equal(hypercall(), -EINVAL);
    assert_int_equal(done.nr, 1);
    setup(NULL);
    handler = go_elsewhere;
    add(SYSCTL, 1);
    assert_int_equal(issue((unsigned int)end + 1), -EINVAL);
}

/* ---- levels: last, since none can be taken back ---- */

static void test_level(void **state)
{
    (void)state;
    add(SYSCTL, 1);
    for ( int level = LOCKDOWN_NONE; level <= LOCKDOWN_CONTAINMENT; level++ )
    {
        lockdown_raise((enum lockdown_level)level);
        assert_int_equal(hypercall(), 0);
        assert_int_equal(done.window.level, level ? level : LOCKDOWN_INTEGRITY);
    }
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_number_of_calls),
        TEST(test_inside_a_multicall),
        TEST(test_size),
        TEST(test_trailing_bytes),
        TEST(test_number_of_buffers),
        TEST(test_places_of_buffers),
        TEST(test_calls_that_fault),
        TEST(test_only_results_are_written),
        TEST(test_arguments),
        TEST(test_window),
        TEST(test_version),
        TEST(test_domu),
        TEST(test_gate),
        TEST(test_room_for_mmuext_op),
        TEST(test_references_that_lead_nowhere),
        TEST(test_call_that_is_preempted),
        TEST(test_domctl_that_is_preempted),
        TEST(test_stable_call_that_is_preempted),
        TEST(test_preempted_and_failed),
        TEST(test_preempted_and_not_writable),
        TEST(test_preempted_between_calls),
        TEST(test_calls_behind_one_elsewhere),
        TEST(test_level),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
