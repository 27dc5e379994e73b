/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/domctl.c: above level none, no domctl makes a second privileged domain
 * (U-PRIVDOM), or acts on its caller through a field other than the one that
 * names the target.
 *
 * Bounds: none. Given: the level is valid; level_proof.c shows that the level
 * in force always is.
 */
#include "proof.h"

#include "core/domctl.c"

int main(void)
{
    const unsigned int level = nondet_unsigned();
    const struct lockdown_domctl domctl = {
        .targets_caller = nondet_bool(),
        .makes_hardware_domain = nondet_bool(),
        .moves_virq = nondet_bool(),
        .forces_caller = nondet_bool(),
    };
    bool refused;

    given(level <= LOCKDOWN_CONTAINMENT);
    refused = lockdown_domctl_refusal(level, &domctl) != LOCKDOWN_REFUSAL_NONE;

    assert(refused == (level != LOCKDOWN_NONE &&
                       (domctl.targets_caller || domctl.makes_hardware_domain ||
                        domctl.moves_virq || domctl.forces_caller)));

    reached(refused);
    reached(!refused && level == LOCKDOWN_CONTAINMENT);

    return 0;
}
