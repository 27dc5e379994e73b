/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/dom0.c, under Secure Boot and above level none. A dom0 kernel that
 * nobody verified is not started (U-KERNEL), whatever it declares, and one that
 * declares no version of control_op that this Xen speaks neither; but for
 * containment, where a trusted source has waived both. Without that a higher
 * level starts no kernel that a lower one refuses (U-RAISE).
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
        .waived = nondet_bool(),
    };
    const bool trusted = dom0.verified && dom0.declared != 0 &&
                         dom0.declared <= dom0.spoken;
    const bool locked = level != LOCKDOWN_NONE && dom0.secure_boot;
    enum lockdown_refusal refusal;

    given(level <= LOCKDOWN_CONTAINMENT);
    refusal = lockdown_dom0_refusal(level, &dom0);

    assert((unsigned int)refusal < LOCKDOWN_NR_REFUSALS);
    assert(locked || refusal == LOCKDOWN_REFUSAL_NONE);

    if ( locked && !(level == LOCKDOWN_CONTAINMENT && dom0.waived) )
        assert((refusal == LOCKDOWN_REFUSAL_NONE) == trusted);
    if ( locked && level == LOCKDOWN_CONTAINMENT && dom0.waived )
        assert(refusal == LOCKDOWN_REFUSAL_NONE);

    reached(locked && refusal == LOCKDOWN_REFUSAL_NONE &&
            level == LOCKDOWN_INTEGRITY);
    reached(locked && refusal == LOCKDOWN_REFUSAL_NONE && !trusted);
    reached(locked && dom0.verified && dom0.declared > dom0.spoken &&
            refusal != LOCKDOWN_REFUSAL_NONE);
    reached(locked && !trusted && level == LOCKDOWN_CONTAINMENT &&
            refusal != LOCKDOWN_REFUSAL_NONE);
    reached(locked && dom0.waived && level == LOCKDOWN_INTEGRITY &&
            refusal != LOCKDOWN_REFUSAL_NONE);
    reached(level == LOCKDOWN_INTEGRITY && !dom0.secure_boot);

    return 0;
}
