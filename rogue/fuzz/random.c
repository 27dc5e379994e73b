// SPDX-License-Identifier: GPL-2.0-only
/*
 * A counter, and a mixer of its bits (SplitMix64, by Steele, Lea and Flood).
 */
#include "random.h"

uint64_t random_number(struct random *random)
{
    uint64_t bits = random->state += 0x9e3779b97f4a7c15;

    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
    return bits ^ bits >> 31;
}

uint64_t random_below(struct random *random, uint64_t limit)
{
    return random_number(random) % limit;
}

bool random_once_in(struct random *random, unsigned int times)
{
    return !random_below(random, times);
}
