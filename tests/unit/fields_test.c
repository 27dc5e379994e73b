/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The conditions of policy/contents.def, compiled with Xen's own structures.
 * Each row has a value that it refuses, at the edge, and one that passes.
 */
#include "unit.h"

#include <stdbool.h>

#define __XEN_TOOLS__ 1
#include <xen/xen.h>

#include <xen/domctl.h>
#include <xen/hvm/save.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The path of a field that does not hold what it may; null if all do. */
static const char *wrong_field(const struct xen_domctl *op)
{
#define FIELD(name, type, path, condition, threats, why)                       \
    if ( op->cmd == name )                                                     \
    {                                                                          \
        const type *a = op;                                                    \
                                                                               \
        if ( !(condition) )                                                    \
            return #path;                                                      \
    }
#include "../../policy/contents.def"

    return NULL;
}

/* The same of a record in the state of an HVM domain. */
static const char *wrong_record(uint16_t type, unsigned int i,
                                const void *record)
{
#define RECORD(name, path, condition, threats, why)                            \
    if ( type == HVM_SAVE_CODE(name) )                                         \
    {                                                                          \
        const HVM_SAVE_TYPE(name) *a = record;                                 \
                                                                               \
        if ( !(condition) )                                                    \
            return #path;                                                      \
    }
#include "../../policy/contents.def"

    return NULL;
}

static const struct row {
    uint32_t cmd;
    const char *path, *threats, *why;
} rows[] = {
#define FIELD(op, type, path, condition, threats, why)                         \
    { op, #path, threats, why },
#include "../../policy/contents.def"
};

#define BIND(type, ...)                                                        \
    {                                                                          \
        .cmd = XEN_DOMCTL_bind_pt_irq, .u.bind_pt_irq = {                      \
            .irq_type = PT_IRQ_TYPE_##type,                                    \
            .u = { __VA_ARGS__ }                                               \
        }                                                                      \
    }

static const struct {
    const char *wrong;
    struct xen_domctl op;
} cases[] = {
    { NULL, BIND(PCI, .pci = { .bus = 255, .device = 31, .intx = 3 }) },
    { NULL, BIND(MSI, .msi = { .gvec = 255, .gtable = ~0ULL }) },
    { "u.bind_pt_irq.u.pci.device", BIND(PCI, .pci = { .device = 32 }) },
    { "u.bind_pt_irq.u.pci.device",
      BIND(MSI_TRANSLATE, .pci = { .device = 255 }) },
    { "u.bind_pt_irq.u.pci.intx", BIND(PCI, .pci = { .intx = 4 }) },
    { "u.bind_pt_irq.u.pci.intx", BIND(MSI_TRANSLATE, .pci = { .intx = 255 }) },
};

static void test_cases(void **state)
{
    (void)state;
    for ( size_t i = 0; i < COUNT(cases); i++ )
    {
        const char *wrong = wrong_field(&cases[i].op);

        if ( cases[i].wrong )
        {
            assert_non_null(wrong);
            assert_string_equal(wrong, cases[i].wrong);
        }
        else
            assert_null(wrong);
    }
}

/* Of two interrupt controllers the first is the master. */
static void test_interrupt_controllers(void **state)
{
    struct hvm_hw_vpic pic = { 0 };

    (void)state;
    assert_string_equal(wrong_record(HVM_SAVE_CODE(PIC), 0, &pic), "is_master");
    assert_null(wrong_record(HVM_SAVE_CODE(PIC), 1, &pic));
    pic.is_master = 1;
    assert_null(wrong_record(HVM_SAVE_CODE(PIC), 0, &pic));
    assert_string_equal(wrong_record(HVM_SAVE_CODE(PIC), 1, &pic), "is_master");
    /* Xen knows no third, nor is this a controller. */
    assert_null(wrong_record(HVM_SAVE_CODE(PIT), 1, &pic));
}

static void test_each_row_has_cases(void **state)
{
    (void)state;
    for ( size_t i = 0; i < COUNT(rows); i++ )
    {
        bool refused = false, passed = false;

        for ( size_t j = 0; j < COUNT(cases); j++ )
            if ( cases[j].op.cmd != rows[i].cmd )
                continue;
            else if ( !cases[j].wrong )
                passed = true;
            else if ( !strcmp(cases[j].wrong, rows[i].path) )
                refused = true;
        if ( !refused || !passed )
            fail_msg("%s: no case of it", rows[i].path);

        assert_int_equal(strncmp(rows[i].threats, "U-", 2), 0);
        assert_true(strlen(rows[i].why) > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_interrupt_controllers),
        cmocka_unit_test(test_each_row_has_cases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
