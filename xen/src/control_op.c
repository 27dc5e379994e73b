/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypercall control_op: takes a private copy of each call, checks it, opens
 * a window on the buffers that it declares, and has it carried out: by the
 * handler of a native hypercall, or by an operation of the stable family.
 */
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/guest_access.h>
#include <xen/hypercall.h>
#include <xen/lockdown.h>
#include <xen/multicall.h>
#include <xen/sched.h>

#include "native.h"
#include "private.h"

/* A call as it was copied in, with room for all buffers it may have. */
union copied_call {
    struct control_op_call head; /* its buffers lie behind it, in @room */
    uint8_t room[sizeof(struct control_op_call) +
                 CONTROL_OP_MAX_BUFFERS * sizeof(struct control_op_buffer)];
};

/* Where the rest of the calls is, and how much. */
struct calls {
    XEN_GUEST_HANDLE_PARAM(char) at;
    unsigned int nr;
    unsigned int size; /* bytes */
};

/* Nearly all calls have one buffer, which comes with the first copy. */
#define AT_ONCE 1

/*
 * Copy the next call in. On success *@size is how many bytes of memory the call
 * takes. No window is open yet, so @from->at is an address of the caller's.
 */
static always_inline int copy_call(union copied_call *call,
                                   const struct calls *from, unsigned int *size)
{
    const unsigned int nr_at_once = sizeof(call->head) +
                                    AT_ONCE * sizeof(call->head.buffers[0]);
    const unsigned int first = min(from->size, nr_at_once);

    if ( from->size < sizeof(call->head) )
        return -EINVAL;

    if ( plain_copy_from_guest(call, from->at.p, first) )
        return -EFAULT;

    *size = sizeof(call->head) +
            call->head.nr_buffers * sizeof(call->head.buffers[0]);
    if ( call->head.nr_buffers > CONTROL_OP_MAX_BUFFERS || *size > from->size )
        return -EINVAL;

    if ( *size > first &&
         plain_copy_from_guest((char *)call + first, from->at.p + first,
                               *size - first) )
        return -EFAULT;

    return lockdown_buffers_ok(call->head.buffers, call->head.nr_buffers)
               ? 0
               : -EINVAL;
}

/*
 * The address needs no check: copy_call() has checked all of the call's memory
 * when it copied the call.
 */
static always_inline int write_result(const struct calls *to, int64_t result)
{
    char *at = to->at.p + offsetof(struct control_op_call, result);

    return plain__copy_to_guest(at, &result, sizeof(result)) ? -EFAULT : 0;
}

/*
 * Is the buffer of a wrapped call as long as its registers imply? Asked of
 * mmuext_op alone, which carries out its elements one by one and so would find a
 * buffer too short only after the first effect.
 */
static bool implied_room(const struct lockdown_window *window,
                         const struct control_op_call *call)
{
    return call->operation != __HYPERVISOR_mmuext_op ||
           lockdown_refers(window->buffers, window->nr, call->args[0],
                           call->args[1] & ~MMU_UPDATE_PREEMPTED,
                           sizeof(struct mmuext_op));
}

/* A handler that is preempted tells how it goes on, which goes into @call. */
static long carry_out_wrapped(struct vcpu *curr,
                              const struct lockdown_window *window,
                              struct control_op_call *call)
{
    unsigned int nr_args = CONTROL_OP_MAX_ARGS;
    int refused;
    long result;

    if ( unlikely(!lockdown_passes(lockdown_pass_control_op, call->operation)) )
    {
        refused = lockdown_check_hypercall(call->operation);
        if ( refused )
            return refused;
    }

    if ( !implied_room(window, call) )
        return -EINVAL;

    result = native_hypercall(curr, call->operation, call->args);

    if ( likely(!curr->hcall_preempted) )
        return result;

    /* The handler had been preempted, and failed when it went on. */
    if ( result < 0 )
        hypercall_cancel_continuation(curr);
    else
    {
        /* A domctl's continuation has one argument: copy no more. */
        if ( call->operation == __HYPERVISOR_domctl )
            nr_args = 1;
        call->operation = result;
        memcpy(call->args, curr->mc_state.call.args,
               nr_args * sizeof(*call->args));
    }

