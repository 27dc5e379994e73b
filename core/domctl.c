/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a domctl may not ask for, although its row allows the operation: what
 * would make a second privileged domain (U-PRIVDOM), or act on the caller by
 * another field than the one that names the target.
 */
#include "lockdown.h"

enum lockdown_refusal lockdown_domctl_refusal(
    enum lockdown_level level, const struct lockdown_domctl *domctl)
{
    if ( level == LOCKDOWN_NONE )
        return LOCKDOWN_REFUSAL_NONE;

    if ( domctl->targets_caller )
        return LOCKDOWN_REFUSAL_DOMCTL_TARGET;

    if ( domctl->makes_hardware_domain )
        return LOCKDOWN_REFUSAL_DOMCTL_HARDWARE;

    if ( domctl->moves_virq )
        return LOCKDOWN_REFUSAL_DOMCTL_VIRQ;

    if ( domctl->forces_caller )
        return LOCKDOWN_REFUSAL_DOMCTL_AFFINITY;

    return LOCKDOWN_REFUSAL_NONE;
}
