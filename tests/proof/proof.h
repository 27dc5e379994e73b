/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the proofs share. Each proof includes the file of core that it is about.
 * For CBMC, a function nondet_TYPE() returns every value of its type at once.
 *
 * The header of a proof says what is proven, and then:
 *   Bounds: the longest inputs for which it is proven; "none" means any length
 *   Given:  what the proof assumes of its inputs
 *   cbmc:   options of CBMC (rig/prove reads this line and the next)
 *   stub:   FUNCTION:STUB. The stub takes the function's place and may return
 *           any answer; another proof covers the function itself.
 *
 * gcc makes an enumeration unsigned, CBMC signed. So a proof makes a value of
 * an enumeration from an unsigned int, and compares it as an unsigned int.
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
