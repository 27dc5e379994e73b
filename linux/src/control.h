/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the drivers that userspace talks to must ask before they pass a request
 * on to Xen.
 */
#ifndef _XEN_CONTROL_H
#define _XEN_CONTROL_H

#include <linux/compiler_types.h>
#include <linux/errno.h>
#include <linux/mm_types.h>
#include <linux/types.h>

#include "abi/control_op.h"

/*
 * Mappings that are not moved: the mapping's .mremap. @vma is the new one, at
 * whose end .close is called as for any other. Under mmap_lock.
 */

/* Where .open counts it, .close counts it down (L-GNTDEV-MOVE). */
static inline int xen_control_stays(struct vm_area_struct *vma __always_unused)
{
	return -EINVAL;
}

/*
 * privcmd's: nothing counts it, and the end of each would free the pages and the
 * table of them (L-MAP-MOVE). The new one is left nothing to free.
 */
static inline int xen_control_stays_alone(struct vm_area_struct *vma)
{
	vma->vm_private_data = NULL;

	return -EINVAL;
}

#ifdef CONFIG_XEN_LOCKDOWN

/*
 * Is @what, which userspace asks for, to be refused? It is when Xen or this
 * kernel is locked down; then the refusal is logged. May sleep or not: callable
 * from any process context.
 */
bool xen_control_refuses(const char *what);

/*
 * May userspace map frames of domain @domid? In lockdown not those of this
 * domain, which are this kernel's own memory, nor those of a reserved domain
 * ID: Xen's memory, I/O memory, or this domain by another name.
 */
bool xen_control_may_map(u16 domid);

/*
 * May the device of @type on @bus, as xenstore names them, be probed: "xen" has
 * frontends, "xen-backend" backends? In lockdown not in dom0, where root can be
 * its other end, unless its driver is known to bear that; then the refusal is
 * logged. May sleep.
 */
bool xen_control_may_probe(const char *bus, const char *type);

/*
 * Is root to be distrusted, and with it all backends, whatever xenstore says of
 * them? In lockdown in dom0. May sleep.
 */
bool xen_control_distrusts_root(void);

/*
 * CONTROL_OP_IOCTL, with the struct control_op_ioctl at @argument: for every node
 * that offers it. Returns 0 or a negative error. May sleep.
 */
long xen_control_ioctl(void __user *argument);

#else

static inline bool xen_control_refuses(const char *what)
{
	return false;
}

static inline bool xen_control_may_map(u16 domid)
{
	return true;
}

static inline bool xen_control_may_probe(const char *bus, const char *type)
{
	return true;
}

static inline bool xen_control_distrusts_root(void)
{
	return false;
}

static inline long xen_control_ioctl(void __user *argument)
{
	return -ENOTTY;
}

#endif /* CONFIG_XEN_LOCKDOWN */

#endif /* _XEN_CONTROL_H */
