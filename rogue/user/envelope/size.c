// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-ENV-SIZE: numbers at and beyond their limits: counts of elements, buffers
 * and calls, and sizes of what is sent and declared.
 */
#include "carriers.h"

/* ---- counts ---- */

/* grant_table_op's count is a register; the policy tells that of one element. */
static bool set_count(struct carried *carried, struct pointer *pointer,
                      uint64_t count)
{
    if ( carried->call->operation != __HYPERVISOR_grant_table_op )
        return count_anew(carried, pointer, count);

    carried->call->args[2] = count;
    return true;
}

static bool has_count(struct carried *carried, struct pointer *pointer)
{
    return set_count(carried, pointer, 0);
}

static bool overflow(struct carried *carried, struct pointer *pointer)
{
    static const uint64_t counts[] = {
        0xffffffff, 0xfffffffc,        0xfffffff9,
        0x80000000, 0x80000001,        0x40000001,
        0x20000001, 0x10000001,        0x0ccccccd, /* times 20 */
        0x10000,                                   /* squared */
        1UL << 61,  (1UL << 61) + 1,   (1UL << 60) + 1,
        1UL << 63,  0xccccccccccccccd, UINT64_MAX,
    };

    for ( size_t i = 0; i < ARRAY_SIZE(counts); i++ )
    {
        set_count(carried, pointer, counts[i]);
        issue(carried->call);
    }

    return fences_broken();
}

/*
 * U-ENV-SIZE-OVERFLOW: counts whose product with the size of an element, or
 * whose sum with that of a header, wraps around and fits.
 */
ENV_ATTACK("U-ENV-SIZE-OVERFLOW", "control_op: counts that overflow")
{
    const struct tally tally = try_carriers(NULL, has_count, overflow);

    return judged(&tally, "written beyond the buffers");
}

static bool nothing(struct carried *carried, struct pointer *pointer)
{
    struct control_op_buffer *buffer =
        &carried->call->buffers[pointer - carried->pointers];

    set_count(carried, pointer, 0);
    issue(carried->call);
    *buffer = (struct control_op_buffer){
        (uintptr_t)pointer->memory + pointer->size, 0
    };
    issue(carried->call);

    return fences_broken();
}

/* U-ENV-SIZE-ZERO: no elements, no bytes, and the very end of a buffer. */
ENV_ATTACK("U-ENV-SIZE-ZERO", "control_op: counts and buffers of nothing")
{
    const struct tally tally = try_carriers(NULL, has_count, nothing);

    return judged(&tally, "written beyond the buffers");
}

/*
 * U-ENV-SIZE-ELEMENTS: 2^61 elements of eight bytes each, which is nothing.
 *
 * A domU is to be given pages, whose numbers stand in a list of one.
 */
ENV_ATTACK("U-ENV-SIZE-ELEMENTS", "control_op: 2^61 elements of eight bytes")
{
    static const uint64_t counts[] = { 2,
                                       3,
                                       64,
                                       1UL << 26,
                                       1UL << 32,
                                       1UL << 61,
                                       (1UL << 61) + 1,
                                       (1UL << 63) + 1,
                                       UINT64_MAX };
    struct xen_domctl_getdomaininfo info = { 0 };
    struct control_op_call *call = populate_call(1024);
    struct xen_memory_reservation *reservation;
    bool more, one;

    if ( !call )
        return false;
    reservation = structure_of(call);

    for ( size_t i = 0; i < ARRAY_SIZE(counts); i++ )
    {
        reservation->nr_extents = counts[i];
        issue(call);
    }
    domain_info(reservation->domid, &info);
    more = info.tot_pages;

    reservation->nr_extents = 1;
    *number_of(call) = 1;
    issue(call);
    domain_info(reservation->domid, &info);
    one = info.tot_pages;
    end_domain(reservation->domid);

    if ( !more && !one )
        return missing("a domU gets no memory at all");
    return seen(more || fences_broken(), "a domU got %s by a list of one",
                more ? "pages" : "no page");
}

/* ---- buffers and calls ---- */

/*
 * U-ENV-SIZE-BUFFERS: more buffers than there may be.
 *
 * The first sixteen are ours; the one behind them, to which the call refers, is
 * the kernel's.
 */
ENV_ATTACK("U-ENV-SIZE-BUFFERS", "control_op: more buffers than allowed")
{
    static const uint16_t numbers[] = { 17,  18,  32,     64,    255,
                                        256, 257, 0x8001, 0xffff };
    struct control_op_call *call = buffer(sizeof(*call) +
                                          65536 * sizeof(call->buffers[0]));
    char *own = fenced(MARK_SIZE);

    memcpy(call, handle_call(NULL), sizeof(*call));
    for ( unsigned int i = 0; i < 65535; i++ )
        call->buffers[i] =
            i < CONTROL_OP_MAX_BUFFERS
                ? (struct control_op_buffer){ (uintptr_t)own, MARK_SIZE }
                : (struct control_op_buffer){ victim(), MARK_SIZE };

    set_uuid(new_mark());
    for ( size_t i = 0; i < ARRAY_SIZE(numbers); i++ )
    {
        call->nr_buffers = numbers[i];
        call->args[1] = CONTROL_OP_REFERENCE(17, 0);
        issue_ioctl((uintptr_t)call, (uint32_t)call_size(call), 1);
        issue_ioctl((uintptr_t)call,
                    (uint32_t)(sizeof(*call) + CONTROL_OP_MAX_BUFFERS *
                                                   sizeof(call->buffers[0])),
                    1);
        call->args[1] = CONTROL_OP_REFERENCE(1, 0);
        issue_ioctl((uintptr_t)call, (uint32_t)call_size(call), 1);
    }

    return seen_either(victim_has_mark() || !filled(own, MARK_SIZE),
                       "a call with too many buffers was", "carried out",
                       "not carried out");
}

