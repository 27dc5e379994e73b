/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Carriers: every operation that control_op carries and that reads or writes
 * memory, for an attack to try each pointer of each.
 */
#ifndef ROGUE_CARRIERS_H
#define ROGUE_CARRIERS_H

#include "operations.h"

/*
 * What became of the carriers of one hypercall, or of all.
 */
struct tally {
    bool elsewhere;          /* tried through another node: all others are 0 */
    unsigned int operations; /* that have such a pointer */
    unsigned int work;       /* whose honest call does its work */
    const char *reason;      /* why that of another cannot; NULL if all do */
    char failed[80];         /* whose does not, for no known reason */
    char culprit[80];        /* for which an attempt had an effect */
};

/*
 * For each carrier of the hypercall of that name, or "stable", or for all if it
 * is NULL, that has a pointer which @wants: issue an honest call, to see that it
 * does its work, and then give @try a new one for each such pointer. @try returns
 * whether it had an effect. Only through the first node: behind all of them is
 * the same function.
 */
typedef bool wants_pointer(struct carried *carried, struct pointer *pointer);
typedef bool try_pointer(struct carried *carried, struct pointer *pointer);
struct tally try_carriers(const char *hypercall, wants_pointer *wants,
                          try_pointer *try);
bool any_pointer(struct carried *carried, struct pointer *pointer);

/* Does an attempt do what the honest call did, with this result? */
bool as_honest(long result);

/* Report a tally: to be returned by the attack. @what the effect would be. */
bool judged(const struct tally *tally, const char *what);

#endif /* ROGUE_CARRIERS_H */
