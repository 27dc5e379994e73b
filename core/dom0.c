/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which dom0 kernel may be started. A valid signature is not enough (U-KERNEL):
 * the kernel must also say that it lets nobody but itself issue raw hypercalls.
 * A declaration without a signature is worth nothing, since anyone can write
 * one.
 */
#include "lockdown.h"

const char *lockdown_dom0_refusal(enum lockdown_level level,
                                  const struct lockdown_dom0 *dom0)
{
    if ( level == LOCKDOWN_NONE || !dom0->secure_boot )
        return NULL;

    if ( !dom0->verified )
        return "nobody verified it: boot a signed unified image that holds it, "
               "or start xen.efi through shim";

    /* A contained kernel is not trusted, so its word adds nothing. */
    if ( level >= LOCKDOWN_CONTAINMENT )
        return NULL;

    if ( dom0->declared == 0 )
        return "it does not declare that it filters hypercalls: use a kernel "
               "built with CONFIG_XEN_LOCKDOWN";

    if ( dom0->declared > dom0->spoken )
        return "it speaks a newer control_op than this Xen: update Xen";

    return NULL;
}
