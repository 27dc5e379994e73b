/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is worth mapping, other than the kernel's and Xen's memory.
 */
#ifndef ROGUE_MAPPINGS_H
#define ROGUE_MAPPINGS_H

#include "../rogue.h"

/* A display controller, which stands for any device: dom0 does not use it. */
struct display {
    char name[16]; /* ssss:bb:dd.f */
    uint8_t bus, devfn;
    uint64_t memory; /* the physical address of its first memory BAR */
};

/* The first there is; NULL if there is none. */
const struct display *find_display(void);

/* Whether privcmd maps a resource of a domain's. */
bool maps_resource(domid_t domid, uint32_t type, uint32_t id);

#endif /* ROGUE_MAPPINGS_H */
