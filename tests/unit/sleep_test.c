/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a DSDT says of how the machine is switched off.
 */
#include "unit.h"

#include "lockdown.h"

static bool read_types(const void *dsdt, size_t len, uint8_t *a, uint8_t *b)
{
    return lockdown_sleep_types(dsdt, len, a, b);
}
#define READ(text) read_types(text, sizeof(text) - 1, &a, &b)

/* QEMU's: { 0, 0, 0, 0 } */
static const char zeros[] = "DSDT\x08_S5_\x12\x06\x04\x00\x00\x00\x00";

static void test_found(void **state)
{
    uint8_t a = 9, b = 9;

    (void)state;

    assert_true(READ(zeros));
    assert_int_equal(a, 0);
    assert_int_equal(b, 0);
    /* as byte constants, and one */
    assert_true(READ("\x08_S5_\x12\x08\x04\x0a\x05\x01\x00\x00"));
    assert_int_equal(a, 5);
    assert_int_equal(b, 1);
    /* a package's length in two bytes */
    assert_true(READ("\x08_S5_\x12\x46\x00\x02\x0a\x07\x0a\x06"));
    assert_int_equal(a, 7);
    assert_int_equal(b, 6);
    /* named from the root */
    assert_true(READ("\x08\\_S5_\x12\x06\x02\x00\x01"));
    assert_int_equal(b, 1);
    /* behind another state, and behind one that says nothing */
    assert_true(READ("\x08_S3_\x12\x06\x04\x0a\x05\x0a\x05\x00\x00"
                     "\x08_S5_\x12\x06\x04\x0c\x00\x00\x00\x00\x00"
                     "\x08_S5_\x12\x06\x02\x0a\x03\x01"));
    assert_int_equal(a, 3);
    assert_int_equal(b, 1);
}

static void test_not_found(void **state)
{
    uint8_t a, b;

    (void)state;

    assert_false(READ(""));
    assert_false(READ("\x08_S5_"));
    assert_false(READ("\x08_S5_\x12"));
    assert_false(READ("\x08_S5_\x12\x06\x04\x0a"));
    assert_false(READ("\x08_S5_\x12\x06\x01\x00\x00"));     /* one element */
    assert_false(READ("\x08_S5_\x12\x06\x02\x0a\x08\x00")); /* no 3 bits */
    assert_false(READ("\x08_S5_\x11\x06\x02\x00\x00"));     /* a buffer */
    assert_false(READ("_S5_\x12\x06\x02\x00\x00"));
    assert_false(READ("\\_S5_\x12\x06\x02\x00\x00"));
    assert_false(READ("\x14_S5_\x12\x06\x02\x00\x00")); /* a method */
    for ( size_t len = 0; len + 2 < sizeof(zeros) - 1; len++ )
        assert_false(read_types(zeros, len, &a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
