/* SPDX-License-Identifier: GPL-2.0-only */
/* Code of dom0's where a processor begins, by whatever maps frames. */
#ifndef ROGUE_FRAMES_H
#define ROGUE_FRAMES_H

#include "machine.h"

/* map_machine() and unmap_machine(), or others like them. */
typedef volatile void *map_frames(uint64_t frame, unsigned int nr);
typedef void unmap_frames(volatile void *mapping, unsigned int nr);

/* Change the code that a processor begins with, and have Xen start one. */
enum outcome start_ours(map_frames *map, unmap_frames *unmap);

#endif /* ROGUE_FRAMES_H */
