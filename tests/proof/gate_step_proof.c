/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/gate.c, one step of the look-up: in any group, any 64-bit number leads
 * to the row that policy/hypercalls.def lists for it, or to an entry without a
 * row where it lists none. It reads nothing outside its tables.
 *
 * The proof shows this in three parts: the number of each listed row leads to
 * that row; no row is in two entries; and two different numbers lead to the
 * same entry only if that entry has no row.
 *
 * It also shows two facts about the table: an operation is BY_GROUP if, and
 * only if, a group is nested below it; and groups nest no deeper than
 * LOCKDOWN_MAX_DEPTH, so the gate's caller asks no more often than that.
 *
 * Bounds: none. gate_find_proof.c is about several steps together.
 *
 * cbmc: --no-sat-preprocessor
 */
#include "proof.h"

#include "core/gate.c"

/* The table's groups, in enumerations of this proof, not of gate.c. */
enum {
#define GROUP(group, parent, selector, header, names) THE_GROUP_##group,
#include "policy/hypercalls.def"
    NR_THE_GROUPS,
};

enum {
#define ROW(group, op, number, class, own, issuer, why)                        \
    THE_GROUP_OF_##op = THE_GROUP_##group,
#include "policy/hypercalls.def"
    THE_GROUP_OF_NONE = THE_GROUP_hypercall,
};

static const unsigned int above[] = {
#define GROUP(group, parent, selector, header, names)                          \
    [THE_GROUP_##group] = THE_GROUP_OF_##parent,
#include "policy/hypercalls.def"
};

static const uint16_t place_of[LOCKDOWN_NR_ROWS] = {
#define ROW(group, op, number, class, own, issuer, why)                        \
    [LOCKDOWN_ROW_##op] = THE_GROUP_##group * NR_SLOTS + SLOT(number##U),
#include "policy/hypercalls.def"
};

enum { IS_KERNEL, IS_MEDIATED, IS_CONTROL, IS_PLATFORM, IS_BY_GROUP };

/* The group nested below @row; the root group, at place 0, if there is none. */
static unsigned int selected_by(unsigned int row)
{
#define GROUP(group, parent, selector, header, names)                          \
    if ( row == LOCKDOWN_ROW_##parent )                                        \
        return THE_GROUP_##group;
#include "policy/hypercalls.def"

    return THE_GROUP_hypercall;
}

static void a_listed_row(unsigned int row, unsigned int group, uint64_t number,
                         bool by_group)
{
    const struct entry *entry = in_group(group * NR_SLOTS, number, false);

    assert(entry->row == row);
    assert(entry->nested == selected_by(row) * NR_SLOTS);
    assert(by_group == (entry->nested != 0));
    assert(!by_group || above[group] == THE_GROUP_hypercall);
}

/* Any entry: the only place of its row; or it has no row and allows nothing. */
static void an_entry(void)
{
    const unsigned int at = nondet_unsigned();
    struct entry entry;

    given(at < NR_PLACES);
    entry = entries[at];

    if ( entry.row == LOCKDOWN_ROW_NONE )
        assert(entry.allowed == 0 && entry.nested == 0);
    else
        assert(at == place_of[entry.row] && at % NR_SLOTS != NO_SLOT);

    reached(entry.row == LOCKDOWN_ROW_NONE);
    reached(entry.row == LOCKDOWN_NR_ROWS - 1);
}

static void no_two_lead_to_one(void)
{
    const unsigned int group = nondet_unsigned(), other = nondet_unsigned();
    const uint64_t number = nondet_number(), its = nondet_number();
    const struct entry *entry, *its_entry;

    given(group < NR_THE_GROUPS && other < NR_THE_GROUPS);
    entry = in_group(group * NR_SLOTS, number, false);
    its_entry = in_group(other * NR_SLOTS, its, false);

    assert(entry >= &entries[0] && entry < &entries[NR_PLACES]);
    assert(entry != its_entry || (group == other && number == its) ||
           entry == &entries[group * NR_SLOTS + NO_SLOT]);

    /* The short cut for low numbers finds the same entry. */
    assert(number >= NR_LOW ||
           in_group(group * NR_SLOTS, number, true) == entry);

    reached(entry == its_entry && number != its && number > UINT32_MAX);
    reached(entry == its_entry && number == its && number >= 1000 &&
            number < 1010);
    reached(group != other && number == its && number < NR_LOW);
}

int main(void)
{
#define ROW(group, op, number, class, own, issuer, why)                        \
    a_listed_row(LOCKDOWN_ROW_##op, THE_GROUP_##group, number,                 \
                 IS_##class == IS_BY_GROUP);
#include "policy/hypercalls.def"

    an_entry();
    no_two_lead_to_one();

    return 0;
}
