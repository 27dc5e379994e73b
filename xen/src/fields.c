/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields of an operation that its handler relies on without a check of its
 * own: policy/contents.def says what they may hold.
 */
#include <xen/errno.h>
#include <xen/lockdown.h>
#include <xen/sched.h>

#include <public/domctl.h>

#include "private.h"

const bool lockdown_has_fields[LOCKDOWN_NR_ROWS] = {
#define FIELD(op, type, path, condition, threats, why)                         \
    [LOCKDOWN_ROW_##op] = true,
#include "policy/contents.def"
};

int lockdown_judge_fields(enum lockdown_row row, const void *op)
{
    const char *why = NULL;

#define FIELD(name, type, path, condition, threats, text)                      \
    if ( row == LOCKDOWN_ROW_##name )                                          \
    {                                                                          \
        const type *a = op;                                                    \
                                                                               \
        if ( !(condition) )                                                    \
            why = text;                                                        \
    }
#include "policy/contents.def"

    if ( !why )
        return 0;

    lockdown_log_refusal(row, lockdown_row_name(row), why);

    return -EPERM;
}
