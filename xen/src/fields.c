/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields of an operation, or of a record that it loads, on which the handler
 * relies without a check of its own: policy/contents.def says what they may hold.
 */
#include <xen/errno.h>
#include <xen/lockdown.h>
#include <xen/sched.h>

#include <public/domctl.h>
#include <public/hvm/save.h>

#include "private.h"

const bool lockdown_has_fields[LOCKDOWN_NR_ROWS] = {
#define FIELD(op, type, path, condition, threats, why)                         \
    [LOCKDOWN_ROW_##op] = true,
#include "policy/contents.def"
};

static int answer(enum lockdown_row row, const char *why)
{
    if ( !why )
        return 0;

    lockdown_log_refusal(row, lockdown_row_name(row), why);

    return -EPERM;
}

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

    return answer(row, why);
}

int lockdown_check_record(const struct hvm_save_descriptor *record, size_t left)
{
    const unsigned int i = record->instance;
    const char *why = NULL;

    if ( lockdown_level_of_call() == LOCKDOWN_NONE )
        return 0;

    if ( record->length > left - sizeof(*record) )
        return -ENODATA;

#define RECORD(name, path, condition, threats, text)                           \
    if ( record->typecode == HVM_SAVE_CODE(name) )                             \
    {                                                                          \
        const HVM_SAVE_TYPE(name) *a = (const void *)(record + 1);             \
                                                                               \
        if ( record->length < sizeof(*a) )                                     \
            return -ENODATA;                                                   \
        if ( !(condition) )                                                    \
            why = text;                                                        \
    }
#include "policy/contents.def"

    return answer(LOCKDOWN_ROW_XEN_DOMCTL_sethvmcontext, why);
}