/* @nr calls in a row, each of which writes to @own. */
static char *many_calls(const char *own, unsigned int nr, uint32_t *size)
{
    struct control_op_call *call = handle_call(own);
    char *all;

    *size = (uint32_t)call_size(call);
    all = buffer(nr * *size);
    for ( unsigned int i = 0; i < nr; i++ )
        memcpy(all + i * *size, call, *size);

    return all;
}

/* U-ENV-SIZE-CALLS: more calls than there may be, or none. */
ENV_ATTACK("U-ENV-SIZE-CALLS", "control_op: more calls than allowed")
{
    static const uint32_t numbers[] = { 0, 65, 128, 256, 1024, 65536 };
    static const uint32_t lies[] = { 0, 65, 0x10001, 0x80000001, UINT32_MAX };
    char *own = fenced(MARK_SIZE), *calls;
    uint32_t size;

    calls = many_calls(own, 65536, &size);
    for ( size_t i = 0; i < ARRAY_SIZE(numbers); i++ )
        issue_ioctl((uintptr_t)calls, numbers[i] * size, numbers[i]);
    for ( size_t i = 0; i < ARRAY_SIZE(lies); i++ )
        issue_ioctl((uintptr_t)calls, size, lies[i]);

    return seen_either(!filled(own, MARK_SIZE), "calls of such a number were",
                       "carried out", "not carried out");
}

/*
 * U-ENV-SIZE-MISMATCH: calls that take more or less than is said of them.
 *
 * Whoever believes the one and goes by the other reads memory that was never
 * copied: behind what is told of stands a buffer in the kernel.
 */
ENV_ATTACK("U-ENV-SIZE-MISMATCH", "control_op: a size that is not the calls'")
{
    static const int errors[] = { -72, -71, -56, -48, -32, -17, -16, -15, -8,
                                  -1,  1,   8,   15,  16,  56,  72,  4096 };
    struct control_op_call *call = handle_call(NULL);
    char *own = fenced(MARK_SIZE);

    declare(call, own, MARK_SIZE);
    declare_at(call, victim(), MARK_SIZE);
    set_uuid(new_mark());
    for ( size_t i = 0; i < ARRAY_SIZE(errors); i++ )
    {
        /* The second buffer is the kernel's, and told of or not. */
        call->nr_buffers = 2;
        call->args[1] = CONTROL_OP_REFERENCE(2, 0);
        if ( errors[i] < 0 )
            issue_ioctl((uintptr_t)call,
                        (uint32_t)((int)call_size(call) + errors[i]), 1);

        call->nr_buffers = 1;
        issue_ioctl((uintptr_t)call,
                    (uint32_t)((int)call_size(call) + errors[i]), 1);

        call->args[1] = CONTROL_OP_REFERENCE(1, 0);
        issue_ioctl((uintptr_t)call,
                    (uint32_t)((int)call_size(call) + errors[i]), 1);
    }

    return seen_either(victim_has_mark() || !filled(own, MARK_SIZE),
                       "a call of the wrong size was", "carried out",
                       "not carried out");
}

/* U-ENV-SIZE-HUGE: one call that is said to take gigabytes. */
ENV_ATTACK("U-ENV-SIZE-HUGE", "control_op: calls of four gigabytes")
{
    static const uint32_t sizes[] = { 1U << 16,  1U << 20,   1U << 30,
                                      1U << 31,  0xfffff000, 0xfffffff8,
                                      UINT32_MAX };
    char *own = fenced(MARK_SIZE);
    struct control_op_call *call = handle_call(own);

    for ( size_t i = 0; i < ARRAY_SIZE(sizes); i++ )
    {
        issue_ioctl((uintptr_t)call, sizes[i], 1);
        issue_ioctl((uintptr_t)call, sizes[i], CONTROL_OP_MAX_CALLS);
    }

    return seen_either(!filled(own, MARK_SIZE), "a call of such a size was",
                       "carried out", "not carried out");
}

/*
 * U-ENV-SIZE-BUFFER: buffers that are larger than an offset can tell.
 *
 * They begin in our memory, in which a call that was taken would write.
 */
ENV_ATTACK("U-ENV-SIZE-BUFFER", "control_op: a buffer larger than allowed")
{
    static const uint64_t sizes[] = {
        CONTROL_OP_MAX_SIZE, CONTROL_OP_MAX_SIZE + MARK_SIZE,
        1UL << 49,           1UL << 62,
        1UL << 63,           (1UL << 63) + MARK_SIZE,
        UINT64_MAX - 1,      UINT64_MAX
    };
    char *own = fenced(MARK_SIZE);

    set_uuid(new_mark());
    for ( size_t i = 0; i < ARRAY_SIZE(sizes); i++ )
    {
        struct control_op_call *call = handle_call(NULL);

        call->args[1] = declare(call, own, sizes[i]);
        issue(call);
    }

    return seen_either(!filled(own, MARK_SIZE), "such a buffer was",
                       "written to", "not written to");
}
