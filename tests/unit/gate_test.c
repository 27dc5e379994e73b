/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The gate: each row of policy/hypercalls.def at each level, however it arrives,
 * whoever asks and whomever it acts on; and numbers that no row has. What is
 * expected is worked out anew from the table's words.
 */
#include "unit.h"

#include "lockdown.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct row {
    const char *group, *name;
    uint64_t number;
    const char *class, *own, *issuer, *why;
    enum lockdown_row id;
} rows[] = {
#define ROW(group, op, number, class, own, issuer, why)                        \
    { #group, #op, number, #class, #own, #issuer, why, LOCKDOWN_ROW_##op },
#include "../../policy/hypercalls.def"
};

static const struct group {
    const char *name, *parent;
} groups[] = {
#define GROUP(group, parent, selector, header, names) { #group, #parent },
#include "../../policy/hypercalls.def"
};

static const struct {
    const char *op;
    bool handle; /* a C path leads to it */
} pointers[] = {
#define POLICY_WHOLE
#define ARG(op, reg, direction, count, unit)        { #op, false },
#define PTR(op, type, path, direction, count, unit) { #op, true },
#define NESTED(op, path, direction, count, unit)    { #op, false },
#include "../../policy/hypercalls.def"
};

#define EACH_TARGET(how) (how) | LOCKDOWN_ON_OTHER, (how) | LOCKDOWN_ON_OWN
#define EACH_CALLER(how)                                                       \
    EACH_TARGET((how) | LOCKDOWN_DOM0),                                        \
        EACH_TARGET((how) | LOCKDOWN_DOM0_UNDECLARED),                         \
        EACH_TARGET((how) | LOCKDOWN_DOMU)

static const unsigned int ways[] = { EACH_CALLER(LOCKDOWN_RAW),
                                     EACH_CALLER(LOCKDOWN_CONTROL_OP) };

static bool is(const char *word, const char *other)
{
    return !strcmp(word, other);
}

static const struct row *row_named(const char *name)
{
    for ( size_t i = 0; i < COUNT(rows); i++ )
        if ( is(rows[i].name, name) )
            return &rows[i];
    return NULL;
}

static const struct group *group_named(const char *name)
{
    for ( size_t i = 0; i < COUNT(groups); i++ )
        if ( is(groups[i].name, name) )
            return &groups[i];
    return NULL;
}

/* A call's numbers up to an operation of @group: all but the last one. */
static struct lockdown_call call_into(const char *group)
{
    const struct row *parent = row_named(group_named(group)->parent);
    struct lockdown_call call = { .depth = 0 };

    if ( parent )
    {
        call = call_into(parent->group);
        call.number[call.depth++] = parent->number;
    }

    return call;
}

static struct lockdown_call call_of(const struct row *row)
{
    struct lockdown_call call = call_into(row->group);

    call.number[call.depth++] = row->number;
    return call;
}

static int expected(enum lockdown_level level, const struct lockdown_call *call,
                    const struct row *row)
{
    const bool domu = call->how & LOCKDOWN_DOMU;
    const bool own = (call->how & LOCKDOWN_ON_OWN) && !domu;
    const char *class = row->class;

    if ( level == LOCKDOWN_NONE || is(class, "BY_GROUP") )
        return 0;
    if ( own && is(row->own, "REFUSED") )
        return -LOCKDOWN_EPERM;
    if ( own && is(row->own, "KERNEL") )
        class = "KERNEL";
    if ( is(class, "PLATFORM") )
        return -LOCKDOWN_EPERM;
    if ( call->how & LOCKDOWN_CONTROL_OP )
        return is(class, "CONTROL") ? 0 : -LOCKDOWN_EPERM;
    if ( !is(class, "CONTROL") || is(row->issuer, "KERNEL") || domu )
        return 0;

    return level == LOCKDOWN_CONTAINMENT &&
                   (call->how & LOCKDOWN_DOM0_UNDECLARED)
               ? 0
               : -LOCKDOWN_EPERM;
}

/* The gate's answer. The row that it tells must be the one of the look-up. */
static int gate(enum lockdown_level level, const struct lockdown_call *call)
{
    enum lockdown_row row;
    const int answer = lockdown_gate(level, call, &row);

    assert_int_equal(row, level == LOCKDOWN_NONE ? LOCKDOWN_ROW_NONE
                                                 : lockdown_find(call));

    return answer;
}

static void check_row(const struct row *row, enum lockdown_level level)
{
    struct lockdown_call call = call_of(row);

    for ( size_t i = 0; i < COUNT(ways); i++ )
    {
        call.how = ways[i];

        if ( gate(level, &call) != expected(level, &call, row) )
            fail_msg("%s: level %d, how %u: %d", row->name, level, call.how,
                     gate(level, &call));
    }
}

static void test_every_row_everywhere(void **state)
{
    (void)state;

    assert_int_equal(COUNT(rows), LOCKDOWN_NR_ROWS - 1);
    for ( size_t i = 0; i < COUNT(rows); i++ )
        for ( int level = LOCKDOWN_NONE; level <= LOCKDOWN_CONTAINMENT;
              level++ )
            check_row(&rows[i], (enum lockdown_level)level);
}

static void test_every_row_is_found_and_named(void **state)
{
    (void)state;

    for ( size_t i = 0; i < COUNT(rows); i++ )
    {
        struct lockdown_call call = call_of(&rows[i]);

        assert_int_equal(lockdown_find(&call), rows[i].id);
        assert_string_equal(lockdown_row_name(rows[i].id), rows[i].name);
        assert_string_equal(lockdown_row_why(rows[i].id), rows[i].why);
        assert_true(*rows[i].why);

        /* Deeper numbers change nothing where none is selected by. */
        if ( !is(rows[i].class, "BY_GROUP") && call.depth < LOCKDOWN_MAX_DEPTH )
        {
            call.number[call.depth++] = ~0ULL;
            assert_int_equal(lockdown_find(&call), rows[i].id);
        }
    }
}

static bool is_listed(const char *group, uint64_t number)
{
    for ( size_t i = 0; i < COUNT(rows); i++ )
        if ( rows[i].number == number && is(rows[i].group, group) )
            return true;
    return false;
}

/* @call leads into @group: its next number is @number. */
static void check_unlisted(const char *group, struct lockdown_call call,
                           uint64_t number)
{
    if ( is_listed(group, number) )
        return;

    call.number[call.depth++] = number;
    assert_int_equal(gate(LOCKDOWN_NONE, &call), 0);
    assert_int_equal(lockdown_find(&call), LOCKDOWN_ROW_NONE);
    for ( size_t i = 0; i < COUNT(ways); i++ )
    {
        call.how = ways[i];
        assert_int_equal(gate(LOCKDOWN_INTEGRITY, &call), -LOCKDOWN_ENOSYS);
        assert_int_equal(gate(LOCKDOWN_CONTAINMENT, &call), -LOCKDOWN_ENOSYS);
    }
}

static void test_unlisted_is_refused(void **state)
{
    (void)state;

    for ( size_t i = 0; i < COUNT(groups); i++ )
    {
        const char *group = groups[i].name;
        const struct lockdown_call call = call_into(group);

        for ( uint64_t number = 0; number < 2048; number++ )
            check_unlisted(group, call, number);
        for ( unsigned int bit = 11; bit < 64; bit++ )
        {
            check_unlisted(group, call, 1ULL << bit);
            check_unlisted(group, call, (1ULL << bit) + 1);
            check_unlisted(group, call, (1ULL << bit) + 1000);
            check_unlisted(group, call, ~0ULL << bit);
            check_unlisted(group, call, ~0ULL >> (bit - 11));
        }
    }
}

static void test_no_row_has_words_of_its_own(void **state)
{
    (void)state;

    assert_string_equal(lockdown_row_name(LOCKDOWN_ROW_NONE), "?");
    assert_string_equal(lockdown_row_name(LOCKDOWN_NR_ROWS), "?");
    assert_string_equal(lockdown_row_name((enum lockdown_row) - 1), "?");
    assert_string_equal(lockdown_row_why(LOCKDOWN_NR_ROWS),
                        "not in the lockdown policy");
}

/* Rules of the table that the compiler does not check. */
static void test_table_is_consistent(void **state)
{
    (void)state;

    for ( size_t i = 0; i < COUNT(groups); i++ )
    {
        const struct row *parent = row_named(groups[i].parent);

        assert_ptr_equal(group_named(groups[i].name), &groups[i]);
        if ( is(groups[i].parent, "NONE") )
            assert_string_equal(groups[i].name, "hypercall");
        else
            assert_string_equal(parent->class, "BY_GROUP");
    }

    for ( size_t i = 0; i < COUNT(rows); i++ )
    {
        bool has_group = false;

        for ( size_t j = 0; j < COUNT(groups); j++ )
            has_group = has_group || is(groups[j].parent, rows[i].name);
        assert_int_equal(has_group, is(rows[i].class, "BY_GROUP"));
        assert_int_equal(is(rows[i].class, "BY_GROUP"),
                         is(rows[i].own, "NONE"));
        assert_int_equal(is(rows[i].own, "NONE"), is(rows[i].issuer, "NONE"));
    }

    for ( size_t i = 0; i < COUNT(pointers); i++ )
        if ( !row_named(pointers[i].op) )
            fail_msg("a pointer of %s, which has no row", pointers[i].op);
}

/*
 * Xen finds an operation's handles only if their rows stand next to each other,
 * and only those of the operation itself, not of a group's parent.
 */
static void test_handles_stand_together(void **state)
{
    const char *last = "";

    (void)state;

    for ( size_t i = 0; i < COUNT(pointers); i++ )
    {
        const char *op = pointers[i].op;

        if ( !pointers[i].handle )
            continue;

        /* an exception: its data is read before anything is done */
        if ( is(row_named(op)->class, "BY_GROUP") &&
             !is(op, "XENPF_microcode_update2") )
            fail_msg("a handle of %s, which is no operation", op);
        for ( size_t j = 0; j < i && !is(op, last); j++ )
            if ( pointers[j].handle && is(pointers[j].op, op) )
                fail_msg("handles of %s stand apart", op);
        last = op;
    }
}

/* The words of pass.h say what the gate says, to whoever asks. */
static void test_what_passes_unasked(void **state)
{
    (void)state;

    for ( uint64_t number = 0; number < 70; number++ )
        for ( unsigned int way = LOCKDOWN_RAW; way <= LOCKDOWN_CONTROL_OP;
              way += LOCKDOWN_CONTROL_OP )
        {
            const uint64_t pass = way == LOCKDOWN_RAW
                                      ? lockdown_pass_raw
                                      : lockdown_pass_control_op;
            bool always = true;

            for ( size_t i = 0; i < COUNT(ways); i++ )
            {
                const struct lockdown_call call = { .how = ways[i],
                                                    .depth = 1,
                                                    .number = { number } };

                if ( (ways[i] & LOCKDOWN_CONTROL_OP) == way )
                    always = always && !gate(LOCKDOWN_INTEGRITY, &call) &&
                             !gate(LOCKDOWN_CONTAINMENT, &call);
            }

            assert_int_equal(lockdown_passes(pass, number), always);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_everywhere),
        cmocka_unit_test(test_every_row_is_found_and_named),
        cmocka_unit_test(test_unlisted_is_refused),
        cmocka_unit_test(test_no_row_has_words_of_its_own),
        cmocka_unit_test(test_table_is_consistent),
        cmocka_unit_test(test_handles_stand_together),
        cmocka_unit_test(test_what_passes_unasked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
