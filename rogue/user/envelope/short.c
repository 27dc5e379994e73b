// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-ENV-REF-SHORT: buffers that are shorter than what an operation reads or
 * writes.
 *
 * Every operation that control_op carries is first called with all the memory
 * that it needs, and after that with less and less. Writing beyond the end shows
 * in the memory there; where the call says how much it needs, it must not be
 * carried out at all.
 */
#include "carriers.h"

/* Declare less than there is, and see whether more is written. */
static bool starve(struct carried *carried, struct pointer *pointer)
{
    struct control_op_buffer *buffer =
        &carried->call->buffers[pointer - carried->pointers];
    const size_t needs = pointer->size;
    const size_t sizes[] = {
        needs - 1, needs - needs / 4, needs / 2, 8, 4, 1, 0
    };
    static char before[4 * PAGE_SIZE];
    bool beyond = false;

    if ( needs > sizeof(before) )
        abort();

    for ( size_t i = 0; i < ARRAY_SIZE(sizes); i++ )
    {
        const size_t size = sizes[i];

        if ( size >= needs )
            continue;
        buffer->size = size;
        memcpy(before, pointer->memory, needs);
        beyond |= as_honest(issue(carried->call)) && pointer->needed &&
                  !pointer->counted;
        beyond |= memcmp(before + size, pointer->memory + size, needs - size);
        memcpy(pointer->memory, before, needs);
    }

    return beyond || fences_broken();
}

static bool is_fixed(struct carried *carried, struct pointer *pointer)
{
    (void)carried;
    return pointer->argument && !pointer->counted;
}

static bool is_handle(struct carried *carried, struct pointer *pointer)
{
    (void)carried;
    return !pointer->argument && pointer->exact;
}

static bool is_told(struct carried *carried, struct pointer *pointer)
{
    (void)carried;
    return (pointer->argument && pointer->counted) || !pointer->exact;
}

static bool starved(wants_pointer *wants)
{
    const struct tally tally = try_carriers(NULL, wants, starve);

    return judged(&tally, "written beyond a short buffer");
}

/* U-ENV-REF-SHORT: buffers that are arguments of a fixed size. */
ENV_ATTACK_BY("U-ENV-REF-SHORT",
              "control_op: a buffer too short for the answer",
              starved(is_fixed))

/* U-ENV-REF-SHORT-STRUCT: buffers behind pointers in a payload. */
ENV_ATTACK_BY("U-ENV-REF-SHORT-STRUCT",
              "control_op: a pointer's buffer too short for the answer",
              starved(is_handle))

/*
 * U-ENV-REF-SHORT-VAR: operations that are told how much room there is, or that
 * alone know how much they write.
 */
ENV_ATTACK_BY("U-ENV-REF-SHORT-VAR",
              "control_op: a buffer shorter than an operation was told",
              starved(is_told))

/* ---- reading ---- */

/*
 * U-ENV-REF-SHORT-IN: payloads that go on behind the end of their buffer.
 *
 * The domctl is all there; declared is less than it takes. dom0's UUID tells
 * whether the rest was read nevertheless, and a path that ends behind its
 * buffer whether it was looked up.
 */
ENV_ATTACK("U-ENV-REF-SHORT-IN", "control_op: a payload beyond its buffer")
{
    struct control_op_call *call = DOMCTL_CALL(setdomainhandle, 0);
    struct xen_domctl *op = structure_of(call);
    static const size_t handle_at = offsetof(struct xen_domctl, u);
    const size_t sizes[] = { sizeof(*op) - 1,
                             handle_at + MARK_SIZE,
                             handle_at + MARK_SIZE / 2,
                             handle_at,
                             4,
                             0 };
    char uuid[MARK_SIZE], *found = fenced(PAGE_SIZE);
    bool set = false, read;

    for ( size_t i = 0; i < ARRAY_SIZE(sizes); i++ )
    {
        memcpy(op->u.setdomainhandle.handle, new_mark(), MARK_SIZE);
        call->buffers[0].size = sizes[i];
        issue(call);
        get_uuid(uuid);
        set |= !memcmp(uuid, op->u.setdomainhandle.handle, sizeof(uuid));
    }

    call = hypfs_call(found, PAGE_SIZE, PAGE_SIZE);
    call->buffers[0].size = 1;
    issue(call);
    read = !filled(found, PAGE_SIZE);

    return seen(set || read, "dom0's UUID %s, a path %s",
                set ? "set" : "unchanged",
                read ? "looked up" : "not looked up");
}
