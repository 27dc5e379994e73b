/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A native hypercall, carried out by its own handler in the course of a
 * control_op. Inline for wrapped calls, on whose path each instruction counts;
 * everybody else calls lockdown_native().
 */
#ifndef LOCKDOWN_NATIVE_H
#define LOCKDOWN_NATIVE_H

#include <xen/guest_access.h>
#include <xen/hypercall.h>
#include <xen/multicall.h>
#include <xen/sched.h>

#include "abi/control_op.h"

static always_inline long native_hypercall(struct vcpu *curr,
                                           unsigned int hypercall,
                                           const uint64_t *args)
{
    struct mc_state *state = &curr->mc_state;

    BUILD_BUG_ON(CONTROL_OP_MAX_ARGS > ARRAY_SIZE(state->call.args));

    /* Most calls are domctls, whose handler is the same for each kind of caller. */
    if ( likely(hypercall == __HYPERVISOR_domctl) )
        return do_domctl(guest_handle_from_ptr(args[0], xen_domctl_t));

    state->call.op = hypercall;
    memcpy(state->call.args, args, CONTROL_OP_MAX_ARGS * sizeof(*args));
    arch_do_multicall_call(state);

    return state->call.result;
}

#endif /* LOCKDOWN_NATIVE_H */
