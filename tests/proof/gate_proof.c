/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/gate.c, the decision. Each function below shows one promise of the gate,
 * for every row, at every level, and for every way in which a call can be made.
 * The class, own and issuer of a row are read from policy/hypercalls.def
 * itself, not from the tables that gate.c makes of it.
 *
 * Bounds: none. Given: @how of the call is a combination that enum lockdown_how
 * allows; Xen's own code sets it. find(), which looks up the entry for a call's
 * numbers, is a stub; see gate_find_proof.c.
 *
 * cbmc: --no-sat-preprocessor
 * stub: find:any_entry
 */
#include "proof.h"

#include "core/gate.c"
#include "core/refusal.c"

/* The table's words, in enumerations of this proof, not of gate.c. */
enum { IS_KERNEL, IS_MEDIATED, IS_CONTROL, IS_PLATFORM, IS_BY_GROUP };
enum { SELF_NONE, SELF_NO_TARGET, SELF_SAME, SELF_REFUSED, SELF_KERNEL };
enum { BY_NONE, BY_KERNEL, BY_TOOLSTACK, BY_NOBODY };

struct listed {
    unsigned int class, self, by;
};

/* A call, what the table says of it, and the gate's answers. */
struct asked {
    struct lockdown_call call;
    struct listed listed;
    bool raw, from_dom0, on_itself, unlisted;
    int integrity, containment;
};

static struct entry found;

/* The gate's answer. It must report the row of the entry that it used. */
static int gate(unsigned int level, const struct lockdown_call *call)
{
    enum lockdown_row row;
    const int answer = lockdown_gate(level, call, &row);

    assert(row == (level == LOCKDOWN_NONE ? LOCKDOWN_ROW_NONE : found.row));

    return answer;
}

const struct entry *any_entry(const struct lockdown_call *call)
{
    return &found;
}

/*
 * Choose any row, and set @asked and found to what the table says of the row
 * and to its entry; or choose any entry that has no row.
 */
