/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which dom0 kernel may be started, for every combination of what is known of
 * it.
 */
#include "unit.h"

#include "lockdown.h"

/* The rule of the declaration, written independently of core. */
static bool may_start(enum lockdown_level level,
                      const struct lockdown_dom0 *dom0)
{
    const bool declares = dom0->declared >= 1 && dom0->declared <= dom0->spoken;

    return level == LOCKDOWN_NONE || !dom0->secure_boot ||
           (level == LOCKDOWN_CONTAINMENT && dom0->waived) ||
           (dom0->verified && declares);
}

static void test_every_combination(void **state)
{
    unsigned int i;

    (void)state;

    for ( i = 0; i < 3 * 2 * 2 * 2 * 4; i++ )
    {
        const struct lockdown_dom0 dom0 = {
            .secure_boot = i / 3 & 1,
            .verified = i / 6 & 1,
            .waived = i / 12 & 1,
            .declared = i / 24,
            .spoken = 2,
        };
        const enum lockdown_refusal refusal = lockdown_dom0_refusal(
            (enum lockdown_level)(i % 3), &dom0);

        assert_int_equal(refusal == LOCKDOWN_REFUSAL_NONE,
                         may_start((enum lockdown_level)(i % 3), &dom0));
    }
}

static void test_each_refusal(void **state)
{
    struct lockdown_dom0 dom0 = { .secure_boot = true, .spoken = 1 };

    (void)state;

    assert_refusal(lockdown_dom0_refusal(LOCKDOWN_INTEGRITY, &dom0),
                   DOM0_UNVERIFIED);
    dom0.verified = true;
    assert_refusal(lockdown_dom0_refusal(LOCKDOWN_INTEGRITY, &dom0),
                   DOM0_UNDECLARED);
    dom0.declared = 2;
    assert_refusal(lockdown_dom0_refusal(LOCKDOWN_INTEGRITY, &dom0),
                   DOM0_TOO_NEW);
    dom0.declared = 1;
    assert_refusal(lockdown_dom0_refusal(LOCKDOWN_INTEGRITY, &dom0), NONE);
}

/* U-RAISE: a higher level does not start what a lower one refuses. */
static void test_raising_waives_nothing(void **state)
{
    struct lockdown_dom0 dom0 = { .secure_boot = true, .spoken = 1 };

    (void)state;

    assert_refusal(lockdown_dom0_refusal(LOCKDOWN_CONTAINMENT, &dom0),
                   DOM0_UNVERIFIED);
    dom0.verified = true;
    assert_refusal(lockdown_dom0_refusal(LOCKDOWN_CONTAINMENT, &dom0),
                   DOM0_UNDECLARED);
    dom0.waived = true;
    assert_refusal(lockdown_dom0_refusal(LOCKDOWN_CONTAINMENT, &dom0), NONE);
    assert_refusal(lockdown_dom0_refusal(LOCKDOWN_INTEGRITY, &dom0),
                   DOM0_UNDECLARED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_combination),
        cmocka_unit_test(test_each_refusal),
        cmocka_unit_test(test_raising_waives_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
