/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values that handlers may not expect, and where they are put.
 */
#ifndef ROGUE_FUZZ_MUTATE_H
#define ROGUE_FUZZ_MUTATE_H

#include "random.h"
#include "shared.h"

/* From edges, from earlier answers, of the domUs, or at random. */
uint64_t strange_value(struct random *random);

/* Change something in @size bytes, in at most 8 of them. */
void change_bytes(struct random *random, void *bytes, size_t size);

/*
 * Change an honest call: its arguments, its structure, or what its other
 * pointers lead to. It stays a call of the same operation.
 */
void change_call(struct random *random, const struct operation *operation,
                 struct carried *carried);

/*
 * What is meant to end the machine or to slow it down is no finding: give dom0's
 * watchdog time, and leave dom0 its share of the CPUs.
 */
void tame_call(const struct operation *operation, struct carried *carried);

#endif /* ROGUE_FUZZ_MUTATE_H */
