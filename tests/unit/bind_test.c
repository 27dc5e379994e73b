/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * References to buffers: what is in a buffer is found, to the last byte, and
 * nothing else is.
 */
#include "unit.h"

#include "lockdown.h"

#define ALL       UINT64_MAX
#define UNTOUCHED UINT64_C(0x7e57)

/* Written out, so that a change of the ABI does not go unnoticed. */
#define HALF      (LIMIT / 2)
#define LIMIT     (UINT64_C(1) << 48)
#define MAX       16
#define REF(n, o) (((uint64_t)(n) << 48) + (o))

/* The middle one is empty; the last ends where addresses do. */
static const struct control_op_buffer buffers[] = {
    { 0x10000, 0x1000 },
    { 0x11000, 0 },
    { ALL - 0x20, 0x20 },
};
#define NR 3

static void assert_bound(unsigned int nr, uint64_t reference, uint64_t size,
                         uint64_t expected)
{
    uint64_t address = UNTOUCHED;

    assert_true(lockdown_bind(buffers, nr, reference, size, &address));
    assert_int_equal(address, expected);
}

static void assert_refused(unsigned int nr, uint64_t reference, uint64_t size)
{
    uint64_t address = UNTOUCHED;

    assert_false(lockdown_bind(buffers, nr, reference, size, &address));
    assert_int_equal(address, UNTOUCHED);
}

static void test_references(void **state)
{
    (void)state;

    assert_int_equal(CONTROL_OP_REFERENCE(1, 0), LIMIT);
    assert_int_equal(CONTROL_OP_REFERENCE(16, LIMIT - 1),
                     REF(16, UINT64_C(0xffffffffffff)));
    assert_int_equal(CONTROL_OP_MAX_SIZE, LIMIT);
    assert_int_equal(CONTROL_OP_MAX_BUFFERS, MAX);

    /*
     * None is an address that a process may use, all of which are below 2^47,
     * and none is canonical: bits 47 to 63 are not alike.
     */
    for ( unsigned int n = 1; n <= MAX; n++ )
    {
        assert_true(CONTROL_OP_REFERENCE(n, 0) >> 47 != 0);
        assert_true(CONTROL_OP_REFERENCE(n, LIMIT - 1) >> 47 != ALL >> 47);
    }
}

static void test_ends_of_a_buffer(void **state)
{
    (void)state;

    assert_bound(NR, REF(1, 0), 0, 0x10000);
    assert_bound(NR, REF(1, 0), 1, 0x10000);
    assert_bound(NR, REF(1, 0), 0x1000, 0x10000);
    assert_refused(NR, REF(1, 0), 0x1001);

    assert_bound(NR, REF(1, 0x7ff), 0x801, 0x107ff);
    assert_refused(NR, REF(1, 0x7ff), 0x802);

    assert_bound(NR, REF(1, 0xfff), 1, 0x10fff);
    assert_refused(NR, REF(1, 0xfff), 2);

    /* At a buffer's end, 0 bytes are found and 1 byte is not. */
    assert_bound(NR, REF(1, 0x1000), 0, 0x11000);
    assert_refused(NR, REF(1, 0x1000), 1);
    assert_refused(NR, REF(1, 0x1001), 0);
    assert_refused(NR, REF(1, LIMIT - 1), 0);
}

static void test_an_empty_buffer(void **state)
{
    (void)state;

    assert_bound(NR, REF(2, 0), 0, 0x11000);
    assert_refused(NR, REF(2, 0), 1);
    assert_refused(NR, REF(2, 1), 0);
}

static void test_the_last_addresses(void **state)
{
    (void)state;

    assert_bound(NR, REF(3, 0x1f), 1, ALL - 1);
    assert_bound(NR, REF(3, 0x20), 0, ALL);
    assert_refused(NR, REF(3, 0x20), 1);
    assert_refused(NR, REF(3, 0x21), ALL);
}

/* No sum of offset and size may come out small. */
static void test_sizes_that_wrap(void **state)
{
    (void)state;

    assert_refused(NR, REF(1, 0), ALL);
    assert_refused(NR, REF(1, 1), ALL);
    assert_refused(NR, REF(1, 0x800), ALL - 0x7ff);
    assert_refused(NR, REF(1, 0x1000), ALL);
    assert_refused(NR, REF(1, 0x1001), ALL - 0x1000);
    assert_refused(NR, REF(1, LIMIT - 1), ALL);
    assert_refused(NR, REF(1, 0x10), UINT64_C(1) << 63);
}

