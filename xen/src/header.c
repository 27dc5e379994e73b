/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The header of a PCI function: who may write to it, where its BARs are, and how
 * large.
 */
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/pci.h>
#include <xen/pci_regs.h>
#include <xen/spinlock.h>

#include "private.h"

#define DECODES (PCI_COMMAND_IO | PCI_COMMAND_MEMORY)

static DEFINE_SPINLOCK(header_lock);

void lockdown_lock_headers(void)
{
    spin_lock(&header_lock);
}

void lockdown_unlock_headers(void)
{
    spin_unlock(&header_lock);
}

uint32_t lockdown_look(uint32_t sbdf, unsigned int reg, bool *gone)
{
    const uint32_t value = pci_conf_read32((pci_sbdf_t){ .sbdf = sbdf },
                                           reg & ~3U);

    *gone |= value == ~0U;

    return value >> (reg & 3) * 8;
}

/* ---- BARs ---- */

struct header {
    pci_sbdf_t sbdf;
    uint16_t sized; /* whether memory, ports: bits as in the command */
    bool gone;
};

static uint32_t look(struct header *header, unsigned int reg)
{
    return lockdown_look(header->sbdf.sbdf, reg, &header->gone);
}

/*
 * What of the BAR at @pos, which is @low, can be written: its @mask. A ROM is not
 * enabled by that. Most have all ones in the upper half, as a device has that is
 * not there: so that is read between two that are not all ones.
 */
static uint64_t writable(struct header *header, unsigned int pos, uint32_t low,
                         uint32_t mask, bool is64)
{
    const uint32_t high = is64 ? look(header, pos + 4) : 0;
    uint64_t bits;

    if ( header->gone )
        return 0;

    pci_conf_write32(header->sbdf, pos, mask);
    if ( is64 )
        pci_conf_write32(header->sbdf, pos + 4, ~0U);
    bits = look(header, pos) & mask;
    if ( is64 )
    {
        bits |= (uint64_t)pci_conf_read32(header->sbdf, pos + 4) << 32;
        look(header, pos);
        pci_conf_write32(header->sbdf, pos + 4, high);
    }
    pci_conf_write32(header->sbdf, pos, low);

    return bits;
}

/* Read the BAR at @pos into @bar. Returns the number of registers it takes. */
static unsigned int read_bar(struct header *header, unsigned int pos, bool rom,
                             bool last, struct lockdown_bar *bar)
{
    const uint32_t low = look(header, pos);
    const bool ports = !rom && (low & PCI_BASE_ADDRESS_SPACE_IO),
               is64 = !rom && !ports &&
                      (low & PCI_BASE_ADDRESS_MEM_TYPE_MASK) ==
                          PCI_BASE_ADDRESS_MEM_TYPE_64;
    const uint32_t mask = rom     ? PCI_ROM_ADDRESS_MASK
                          : ports ? PCI_BASE_ADDRESS_IO_MASK
                                  : PCI_BASE_ADDRESS_MEM_MASK;
    const bool sized = header->sized &
                       (ports ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY);
    uint64_t bits;

    *bar = (struct lockdown_bar){
        .size = 1,
        .ports = ports,
        .off = rom && !(low & PCI_ROM_ADDRESS_ENABLE),
    };

    /* The upper half of the BAR lies beyond the last: such a device is broken. */
    if ( header->gone || (is64 && last) )
        return 1;

    /* A ROM's address is often left over from boot until it is enabled. */
    if ( sized || !bar->off )
        bar->base = low & mask;
    if ( is64 )
        bar->base |= (uint64_t)(sized ? look(header, pos + 4)
                                      : pci_conf_read32(header->sbdf, pos + 4))
                     << 32;

    if ( sized )
    {
        bits = writable(header, pos, low, mask, is64);
        if ( ports )
            bar->size = -bits & 0xffff;
        else
            bar->size = -(is64 || !bits ? bits : bits | (uint64_t)~0U << 32);
    }

    return is64 ? 2 : 1;
}

static bool each_bar(struct header *header,
                     void (*what)(void *data, struct lockdown_bar *bar),
                     void *data)
{
    const unsigned int type = look(header, PCI_HEADER_TYPE) & 0x7f;
    const bool bridge = type == PCI_HEADER_TYPE_BRIDGE;
    const unsigned int nr = bridge ? 2 : 6;
    const uint16_t command = look(header, PCI_COMMAND),
                   on = command & header->sized;
    struct lockdown_bar bar;
    unsigned int i;

    if ( header->gone || type > PCI_HEADER_TYPE_BRIDGE )
        return !header->gone;

    if ( on )
        pci_conf_write16(header->sbdf, PCI_COMMAND, command & ~on);

    for ( i = 0; i < nr; )
    {
        i += read_bar(header, PCI_BASE_ADDRESS_0 + i * 4, false, i == nr - 1,
                      &bar);
        what(data, &bar);
    }

    read_bar(header, bridge ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS, true, true,
             &bar);
    what(data, &bar);

    /* One that was gone may be back, with other BARs. */
    if ( on && !header->gone )
        pci_conf_write16(header->sbdf, PCI_COMMAND, command);

    return !header->gone;
}

void lockdown_each_bar(uint32_t sbdf, bool sized,
                       void (*what)(void *data, struct lockdown_bar *bar),
                       void *data)
{
    struct header header = { { .sbdf = sbdf }, sized ? DECODES : 0 };

    each_bar(&header, what, data);
}

bool lockdown_size_bars(uint32_t sbdf, uint16_t kinds,
                        void (*what)(void *data, struct lockdown_bar *bar),
                        void *data)
{
    struct header header = { { .sbdf = sbdf }, kinds & DECODES };

    return each_bar(&header, what, data);
}

bool lockdown_size_rom(uint32_t sbdf, unsigned int pos,
                       struct lockdown_bar *bar)
{
    struct header header = { { .sbdf = sbdf }, PCI_COMMAND_MEMORY };

    read_bar(&header, pos, true, true, bar);

    return !header.gone;
}
