// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-ENV-REF: references that lead elsewhere than into a buffer of their call.
 *
 * All buffers are the caller's own here, so the kernel has nothing to object
 * to. That Xen keeps to them shows in the memory beside them.
 */
#include "envelope.h"

#include <sys/mman.h>

/* Everything that a call wrote to memory that it had not declared. */
static bool strayed(bool observed)
{
    const bool broken = fences_broken();

    return seen_either(observed || broken, "memory beside the buffers",
                       "written to", "unchanged");
}

/* ---- numbers ---- */

/* Does a write to this reference reach either of two pieces of memory? */
static bool reaches(struct control_op_call *call, uint64_t reference,
                    const char *one, const char *other)
{
    set_uuid(new_mark());
    call->args[1] = reference;
    issue(call);

    return !filled(one, MARK_SIZE) || !filled(other, MARK_SIZE);
}

/*
 * U-ENV-REF-RANGE: numbers above the last buffer's.
 *
 * Behind the call's buffers, where its others would stand, there are others,
 * which the kernel was not told of.
 */
ENV_ATTACK("U-ENV-REF-RANGE", "control_op: a reference to no buffer")
{
    struct control_op_call *call = handle_call(NULL);
    char *own = fenced(MARK_SIZE), *other = fenced(MARK_SIZE);
    bool reached = false;

    while ( call->nr_buffers < CONTROL_OP_MAX_BUFFERS )
        declare(call, other, MARK_SIZE);
    for ( call->nr_buffers = 0; call->nr_buffers < 8; )
    {
        for ( unsigned int number = call->nr_buffers + 1;
              number <= CONTROL_OP_MAX_BUFFERS; number++ )
            reached |= reaches(call, CONTROL_OP_REFERENCE(number, 0), own,
                               other);
        declare(call, own, MARK_SIZE);
    }

    return strayed(reached);
}

/* U-ENV-REF-NUMBER: numbers that no call can have, or that are negative. */
ENV_ATTACK("U-ENV-REF-NUMBER", "control_op: a reference to number 17 or -1")
{
    static const uint16_t numbers[] = {
        17,     18,     32,     255,    256,    257,    0x0fff, 0x1001,
        0x7fff, 0x8000, 0x8001, 0xff00, 0xff01, 0xfffe, 0xffff
    };
    struct control_op_call *call = handle_call(NULL);
    char *own = fenced(MARK_SIZE), *other = fenced(MARK_SIZE);
    bool reached = false;

    for ( size_t i = 0; i < ARRAY_SIZE(numbers); i++ )
    {
        reached |= reaches(call, CONTROL_OP_REFERENCE(numbers[i], 0), own,
                           other);
        call->nr_buffers = 0;
        while ( call->nr_buffers < CONTROL_OP_MAX_BUFFERS )
            declare(call, own, MARK_SIZE);
    }

    return strayed(reached);
}

/*
 * U-ENV-REF-STALE: buffers of the call before.
 *
 * It declared sixteen of them, and this one none: in the same trap, and in the
 * next.
 */
ENV_ATTACK("U-ENV-REF-STALE", "control_op: a reference to an earlier buffer")
{
    struct control_op_call *before = handle_call(NULL),
                           *call = handle_call(NULL);
    char *own = fenced(MARK_SIZE);
    bool reached = false;

    while ( before->nr_buffers < CONTROL_OP_MAX_BUFFERS )
        declare(before, own, MARK_SIZE);

    for ( unsigned int number = 1; number <= CONTROL_OP_MAX_BUFFERS; number++ )
    {
        struct control_op_call *const calls[] = { before, call };

        before->args[1] = 0;
        call->args[1] = CONTROL_OP_REFERENCE(number, 0);
        issue_all(calls, ARRAY_SIZE(calls));
        issue(before);
        reached |= reaches(call, CONTROL_OP_REFERENCE(number, 0), own, own);
    }

    return strayed(reached);
}

