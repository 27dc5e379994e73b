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

/* How often each is held; somebody else may hold one, or both. */
static int maps, domctls;
static bool maps_busy, domctls_busy;

bool get_cpu_maps(void)
{
    maps += !maps_busy;
    return !maps_busy;
}

void put_cpu_maps(void)
{
    maps--;
}

bool domctl_lock_acquire(void)
{
    domctls += !domctls_busy;
    return !domctls_busy;
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
    { { .cmd = XEN_SYSCTL_cpupool_op,
        .u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_RMCPU },
      1,
      1 },
    /* another of cpupool_op, and another sysctl with the same number in it */
    { { .cmd = XEN_SYSCTL_cpupool_op,
        .u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN + 1 },
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
    maps_busy = domctls_busy = false;

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

    for ( int who = 1; who < 4; who++ )
        for ( size_t i = 0; i < NR_CASES; i++ )
        {
            maps_busy = who & 1;
            domctls_busy = who & 2;

            level = LOCKDOWN_INTEGRITY;
            if ( (maps_busy && cases[i].maps) ||
                 (domctls_busy && cases[i].domctls) )
                assert_false(lockdown_sysctl_begin(&cases[i].op));
            else
            {
                assert_true(lockdown_sysctl_begin(&cases[i].op));
                lockdown_sysctl_end(&cases[i].op);
            }
            /* nothing is held any more */
            assert_int_equal(maps, 0);
            assert_int_equal(domctls, 0);

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
