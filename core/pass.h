/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls that the gate need not be asked about: bit n of a word stands for
 * hypercall n. If it is set, the gate allows hypercall n by that way (raw, or by
 * control_op) at every level, whoever issues it. The gate may still refuse its
 * operations. Every hypercall of every domain is looked up here, so the lookup
 * is a few instructions.
 */
#ifndef LOCKDOWN_PASS_H
#define LOCKDOWN_PASS_H

extern const uint64_t lockdown_pass_raw;
extern const uint64_t lockdown_pass_control_op;

static inline bool lockdown_passes(uint64_t pass, uint64_t hypercall)
{
    return hypercall < 64 && (pass >> hypercall & 1);
}

#endif /* LOCKDOWN_PASS_H */
