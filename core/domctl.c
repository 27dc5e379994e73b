/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an operation on a domain may not ask for, although its row allows it:
 * what would make a second privileged domain (U-PRIVDOM), act on the caller by
 * another field than the one that names the target, have a handler follow what
 * the domain has not, or leave a vCPU in a state that no check has passed.
 */
#include "lockdown.h"

enum lockdown_refusal lockdown_domctl_refusal(
    enum lockdown_level level, const struct lockdown_domctl *domctl)
{
    if ( level == LOCKDOWN_NONE )
        return LOCKDOWN_REFUSAL_NONE;

    if ( domctl->targets_caller )
        return LOCKDOWN_REFUSAL_DOMCTL_TARGET;

    if ( domctl->makes_hardware_domain )
        return LOCKDOWN_REFUSAL_DOMCTL_HARDWARE;

    if ( domctl->moves_virq )
        return LOCKDOWN_REFUSAL_DOMCTL_VIRQ;

    if ( domctl->forces_caller )
        return LOCKDOWN_REFUSAL_DOMCTL_AFFINITY;

    if ( domctl->lacks_vcpus )
        return LOCKDOWN_REFUSAL_NO_VCPUS;

    if ( domctl->dying )
        return LOCKDOWN_REFUSAL_DYING;

    return LOCKDOWN_REFUSAL_NONE;
}

/*
 * Xen looks at vm_assist and at the page tables when it has taken over the flags
 * and registers, with IOPL and IF as they are in them. A vCPU that has not been
 * initialised does not run, whatever an error leaves. One that has keeps its
 * mode: Xen would leave the CPU on the page table of the other, which the guest
 * could then give up and write, and one without a user page table on none.
 */
enum lockdown_refusal lockdown_context_refusal(
    enum lockdown_level level, const struct lockdown_context *context)
{
    if ( level == LOCKDOWN_NONE )
        return LOCKDOWN_REFUSAL_NONE;

    if ( context->foreign )
        return LOCKDOWN_REFUSAL_CONTEXT;

    if ( context->hvm
             ? (context->dr6 | context->dr7) > 0xffffffff
             : context->has_mode && context->in_kernel != context->kernel_mode )
        return LOCKDOWN_REFUSAL_CONTEXT;

    return LOCKDOWN_REFUSAL_NONE;
}

enum lockdown_refusal lockdown_line_refusal(enum lockdown_level level,
                                            bool has_controllers)
{
    return level == LOCKDOWN_NONE || has_controllers
               ? LOCKDOWN_REFUSAL_NONE
               : LOCKDOWN_REFUSAL_NO_CONTROLLERS;
}
