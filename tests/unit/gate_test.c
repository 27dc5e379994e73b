/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The gate: each row of policy/hypercalls.def at each level.
 */
#include "unit.h"

#include "lockdown.h"

#define PLATFORM "PLATFORM"

static const struct {
    enum lockdown_op op;
    const char *name, *class, *why;
} rows[] = {
#define ROW(hypercall, op, class, why) { LOCKDOWN_OP_##op, #op, class, why },
#include "../../policy/hypercalls.def"
#undef ROW
};

static void test_platform_is_refused_in_lockdown(void **state)
{
    size_t i;

    (void)state;

    assert_int_equal(sizeof(rows) / sizeof(*rows), LOCKDOWN_NR_OPS);
    for ( i = 0; i < LOCKDOWN_NR_OPS; i++ )
    {
        assert_string_equal(rows[i].class, PLATFORM);
        assert_true(lockdown_op_allows(LOCKDOWN_NONE, rows[i].op));
        assert_false(lockdown_op_allows(LOCKDOWN_INTEGRITY, rows[i].op));
        assert_false(lockdown_op_allows(LOCKDOWN_CONTAINMENT, rows[i].op));
    }
}

static void test_every_row_has_a_name_and_a_reason(void **state)
{
    size_t i;

    (void)state;

    for ( i = 0; i < LOCKDOWN_NR_OPS; i++ )
    {
        assert_string_equal(lockdown_op_name(rows[i].op), rows[i].name);
        assert_string_equal(lockdown_op_why(rows[i].op), rows[i].why);
        assert_true(strlen(rows[i].why) > 20);
    }
}

static void test_no_operation_is_refused(void **state)
{
    (void)state;

    assert_false(lockdown_op_allows(LOCKDOWN_INTEGRITY, LOCKDOWN_NR_OPS));
    assert_false(
        lockdown_op_allows(LOCKDOWN_INTEGRITY, (enum lockdown_op) - 1));
    assert_string_equal(lockdown_op_name(LOCKDOWN_NR_OPS), "?");
    assert_string_equal(lockdown_op_why((enum lockdown_op) - 1), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_platform_is_refused_in_lockdown),
        cmocka_unit_test(test_every_row_has_a_name_and_a_reason),
        cmocka_unit_test(test_no_operation_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
