/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an operation on a domain may not ask for, whatever its row says: each such
 * thing at each level.
 */
#include "unit.h"

#include "lockdown.h"

static void test_domctl(void **state)
{
    static const struct {
        struct lockdown_domctl ask;
        enum lockdown_refusal refusal;
    } cases[] = {
        { { .moves_virq = false }, LOCKDOWN_REFUSAL_NONE },
        { { .targets_caller = true }, LOCKDOWN_REFUSAL_DOMCTL_TARGET },
        { { .makes_hardware_domain = true }, LOCKDOWN_REFUSAL_DOMCTL_HARDWARE },
        { { .moves_virq = true }, LOCKDOWN_REFUSAL_DOMCTL_VIRQ },
        { { .forces_caller = true }, LOCKDOWN_REFUSAL_DOMCTL_AFFINITY },
        { { .lacks_vcpus = true }, LOCKDOWN_REFUSAL_NO_VCPUS },
        { { .dying = true }, LOCKDOWN_REFUSAL_DYING },
    };
    unsigned int i;

    (void)state;

    for ( i = 0; i < sizeof(cases) / sizeof(*cases); i++ )
    {
        const struct lockdown_domctl *ask = &cases[i].ask;

        assert_refusal(lockdown_domctl_refusal(LOCKDOWN_NONE, ask), NONE);
        assert_int_equal(lockdown_domctl_refusal(LOCKDOWN_INTEGRITY, ask),
                         cases[i].refusal);
        assert_int_equal(lockdown_domctl_refusal(LOCKDOWN_CONTAINMENT, ask),
                         cases[i].refusal);
    }
}

static void test_context(void **state)
{
    static const struct {
        struct lockdown_context context;
        bool refused;
    } cases[] = {
        { { .in_kernel = true }, false },
        { { .in_kernel = false }, false }, /* its first state */
        { { .has_mode = true }, false },
        { { .has_mode = true, .in_kernel = true }, true },
        { { .has_mode = true, .kernel_mode = true }, true },
        { { .has_mode = true, .kernel_mode = true, .in_kernel = true }, false },
        { { .in_kernel = true, .foreign = 1ULL << 63 }, true },
        { { .in_kernel = true, .foreign = 1 }, true },
        { { .in_kernel = true, .dr7 = 1ULL << 32 }, false }, /* Xen looks */
        { { .hvm = true }, false },
        { { .hvm = true, .foreign = 1 }, true },
        { { .hvm = true, .dr6 = 0xffff0ff0, .dr7 = 0xffffffff }, false },
        { { .hvm = true, .dr6 = 1ULL << 32 }, true },
        { { .hvm = true, .dr7 = 1ULL << 63 }, true },
    };
    unsigned int i;

    (void)state;

    for ( i = 0; i < sizeof(cases) / sizeof(*cases); i++ )
    {
        const struct lockdown_context *context = &cases[i].context;
        const enum lockdown_refusal refusal = cases[i].refused
                                                  ? LOCKDOWN_REFUSAL_CONTEXT
                                                  : LOCKDOWN_REFUSAL_NONE;

        assert_refusal(lockdown_context_refusal(LOCKDOWN_NONE, context), NONE);
        assert_int_equal(lockdown_context_refusal(LOCKDOWN_INTEGRITY, context),
                         refusal);
        assert_int_equal(
            lockdown_context_refusal(LOCKDOWN_CONTAINMENT, context), refusal);
    }
}

static void test_line(void **state)
{
    (void)state;

    assert_refusal(lockdown_line_refusal(LOCKDOWN_NONE, false), NONE);
    assert_refusal(lockdown_line_refusal(LOCKDOWN_INTEGRITY, true), NONE);
    assert_refusal(lockdown_line_refusal(LOCKDOWN_CONTAINMENT, true), NONE);
    assert_refusal(lockdown_line_refusal(LOCKDOWN_INTEGRITY, false),
                   NO_CONTROLLERS);
    assert_refusal(lockdown_line_refusal(LOCKDOWN_CONTAINMENT, false),
                   NO_CONTROLLERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domctl),
        cmocka_unit_test(test_context),
        cmocka_unit_test(test_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
