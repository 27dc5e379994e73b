/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Running attacks, each in a process of its own.
 */
#ifndef ROGUE_RUN_H
#define ROGUE_RUN_H

/* Run the attacks that a list asks for (attack.h); returns how many. */
unsigned int run_attacks(const char *list);

#endif /* ROGUE_RUN_H */