static void any_row(struct asked *asked)
{
    const unsigned int pick = nondet_unsigned();
    const size_t i = nondet_size();

    asked->listed.class = IS_PLATFORM;
    asked->unlisted = true;

    given(i < NR_PLACES);
    found = entries[i];
    given(found.row == LOCKDOWN_ROW_NONE);

#define ROW(group, op, number, class, own, issuer, why)                        \
    if ( pick == LOCKDOWN_ROW_##op )                                           \
    {                                                                          \
        asked->listed = (struct listed){ IS_##class, SELF_##own,               \
                                         BY_##issuer };                        \
        asked->unlisted = false;                                               \
        found = entries[AT_##op];                                              \
    }
#include "policy/hypercalls.def"

    assert(asked->unlisted || found.row == pick);
}

static void unlisted_and_platform_are_refused(const struct asked *asked)
{
    const unsigned int level = nondet_unsigned();
    const int answer = gate(level, &asked->call);

    if ( level == LOCKDOWN_NONE )
        assert(answer == 0);
    else if ( asked->unlisted )
        assert(answer == -LOCKDOWN_ENOSYS);
    else if ( asked->listed.class == IS_PLATFORM )
        assert(answer == -LOCKDOWN_EPERM);
    else
        assert(answer == 0 || answer == -LOCKDOWN_EPERM);

    reached(level == LOCKDOWN_NONE && asked->unlisted);
    reached(level == LOCKDOWN_CONTAINMENT && answer == 0);
    reached(level > LOCKDOWN_CONTAINMENT && asked->unlisted);
    reached(level == LOCKDOWN_INTEGRITY && !asked->unlisted &&
            asked->listed.class == IS_PLATFORM && !asked->from_dom0);
}

/* If a number not known yet decides, the answer is 0: the caller asks again. */
static void half_known_is_asked_again(const struct asked *asked)
{
    if ( asked->listed.class == IS_BY_GROUP )
        assert(asked->integrity == 0 && asked->containment == 0);

    reached(asked->listed.class == IS_BY_GROUP);
}

static void control_op_carries_only_control(const struct asked *asked)
{
    const struct listed *listed = &asked->listed;
    const bool refused_on_itself = asked->on_itself &&
                                   (listed->self == SELF_REFUSED ||
                                    listed->self == SELF_KERNEL);

    if ( asked->raw || listed->class == IS_BY_GROUP )
        return;

    assert((asked->integrity == 0) ==
           (listed->class == IS_CONTROL && !refused_on_itself));

    reached(asked->integrity == 0);
    reached(listed->class == IS_CONTROL && listed->self == SELF_KERNEL &&
            asked->integrity != 0);
    reached(listed->class == IS_CONTROL && listed->self == SELF_REFUSED &&
            asked->integrity != 0);
    reached(listed->class == IS_KERNEL);
    reached(listed->class == IS_MEDIATED);
}

static void raw_calls_are_the_kernels(const struct asked *asked)
{
    const struct listed *listed = &asked->listed;
    const bool by_toolstack = listed->by == BY_TOOLSTACK ||
                              listed->by == BY_NOBODY;

    if ( !asked->raw || listed->class == IS_PLATFORM ||
         listed->class == IS_BY_GROUP )
        return;

    /* The self rule (column own) comes first. */
    if ( asked->on_itself && listed->self == SELF_REFUSED )
        assert(asked->integrity == -LOCKDOWN_EPERM);
    else if ( asked->on_itself && listed->self == SELF_KERNEL )
        assert(asked->integrity == 0);
    else if ( listed->class == IS_CONTROL && by_toolstack && asked->from_dom0 )
        assert(asked->integrity == -LOCKDOWN_EPERM);
    else
        assert(asked->integrity == 0);

    reached(asked->on_itself && listed->self == SELF_REFUSED);
    reached(asked->on_itself && listed->self == SELF_KERNEL && by_toolstack);
    reached(listed->class == IS_CONTROL && by_toolstack && asked->from_dom0);
    reached(listed->class == IS_CONTROL && by_toolstack && !asked->from_dom0);
    reached(listed->class == IS_CONTROL && !by_toolstack && asked->from_dom0);
    reached(listed->class == IS_MEDIATED && asked->from_dom0);
}

/*
 * Containment allows nothing that integrity refuses, with one exception: a dom0
 * kernel that has not declared that it filters may issue operations of class
 * CONTROL as raw calls, except those that the self rule refuses.
 */
static void containment_allows_no_more(const struct asked *asked)
{
    const bool more = asked->containment == 0 && asked->integrity != 0;

    if ( more )
        assert((asked->call.how & LOCKDOWN_DOM0_UNDECLARED) && asked->raw &&
               asked->listed.class == IS_CONTROL &&
               !(asked->on_itself && asked->listed.self == SELF_REFUSED));

    reached(more);
    reached((asked->call.how & LOCKDOWN_DOM0_UNDECLARED) &&
            asked->containment != 0);
}

int main(void)
{
    struct asked asked = { .call.how = nondet_unsigned() };

    /* The flags are 1, 4, 8 and 16; 4 and 8 are two callers, so never both. */
    given(asked.call.how < 32 && !(asked.call.how & 2));
    given((asked.call.how & 12) != 12);
    any_row(&asked);
    asked.raw = !(asked.call.how & LOCKDOWN_CONTROL_OP);
    asked.from_dom0 = !(asked.call.how & LOCKDOWN_DOMU);
    asked.on_itself = asked.from_dom0 && (asked.call.how & LOCKDOWN_ON_OWN);
    asked.integrity = gate(LOCKDOWN_INTEGRITY, &asked.call);
    asked.containment = gate(LOCKDOWN_CONTAINMENT, &asked.call);

    unlisted_and_platform_are_refused(&asked);
    half_known_is_asked_again(&asked);
    control_op_carries_only_control(&asked);
    raw_calls_are_the_kernels(&asked);
    containment_allows_no_more(&asked);

    /* For the log: each value has a name and a reason, valid row or not. */
    assert(lockdown_row_name(nondet_unsigned())[0] != '\0');
    assert(lockdown_row_why(nondet_unsigned()) != NULL);

    return 0;
}
