/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which dom0 kernel may be started. A valid signature is not enough (U-KERNEL):
 * the kernel must also say that it lets nobody but itself issue raw hypercalls.
 * A declaration without a signature is worth nothing, since anyone can write
 * one.
 *
 * At containment nobody has to trust the kernel, so a trusted source may waive
 * both, in words of its own. The level alone waives nothing: an untrusted source
 * may raise it (U-RAISE).
 */
#include "lockdown.h"

enum lockdown_refusal lockdown_dom0_refusal(enum lockdown_level level,
                                            const struct lockdown_dom0 *dom0)
{
    if ( level == LOCKDOWN_NONE || !dom0->secure_boot )
        return LOCKDOWN_REFUSAL_NONE;

    if ( level >= LOCKDOWN_CONTAINMENT && dom0->waived )
        return LOCKDOWN_REFUSAL_NONE;

    if ( !dom0->verified )
        return LOCKDOWN_REFUSAL_DOM0_UNVERIFIED;

    if ( dom0->declared == 0 )
        return LOCKDOWN_REFUSAL_DOM0_UNDECLARED;

    if ( dom0->declared > dom0->spoken )
        return LOCKDOWN_REFUSAL_DOM0_TOO_NEW;

    return LOCKDOWN_REFUSAL_NONE;
}
