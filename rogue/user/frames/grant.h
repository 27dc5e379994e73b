/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries of dom0's grant table that nobody but the attacker has made.
 */
#ifndef ROGUE_GRANT_H
#define ROGUE_GRANT_H

#include "../rogue.h"

#include <xen/grant_table.h>

/* A new frame of the grant table, which the kernel does not use, mapped by us. */
struct grant_frame {
    grant_entry_v1_t *entries;
    uint64_t own; /* the frame that was there before */
    uint32_t index;
};

struct grant_frame map_grant_frame(void);
void unmap_grant_frame(const struct grant_frame *table);
/* Grant the frame to dom0, and return the grant's number. */
grant_ref_t grant_frame(const struct grant_frame *table, uint64_t frame);

#endif /* ROGUE_GRANT_H */
