/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xen/src/sysctl.c against a fake Xen: which sysctls hold which lock while they
 * are carried out (U-CONTENT-RACE), at which level, and that none is carried out
 * without it.
 */
#include "unit.h"

#include "fake/xen.h"
#include "xen/src/private.h"

/* ---- the fake Xen ---- */

static enum lockdown_level level;

enum lockdown_level lockdown_level_of_call(void)
{
    return level;
}

/* How often each is held; somebody else may hold both. */
static int maps, domctls;
static bool busy;

bool get_cpu_maps(void)
{
    maps += !busy;
    return !busy;
}

void put_cpu_maps(void)
{
    maps--;
}

bool domctl_lock_acquire(void)
{
    domctls += !busy;
    return !busy;
}

void domctl_lock_release(void)
{
    domctls--;
}

/* ---- the tests ---- */

static const struct {
    struct xen_sysctl op;
    int maps, domctls;
} cases[] = {
    { { .cmd = XEN_SYSCTL_pm_op }, 1, 0 },
    { { .cmd = XEN_SYSCTL_get_pmstat }, 1, 0 },
    { { .cmd = XEN_SYSCTL_cpupool_op,
        .u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN },
      0,
      1 },
    /* another of cpupool_op, and another sysctl with the same number in it */
    { { .cmd = XEN_SYSCTL_cpupool_op,
        .u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN - 1 },
      0,
      0 },
    { { .cmd = XEN_SYSCTL_cpupool_op + 1,
        .u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN },
      0,
      0 },
};

#define NR_CASES (sizeof(cases) / sizeof(cases[0]))

static void test_locks_are_held(void **state)
{
    (void)state;
    busy = false;

    for ( int l = LOCKDOWN_NONE; l <= LOCKDOWN_CONTAINMENT; l++ )
        for ( size_t i = 0; i < NR_CASES; i++ )
        {
            const bool locked = l != LOCKDOWN_NONE;

            level = (enum lockdown_level)l;
            assert_true(lockdown_sysctl_begin(&cases[i].op));
            assert_int_equal(maps, locked ? cases[i].maps : 0);
            assert_int_equal(domctls, locked ? cases[i].domctls : 0);

            lockdown_sysctl_end(&cases[i].op);
            assert_int_equal(maps, 0);
            assert_int_equal(domctls, 0);
        }
}

static void test_locks_of_somebody_else(void **state)
{
    (void)state;
    busy = true;

    for ( size_t i = 0; i < NR_CASES; i++ )
    {
        level = LOCKDOWN_INTEGRITY;
        assert_int_equal(lockdown_sysctl_begin(&cases[i].op),
                         !cases[i].maps && !cases[i].domctls);
        level = LOCKDOWN_NONE;
        assert_true(lockdown_sysctl_begin(&cases[i].op));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_locks_are_held),
        cmocka_unit_test(test_locks_of_somebody_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
