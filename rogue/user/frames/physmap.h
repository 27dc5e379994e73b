/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes to the map by which Xen knows what lies where in a PVH dom0's memory.
 * Pages are counted as the kernel counts them.
 */
#ifndef ROGUE_PHYSMAP_H
#define ROGUE_PHYSMAP_H

#include "../rogue.h"

/* Fill a page of dom0's with fresh memory, or leave nothing there. */
void populate(uint64_t page);
void remove_page(uint64_t page);

/* Put memory of one of the XENMAPSPACE_* at a page. */
void add_to_map(unsigned int space, uint64_t index, uint64_t page);
/* The same by the other hypercall, which also knows other domains' memory. */
void add_batch(unsigned int space, domid_t foreign, uint64_t index,
               uint64_t page);
/* Put a machine frame of a device's at a page, or take it away. */
void map_device(uint64_t frame, uint64_t page, bool add);

#endif /* ROGUE_PHYSMAP_H */
