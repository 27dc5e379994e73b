// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypercalls of userspace: raw ones are refused in lockdown, and control_op
 * is passed on to Xen.
 *
 * Xen cannot tell a hypercall of this kernel from one that root sends through
 * it, so the kernel must refuse root's. control_op is the exception: its payload
 * holds no pointers, and Xen touches no memory but the buffers that a call
 * declares. This file checks that these buffers are the process's own memory,
 * and for that it need not know any operation.
 */

#define pr_fmt(fmt) "xen:control: " fmt

#include <linux/elfnote.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <xen/interface/xen.h>
#include <xen/xen.h>
#include <xen/xen-ops.h>

#include <asm/xen/hypercall.h>

#include "abi/control_op.h"
#include "control.h"

/*
 * XEN_PRIVCMD_EVENTFD lets the caller name any mapping as a ring that the kernel
 * shares with Xen. Kconfig cannot forbid it: it depends on XEN_PRIVCMD, which
 * XEN_LOCKDOWN selects, so a dependency on it would be a circle.
 */
#ifdef CONFIG_XEN_PRIVCMD_EVENTFD
#error "XEN_LOCKDOWN needs XEN_PRIVCMD_EVENTFD to be off"
#endif

#define __HYPERVISOR_control_op CONTROL_OP_HYPERCALL

/* Some kernels since 6.1 lack it. It only saves time. */
#ifndef __uninitialized
#define __uninitialized
#endif

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
	struct {
		struct control_op_call call;
		struct control_op_buffer buffer;
	} ask = {
		.call.version = CONTROL_OP_VERSION,
		.call.operation = CONTROL_OP_STATUS,
		.call.nr_buffers = 1,
		.call.args = { CONTROL_OP_REFERENCE(1, 0) },
		.buffer = { (unsigned long)&status, sizeof(status) },
	};
	long rc;

	rc = _hypercall3(long, control_op, &ask, 1, sizeof(ask));
	if (!rc)
		rc = ask.call.result;
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

/* Who is locked down? Null if nobody is. */
static const char *locked_down_by(const struct control_op_status *xen)
{
	if (xen->level >= CONTROL_OP_LEVEL_INTEGRITY)
		return "Xen";

	return security_locked_down(LOCKDOWN_XEN_USER_ACTIONS) ? "the kernel"
							       : NULL;
}

