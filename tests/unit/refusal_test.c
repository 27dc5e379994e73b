/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The texts of refusals: each row of policy/refusals.def has its own, and what is
 * no refusal has none.
 */
#include "unit.h"

#include "lockdown.h"

static const struct {
    enum lockdown_refusal refusal;
    const char *name, *threats, *text;
} rows[] = {
#define REFUSAL(name, threats, text)                                           \
    { LOCKDOWN_REFUSAL_##name, #name, threats, text },
#include "../../policy/refusals.def"
};

#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

static void test_texts(void **state)
{
    (void)state;

    assert_int_equal(NR_ROWS, LOCKDOWN_NR_REFUSALS - 1);
    for ( size_t i = 0; i < NR_ROWS; i++ )
    {
        assert_string_equal(lockdown_refusal_text(rows[i].refusal),
                            rows[i].text);
        assert_true(strlen(rows[i].text) > 10);
        assert_true(!strncmp(rows[i].threats, "U-", 2) ||
                    !strncmp(rows[i].threats, "K-", 2));
        for ( size_t j = 0; j < i; j++ )
            assert_string_not_equal(rows[i].text, rows[j].text);
    }
}

static void test_what_is_none(void **state)
{
    (void)state;

    assert_string_equal(lockdown_refusal_text(LOCKDOWN_REFUSAL_NONE), "?");
    assert_string_equal(lockdown_refusal_text(LOCKDOWN_NR_REFUSALS), "?");
    assert_string_equal(lockdown_refusal_text((enum lockdown_refusal) ~0U),
                        "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_what_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
