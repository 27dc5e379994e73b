// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-PTIRQ: bits of Xen's heap, set by the number of a guest's device.
 *
 * A guest's PCI bus has 32 devices with 4 interrupt lines each, and Xen keeps a
 * bit for each line. The numbers that bind_pt_irq gets for the device and the
 * line choose the bit when the interrupt comes in, however large they are. Here
 * they choose a bit behind the array, in the lines of the guest's ISA devices,
 * which Xen shows.
 */
#include "content.h"

#include <xen/hvm/save.h>

/* Bit 191 of the lines is the last of the ISA devices' 64. */
#define DEVICE 47
#define LINE   3
#define BIT    (1UL << 63)

/*
 * "Ready to send" is an interrupt at once, if it is let out. Of the ports that
 * are written in pairs, the second of each does not matter.
 */
static void interrupt(void)
{
    if ( !accomplice_start() )
        return;

    permit_ports(accomplice_domid(), UART_AT, 8);
    accomplice_outw(UART_AT + 4, 0x0b);
    accomplice_outw(UART_AT + 1, 0);
    accomplice_outw(UART_AT + 1, 2);
    rest(100);
    accomplice_outw(UART_AT + 1, 0);
    accomplice_end();
}

static uint64_t isa_lines(domid_t domid)
{
    struct control_op_call *call = DOMCTL_CALL(
        gethvmcontext_partial, domid,
        .u.hvmcontext_partial = { .type = HVM_SAVE_CODE(ISA_IRQ),
                                  .bufsz = sizeof(struct hvm_hw_isa_irqs) });
    struct xen_domctl *op = structure_of(call);
    const struct hvm_hw_isa_irqs *lines = attach(
        call, &op->u.hvmcontext_partial.buffer, NULL, sizeof(*lines));

    return issue(call) ? 0 : lines->pad[0];
}

RAW_ATTACK("U-CONTENT-PTIRQ", "bits of Xen's heap, by the number of a device")
{
    int pirq;
    const domid_t domid = create_with_interrupt(&pirq);
    bool set = false;
    long result;

    if ( domid == DOMID_INVALID )
        return false;

    result = issue(DOMCTL_CALL(
        bind_pt_irq, domid,
        .u.bind_pt_irq = { .machine_irq = (uint32_t)pirq,
                           .irq_type = PT_IRQ_TYPE_PCI,
                           .u.pci = { .device = DEVICE, .intx = LINE } }));
    if ( !result )
        interrupt();
    set = isa_lines(domid) & BIT;
    end_domain(domid);

    return content_seen(set, result, "a bit behind the array is set");
}
