// SPDX-License-Identifier: GPL-2.0-only
/*
 * K-MSR: registers of the processor that are not a vCPU's own: where interrupts
 * and configuration space are, which memory is cached how, what SMM and
 * virtualisation use, what is counted.
 *
 * Xen lets some of them be written by a vCPU of dom0's that stays on one
 * processor, which dom0 arranges.
 */
#include "machine.h"

#include "../user/frames/paging.h"

#include <xen/sched.h>

/* A register, and a bit of it that can be either way. */
static const struct {
    uint32_t index;
    unsigned int bit;
    const char *name;
} registers[] = {
    { 0x0000001b, 10, "APIC_BASE" },     { 0x0000003a, 0, "FEATURE_CONTROL" },
    { 0x00000199, 8, "PERF_CTL" },       { 0x0000019a, 4, "THERM_CONTROL" },
    { 0x000001a0, 0, "MISC_ENABLE" },    { 0x000001b0, 0, "ENERGY_PERF_BIAS" },
    { 0x000001d9, 0, "DEBUGCTL" },       { 0x00000200, 12, "MTRR_PHYSBASE0" },
    { 0x00000250, 0, "MTRR_FIX64K" },    { 0x00000277, 56, "PAT" },
    { 0x000002ff, 10, "MTRR_DEF_TYPE" }, { 0x00000186, 0, "EVNTSEL0" },
    { 0x00000830, 0, "X2APIC_ICR" },     { 0xc0000080, 12, "EFER" },
    { 0xc0010010, 18, "SYSCFG" },        { 0xc0010015, 24, "HWCR" },
    { 0xc001001f, 46, "NB_CFG" },        { 0xc0010058, 20, "MMIO_CONF_BASE" },
    { 0xc0010062, 0, "PSTATE_CTL" },     { 0xc0010111, 17, "SMM_BASE" },
    { 0xc0010112, 17, "SMM_ADDR" },      { 0xc0010113, 0, "SMM_MASK" },
    { 0xc0010114, 1, "VM_CR" },          { 0xc0010117, 12, "VM_HSAVE_PA" },
    { 0xc0010200, 0, "PERF_CTL0" },
};

static void pin(int processor)
{
    sched_pin_override_t pinned = { .pcpu = processor };

    hypercall2(__HYPERVISOR_sched_op, SCHEDOP_pin_override, &pinned);
}

static bool msr_changes(uint32_t index, unsigned int bit)
{
    uint64_t before, after;
    bool changed;

    if ( !msr_read(index, &before) || !msr_write(index, before ^ 1UL << bit) ||
         !msr_read(index, &after) )
        return false;
    changed = after == (before ^ 1UL << bit);
    if ( changed )
        msr_write(index, before);

    return changed;
}

KERNEL_PV_ATTACK("K-MSR", "change registers of the processor",
                 "the registers that a PVH vCPU sees are its own")
{
    char text[100] = "";

    stay_on_cpu(0);
    pin(0);
    for ( size_t i = 0; i < ARRAY_SIZE(registers); i++ )
        if ( msr_changes(registers[i].index, registers[i].bit) )
        {
            const size_t used = strlen(text);

            snprintf(text + used, sizeof(text) - used, " %s",
                     registers[i].name);
        }
    pin(-1);

    return effect(*text, "changed and put back:%s", *text ? text : " none");
}
