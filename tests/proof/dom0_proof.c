/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/dom0.c, under Secure Boot and above level none. A dom0 kernel that
 * nobody verified is not started (U-KERNEL), whatever it declares. At
 * integrity, a kernel must also declare a version of control_op that this Xen
 * speaks.
 *
 * Bounds: none. Given: the level is valid; level_proof.c shows that the level
 * in force always is.
 */
#include "proof.h"

#include "core/dom0.c"

int main(void)
{
    const unsigned int level = nondet_unsigned();
    const struct lockdown_dom0 dom0 = {
        .secure_boot = nondet_bool(),
        .verified = nondet_bool(),
        .declared = nondet_unsigned(),
        .spoken = nondet_unsigned(),
    };
    const bool locked = level != LOCKDOWN_NONE && dom0.secure_boot;
    enum lockdown_refusal refusal;

    given(level <= LOCKDOWN_CONTAINMENT);
    refusal = lockdown_dom0_refusal(level, &dom0);

    assert((unsigned int)refusal < LOCKDOWN_NR_REFUSALS);
    assert(locked || refusal == LOCKDOWN_REFUSAL_NONE);

    if ( locked && !dom0.verified )
        assert(refusal != LOCKDOWN_REFUSAL_NONE);
    if ( locked && level == LOCKDOWN_INTEGRITY )
        assert((refusal == LOCKDOWN_REFUSAL_NONE) ==
               (dom0.verified && dom0.declared != 0 &&
                dom0.declared <= dom0.spoken));
    if ( locked && level == LOCKDOWN_CONTAINMENT )
        assert((refusal == LOCKDOWN_REFUSAL_NONE) == dom0.verified);

    reached(locked && refusal == LOCKDOWN_REFUSAL_NONE &&
            level == LOCKDOWN_INTEGRITY);
    reached(locked && refusal == LOCKDOWN_REFUSAL_NONE && dom0.declared == 0);
    reached(locked && dom0.verified && dom0.declared > dom0.spoken &&
            refusal != LOCKDOWN_REFUSAL_NONE);
    reached(locked && !dom0.verified && level == LOCKDOWN_CONTAINMENT);
    reached(level == LOCKDOWN_INTEGRITY && !dom0.secure_boot);

    return 0;
}
