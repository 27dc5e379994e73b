/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * May this hypercall operation be carried out? policy/hypercalls.def is the
 * answer; here it is only looked up.
 */
#include "lockdown.h"

enum class { PLATFORM };

static const struct {
    enum class class;
    const char *name;
    const char *why;
} ops[] = {
#define ROW(hypercall, op, class, why) [LOCKDOWN_OP_##op] = { class, #op, why },
#include "../policy/hypercalls.def"
#undef ROW
};

bool lockdown_op_allows(enum lockdown_level level, enum lockdown_op op)
{
    if ( level == LOCKDOWN_NONE )
        return true;

    return (unsigned int)op < LOCKDOWN_NR_OPS && ops[op].class != PLATFORM;
}

const char *lockdown_op_name(enum lockdown_op op)
{
    return (unsigned int)op < LOCKDOWN_NR_OPS ? ops[op].name : "?";
}

const char *lockdown_op_why(enum lockdown_op op)
{
    return (unsigned int)op < LOCKDOWN_NR_OPS ? ops[op].why : "?";
}
