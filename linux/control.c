// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps userspace from reaching, through Xen, what a locked-down kernel denies
 * it.
 *
 * Xen cannot tell a hypercall of this kernel from one that root sent through
 * it, so the kernel must refuse root's. It need not know any operation for
 * that: only whether Xen is locked down, which Xen's stable control_op
 * interface tells, and whether it is itself.
 */

#define pr_fmt(fmt) "xen:control: " fmt

#include <linux/elfnote.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/security.h>

#include <xen/interface/xen.h>
#include <xen/xen.h>

#include <asm/xen/hypercall.h>

#include "abi/control_op.h"
#include "control.h"

/*
 * It takes any mapping of the caller's for a ring that the kernel shares with
 * Xen. Kconfig cannot forbid it: what depends on XEN_PRIVCMD cannot hold back
 * what selects it.
 */
#ifdef CONFIG_XEN_PRIVCMD_EVENTFD
#error "XEN_LOCKDOWN needs XEN_PRIVCMD_EVENTFD to be off"
#endif

#define __HYPERVISOR_control_op CONTROL_OP_HYPERCALL

/*
 * A locked-down Xen starts no dom0 kernel without this promise that it filters.
 */
ELFNOTE32(CONTROL_OP_NOTE_NAME, CONTROL_OP_NOTE_TYPE, (u32)CONTROL_OP_VERSION);

/*
 * What Xen says of its lockdown and of this domain. Only a Xen that has never
 * heard of control_op counts as not locked down; one that fails to answer
 * counts as locked.
 *
 * A guest's root is restricted by its own kernel's lockdown, not by that of its
 * host.
 */
static struct control_op_status xen_control_status(void)
{
	struct control_op_status status = {};
	struct control_op_call call = {
		.version = CONTROL_OP_VERSION,
		.operation = CONTROL_OP_STATUS,
		.nr_buffers = 1,
		.args = { 1 },
		.buffers = { { (unsigned long)&status, sizeof(status) } },
	};
	long rc;

	rc = _hypercall1(long, control_op, &call);
	if (rc || status.domid >= DOMID_FIRST_RESERVED) {
		if (rc != -ENOSYS)
			pr_err_once("no sound answer from Xen (%ld)\n", rc);
		status.level = rc == -ENOSYS ? CONTROL_OP_LEVEL_NONE
					     : CONTROL_OP_LEVEL_INTEGRITY;
		/* the initial domain's number on any Xen */
		status.domid = xen_initial_domain() ? 0 : DOMID_INVALID;
	}
	if (!xen_initial_domain())
		status.level = CONTROL_OP_LEVEL_NONE;

	return status;
}

static bool locked_down(const struct control_op_status *xen, const char *what)
{
	const char *who;

	if (xen->level >= CONTROL_OP_LEVEL_INTEGRITY)
		who = "Xen";
	else if (security_locked_down(LOCKDOWN_XEN_USER_ACTIONS))
		who = "the kernel";
	else
		return false;

	pr_notice_ratelimited("%s: %s refused: %s is locked down\n",
			      current->comm, what, who);
	return true;
}

bool xen_control_refuses(const char *what)
{
	const struct control_op_status xen = xen_control_status();

	return locked_down(&xen, what);
}

bool xen_control_may_map(u16 domid)
{
	const struct control_op_status xen = xen_control_status();

	if (domid < DOMID_FIRST_RESERVED && domid != xen.domid)
		return true;

	return !locked_down(&xen, "mapping of its own, Xen's or I/O memory");
}
