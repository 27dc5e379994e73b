/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the drivers that userspace talks to must ask before they pass a request
 * on to Xen.
 */
#ifndef _XEN_CONTROL_H
#define _XEN_CONTROL_H

#include <linux/types.h>

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

#else

static inline bool xen_control_refuses(const char *what)
{
	return false;
}

static inline bool xen_control_may_map(u16 domid)
{
	return true;
}

#endif /* CONFIG_XEN_LOCKDOWN */

#endif /* _XEN_CONTROL_H */
