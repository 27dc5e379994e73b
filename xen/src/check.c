/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lockdown's answer to a hypercall: tells core what is being asked, how, by whom
 * and of whom.
 */
#include <xen/errno.h>
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/sched.h>
#include <xen/string.h>

#include <public/domctl.h>
#include <public/event_channel.h>
#include <public/hvm/hvm_op.h>
#include <public/hypfs.h>
#include <public/platform.h>
#include <public/sysctl.h>

#include "private.h"

static void noinline log_refusal(const struct lockdown_call *call,
                                 enum lockdown_row row)
{
    /* What no row lists is named by its numbers. */
    if ( row == LOCKDOWN_ROW_NONE )
    {
        char name[64];

        snprintf(name, sizeof(name), "hypercall %#lx, operation %#lx, %#lx",
                 call->number[0], call->number[1], call->number[2]);
        lockdown_log_refusal(row, name, lockdown_row_why(row));
    }
    else
        lockdown_log_refusal(row, lockdown_row_name(row),
                             lockdown_row_why(row));
}

/*
 * What the gate says to what is asked for, by its numbers, in the course of the
 * current hypercall. @op is Xen's copy of an operation with contents; else null.
 * Its fields are looked at too, and, if a process composed it, its references.
 */
static always_inline int check_call(unsigned int depth, uint64_t hypercall,
                                    uint64_t cmd, uint64_t sub_op,
                                    unsigned int target, const void *op)
{
    const struct lockdown_window *window = current->window;
    const struct lockdown_call call = {
        .how = target |
               (window ? window->how : LOCKDOWN_RAW | lockdown_caller()),
        .depth = depth,
        .number = { hypercall, cmd, sub_op },
    };
    enum lockdown_row row;
    const int refused = lockdown_gate(lockdown_level_in(window), &call, &row);

    BUILD_BUG_ON(LOCKDOWN_EPERM != EPERM);
    BUILD_BUG_ON(LOCKDOWN_ENOSYS != ENOSYS);

    if ( unlikely(refused) )
    {
        log_refusal(&call, row);
        return refused;
    }

    if ( !op )
        return 0;

    return (window ? lockdown_check_pointers(window, row, op) : 0)
               ?: lockdown_check_fields(row, op);
}

static unsigned int on(bool own)
{
    return own ? LOCKDOWN_ON_OWN : LOCKDOWN_ON_OTHER;
}

/*
 * A reserved ID stands for Xen's memory, the hardware's, or the caller itself. A
 * process may act on none of them.
 */
static unsigned int target_of(domid_t domid)
{
    return on(lockdown_is_own(domid) ||
              (current->window && domid >= DOMID_FIRST_RESERVED &&
               domid != DOMID_INVALID));
}

int lockdown_check_hypercall(unsigned long number)
{
    return check_call(1, number, 0, 0, LOCKDOWN_ON_OTHER, NULL);
}

int lockdown_check_op(unsigned int hypercall, uint64_t op)
{
    return check_call(2, hypercall, op, 0, LOCKDOWN_ON_OTHER, NULL);
}

/*
 * What makes Xen follow a domain's vCPUs later: a parameter, whenever the domain
 * is paused; an event channel, whenever it is notified.
 */
static bool binds_vcpus(unsigned int hypercall, uint64_t op)
{
    return (hypercall == __HYPERVISOR_hvm_op && op == HVMOP_set_param) ||
           (hypercall == __HYPERVISOR_event_channel_op &&
            op == EVTCHNOP_alloc_unbound);
}

int lockdown_check_target(unsigned int hypercall, uint64_t op, domid_t target)
{
    const int refused = check_call(2, hypercall, op, 0, target_of(target),
                                   NULL);

    return refused || !binds_vcpus(hypercall, op)
               ? refused
               : lockdown_check_vcpus(hypercall, op, target);
}

int lockdown_check_sub_op(unsigned int hypercall, uint64_t op, uint64_t sub_op,
                          domid_t target)
{
    return check_call(3, hypercall, op, sub_op, target_of(target), NULL);
}

int lockdown_check_memory_op(unsigned int cmd, domid_t target, const void *op)
{
    return check_call(2, __HYPERVISOR_memory_op, cmd, 0, target_of(target), op);
}

static uint64_t domctl_sub_op(const struct xen_domctl *op)
{
    switch ( op->cmd )
    {
#define DOMCTL_GROUP(group, parent, selector, header, names)                   \
    case parent:                                                               \
        return op->selector;
#include "policy/hypercalls.def"
    default:
        return 0;
    }
}

/*
 * Xen finds no domain by a reserved ID in a domctl, except for the quarantine of
 * devices (DOMID_IO). So here only the caller's own ID means the caller.
 */
int lockdown_check_domctl(const struct xen_domctl *op)
{
    return check_call(3, __HYPERVISOR_domctl, op->cmd, domctl_sub_op(op),
                      on(lockdown_is_own(op->domain)), op)
               ?: lockdown_check_contents(op);
}

static uint64_t sysctl_sub_op(const struct xen_sysctl *op)
{
    switch ( op->cmd )
    {
#define SYSCTL_GROUP(group, parent, selector, header, names)                   \
    case parent:                                                               \
        return op->selector;
#include "policy/hypercalls.def"
    default:
        return 0;
    }
}

int lockdown_check_sysctl(const struct xen_sysctl *op)
{
    const bool moves = lockdown_moves_domain(op);
    const domid_t domid = moves ? op->u.cpupool_op.domid : DOMID_INVALID;

    return check_call(3, __HYPERVISOR_sysctl, op->cmd, sysctl_sub_op(op),
                      on(lockdown_is_own(domid)), op)
               ?: moves
                  ? lockdown_check_vcpus(__HYPERVISOR_sysctl, op->cmd, domid)
                  : 0;
}

static uint64_t platform_sub_op(const struct xen_platform_op *op)
{
    switch ( op->cmd )
    {
#define PLATFORM_GROUP(group, parent, selector, header, names)                 \
    case parent:                                                               \
        return op->selector;
#include "policy/hypercalls.def"
#ifdef XENPF_microcode_update2
    case XENPF_microcode_update2:
        return op->u.microcode2.flags;
#endif
    default:
        return 0;
    }
}

int lockdown_check_platform_op(const void *op)
{
    const struct xen_platform_op *platform_op = op;

    return check_call(3, __HYPERVISOR_platform_op, platform_op->cmd,
                      platform_sub_op(platform_op), LOCKDOWN_ON_OTHER, op);
}

void lockdown_elsewhere(void)
{
    if ( current->window )
        current->window->elsewhere = true;
}

int lockdown_check_hypfs(unsigned int cmd, const char *path)
{
    static const char params[] = "/params/";
    const char *why = lockdown_refusal_text(LOCKDOWN_REFUSAL_NO_PARAMETER);
    const char *name = path + strlen(params);

    if ( cmd != XEN_HYPFS_OP_write_contents ||
         lockdown_level_of_call() == LOCKDOWN_NONE )
        return 0;

    if ( !strncmp(path, params, strlen(params)) &&
         lockdown_param_allows(lockdown_level_of_call(), name, strlen(name),
                               &why) )
        return 0;

    lockdown_log_refusal(LOCKDOWN_ROW_XEN_HYPFS_OP_write_contents, path, why);

    return -EPERM;
}
