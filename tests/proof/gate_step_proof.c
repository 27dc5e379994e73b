/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/gate.c, one step of the look-up: in any group, any 64-bit number leads
 * to the row that a walk over the whole of policy/hypercalls.def comes to,
 * which uses nothing of the gate's tables and slots, and to the entry without a
 * row where the walk finds none. It reads nothing outside its tables.
 *
 * And of the table: an operation is BY_GROUP if, and only if, a group is nested
 * below it, and groups nest no deeper than LOCKDOWN_MAX_DEPTH; so the gate's
 * "ask again" has an end.
 *
 * Bounds: none. The steps are put together in gate_find_proof.c.
 *
 * cbmc: --no-sat-preprocessor
 */
#include "proof.h"

#include "core/gate.c"

/* The groups, by names that gate.c has no part in. */
enum {
#define GROUP(group, parent, selector, header, names) THE_GROUP_##group,
#include "policy/hypercalls.def"
    NR_THE_GROUPS,
};

struct listed {
    unsigned int row, group;
    bool by_group;
};

enum { IS_KERNEL, IS_MEDIATED, IS_CONTROL, IS_PLATFORM, IS_BY_GROUP };

/* The row of @number in @group, by a walk over all of them. */
static struct listed listed_in(unsigned int group, uint64_t number)
{
#define ROW(its_group, op, its_number, class, own, issuer, why)                \
    if ( group == THE_GROUP_##its_group && number == (its_number) )            \
        return (struct listed){ LOCKDOWN_ROW_##op, group,                      \
                                IS_##class == IS_BY_GROUP };
#include "policy/hypercalls.def"

    return (struct listed){ LOCKDOWN_ROW_NONE, group };
}

/* The group that @row selects among; the root if it selects nothing. */
static unsigned int selected_by(unsigned int row)
{
#define GROUP(group, parent, selector, header, names)                          \
    if ( row == LOCKDOWN_ROW_##parent )                                        \
        return THE_GROUP_##group;
#include "policy/hypercalls.def"

    return THE_GROUP_hypercall;
}

/* The group that has the operation which selects among @group. */
static unsigned int above(unsigned int group)
{
    unsigned int parent = LOCKDOWN_ROW_NONE;

#define GROUP(its_name, its_parent, selector, header, names)                   \
    if ( group == THE_GROUP_##its_name )                                       \
        parent = LOCKDOWN_ROW_##its_parent;
#include "policy/hypercalls.def"
#define ROW(its_group, op, number, class, own, issuer, why)                    \
    if ( parent == LOCKDOWN_ROW_##op )                                         \
        return THE_GROUP_##its_group;
#include "policy/hypercalls.def"

    return THE_GROUP_hypercall;
}

int main(void)
{
    const unsigned int group = nondet_unsigned();
    const uint64_t number = nondet_number();
    const struct entry *entry;
    struct listed listed;

    given(group < NR_THE_GROUPS);

    listed = listed_in(group, number);
    entry = in_group(group * NR_SLOTS, number, false);

    assert(entry->row == listed.row);
    assert(entry->nested == selected_by(listed.row) * NR_SLOTS);
    assert(number >= NR_LOW ||
           in_group(group * NR_SLOTS, number, true) == entry);

    assert(listed.by_group == (entry->nested != 0));
    assert(entry->nested == 0 || group == THE_GROUP_hypercall ||
           above(group) == THE_GROUP_hypercall);

    reached(entry->row == LOCKDOWN_ROW_NONE && number > UINT32_MAX);
    reached(entry->row != LOCKDOWN_ROW_NONE && number >= 1000);
    reached(entry->row != LOCKDOWN_ROW_NONE && group == NR_THE_GROUPS - 1);
    reached(entry->nested != 0 && group == THE_GROUP_hypercall);
    reached(entry->nested != 0 && group != THE_GROUP_hypercall);
    reached(above(group) != THE_GROUP_hypercall);

    return 0;
}