/*
 * U-ENV-REF-INTERNAL: buffers that Xen may keep for itself.
 *
 * It holds copies of payloads, perhaps as buffers behind the caller's. A write
 * to one of them shows nowhere in our memory; but the operation tells how much
 * it wrote, and no declared memory received it.
 */
ENV_ATTACK("U-ENV-REF-INTERNAL", "control_op: a reference behind all buffers")
{
    char *own = fenced(MARK_SIZE);
    unsigned int written = 0;

    for ( unsigned int number = 2; number <= 64; number++ )
    {
        struct xen_sysctl *op;
        struct control_op_call *call = console_call(&op, (uintptr_t)own,
                                                    MARK_SIZE, MARK_SIZE);

        if ( number > CONTROL_OP_MAX_BUFFERS )
            while ( call->nr_buffers < CONTROL_OP_MAX_BUFFERS )
                declare(call, own, MARK_SIZE);
        else
            call->nr_buffers = (uint16_t)(number - 1);

        op->u.readconsole.buffer.p = (void *)CONTROL_OP_REFERENCE(number, 0);
        written += !issue(call) && op->u.readconsole.count &&
                   filled(own, MARK_SIZE);
    }

    return strayed(written);
}

/* ---- nothing ---- */

/*
 * U-ENV-REF-ZERO: the null reference where memory is needed.
 *
 * Number 0 is no buffer, but 0 is an address, and root may have memory there.
 */
RAW_ATTACK("U-ENV-REF-ZERO", "control_op: the null reference, and memory at 0")
{
    static const uint64_t offsets[] = { 0, MARK_SIZE, PAGE_SIZE - MARK_SIZE };
    uint8_t *nowhere = NULL;
    struct control_op_call *call = handle_call(NULL);
    char *own = fenced(MARK_SIZE);
    struct xen_sysctl *op;

    __asm__("" : "+r"(nowhere)); /* lest the compiler know what it is */
    if ( mmap(nowhere, PAGE_SIZE, PROT_READ | PROT_WRITE,
              MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1,
              0) == MAP_FAILED )
        return missing("no memory at address 0");

    memset(nowhere, FILL, PAGE_SIZE);
    if ( !filled(nowhere, PAGE_SIZE) )
        return missing("memory at address 0 does not last");

    for ( size_t i = 0; i < ARRAY_SIZE(offsets); i++ )
    {
        call->args[1] = offsets[i];
        issue(call);
    }
    call = console_call(&op, (uintptr_t)own, MARK_SIZE, MARK_SIZE);
    op->u.readconsole.buffer.p = NULL;
    issue(call);

    return seen_either(!filled(nowhere, PAGE_SIZE), "memory at address 0",
                       "written to", "unchanged");
}

/* ---- offsets ---- */

/*
 * U-ENV-REF-OFFSET: offsets to the end of a buffer, beyond it, and around the
 * address space.
 */
ENV_ATTACK("U-ENV-REF-OFFSET", "control_op: an offset beyond its buffer")
{
    static const uint64_t offsets[] = { 1,
                                        MARK_SIZE - 1,
                                        MARK_SIZE,
                                        MARK_SIZE + 1,
                                        PAGE_SIZE,
                                        PAGE_SIZE + MARK_SIZE,
                                        1UL << 32,
                                        1UL << 47,
                                        (1UL << 48) - PAGE_SIZE,
                                        (1UL << 48) - MARK_SIZE,
                                        (1UL << 48) - 1 };
    struct control_op_call *call = handle_call(NULL);
    char *own = fenced(MARK_SIZE);
    bool written = false;

    declare(call, own, MARK_SIZE);
    for ( size_t i = 0; i < ARRAY_SIZE(offsets); i++ )
        written |= reaches(call, CONTROL_OP_REFERENCE(1, offsets[i]), own, own);

    return strayed(written);
}

/* ---- the same memory twice ---- */

/*
 * U-ENV-REF-TWICE: have an operation write over its own payload.
 *
 * A list of domains is put where the request for it stands, so that dom0's UUID
 * in the list falls on the pointer in the request: the kernel's address. Xen
 * must have read the request once, and for good. A second domain in the list
 * makes for a second use of the pointer.
 */
