/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypercall control_op: takes a private copy of the call, checks all of it,
 * and only then carries the operation out.
 */
#include <xen/errno.h>
#include <xen/guest_access.h>
#include <xen/hypercall.h>
#include <xen/sched.h>

#include "abi/control_op.h"
#include "private.h"

static bool well_formed(const struct control_op_call *call)
{
    const struct control_op_buffer *buffer;
    unsigned int i;

    if ( call->nr_buffers > CONTROL_OP_MAX_BUFFERS || call->reserved )
        return false;

    for ( i = call->nr_buffers; i < CONTROL_OP_MAX_BUFFERS; i++ )
    {
        buffer = &call->buffers[i];
        if ( buffer->address || buffer->size )
            return false;
    }

    return true;
}

/*
 * Arguments that an operation does not take are 0, so that they can get a
 * meaning later.
 */
static bool takes_args(const struct control_op_call *call, unsigned int nr)
{
    for ( ; nr < CONTROL_OP_MAX_ARGS; nr++ )
        if ( call->args[nr] )
            return false;

    return true;
}

/*
 * The buffer that @reference names, or null if it names none or one shorter
 * than @size.
 */
static const struct control_op_buffer *buffer_of(
    const struct control_op_call *call, uint64_t reference, uint64_t size)
{
    const struct control_op_buffer *buffer;

    if ( !reference || reference > call->nr_buffers )
        return NULL;

    buffer = &call->buffers[reference - 1];

    return buffer->size >= size ? buffer : NULL;
}

static long do_status(const struct control_op_call *call)
{
    const struct control_op_status status = {
        .version = CONTROL_OP_VERSION,
        .level = lockdown_level(),
        .domid = current->domain->domain_id,
        .options_refused = lockdown_options_refused,
        .ops_refused = read_atomic(&lockdown_ops_refused),
    };
    const struct control_op_buffer *buffer = buffer_of(call, call->args[0],
                                                       sizeof(status));

    if ( call->nr_buffers != 1 || !takes_args(call, 1) || !buffer )
        return -EINVAL;

    return copy_to_guest(guest_handle_from_ptr(buffer->address, char),
                         (const char *)&status, sizeof(status))
               ? -EFAULT
               : 0;
}

long do_control_op(XEN_GUEST_HANDLE_PARAM(void) arg)
{
    struct control_op_call call;

    BUILD_BUG_ON(LOCKDOWN_NONE != CONTROL_OP_LEVEL_NONE);
    BUILD_BUG_ON(LOCKDOWN_INTEGRITY != CONTROL_OP_LEVEL_INTEGRITY);
    BUILD_BUG_ON(LOCKDOWN_CONTAINMENT != CONTROL_OP_LEVEL_CONTAINMENT);

    if ( copy_from_guest((char *)&call, guest_handle_cast(arg, char),
                         sizeof(call)) )
        return -EFAULT;

    /* By status a caller learns which versions there are. */
    if ( call.version != CONTROL_OP_VERSION &&
         call.operation != CONTROL_OP_STATUS )
        return -ENOSYS;

    if ( !well_formed(&call) )
        return -EINVAL;

    switch ( call.operation )
    {
    case CONTROL_OP_STATUS:
        return do_status(&call);

    default:
        return -ENOSYS;
    }
}
