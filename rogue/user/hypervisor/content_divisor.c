// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-DIVISOR: Xen divides by 0.
 *
 * The timer of a virtual APIC counts down by a divisor, which the guest chooses
 * among eight. sethvmcontext takes any: when the guest then reads how far its
 * timer has come, Xen divides by what root wrote.
 */
#include "real_mode.h"

/* What a timer that runs counts down from. */
#define INITIAL_COUNT 0x380

REAL_MODE_CODE(read_timer, REACHED(1) "mov $0x839, %ecx\n" /* current count */
                                      "rdmsr\n" REACHED(2) REAL_MODE_END);

RAW_ATTACK_OWN_BOOT("U-CONTENT-DIVISOR", "a virtual timer that counts by 0")
{
    /* On, in the mode in which its registers are MSRs. */
    static const uint64_t x2apic = 0xfee00d00;
    struct hvm_hw_lapic_regs *registers;
    struct hvm_hw_lapic *apic;
    struct real_mode guest;
    long result;

    if ( !real_mode_start(&guest, XEN_X86_EMU_LAPIC, read_timer) )
        return false;

    apic = REAL_MODE_ADD(&guest, LAPIC, 0);
    apic->apic_base_msr = x2apic;
    apic->timer_divisor = 0;
    registers = REAL_MODE_ADD(&guest, LAPIC_REGS, 0);
    memcpy(registers->data + INITIAL_COUNT, &(uint32_t){ 1 }, sizeof(uint32_t));
    result = real_mode_load(&guest);
    if ( !result )
    {
        announce("about to have Xen divide by 0");
        real_mode_run(&guest, 2);
    }
    real_mode_destroy(&guest);

    return content_seen(false, result, "Xen divides by 0");
}
