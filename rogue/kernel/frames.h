/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames of the machine in dom0's hands, by whatever maps them. */
#ifndef ROGUE_FRAMES_H
#define ROGUE_FRAMES_H

#include "machine.h"

/* map_machine() and unmap_machine(), or others like them. */
typedef volatile void *map_frames(uint64_t frame, unsigned int nr);
typedef void unmap_frames(volatile void *mapping, unsigned int nr);

/*
 * A PVH dom0's: pages of its own that Xen is asked to put the machine's in the
 * place of, and back; where it refuses they stay dom0's.
 */
map_frames map_as_device;
unmap_frames unmap_as_device;

/* Change the code that a processor begins with, and have Xen start one. */
enum outcome start_ours(map_frames *map, unmap_frames *unmap);

#endif /* ROGUE_FRAMES_H */
