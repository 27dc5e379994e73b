/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which hypercalls need no question: bit n of a word stands for hypercall n. Set
 * means that the gate lets it through by that way, at every level and whatever
 * else is known, as far as its number tells. Every hypercall of every domain is
 * looked up here, so that takes a handful of instructions.
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