static void test_numbers(void **state)
{
    (void)state;

    /* Null, and what an attacker puts there instead: addresses. */
    assert_refused(NR, 0, 0);
    assert_refused(NR, 0, 1);
    assert_refused(NR, 0x10000, 1);
    assert_refused(NR, LIMIT - 1, 0);
    assert_refused(NR, UINT64_C(0x7fffffffe000), 8);
    assert_refused(NR, UINT64_C(0xffff888000000000), 8);
    assert_refused(NR, UINT64_C(0xffffffff81000000), 8);
    assert_refused(NR, ALL, 0);

    assert_refused(NR, REF(4, 0), 0);
    assert_refused(NR, REF(0x8000, 0), 0);
    assert_refused(NR, REF(0xffff, 0), 0);
    /* All bits of a number count. */
    assert_refused(NR, REF(0x0101, 0), 0);
    assert_refused(NR, REF(0x8001, 0), 0);

    /* The number of buffers counts, not how many lie there. */
    assert_refused(2, REF(3, 0), 0);
    assert_refused(1, REF(2, 0), 0);
    assert_refused(0, REF(1, 0), 0);
    assert_bound(1, REF(1, 0), 1, 0x10000);
}

/* Each number leads to its own buffer, though others lie beside or over it. */
static void test_every_number(void **state)
{
    struct control_op_buffer row[MAX];
    uint64_t address;

    (void)state;

    for ( unsigned int i = 0; i < MAX; i++ )
        row[i] = (struct control_op_buffer){ 0x4000 + i, i + 1 };

    for ( unsigned int i = 0; i < MAX; i++ )
    {
        assert_true(lockdown_bind(row, MAX, REF(i + 1, i), 1, &address));
        assert_int_equal(address, 0x4000 + 2 * i);
        assert_false(lockdown_bind(row, MAX, REF(i + 1, i), 2, &address));
    }
    assert_false(lockdown_bind(row, MAX, REF(MAX + 1, 0), 0, &address));
}

/* The largest buffer there can be. */
static void test_the_largest_buffer(void **state)
{
    const struct control_op_buffer large = { 0x1000, LIMIT - 1 };
    uint64_t address;

    (void)state;

    /* more than fits into half the address space: what an offset can express */
    assert_false(lockdown_buffers_ok(&large, 1));
    assert_true(lockdown_bind(&large, 1, REF(1, 0), LIMIT - 1, &address));
    assert_int_equal(address, 0x1000);
    assert_true(lockdown_bind(&large, 1, REF(1, LIMIT - 1), 0, &address));
    assert_int_equal(address, 0x1000 + LIMIT - 1);
    assert_true(lockdown_bind(&large, 1, REF(1, LIMIT - 2), 1, &address));
    assert_false(lockdown_bind(&large, 1, REF(1, LIMIT - 1), 1, &address));
    assert_false(lockdown_bind(&large, 1, REF(1, 0), LIMIT, &address));
}

static void test_no_buffers(void **state)
{
    uint64_t address = UNTOUCHED;

    (void)state;

    assert_true(lockdown_buffers_ok(NULL, 0));
    assert_false(lockdown_bind(NULL, 0, REF(1, 0), 0, &address));
    assert_false(lockdown_bind(NULL, 0, 0, 0, &address));
    assert_int_equal(address, UNTOUCHED);
}

/* Too many are not even looked at. */
static void test_how_many(void **state)
{
    const struct control_op_buffer row[MAX] = { { 0, 0 } };

    (void)state;

    for ( unsigned int nr = 0; nr <= MAX; nr++ )
        assert_true(lockdown_buffers_ok(row, nr));
    assert_false(lockdown_buffers_ok(NULL, MAX + 1));
    assert_false(lockdown_buffers_ok(NULL, ~0U));
}

