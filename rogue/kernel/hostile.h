/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether the kernel is on the rogue's side, and what that leaves to attack. */
#ifndef ROGUE_HOSTILE_H
#define ROGUE_HOSTILE_H

#include "../attack.h"

/* The module that hands ring 0 out is loaded. */
bool have_ring0(void);

/*
 * Does the attack go for the kernel, or for what is the kernel's own,
 * while that is hostile itself? Xen does not protect a kernel from its domain's
 * userspace.
 */
bool is_within_kernel(const struct attack *attack);

#endif /* ROGUE_HOSTILE_H */
