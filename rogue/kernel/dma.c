// SPDX-License-Identifier: GPL-2.0-only
/*
 * What devices do with memory at the kernel's word: they read and write it
 * themselves, and what they write to some addresses is an interrupt. Only an
 * IOMMU holds them.
 */
#include "machine.h"

#include "../user/console.h"

#include "firmware.h"
#include "xen_memory.h"

/*
 * K-DMA: have a device write to Xen.
 *
 * It writes over the beginning of Xen's command line, which Xen then shows.
 */
KERNEL_ATTACK("K-DMA", "have a device write to Xen's memory")
{
    const uint64_t where = xen_command_line();
    char before[MARK_LENGTH];
    bool changed;

    if ( !where )
        return cannot_try("Xen does not tell where it is");
    memcpy(before, shown_command_line(), MARK_LENGTH);
    dma_write(where, COMMAND_LINE_MARK, MARK_LENGTH);
    changed = command_line_has_mark();
    if ( changed )
        dma_write(where, before, MARK_LENGTH);

    return effect_either(changed, "Xen's command line",
                         "changed and put back", "as it was");
}

/* Change a word of memory by the device, and put it back. */
static enum outcome change_by_dma(uint64_t where, const char *what)
{
    uint32_t before, now = 0;
    bool changed;

    if ( !where )
        return cannot_try("%s is not to be found", what);
    if ( !dma_read(where, &before, sizeof(before)) )
        return cannot_try("no device that does DMA");
    dma_write(where, &(uint32_t){ ~before }, sizeof(before));
    changed = dma_read(where, &now, sizeof(now)) && now == ~before;
    if ( changed )
        dma_write(where, &before, sizeof(before));

    return effect(changed, "%s, at %#lx, %s", what, where,
                  changed ? "changed and put back" : "as it was");
}

/* K-DMA-RUNTIME: to the code of the firmware's that Xen runs. */
KERNEL_ATTACK_BY("K-DMA-RUNTIME", "have a device write to the firmware's code",
                 change_by_dma(firmware_service(0), "the firmware's code"))

/* K-DMA-LOWMEM: below 1 MiB, where processors begin. */
KERNEL_ATTACK_BY("K-DMA-LOWMEM", "have a device write below 1 MiB",
                 change_by_dma(0x7c00, "memory below 1 MiB"))

/* A vector that Xen gave to nobody: it says so when it comes. */
static bool arrives(uint32_t vector)
{
    char text[64];

    rest(200);
    snprintf(text, sizeof(text), ".%u No irq handler", vector);
    return console_shows(text);
}

/*
 * K-DMA-MSI: have the device write where a write is an interrupt.
 *
 * Of any vector, or of a kind that cannot be masked, to any processor.
 */
KERNEL_ATTACK("K-DMA-MSI", "interrupt a processor by a device's DMA")
{
    static const uint32_t vector = 0xd5;

    dma_write(0xfee00000, &vector, sizeof(vector));
    return effect(arrives(vector), "vector %u %s", vector,
                  arrives(vector) ? "arrived" : "did not arrive");
}

/*
 * K-MSI: tell a device which interrupt to send.
 *
 * The device has no mask for its MSI, so that Xen leaves it all to dom0.
 */
KERNEL_ATTACK("K-MSI", "have a device send an interrupt of dom0's choosing")
{
    static const uint32_t vector = 0xd3, enable = 1;
    const unsigned int msi = find_capability(EDU, 5);
    volatile char *edu = map_edu();
    uint32_t control;
    bool arrived;

    if ( !msi || !edu )
        return cannot_try("no device with an MSI");
    control = config_read(EDU, msi + 2, 2);
    config_write(EDU, msi + 4, 4, 0xfee00000);
    config_write(EDU, msi + 8, 4, 0);
    config_write(EDU, msi + 12, 2, vector);
    config_write(EDU, msi + 2, 2, control | enable);
    *(volatile uint32_t *)(edu + 0x60) = 1; /* raise its interrupt */
    arrived = arrives(vector);
    *(volatile uint32_t *)(edu + 0x64) = 1; /* and have it cleared */
    config_write(EDU, msi + 2, 2, control);
    unmap_machine(edu, 1);

    return effect(arrived, "vector %u %s", vector,
                  arrived ? "arrived" : "did not arrive");
}

/* ---- QEMU's fw_cfg ---- */

/* Where it takes the address of an order from, high word first, big-endian. */
#define FWCFG_DMA 0x514

struct order {
    uint32_t control, length;
    uint64_t address;
};

/*
 * K-PORT-FWCFG: have the machine itself write to Xen.
 *
 * QEMU hands files to the firmware by DMA that passes no IOMMU. The order for it
 * stands in the display's memory, of which PVH kernels too know where it is.
 */
KERNEL_ATTACK("K-PORT-FWCFG", "have QEMU write to Xen's memory")
{
    static const uint32_t read = 1 << 1, choose = 1 << 3, signature = 0;
    static const char contents[] = "QEMU";
    const uint64_t display = config_read(PCI_AT(0, 1, 0), 0x10, 4) & ~0xfU;
    struct order *order = display
                              ? (void *)map_machine(display / PAGE_SIZE, 1)
                              : NULL;
    const uint64_t where = xen_command_line();
    bool changed;

    if ( !where || !order || !can_read(order, 0) )
        return cannot_try("no place for the order");
    *order = (struct order){
        .control = __builtin_bswap32(read | choose | signature << 16),
        .length = __builtin_bswap32(sizeof(contents) - 1),
        .address = __builtin_bswap64(where),
    };
    port_out(FWCFG_DMA, 4, 0);
    port_out(FWCFG_DMA + 4, 4, __builtin_bswap32((uint32_t)display));
    rest(100);
    changed = !strncmp(shown_command_line(), contents, sizeof(contents) - 1);
    unmap_machine(order, 1);

    return effect_either(changed, "Xen's command line", "changed", "as it was");
}
