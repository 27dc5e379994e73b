/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In a PVH dom0 privcmd maps frames at pages of dom0's that have no memory of
 * their own, and gives these pages back when the mapping goes. Here is shown
 * that a program still maps one of them.
 */
#ifndef ROGUE_GIVEN_BACK_H
#define ROGUE_GIVEN_BACK_H

#include "../domu.h"

/*
 * Map a page of this domU's with a mark, and look for the mark at @kept, which
 * maps the page that was given back last.
 */
enum outcome look_for_next(domid_t domid, const void *kept);

#endif /* ROGUE_GIVEN_BACK_H */
