/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host that calls act on: what they may change is put back after each life,
 * and what they must not change is looked at.
 */
#ifndef ROGUE_FUZZ_HOST_H
#define ROGUE_FUZZ_HOST_H

#include <stdbool.h>

/* Note how the host is. */
void watch_host(void);

/* End all domUs, and give the host back its CPUs and dom0 its limit of memory. */
void restore_host(void);

/* Has dom0 lost memory, or has memory of it changed? What, or NULL. */
const char *host_damage(void);

#endif /* ROGUE_FUZZ_HOST_H */
