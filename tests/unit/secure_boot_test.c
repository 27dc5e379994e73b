/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Secure Boot's state: only absence and a well-formed 0 count as off.
 */
#include "unit.h"

#include "lockdown.h"

#define GOOD 0x6 /* boot-service and runtime access */

static enum lockdown_level level_of(struct lockdown_secure_boot variable,
                                    const char *why)
{
    const char *said = NULL;
    const enum lockdown_level level = lockdown_secure_boot_level(&variable,
                                                                 &said);

    assert_non_null(said);
    assert_string_equal(said, why);
    assert_int_equal(lockdown_secure_boot_level(&variable, NULL), level);

    return level;
}

#define VARIABLE(...) ((struct lockdown_secure_boot){ __VA_ARGS__ })

static void test_off(void **state)
{
    (void)state;

    assert_int_equal(
        level_of(VARIABLE(LOCKDOWN_VARIABLE_ABSENT, 0, 0, 0), "no Secure Boot"),
        LOCKDOWN_NONE);
    assert_int_equal(level_of(VARIABLE(LOCKDOWN_VARIABLE_PRESENT, GOOD, 1, 0),
                              "Secure Boot off"),
                     LOCKDOWN_NONE);
    /*
     * What GetVariable() left in the other fields does not matter where it
     * found nothing.
     */
    assert_int_equal(level_of(VARIABLE(LOCKDOWN_VARIABLE_ABSENT, ~0U, 8, 1),
                              "no Secure Boot"),
                     LOCKDOWN_NONE);
}

static void test_on(void **state)
{
    (void)state;

    assert_int_equal(level_of(VARIABLE(LOCKDOWN_VARIABLE_PRESENT, GOOD, 1, 1),
                              "Secure Boot active"),
                     LOCKDOWN_INTEGRITY);
}

static void test_unreadable(void **state)
{
    (void)state;

    assert_int_equal(
        level_of(VARIABLE(LOCKDOWN_VARIABLE_UNREADABLE, GOOD, 1, 0),
                 "Secure Boot state unreadable"),
        LOCKDOWN_INTEGRITY);
    assert_int_equal(
        level_of(VARIABLE(77, GOOD, 1, 0), "Secure Boot state unreadable"),
        LOCKDOWN_INTEGRITY);
}

static void test_every_size(void **state)
{
    size_t size;

    (void)state;

    for ( size = 0; size <= 4096; size++ )
        if ( size != 1 )
            assert_int_equal(
                level_of(VARIABLE(LOCKDOWN_VARIABLE_PRESENT, GOOD, size, 0),
                         "Secure Boot state malformed: wrong size"),
                LOCKDOWN_INTEGRITY);
}

static void test_every_value(void **state)
{
    unsigned int value;

    (void)state;

    for ( value = 2; value <= UINT8_MAX; value++ )
        assert_int_equal(
            level_of(
                VARIABLE(LOCKDOWN_VARIABLE_PRESENT, GOOD, 1, (uint8_t)value),
                "Secure Boot state malformed: neither 0 nor 1"),
            LOCKDOWN_INTEGRITY);
}

/*
 * No attribute at all; then the right ones with one bit changed, for each bit:
 * so also non-volatile (bit 0), boot-service only and runtime only.
 */
static void test_every_attribute(void **state)
{
    unsigned int bit;

    (void)state;

    assert_int_equal(level_of(VARIABLE(LOCKDOWN_VARIABLE_PRESENT, 0, 1, 0),
                              "Secure Boot state malformed: wrong attributes"),
                     LOCKDOWN_INTEGRITY);
    for ( bit = 0; bit < 32; bit++ )
        assert_int_equal(
            level_of(
                VARIABLE(LOCKDOWN_VARIABLE_PRESENT, GOOD ^ (1U << bit), 1, 0),
                "Secure Boot state malformed: wrong attributes"),
            LOCKDOWN_INTEGRITY);
}

/* The image was verified only if the variable is well-formed and equal to 1. */
static void test_active(void **state)
{
    unsigned int i;

    (void)state;

    for ( i = 0; i < 3 * 2 * 3 * 3; i++ )
    {
        const struct lockdown_secure_boot variable = {
            .state = i % 3,
            .attributes = i / 3 % 2 ? GOOD : GOOD | 1,
            .size = i / 6 % 3,
            .value = (uint8_t)(i / 18),
        };
        const bool sound = variable.state == LOCKDOWN_VARIABLE_PRESENT &&
                           variable.attributes == GOOD && variable.size == 1;

        assert_int_equal(lockdown_secure_boot_active(&variable),
                         sound && variable.value == 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_off),
        cmocka_unit_test(test_on),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_every_size),
        cmocka_unit_test(test_every_value),
        cmocka_unit_test(test_every_attribute),
        cmocka_unit_test(test_active),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
