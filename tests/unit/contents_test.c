/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The conditions of policy/contents.def, compiled with Xen's own structures:
 * each has a value that it refuses, at the edge, and one that it lets pass.
 */
#include "unit.h"

#include <stdbool.h>

#define __XEN_TOOLS__ 1
#include <xen/xen.h>

#include <xen/domctl.h>
#include <xen/hvm/dm_op.h>
#include <xen/hvm/save.h>
#include <xen/sysctl.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A row of the table: its condition as a function of the structure. */
#define JOIN(a, b) a##b
#define NAME(line) JOIN(holds_, line)
#define FIELD(op, type, path, condition, threats, why)                         \
    static bool NAME(__LINE__)(const void *structure, unsigned int i)          \
    {                                                                          \
        const type *a = structure;                                             \
                                                                               \
        (void)i;                                                               \
        return condition;                                                      \
    }
#define RECORD(name, path, condition, threats, why)                            \
    FIELD(, HVM_SAVE_TYPE(name), path, condition, threats, why)
#include "../../policy/contents.def"

static const struct row {
    const char *op, *path, *threats, *why;
    bool (*holds)(const void *structure, unsigned int i);
} rows[] = {
#define FIELD(op, type, path, condition, threats, why)                         \
    { #op, #path, threats, why, NAME(__LINE__) },
#define RECORD(name, path, condition, threats, why)                            \
    { #name, #path, threats, why, NAME(__LINE__) },
#include "../../policy/contents.def"
};

static unsigned int tried[COUNT(rows)][2];

static void holds(const char *op, const char *path, const void *structure,
                  unsigned int i, bool wanted)
{
    for ( size_t row = 0; row < COUNT(rows); row++ )
        if ( !strcmp(rows[row].op, op) && !strcmp(rows[row].path, path) )
        {
            if ( rows[row].holds(structure, i) != wanted )
                fail_msg("%s %s", op, path);
            tried[row][wanted]++;
            return;
        }
    fail_msg("%s %s: no such row", op, path);
}

/* The members of the operation's structure that are not 0. */
#define OP(type, op, path, wanted, ...)                                        \
    holds(#op, #path, &(struct type){ __VA_ARGS__ }, 0, wanted)
#define BIND(path, wanted, type, ...)                                          \
    OP(xen_domctl, XEN_DOMCTL_bind_pt_irq, u.bind_pt_irq.u.pci.path, wanted,   \
       .u.bind_pt_irq = { .irq_type = PT_IRQ_TYPE_##type,                      \
                          .u = { __VA_ARGS__ } })

static void test_interrupts_of_devices(void **state)
{
    (void)state;
    BIND(device, true, PCI, .pci = { .bus = 255, .device = 31, .intx = 3 });
    BIND(device, false, PCI, .pci = { .device = 32 });
    BIND(device, false, MSI_TRANSLATE, .pci = { .device = 255 });
    BIND(device, true, MSI, .msi = { .gvec = 255, .gflags = ~0U });
    BIND(intx, true, MSI_TRANSLATE, .pci = { .device = 31, .intx = 3 });
    BIND(intx, false, PCI, .pci = { .intx = 4 });
    BIND(intx, false, MSI_TRANSLATE, .pci = { .intx = 255 });
    BIND(intx, true, MSI, .msi = { .gvec = 255, .gflags = ~0U });
}

#define GRANTS(number, wanted)                                                 \
    OP(xen_domctl, XEN_DOMCTL_createdomain, u.createdomain.max_grant_frames,   \
       wanted, .u.createdomain.max_grant_frames = (int32_t)(number))
#define FLAGS(bits, wanted)                                                    \
    OP(xen_domctl, XEN_DOMCTL_createdomain, u.createdomain.flags, wanted,      \
       .u.createdomain.flags = bits)

static void test_a_new_domain(void **state)
{
    (void)state;
    GRANTS(64, true);
    GRANTS(0x7fffff, true);
    GRANTS(-1, true); /* Xen's default */
    GRANTS(0x800000, false);
    GRANTS(0x800001, false);
    GRANTS(0x7fffffff, false);
    FLAGS(XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap, true);
    FLAGS(~XEN_DOMCTL_CDF_nested_virt, true);
    FLAGS(XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap | XEN_DOMCTL_CDF_nested_virt,
          false);
}

#define RTDS(path, wanted, id, in_period, in_budget)                           \
    OP(xen_domctl, XEN_DOMCTL_SCHEDOP_putinfo, u.scheduler_op.u.rtds.path,     \
       wanted,                                                                 \
       .u.scheduler_op = {                                                     \
           .sched_id = XEN_SCHEDULER_##id,                                     \
           .u.rtds = { .period = in_period, .budget = in_budget } })

static void test_scheduling(void **state)
{
    (void)state;
    RTDS(period, true, RTDS, 10, 10);
    RTDS(period, false, RTDS, 9, 9);
    RTDS(period, false, RTDS, 1, 1);
    RTDS(period, true, CREDIT2, 1, 0);
    RTDS(budget, true, RTDS, 10000, 4000);
    RTDS(budget, true, RTDS, 10, 10);
    RTDS(budget, false, RTDS, 10, 11);
    RTDS(budget, false, RTDS, 10, 9);
    RTDS(budget, true, CREDIT, 1, 2);
}

#define GROUP_OF(sbdf, wanted)                                                 \
    OP(xen_domctl, XEN_DOMCTL_get_device_group,                                \
       u.get_device_group.machine_sbdf, wanted,                                \
       .u.get_device_group.machine_sbdf = sbdf)

static void test_devices(void **state)
{
    (void)state;
    GROUP_OF(0, true);
    GROUP_OF(0xffff, true);
    GROUP_OF(0x10000, false);
    GROUP_OF(0xffffffff, false);
}

#define OFFLINE(first, last, wanted)                                           \
    OP(xen_sysctl, sysctl_query_page_offline, u.page_offline.end, wanted,      \
       .u.page_offline = { .start = first, .end = last })
#define SCHEDULER(id, wanted)                                                  \
    OP(xen_sysctl, XEN_SYSCTL_SCHEDOP_putinfo, u.scheduler_op.sched_id,        \
       wanted, .u.scheduler_op.sched_id = id)

static void test_the_host(void **state)
{
    (void)state;
    OFFLINE(5, 5, true);
    OFFLINE(0, 0xffff, true);
    OFFLINE(0, 0x10000, false);
    OFFLINE(0, 0xffffffff, false);
    OFFLINE(6, 5, false);
    SCHEDULER(XEN_SCHEDULER_CREDIT2, true);
    SCHEDULER(XEN_SCHEDULER_ARINC653, false);
}

#define IOREQ(how, wanted)                                                     \
    OP(xen_dm_op, XEN_DMOP_get_ioreq_server_info,                              \
       u.get_ioreq_server_info.flags, wanted,                                  \
       .u.get_ioreq_server_info.flags = how)

static void test_device_models(void **state)
{
    (void)state;
    IOREQ(XEN_DMOP_no_gfns, true);
    IOREQ(0, false);
    IOREQ(XEN_DMOP_no_gfns | 2, false);
}

#define HVM(name, path, i, wanted, ...)                                        \
    holds(#name, #path, &(HVM_SAVE_TYPE(name)){ __VA_ARGS__ }, i, wanted)

static void test_records(void **state)
{
    static const uint64_t canonical[] = { 0, 0x7fffffffffff, 0xffff800000000000,
                                          ~0ULL },
                          not_canonical[] = { 0x800000000000,
                                              0xffff7fffffffffff, 1ULL << 63 };

    (void)state;
    HVM(PIC, is_master, 0, false, .is_master = 0);
    HVM(PIC, is_master, 0, true, .is_master = 1);
    HVM(PIC, is_master, 1, true, .is_master = 0);
    HVM(PIC, is_master, 1, false, .is_master = 1);

    HVM(PCI_LINK, route, 0, true, .route = { 15, 15, 15, 15 });
    HVM(PCI_LINK, route, 0, false, .route = { 16 });
    HVM(PCI_LINK, route, 0, false, .route = { 0, 16 });
    HVM(PCI_LINK, route, 0, false, .route = { 0, 0, 16 });
    HVM(PCI_LINK, route, 0, false, .route = { 0, 0, 0, 255 });

    for ( unsigned int divisor = 1; divisor <= 128; divisor *= 2 )
        HVM(LAPIC, timer_divisor, 0, true, .timer_divisor = divisor);
    HVM(LAPIC, timer_divisor, 0, false, .timer_divisor = 0);
    HVM(LAPIC, timer_divisor, 0, false, .timer_divisor = 3);
    HVM(LAPIC, timer_divisor, 0, false, .timer_divisor = 256);
    HVM(LAPIC, timer_divisor, 0, false, .timer_divisor = 0x80000000);

    for ( size_t i = 0; i < COUNT(canonical); i++ )
    {
        HVM(CPU, msr_lstar, 0, true, .msr_lstar = canonical[i]);
        HVM(CPU, shadow_gs, 0, true, .shadow_gs = canonical[i]);
    }
    for ( size_t i = 0; i < COUNT(not_canonical); i++ )
    {
        HVM(CPU, msr_lstar, 0, false, .msr_lstar = not_canonical[i]);
        HVM(CPU, shadow_gs, 0, false, .shadow_gs = not_canonical[i]);
    }
    HVM(CPU, msr_syscall_mask, 0, true, .msr_syscall_mask = 0xffffffff);
    HVM(CPU, msr_syscall_mask, 0, false, .msr_syscall_mask = 0x100000000);
    HVM(CPU, dr6, 0, true, .dr6 = 0xffffffff, .dr7 = ~0ULL);
    HVM(CPU, dr6, 0, false, .dr6 = 0x100000000);
    HVM(CPU, dr7, 0, true, .dr7 = 0xffffffff, .dr6 = ~0ULL);
    HVM(CPU, dr7, 0, false, .dr7 = 0x100000000);
}

/* The last test: by now each row has been tried either way. */
static void test_each_row(void **state)
{
    (void)state;
    for ( size_t i = 0; i < COUNT(rows); i++ )
    {
        if ( !tried[i][false] || !tried[i][true] )
            fail_msg("%s %s: no case", rows[i].op, rows[i].path);
        assert_int_equal(strncmp(rows[i].threats, "U-", 2), 0);
        assert_true(strlen(rows[i].why) > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interrupts_of_devices),
        cmocka_unit_test(test_a_new_domain),
        cmocka_unit_test(test_scheduling),
        cmocka_unit_test(test_devices),
        cmocka_unit_test(test_the_host),
        cmocka_unit_test(test_device_models),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_each_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