ENV_ATTACK("U-ENV-REF-TWICE", "control_op: a payload that rewrites itself")
{
    typedef struct xen_domctl_getdomaininfo info_t;
    static const size_t handle_at = offsetof(info_t, handle),
                        pointer_at = offsetof(struct xen_sysctl,
                                              u.getdomaininfolist.buffer),
                        room = 4 * sizeof(info_t);
    char *memory = fenced(room);
    struct control_op_call *call = SYSCTL_CALL(
        getdomaininfolist, .u.getdomaininfolist.max_domains = 4);
    struct xen_sysctl *op = (void *)(memory + handle_at - pointer_at),
                      *form = structure_of(call);
    const uint64_t lie[2] = { victim(), victim() };
    const domid_t second = new_domain(0);
    uint64_t reference;
    bool observed, rewritten;

    /* The whole is one buffer, and also a second one. */
    call->nr_buffers = 0;
    reference = declare(call, memory, room);
    call->args[0] = reference + handle_at - pointer_at;
    form->u.getdomaininfolist.buffer.p = (void *)declare(call, memory, room);
    memcpy(op, form, sizeof(*op));

    set_uuid(lie);
    watch_version();
    issue(call);
    rewritten = op->u.getdomaininfolist.buffer.p !=
                form->u.getdomaininfolist.buffer.p;
    issue(call); /* as it reads now */
    observed = version_differs();
    end_domain(second);

    return seen(observed || fences_broken(), "the kernel's version %s%s",
                observed ? "overwritten" : "unchanged",
                rewritten ? ", though the payload was rewritten" : "");
}

/*
 * U-ENV-REF-CHAIN: have one call write the payload of the next.
 *
 * When the trap begins, all pointers are references. Then the first call puts
 * dom0's UUID, which is an address of the kernel's, over one of them.
 */
RAW_ATTACK("U-ENV-REF-CHAIN", "control_op: a call that writes the next payload")
{
    char *own = fenced(MARK_SIZE);
    struct xen_sysctl *op;
    struct control_op_call *second = console_call(&op, (uintptr_t)own,
                                                  MARK_SIZE, MARK_SIZE),
                           *first = handle_call(NULL);
    struct control_op_call *const calls[] = { first, second };
    const uint64_t lie[2] = { victim(), MARK_SIZE };

    first->args[1] = declare(first, &op->u.readconsole.buffer, MARK_SIZE);
    set_uuid(lie);
    watch_version();
    issue_all(calls, ARRAY_SIZE(calls));

    return version_seen(version_differs());
}

/*
 * U-ENV-REF-CHAIN-HEADER: have one call write the buffers of the next.
 *
 * The kernel has found them to be ours. They must not be read again: dom0's
 * UUID, put over them by the first call, is the kernel's memory as a buffer.
 */
ENV_ATTACK("U-ENV-REF-CHAIN-HEADER",
           "control_op: a call that writes the next one's buffers")
{
    struct control_op_call *first = handle_call(NULL), *second;
    char *own = fenced(MARK_SIZE);
    const uint64_t lie[2] = { victim(), MARK_SIZE };
    bool observed, rewritten;

    first->nr_buffers = 1;
    second = (void *)((char *)first + call_size(first));
    memcpy(second, handle_call(NULL), sizeof(*second));
    second->args[1] = declare(second, own, MARK_SIZE);
    first->nr_buffers = 0;
    first->args[1] = declare(first, &second->buffers[0], MARK_SIZE);

    set_uuid(lie);
    watch_version();
    issue_ioctl((uintptr_t)first,
                (uint32_t)(call_size(first) + call_size(second)), 2);

    observed = version_differs();
    rewritten = second->buffers[0].address == victim();
    return seen(observed, "the kernel's version %s%s",
                observed ? "overwritten" : "unchanged",
                rewritten ? ", though the buffers were rewritten" : "");
}
