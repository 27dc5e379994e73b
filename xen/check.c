/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lockdown's answer to a hypercall: tells core what is being asked, by whom and
 * of whom, and counts and logs what is refused.
 */
#include <xen/errno.h>
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/sched.h>
#include <xen/string.h>

#include <public/domctl.h>
#include <public/hypfs.h>
#include <public/platform.h>
#include <public/sysctl.h>

#include "private.h"

bool __ro_after_init lockdown_dom0_declares;

uint64_t lockdown_ops_refused;

/* Refusals of each row since boot. */
static uint32_t refusals[LOCKDOWN_NR_ROWS];

static unsigned int caller(const struct domain *d)
{
    if ( !is_control_domain(d) && !is_hardware_domain(d) )
        return LOCKDOWN_DOMU;

    return lockdown_dom0_declares ? LOCKDOWN_DOM0 : LOCKDOWN_DOM0_UNDECLARED;
}

/*
 * The first refusal of an operation is always logged, later ones as far as
 * Xen's limit on what guests may make it say allows. A domain that may not
 * issue the operation anyway shall not fill the log.
 */
void lockdown_log_refusal(enum lockdown_row row, const char *name,
                          const char *why)
{
    const struct domain *d = current->domain;

    if ( caller(d) == LOCKDOWN_DOMU )
        return;

    arch_fetch_and_add(&lockdown_ops_refused, 1);
    if ( arch_fetch_and_add(&refusals[row], 1) )
        printk(XENLOG_G_WARNING "Lockdown: %pd: %s refused: %s\n", d, name,
               why);
    else
        printk(XENLOG_WARNING "Lockdown: %pd: %s refused: %s\n", d, name, why);
}

static int check(const struct lockdown_call *call)
{
    const int refused = lockdown_gate(lockdown_level(), call);
    const enum lockdown_row row = refused ? lockdown_find(call)
                                          : LOCKDOWN_ROW_NONE;

    /* What no row lists is named by its numbers. */
    if ( refused && row == LOCKDOWN_ROW_NONE )
    {
        char name[64];

        snprintf(name, sizeof(name), "hypercall %#lx, operation %#lx, %#lx",
                 call->number[0], call->number[1], call->number[2]);
        lockdown_log_refusal(row, name, lockdown_row_why(row));
    }
    else if ( refused )
        lockdown_log_refusal(row, lockdown_row_name(row),
                             lockdown_row_why(row));

    return refused;
}

static int check_raw(unsigned int depth, uint64_t hypercall, uint64_t op,
                     uint64_t sub_op, unsigned int target)
{
    const struct lockdown_call call = {
        .how = LOCKDOWN_RAW | caller(current->domain) | target,
        .depth = depth,
        .number = { hypercall, op, sub_op },
    };

    BUILD_BUG_ON(LOCKDOWN_EPERM != EPERM);
    BUILD_BUG_ON(LOCKDOWN_ENOSYS != ENOSYS);

    return check(&call);
}

bool lockdown_is_own(domid_t domid)
{
    return domid == DOMID_SELF || domid == current->domain->domain_id;
}

static unsigned int target_of(domid_t domid)
{
    return lockdown_is_own(domid) ? LOCKDOWN_ON_OWN : LOCKDOWN_ON_OTHER;
}

unsigned long lockdown_hypercall(unsigned long number)
{
    return check_raw(1, number, 0, 0, LOCKDOWN_ON_OTHER) ? ~0UL : number;
}

int lockdown_check_op(unsigned int hypercall, uint64_t op)
{
    return check_raw(2, hypercall, op, 0, LOCKDOWN_ON_OTHER);
}

int lockdown_check_target(unsigned int hypercall, uint64_t op, domid_t target)
{
    return check_raw(2, hypercall, op, 0, target_of(target));
}

int lockdown_check_sub_op(unsigned int hypercall, uint64_t op, uint64_t sub_op,
                          domid_t target)
{
    return check_raw(3, hypercall, op, sub_op, target_of(target));
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

int lockdown_check_domctl(const struct xen_domctl *op)
{
    const int refused = lockdown_check_sub_op(__HYPERVISOR_domctl, op->cmd,
                                              domctl_sub_op(op), op->domain);

    return refused ?: lockdown_check_contents(op);
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
    return lockdown_check_sub_op(__HYPERVISOR_sysctl, op->cmd,
                                 sysctl_sub_op(op), DOMID_INVALID);
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

    return lockdown_check_sub_op(__HYPERVISOR_platform_op, platform_op->cmd,
                                 platform_sub_op(platform_op), DOMID_INVALID);
}

int lockdown_check_hypfs(unsigned int cmd, const char *path)
{
    static const char params[] = "/params/";
    const char *why = "not a run-time parameter";
    const char *name = path + strlen(params);

    if ( cmd != XEN_HYPFS_OP_write_contents ||
         lockdown_level() == LOCKDOWN_NONE )
        return 0;

    if ( !strncmp(path, params, strlen(params)) &&
         lockdown_param_allows(lockdown_level(), name, strlen(name), &why) )
        return 0;

    lockdown_log_refusal(LOCKDOWN_ROW_XEN_HYPFS_OP_write_contents, path, why);

    return -EPERM;
}
