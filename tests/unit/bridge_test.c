/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which buses bridges of invented machines may lead to, and what they let through
 * by their registers.
 */
#include "unit.h"

#include "lockdown.h"

#define BRIDGE(bus, first_, last_)                                             \
    {                                                                          \
        .sbdf = (bus) << 8, .first = first_, .last = last_                     \
    }

/* A root port, and a switch behind it with one port; another root port. */
static const struct lockdown_bridge known[] = {
    BRIDGE(0, 0x10, 0x2f),
    BRIDGE(0x10, 0x11, 0x1f),
    BRIDGE(0x11, 0x12, 0x13),
    BRIDGE(0, 0x40, 0x4f),
};
#define NR_KNOWN (sizeof(known) / sizeof(known[0]))

static void test_lead(void **state)
{
    static const struct {
        struct lockdown_bridge bridge;
        bool allowed, at_boot;
    } cases[] = {
        { BRIDGE(0x11, 0x14, 0x14), true, true },   /* the switch's next port */
        { BRIDGE(0x11, 0x14, 0x1f), true, true },   /* ... all that is left */
        { BRIDGE(0x11, 0x14, 0x20), false, false }, /* ... and more */
        { BRIDGE(0x11, 0x13, 0x14), false, false }, /* another port's */
        { BRIDGE(0x11, 0x12, 0x13), false, false },
        { BRIDGE(0x12, 0x13, 0x13), true, true }, /* behind that port */
        { BRIDGE(0x10, 0x20, 0x2f), true, true },
        { BRIDGE(0x14, 0x11, 0x13), false, false }, /* back up */
        { BRIDGE(0x11, 0x15, 0x14), false, false }, /* to none */
        { BRIDGE(0x11, 0x00, 0x00), false, false },
        { BRIDGE(0x00, 0x00, 0xff), false, false },
        { BRIDGE(0x00, 0x50, 0x5f), false, true }, /* from a root */
        { BRIDGE(0x00, 0xff, 0xff), false, true },
        { BRIDGE(0x40, 0x14, 0x14), false, false }, /* of the other's */
        { { .sbdf = 0x11100, .first = 0x14, .last = 0x14 }, false, true },
    };
    unsigned int i;

    (void)state;

    for ( i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
    {
        assert_int_equal(
            lockdown_may_lead(known, NR_KNOWN, &cases[i].bridge, false),
            cases[i].allowed);
        assert_int_equal(
            lockdown_may_lead(known, NR_KNOWN, &cases[i].bridge, true),
            cases[i].at_boot);
    }
}

static void test_shrink(void **state)
{
    static const struct {
        unsigned int bridge;
        uint8_t last;
        bool allowed;
    } cases[] = {
        { 0, 0x2e, true },  { 0, 0x1f, true },  { 0, 0x1e, false },
        { 0, 0x2f, false }, { 0, 0x30, false }, { 0, 0x0f, false },
        { 1, 0x13, true },  { 1, 0x12, false }, { 1, 0x11, false },
        { 2, 0x12, true },  { 2, 0x11, false }, { 3, 0x40, true },
        { 3, 0x00, false }, { 3, 0xff, false },
    };
    unsigned int i;

    (void)state;

    for ( i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
        assert_int_equal(lockdown_may_shrink(known, NR_KNOWN,
                                             &known[cases[i].bridge],
                                             cases[i].last),
                         cases[i].allowed);
}

static void test_windows(void **state)
{
    static const struct {
        uint32_t registers[LOCKDOWN_NR_WINDOW_REGISTERS];
        struct lockdown_range windows[LOCKDOWN_NR_WINDOWS];
    } cases[] = {
        /* after a reset: 4 KiB of ports, 1 MiB of memory */
        { { 0 }, { { 0, 0xfff }, { 0, 0xfffff }, { 0, 0xfffff } } },
        /* closed, as Linux and EDK2 do it */
        { { 0x00f0, 0x0000fff0, 0x0000fff0 },
          { { 0xf000, 0xfff },
            { 0xfff00000, 0xfffff },
            { 0xfff00000, 0xfffff } } },
        { { 0x01f1, 0xfff0, 0x1fff1, ~0U, 0, 0xffff },
          { { 0xfffff000, 0xfff },
            { 0xfff00000, 0xfffff },
            { 0xfffffffffff00000, 0xfffff } } },
        /* open; the status of the bus behind is beside its ports */
        { { 0x20003121, 0xd0f0d000, 0x0ff10001, 0x10, 0x11, 0x00010002 },
          { { 0x22000, 0x13fff },
            { 0xd0000000, 0xd0ffffff },
            { 0x1000000000, 0x110fffffff } } },
        { { 0x3020, 0, 0, 0, 0, 0x00010002 }, /* 16 bits of ports */
          { { 0x2000, 0x3fff }, { 0, 0xfffff }, { 0, 0xfffff } } },
        /* 32 bits of memory, and what is written where an upper half would be */
        { { 0x00f0, 0xfff0, 0xd0f0d000, 0x10, 0x11 },
          { { 0xf000, 0xfff },
            { 0xfff00000, 0xfffff },
            { 0xd0000000, 0xd0ffffff } } },
        { { 0x00f0, 0xfff0, 0xd0f2d002, 0x10, 0x11 }, /* a width nobody knows */
          { { 0xf000, 0xfff },
            { 0xfff00000, 0xfffff },
            { 0xd0000000, 0xd0ffffff } } },
    };
    struct lockdown_range windows[LOCKDOWN_NR_WINDOWS];
    unsigned int i, n;

    (void)state;

    for ( i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
    {
        lockdown_bridge_windows(cases[i].registers, windows);
        for ( n = 0; n < LOCKDOWN_NR_WINDOWS; n++ )
        {
            assert_int_equal(windows[n].first, cases[i].windows[n].first);
            assert_int_equal(windows[n].last, cases[i].windows[n].last);
        }
    }
}

/* What was let through at boot: in one window, and of its kind. */
static void test_had(void **state)
{
    static const struct lockdown_bridge bridge = {
        .windows = {
            [LOCKDOWN_WINDOW_PORTS] = { 0x2000, 0x2fff },
            [LOCKDOWN_WINDOW_MEMORY] = { 0xd0000000, 0xd0ffffff },
            [LOCKDOWN_WINDOW_PREFETCHABLE] = { 1, 0 },
        },
    };
    static const struct {
        struct lockdown_range window;
        bool ports, memory;
    } cases[] = {
        { { 0x2000, 0x2fff }, true, false },
        { { 0x2000, 0x3fff }, false, false },
        { { 0x1000, 0x2fff }, false, false },
        { { 0xd0000000, 0xd0ffffff }, false, true },
        { { 0xd0100000, 0xd01fffff }, false, true },
        { { 0xcff00000, 0xd01fffff }, false, false },
        { { 0xd0f00000, 0xd10fffff }, false, false },
        { { 0, 0xfffff }, false, false },
        { { 0, UINT64_MAX }, false, false },
    };
    unsigned int i;

    (void)state;

    for ( i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
    {
        assert_int_equal(lockdown_had_window(&bridge, &cases[i].window, true),
                         cases[i].ports);
        assert_int_equal(lockdown_had_window(&bridge, &cases[i].window, false),
                         cases[i].memory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lead),
        cmocka_unit_test(test_shrink),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_had),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
