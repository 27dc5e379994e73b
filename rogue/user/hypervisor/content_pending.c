// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-PENDING: an interrupt controller that announces no interrupt.
 *
 * The state of a virtual PIC that sethvmcontext loads says twice whether an
 * interrupt is pending: by its line to the processor, and by the requests that it
 * has got. If the line is raised and there is no request, Xen stops as soon as
 * the guest takes interrupts. A locked Xen works the line out by itself.
 */
#include "real_mode.h"

/* Register LVT0 of the APIC, and in it: hand on what the PIC announces. */
#define LVT0   0x350
#define EXTINT 0x700

REAL_MODE_CODE(take_interrupts, REACHED(1) "sti\n"
                                           "nop\n" REACHED(2) REAL_MODE_END);

RAW_ATTACK_OWN_BOOT("U-CONTENT-PENDING", "a PIC that announces no interrupt")
{
    struct hvm_hw_lapic_regs *apic;
    struct hvm_hw_vpic *pic;
    struct real_mode guest;
    unsigned int reached;

    if ( !real_mode_start(&guest, XEN_X86_EMU_ALL & ~XEN_X86_EMU_VPCI,
                          take_interrupts) )
        return false;

    pic = REAL_MODE_ADD(&guest, PIC, 0);
    pic->is_master = 1;
    pic->int_output = 1;
    apic = REAL_MODE_ADD(&guest, LAPIC_REGS, 0);
    memcpy(apic->data + LVT0, &(uint32_t){ EXTINT }, sizeof(uint32_t));
    if ( real_mode_load(&guest) )
    {
        real_mode_destroy(&guest);
        return missing("the state of a PIC was not taken");
    }
    announce("about to have Xen look for an interrupt that is none");
    reached = real_mode_run(&guest, 2);
    real_mode_destroy(&guest);

    return reached == 2 ? seen(false, "the domU goes on without an interrupt")
                        : missing("the domU did not take interrupts");
}
