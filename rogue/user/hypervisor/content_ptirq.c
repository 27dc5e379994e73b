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
#include "../domu.h"

#include <sys/io.h>

#include <xen/hvm/save.h>
#include <xen/physdev.h>

/* The second serial port: nothing else in the machine uses it. */
#define UART_AT  0x2f8
#define UART_IRQ 3

/* Bit 191 of the lines is the last of the ISA devices' 64. */
#define DEVICE 47
#define LINE   3
#define BIT    (1UL << 63)

static domid_t create_hvm_domu(void)
{
    struct xen_domctl_createdomain create = { 0 };

    describe_domu(&create, DOMU_HVM | XEN_DOMCTL_CDF_iommu);
    create.arch.emulation_flags = XEN_X86_EMU_ALL & ~XEN_X86_EMU_VPCI;

    return create_domu_as(&create);
}

static bool map_interrupt(domid_t domid, int *pirq)
{
    struct physdev_map_pirq *map = buffer(sizeof(*map));

    map->domid = domid;
    map->type = MAP_PIRQ_TYPE_GSI;
    map->index = UART_IRQ;
    map->pirq = -1;
    if ( physdev_op(PHYSDEVOP_map_pirq, map) )
        return false;
    *pirq = map->pirq;

    return true;
}

/* "Ready to send" is an interrupt at once, if it is let out. */
static void interrupt(void)
{
    if ( ioperm(UART_AT, 8, 1) )
        return;

    outb(0x0b, UART_AT + 4);
    outb(0, UART_AT + 1);
    outb(2, UART_AT + 1);
    rest(100);
    outb(0, UART_AT + 1);
}

static uint64_t isa_lines(domid_t domid)
{
    struct hvm_hw_isa_irqs *lines = buffer(sizeof(*lines));

    DOMCTL(gethvmcontext_partial, domid,
           .u.hvmcontext_partial = { .type = HVM_SAVE_CODE(ISA_IRQ),
                                     .bufsz = sizeof(*lines),
                                     .buffer.p = (void *)lines });

    return lines->pad[0];
}

ATTACK("U-CONTENT-PTIRQ", "bits of Xen's heap, by the number of a device")
{
    const domid_t domid = create_hvm_domu();
    bool seen = false;
    long result;
    int pirq;

    if ( domid == DOMID_INVALID && domu_error() == -EINVAL )
        return not_applicable("this machine has no IOMMU, and Xen binds no "
                              "interrupt without");
    if ( domid == DOMID_INVALID )
        return no_domu();

    if ( !map_interrupt(domid, &pirq) )
        result = -EAGAIN;
    else
    {
        result = DOMCTL(
            bind_pt_irq, domid,
            .u.bind_pt_irq = { .machine_irq = (uint32_t)pirq,
                               .irq_type = PT_IRQ_TYPE_PCI,
                               .u.pci = { .device = DEVICE, .intx = LINE } });
        interrupt();
        seen = isa_lines(domid) & BIT;
    }
    destroy_domu(domid);

    if ( result == -EAGAIN )
        return cannot_try("the interrupt cannot be mapped");
    return shown(seen, result, "a bit behind the array is set");
}
