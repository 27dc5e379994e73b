/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers that look random and follow from a seed.
 */
#ifndef ROGUE_RANDOM_H
#define ROGUE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state; /* at first, the seed */
};

uint64_t random_number(struct random *random);
/* 0 to @limit - 1. */
uint64_t random_below(struct random *random, uint64_t limit);
/* True once in @times, on average. */
bool random_once_in(struct random *random, unsigned int times);

#endif /* ROGUE_RANDOM_H */