    return result;
}

static long carry_out(struct vcpu *curr, struct lockdown_window *window,
                      struct control_op_call *call)
{
    long result;

    /* Status tells a caller which versions Xen speaks, so it has no check. */
    if ( call->version != CONTROL_OP_VERSION &&
         call->operation != CONTROL_OP_STATUS )
        return -ENOSYS;

    if ( call->operation != CONTROL_OP_STATUS && (window->how & LOCKDOWN_DOMU) )
        return -EPERM;

    result = call->operation < CONTROL_OP_STABLE
                 ? carry_out_wrapped(curr, window, call)
                 : lockdown_stable(window, call);

    /* No memory was reached: the first reference was malformed. */
    return unlikely(result == -EFAULT) && !window->reached ? -EINVAL : result;
}

/*
 * Carry out the first of @calls and write its result. If the call is preempted,
 * what is left to do is written over it, and -ERESTART returned.
 */
static always_inline int do_call(struct vcpu *curr, const struct calls *calls,
                                 struct lockdown_window *window,
                                 unsigned int *size)
{
    union copied_call call;
    int rc = copy_call(&call, calls, size);

    if ( rc )
        return rc;

    window->buffers = call.head.buffers;
    window->nr = call.head.nr_buffers;
    window->reached = false;

    curr->window = window;
    call.head.result = carry_out(curr, window, &call.head);
    curr->window = NULL;

    if ( likely(!curr->hcall_preempted) )
        return write_result(calls, call.head.result);

    if ( !plain_copy_to_guest(calls->at.p, &call.head, sizeof(call.head)) )
        return -ERESTART;

    hypercall_cancel_continuation(curr);

    return -EFAULT;
}

/*
 * An operation that goes on on another CPU sets the result of this hypercall
 * when it ends, whatever we return. So the calls behind it are not carried out:
 * each gets -EAGAIN.
 */
static noinline int leave_out(const struct calls *calls, unsigned int *size)
{
    union copied_call call;

    return copy_call(&call, calls, size) ?: write_result(calls, -EAGAIN);
}

/*
 * Look for pending work after this many calls: hypercall_preempt_check() costs
 * as much as all checks of one call.
 */
#define LOOK_EVERY 8

static always_inline int do_calls(struct vcpu *curr, struct calls *calls)
{
    struct lockdown_window window;
    unsigned int size = 0, done;
    int rc;

    window.how = LOCKDOWN_CONTROL_OP | lockdown_caller();
    /*
     * A control_op is a process's. Its kernel may be locked down although Xen is
     * not, so it is judged at integrity at least.
     */
    window.level = lockdown_level() ?: LOCKDOWN_INTEGRITY;
    window.own = NULL;
    window.own_size = 0;
    window.elsewhere = false;

    for ( done = 0; calls->nr; calls->nr--, done++ )
    {
        if ( unlikely(window.elsewhere) )
            rc = leave_out(calls, &size);
        else if ( done % LOOK_EVERY == LOOK_EVERY - 1 &&
                  hypercall_preempt_check() )
            rc = -ERESTART;
        else
            rc = do_call(curr, calls, &window, &size);
        if ( rc )
            return rc;

        guest_handle_add_offset(calls->at, size);
        calls->size -= size;
    }

    return calls->size ? -EINVAL : 0;
}

long do_control_op(XEN_GUEST_HANDLE_PARAM(void) arg, unsigned int nr,
                   unsigned int size)
{
    struct vcpu *curr = current;
    struct mc_state *state = &curr->mc_state;
    struct calls calls = {
        .at = guest_handle_cast(arg, char),
        .nr = nr,
        .size = size,
    };
    int rc;

    if ( nr == 0 || nr > CONTROL_OP_MAX_CALLS )
        return -EINVAL;

    /* Handlers put their continuations where a multicall's go. */
    if ( state->flags & MCSF_in_multicall )
        return -EPERM;

    state->flags = MCSF_in_multicall;
    rc = do_calls(curr, &calls);
    state->flags = 0;

    return rc == -ERESTART
               ? hypercall_create_continuation(__HYPERVISOR_control_op, "hii",
                                               calls.at, calls.nr, calls.size)
               : rc;
}