static bool locked_down(const struct control_op_status *xen, const char *what)
{
	const char *who = locked_down_by(xen);

	if (!who)
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

/*
 * Root in dom0 can be the backend of each frontend there, and write the other
 * end of each backend; in a guest the backends are its host's. Frontends for
 * disks and networks keep what they share apart if they distrust their backend,
 * so a toolstack can attach disks to dom0.
 */
bool xen_control_may_probe(const char *bus, const char *type)
{
	if (!xen_initial_domain())
		return true;

	if (!strcmp(bus, "xen"))
		return !strcmp(type, "vbd") || !strcmp(type, "vif") ||
		       !xen_control_refuses("frontend in dom0");

	return strcmp(bus, "xen-backend") || strcmp(type, "pci") ||
	       !xen_control_refuses("backend for PCI devices");
}

bool xen_control_distrusts_root(void)
{
	const struct control_op_status xen = xen_control_status();

	return xen_initial_domain() && locked_down_by(&xen);
}
EXPORT_SYMBOL_GPL(xen_control_distrusts_root);

/* The bytes of a call with three buffers; larger requests are allocated. */
#define ON_STACK 104

/* As many calls as there may be, each with as many buffers. */
#define MAX_SIZE                                                               \
	(CONTROL_OP_MAX_CALLS *                                                \
	 (sizeof(struct control_op_call) +                                     \
	  CONTROL_OP_MAX_BUFFERS * sizeof(struct control_op_buffer)))

/* With no more buffers than the ABI allows this is a few hundred bytes. */
static size_t size_of(const struct control_op_call *call)
{
	return sizeof(*call) + call->nr_buffers * sizeof(call->buffers[0]);
}

/*
 * access_ok() is not enough: it may accept an address because this CPU would
 * fault on it, but Xen walks the page tables by itself.
 */
static bool buffers_are_users(const struct control_op_call *call)
{
	const struct control_op_buffer *buffer;
	unsigned int i;

	for (i = 0; i < call->nr_buffers; i++) {
		buffer = &call->buffers[i];
		if (buffer->size > TASK_SIZE_MAX ||
		    buffer->address > TASK_SIZE_MAX - buffer->size)
			return false;
	}

	return true;
}

/*
 * Are there @nr calls in the @size bytes at @call, and are all their buffers
 * the process's own memory? They are a copy, which nobody else can change.
 */
static int check_calls(const void *calls, size_t size, unsigned int nr)
{
	const struct control_op_call *call;

	for (; nr; nr--) {
		call = calls;
		if (size < sizeof(*call) ||
		    call->nr_buffers > CONTROL_OP_MAX_BUFFERS ||
		    size < size_of(call))
			return -EINVAL;
		if (!buffers_are_users(call))
			return -EFAULT;

		calls += size_of(call);
		size -= size_of(call);
	}

	return size ? -EINVAL : 0;
}

static int return_results(struct control_op_call __user *to, const void *calls,
			  size_t size)
{
	const void *end = calls + size;
	const struct control_op_call *call;

	if (!user_access_begin(to, size))
		return -EFAULT;

	for (call = calls; (void *)call < end;
	     call = (void *)call + size_of(call)) {
		unsafe_put_user(call->result, &to->result, failed);
		to = (void __user *)to + size_of(call);
	}
	user_access_end();

	return 0;

failed:
	user_access_end();
	return -EFAULT;
}

static long issue_calls(struct control_op_call __user *from, void *calls,
			size_t size, unsigned int nr)
{
	long rc;
	int failed;

	if (copy_from_user(calls, from, size))
		return -EFAULT;

	failed = check_calls(calls, size, nr);
	if (failed)
		return failed;

	xen_preemptible_hcall_begin();
	rc = privcmd_call(__HYPERVISOR_control_op, (unsigned long)calls, nr,
			  size, 0, 0);
	xen_preemptible_hcall_end();

	failed = return_results(from, calls, size);

	return failed ?: rc;
}

/* Field by field, which is faster than copy_from_user() for so few bytes. */
static int get_request(struct control_op_ioctl *request,
		       const struct control_op_ioctl __user *from)
{
	if (!user_access_begin(from, sizeof(*from)))
		return -EFAULT;

	unsafe_get_user(request->calls, &from->calls, failed);
	unsafe_get_user(request->size, &from->size, failed);
	unsafe_get_user(request->nr, &from->nr, failed);
	user_access_end();

	return 0;

failed:
	user_access_end();
	return -EFAULT;
}

long xen_control_ioctl(void __user *argument)
{
	u64 __uninitialized few[ON_STACK / sizeof(u64)]; /* copied to first */
	struct control_op_ioctl request;
	void *calls = few;
	long rc;

	if (get_request(&request, argument))
		return -EFAULT;

	if (!request.nr || request.nr > CONTROL_OP_MAX_CALLS ||
	    request.size > MAX_SIZE)
		return -EINVAL;

	if (request.size > sizeof(few))
		calls = kmalloc(request.size, GFP_KERNEL);
	if (!calls)
		return -ENOMEM;

	rc = issue_calls((void __user *)request.calls, calls, request.size,
			 request.nr);

	if (calls != few)
		kfree(calls);

	return rc;
}

static long control_ioctl(struct file *file, unsigned int cmd,
			  unsigned long request)
{
	return cmd == CONTROL_OP_IOCTL
		       ? xen_control_ioctl((void __user *)request)
		       : -ENOTTY;
}

static const struct file_operations control_operations = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = control_ioctl,
};

static struct miscdevice control_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "xen/control",
	.fops = &control_operations,
};

static int __init control_init(void)
{
	return xen_initial_domain() ? misc_register(&control_device) : 0;
}
device_initcall(control_init);
