/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A refusal: at which level a hypercall is judged and who issues it, and how
 * one that is refused is counted and logged.
 */
#include <xen/errno.h>
#include <xen/lib.h>
#include <xen/sched.h>

#include "private.h"

uint64_t lockdown_ops_refused;

/* Refusals of each row since boot. */
static uint32_t refusals[LOCKDOWN_NR_ROWS];

uint32_t lockdown_refusals(enum lockdown_row row)
{
    return read_atomic(&refusals[row]);
}

enum lockdown_level lockdown_level_of_call(void)
{
    return lockdown_level_in(current->window);
}

/*
 * The first refusal of an operation is always logged, later ones within Xen's
 * limit for messages that guests cause. Those of a domU are not: nearly all of
 * them Xen refuses it anyway, and it shall not fill the log.
 */
void lockdown_log_refusal(enum lockdown_row row, const char *name,
                          const char *why)
{
    const struct domain *d = current->domain;

    if ( lockdown_caller() == LOCKDOWN_DOMU )
        return;

    arch_fetch_and_add(&lockdown_ops_refused, 1);
    if ( arch_fetch_and_add(&refusals[row], 1) )
        printk(XENLOG_G_WARNING "Lockdown: %pd: %s refused: %s\n", d, name,
               why);
    else
        printk(XENLOG_WARNING "Lockdown: %pd: %s refused: %s\n", d, name, why);
}

int lockdown_refuse(unsigned int hypercall, uint64_t op,
                    enum lockdown_refusal refusal)
{
    const struct lockdown_call call = {
        .depth = 2,
        .number = { hypercall, op },
    };
    const enum lockdown_row row = lockdown_find(&call);

    lockdown_log_refusal(row, lockdown_row_name(row),
                         lockdown_refusal_text(refusal));

    return -EPERM;
}
