/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is worth mapping, other than the kernel's and Xen's memory.
 */
#ifndef ROGUE_MAPPINGS_H
#define ROGUE_MAPPINGS_H

#include "../rogue.h"

/*
 * The physical address of the first memory BAR of a display controller, 0 if
 * there is none.
 */
uint64_t frame_buffer(void);

#endif /* ROGUE_MAPPINGS_H */
