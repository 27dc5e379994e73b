/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The level: that it only rises, whatever is asked of it, and how it is spelt.
 */
#include "unit.h"

#include "lockdown.h"

/*
 * The one test that changes the level; each step looks at the level in force.
 */
static void test_level_only_rises(void **state)
{
    (void)state;

    assert_int_equal(lockdown_level(), LOCKDOWN_NONE);
    assert_int_equal(lockdown_raise(LOCKDOWN_NONE), LOCKDOWN_NONE);
    assert_int_equal(lockdown_raise(LOCKDOWN_INTEGRITY), LOCKDOWN_INTEGRITY);
    assert_int_equal(lockdown_level(), LOCKDOWN_INTEGRITY);
    assert_int_equal(lockdown_raise(LOCKDOWN_NONE), LOCKDOWN_INTEGRITY);
    assert_int_equal(lockdown_level(), LOCKDOWN_INTEGRITY);
    assert_int_equal(lockdown_raise(LOCKDOWN_CONTAINMENT),
                     LOCKDOWN_CONTAINMENT);
    assert_int_equal(lockdown_raise(LOCKDOWN_INTEGRITY), LOCKDOWN_CONTAINMENT);
    assert_int_equal(lockdown_raise(LOCKDOWN_NONE), LOCKDOWN_CONTAINMENT);
    assert_int_equal(lockdown_level(), LOCKDOWN_CONTAINMENT);
}

/* Runs before the above: no level at all is no way to stay low. */
static void test_invalid_level_names(void **state)
{
    (void)state;

    assert_string_equal(lockdown_level_name(LOCKDOWN_NONE), "none");
    assert_string_equal(lockdown_level_name(LOCKDOWN_INTEGRITY), "integrity");
    assert_string_equal(lockdown_level_name(LOCKDOWN_CONTAINMENT),
                        "containment");
    assert_string_equal(lockdown_level_name((enum lockdown_level)3), "?");
    assert_string_equal(lockdown_level_name((enum lockdown_level) - 1), "?");
}

static void test_spellings(void **state)
{
    static const struct {
        const char *value;
        enum lockdown_level level;
    } accepted[] = {
        { "", LOCKDOWN_INTEGRITY },
        { "integrity", LOCKDOWN_INTEGRITY },
        { "containment", LOCKDOWN_CONTAINMENT },
    };
    static const char *const refused[] = {
        "none",
        "off",
        "no",
        "0",
        "false",
        "disable",
        "1",
        "yes",
        "integrit",
        "integrityx",
        "Integrity",
        " integrity",
        "c",
        "contain",
        "integrity,",
        "integrity ",
        "integrity,none",
        "containment=off",
        "=",
        "confidentiality",
    };
    enum lockdown_level level;
    size_t i;

    (void)state;

    for ( i = 0; i < sizeof(accepted) / sizeof(*accepted); i++ )
    {
        level = LOCKDOWN_NONE;
        assert_true(lockdown_level_parse(accepted[i].value,
                                         strlen(accepted[i].value), &level));
        assert_int_equal(level, accepted[i].level);
    }

    for ( i = 0; i < sizeof(refused) / sizeof(*refused); i++ )
    {
        level = (enum lockdown_level)77;
        assert_false(
            lockdown_level_parse(refused[i], strlen(refused[i]), &level));
        assert_int_equal(level, 77);
    }
}

/* The length bounds the value, not a NUL that happens to follow or not. */
static void test_length_bounds_the_value(void **state)
{
    static const char text[] = "integrityXX";
    const char nul[] = { 'i', 'n', 't', 'e', 'g', 'r', 'i', 't', 'y', '\0' };
    enum lockdown_level level;
    size_t len;

    (void)state;

    for ( len = 1; len < sizeof(text); len++ )
        assert_int_equal(lockdown_level_parse(text, len, &level),
                         len == strlen("integrity"));
    assert_false(lockdown_level_parse(nul, sizeof(nul), &level));
}

static void test_sources(void **state)
{
    (void)state;

    assert_true(lockdown_source_trusted(LOCKDOWN_BUILTIN));
    assert_true(lockdown_source_trusted(LOCKDOWN_EMBEDDED));
    assert_false(lockdown_source_trusted(LOCKDOWN_FILE));
    assert_false(lockdown_source_trusted(LOCKDOWN_LOADER));
    assert_false(lockdown_source_trusted(LOCKDOWN_RUNTIME));
    assert_false(lockdown_source_trusted((enum lockdown_source)5));
    assert_false(lockdown_source_trusted((enum lockdown_source) - 1));
    assert_string_equal(lockdown_source_name((enum lockdown_source)5), "?");
    assert_string_equal(lockdown_source_name(LOCKDOWN_EMBEDDED),
                        "signed image");
}

/* Last: a corrupt level raises to the highest. */
static void test_corrupt_raise(void **state)
{
    (void)state;

    assert_int_equal(lockdown_raise((enum lockdown_level) - 1),
                     LOCKDOWN_CONTAINMENT);
    assert_int_equal(lockdown_raise((enum lockdown_level)99),
                     LOCKDOWN_CONTAINMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_invalid_level_names),
        cmocka_unit_test(test_spellings),
        cmocka_unit_test(test_length_bounds_the_value),
        cmocka_unit_test(test_sources),
        cmocka_unit_test(test_level_only_rises),
        cmocka_unit_test(test_corrupt_raise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
