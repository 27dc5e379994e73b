/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls of the operations that are allowed, honest ones and changed ones.
 */
#ifndef ROGUE_FUZZ_CALLS_H
#define ROGUE_FUZZ_CALLS_H

#include "random.h"

/*
 * Make calls of one operation or of several, as @random says, and count what
 * became of them. Returns how many calls were made.
 */
unsigned int make_calls(struct random *random);

#endif /* ROGUE_FUZZ_CALLS_H */