static void test_buffers(void **state)
{
    static const struct {
        struct control_op_buffer buffer;
        bool ok;
    } cases[] = {
        { { 0, 0 }, true },
        { { 0, HALF }, true },
        { { 0, HALF + 1 }, false },
        { { 0, LIMIT }, false },
        { { 0, ALL }, false },
        { { 1, HALF - 1 }, true },
        { { 1, HALF }, false },
        { { HALF - 1, 1 }, true },
        { { HALF - 1, 2 }, false },
        { { HALF, 0 }, true },
        { { HALF, 1 }, false },
        { { LIMIT - 1, 1 }, false }, /* an alias of what is at ALL */
        { { HALF + 1, 0 }, false },
        { { -HALF - 1, 1 }, false },
        { { -HALF, 0 }, true },
        { { -HALF, HALF }, true },
        { { -HALF, HALF + 1 }, false },
        { { -HALF + 1, HALF }, false },
        { { ALL, 0 }, true },
        { { ALL, 1 }, true },
        { { ALL, 2 }, false },
        { { ALL, HALF }, false },
        { { 1, ALL }, false },
    };
    struct control_op_buffer row[MAX] = { { 0, 0 } };

    (void)state;

    for ( size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++ )
    {
        for ( unsigned int at = 0; at < MAX; at++ )
        {
            row[at] = cases[i].buffer;
            assert_int_equal(lockdown_buffers_ok(row, MAX), cases[i].ok);
            assert_int_equal(lockdown_buffers_ok(row, at + 1), cases[i].ok);
            /* What is not declared does not matter. */
            assert_true(lockdown_buffers_ok(row, at));
            row[at] = (struct control_op_buffer){ 0, 0 };
        }
    }
}

static bool refers(uint64_t reference, uint64_t count, uint64_t unit)
{
    return lockdown_refers(buffers, NR, reference, count, unit);
}

static void test_implied_lengths(void **state)
{
    (void)state;

    assert_true(refers(REF(1, 0), 0x200, 8));
    assert_false(refers(REF(1, 0), 0x201, 8));
    assert_true(refers(REF(1, 8), 0x1ff, 8));
    assert_false(refers(REF(1, 8), 0x200, 8));
    assert_false(refers(REF(1, 1), 0x200, 8));
    assert_true(refers(REF(1, 0), 1, 0x1000));
    assert_false(refers(REF(1, 0), 1, 0x1001));

    assert_true(refers(REF(NR, 0), 4, 8));
    assert_false(refers(REF(NR, 0), 5, 8));

    /* None at all, but in a buffer that there is. */
    assert_true(refers(REF(1, 0x1000), 0, 8));
    assert_true(refers(REF(1, 0x1000), 8, 0));
    assert_true(refers(REF(1, 0x1000), ALL - 1, 0));
    assert_false(refers(REF(1, 0x1001), 0, 8));
    assert_false(refers(REF(4, 0), 0, 8));
    assert_false(refers(1, 0, 8));
    assert_false(refers(0x10000, 0, 8));
    assert_false(refers(0x10000, 1, 8));
}

/* Products that come out as 0, 8, 0x1000 and just below the end. */
static void test_counts_that_overflow(void **state)
{
    (void)state;

    assert_false(refers(REF(1, 0), UINT64_C(1) << 61, 8));
    assert_false(refers(REF(1, 0), (UINT64_C(1) << 61) + 1, 8));
    assert_false(refers(REF(1, 0), (UINT64_C(1) << 61) + 0x200, 8));
    assert_false(refers(REF(1, 0), 8, UINT64_C(1) << 61));
    assert_false(refers(REF(1, 0), UINT64_C(1) << 32, UINT64_C(1) << 32));
    assert_false(refers(REF(1, 0), (UINT64_C(1) << 61) - 1, 8));
    assert_false(refers(REF(1, 0), ALL - 1, 1));
    assert_false(refers(REF(1, 0), ALL - 1, ALL));
    assert_false(refers(REF(1, 0), 1, ALL));
}

/* Accepted here: the operation decides, or the later binding does. */
static void test_null_and_unknown(void **state)
{
    (void)state;

    assert_true(refers(0, 0, 8));
    assert_true(refers(0, ALL - 1, ALL));
    assert_true(lockdown_refers(NULL, 0, 0, 1, 8));

    assert_int_equal(LOCKDOWN_COUNT_UNKNOWN, ALL);
    assert_true(refers(REF(1, 0), LOCKDOWN_COUNT_UNKNOWN, 1));
    assert_true(refers(REF(1, 0), LOCKDOWN_COUNT_UNKNOWN, ALL));
    assert_true(refers(REF(4, 0), LOCKDOWN_COUNT_UNKNOWN, 8));
    assert_true(refers(0x10000, LOCKDOWN_COUNT_UNKNOWN, 8));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_ends_of_a_buffer),
        cmocka_unit_test(test_an_empty_buffer),
        cmocka_unit_test(test_the_last_addresses),
        cmocka_unit_test(test_sizes_that_wrap),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_every_number),
        cmocka_unit_test(test_the_largest_buffer),
        cmocka_unit_test(test_no_buffers),
        cmocka_unit_test(test_how_many),
        cmocka_unit_test(test_buffers),
        cmocka_unit_test(test_implied_lengths),
        cmocka_unit_test(test_counts_that_overflow),
        cmocka_unit_test(test_null_and_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
