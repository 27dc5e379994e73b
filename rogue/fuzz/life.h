/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A life: two domUs, calls that act on them, by one process or by two at once,
 * and their end.
 */
#ifndef ROGUE_FUZZ_LIFE_H
#define ROGUE_FUZZ_LIFE_H

#include "random.h"

#include <stddef.h>

#define MAX_PIECES 4
#define LIFE_TEXT  160

/* Calls, as many as told, by a seed; then those by the next one. */
struct life {
    unsigned int nr;
    struct piece {
        uint64_t seed;
        unsigned int calls;
    } pieces[MAX_PIECES];
};

/* As text, and back: "SEED:CALLS+SEED:CALLS". False if it is none. */
const char *life_text(const struct life *life);
bool life_parse(struct life *life, const char *text);

/* Returns whether some operation had a result that is new. */
bool live(const struct life *life);

#endif /* ROGUE_FUZZ_LIFE_H */
