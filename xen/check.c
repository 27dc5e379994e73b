/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lockdown's answer to a hypercall: finds the operation in core's table by its
 * numbers in Xen's public headers, and counts and logs what is refused.
 */
#include <xen/errno.h>
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/sched.h>
#include <xen/string.h>

#include <public/arch-x86/xen-mca.h>
#include <public/domctl.h>
#include <public/hypfs.h>
#include <public/kexec.h>
#include <public/platform.h>
#include <public/sysctl.h>

#include "private.h"

uint64_t lockdown_ops_refused;

/* A domain that may not issue the operation anyway shall not fill the log. */
static int refuse(const char *what, const char *why)
{
    const struct domain *d = current->domain;

    if ( is_control_domain(d) || is_hardware_domain(d) )
    {
        arch_fetch_and_add(&lockdown_ops_refused, 1);
        printk(XENLOG_G_WARNING "Lockdown: %pd: %s refused: %s\n", d, what,
               why);
    }

    return -EPERM;
}

static enum lockdown_op lookup(unsigned int hypercall, uint64_t cmd)
{
    if ( cmd >> 32 )
        return LOCKDOWN_NR_OPS;

#define KEY(hypercall, cmd) (((uint64_t)(hypercall) << 32) | (cmd))
    switch ( KEY(hypercall, cmd) )
    {
#define ROW(hypercall, op, class, why)                                         \
    case KEY(__HYPERVISOR_##hypercall, op):                                    \
        return LOCKDOWN_OP_##op;
#include "policy/hypercalls.def"
#undef ROW
    default:
        return LOCKDOWN_NR_OPS;
    }
#undef KEY
}

int lockdown_check_op(unsigned int hypercall, uint64_t cmd)
{
    const enum lockdown_op op = lookup(hypercall, cmd);

    if ( op == LOCKDOWN_NR_OPS || lockdown_op_allows(lockdown_level(), op) )
        return 0;

    return refuse(lockdown_op_name(op), lockdown_op_why(op));
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

    return refuse(path, why);
}
