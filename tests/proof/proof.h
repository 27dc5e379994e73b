/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the proofs share. Each includes the file of core that it is about, and
 * asks for a value by a function called nondet_: to CBMC, that is every value
 * of its type at once.
 *
 * What an enumeration holds is unsigned to gcc and signed to CBMC. So a proof
 * makes any value of one out of an unsigned int, and compares that.
 */
#ifndef PROOF_H
#define PROOF_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool nondet_bool(void);
unsigned int nondet_unsigned(void);
size_t nondet_size(void);
uint8_t nondet_byte(void);
uint64_t nondet_number(void);
uint16_t nondet_uint16(void);
uint32_t nondet_uint32(void);

/* From here on, consider only inputs for which @condition holds. */
#define given(condition) __CPROVER_assume(condition)

/* @condition can be met here: if it cannot, the proof fails (rig/prove). */
#ifdef COVER
#define reached(condition) __CPROVER_cover(condition)
#else
#define reached(condition)
#endif

#endif /* PROOF_H */
