/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attacks that leave the kernel with something that it would trip over when the
 * attack's process ends.
 */
#ifndef ROGUE_LASTING_H
#define ROGUE_LASTING_H

#include "../rogue.h"

/* Run an attack in a process that never ends unless the attack is refused. */
enum outcome run_lasting(enum outcome (*attack)(void));

#endif /* ROGUE_LASTING_H */
