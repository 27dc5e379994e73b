/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Level containment: what dom0 writes to PCI configuration space, by ports and
 * by memory. What Xen knows of a function is gathered here for core to decide on.
 */
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/pci.h>
#include <xen/pci_regs.h>
#include <xen/sched.h>
#include <xen/spinlock.h>

#include "private.h"

#define HEADER_SIZE 0x40
#define EXTENDED    0x100

/* Registers of a bridge */
#define BUSES       PCI_PRIMARY_BUS
#define BUSES_BELOW 0xffff00U
#define WINDOW      PCI_MEMORY_BASE
#define PREFETCHED  PCI_PREF_MEMORY_BASE
#define WINDOWS_END (PCI_PREF_LIMIT_UPPER32 + 4)

static bool add(struct lockdown_function *function, uint16_t id,
                unsigned int at, bool extended)
{
    if ( function->nr == ARRAY_SIZE(function->capability) )
        return false;

    function->capability[function->nr].id = id;
    function->capability[function->nr].at = at;
    function->capability[function->nr++].extended = extended;

    return true;
}

/* False if it has more capabilities than there can be: they form a circle. */
static bool read_function(pci_sbdf_t sbdf, struct lockdown_function *function)
{
    const uint8_t type = pci_conf_read8(sbdf, PCI_HEADER_TYPE) & 0x7f;
    unsigned int at = 0;
    uint32_t header;

    function->class = pci_conf_read16(sbdf, PCI_CLASS_DEVICE);
    function->bridge = type != PCI_HEADER_TYPE_NORMAL;
    function->nr = 0;

    if ( pci_conf_read16(sbdf, PCI_STATUS) & PCI_STATUS_CAP_LIST )
        at = pci_conf_read8(sbdf, PCI_CAPABILITY_LIST) & ~3U;
    for ( ; at >= HEADER_SIZE;
          at = pci_conf_read8(sbdf, at + PCI_CAP_LIST_NEXT) & ~3U )
        if ( !add(function, pci_conf_read8(sbdf, at + PCI_CAP_LIST_ID), at,
                  false) )
            return false;

    for ( at = EXTENDED; at >= EXTENDED; at = PCI_EXT_CAP_NEXT(header) )
    {
        header = pci_conf_read32(sbdf, at);
        if ( !header || header == ~0U )
            break;
        if ( !add(function, PCI_EXT_CAP_ID(header), at, true) )
            return false;
    }

    return true;
}

/* ---- where a function decodes ---- */

static bool is_bridge(pci_sbdf_t sbdf)
{
    return (pci_conf_read8(sbdf, PCI_HEADER_TYPE) & 0x7f) ==
           PCI_HEADER_TYPE_BRIDGE;
}

static const char elsewhere[] = "a device would decode what is not dom0's";

static void check_bar(void *data, struct lockdown_bar *bar)
{
    const char **why = data;

    if ( bar->ports || bar->off || !bar->base || bar->size <= 1 )
        return;
    if ( !lockdown_is_free(bar->base, bar->base + bar->size - 1, false) )
        *why = elsewhere;
}

static void check_window(uint64_t base, uint64_t limit, const char **why)
{
    if ( base <= limit && !lockdown_is_free(base, limit, true) )
        *why = "a bridge would let through what is not dom0's";
}

/* Memory windows are given in MiB, by the upper 12 bits of 16. */
static uint64_t window_base(uint32_t window)
{
    return (uint64_t)(window & 0xfff0) << 16;
}

static uint64_t window_limit(uint32_t window)
{
    return (window & 0xfff00000) | 0xfffff;
}

/* Why @sbdf must not decode memory as it stands now, or null. */
static const char *why_not_decode(pci_sbdf_t sbdf)
{
    const char *why = NULL;
    uint32_t window;

    lockdown_each_bar(sbdf.sbdf, true, check_bar, &why);

    if ( is_bridge(sbdf) )
    {
        window = pci_conf_read32(sbdf, WINDOW);
        check_window(window_base(window), window_limit(window), &why);
        window = pci_conf_read32(sbdf, PREFETCHED);
        check_window(
            window_base(window) |
                (uint64_t)pci_conf_read32(sbdf, PCI_PREF_BASE_UPPER32) << 32,
            window_limit(window) |
                (uint64_t)pci_conf_read32(sbdf, PCI_PREF_LIMIT_UPPER32) << 32,
            &why);
    }

    return why;
}

static uint32_t conf_read(pci_sbdf_t sbdf, unsigned int reg, unsigned int size)
{
    switch ( size )
    {
    case 1:
        return pci_conf_read8(sbdf, reg);
    case 2:
        return pci_conf_read16(sbdf, reg);
    default:
        return pci_conf_read32(sbdf, reg);
    }
}

static void conf_write(pci_sbdf_t sbdf, unsigned int reg, unsigned int size,
                       uint32_t data)
{
    switch ( size )
    {
    case 1:
        pci_conf_write8(sbdf, reg, data);
        break;
    case 2:
        pci_conf_write16(sbdf, reg, data);
        break;
    default:
        pci_conf_write32(sbdf, reg, data);
        break;
    }
}

/* Does a register say what the function decodes? */
static bool says_where(pci_sbdf_t sbdf, unsigned int reg)
{
    switch ( pci_conf_read8(sbdf, PCI_HEADER_TYPE) & 0x7f )
    {
    case PCI_HEADER_TYPE_NORMAL:
        return reg < PCI_CARDBUS_CIS ? reg >= PCI_BASE_ADDRESS_0
                                     : (reg & ~3U) == PCI_ROM_ADDRESS;
    case PCI_HEADER_TYPE_BRIDGE:
        return reg < PCI_PRIMARY_BUS ? reg >= PCI_BASE_ADDRESS_0
                                     : (reg >= WINDOW && reg < WINDOWS_END) ||
                                           (reg & ~3U) == PCI_ROM_ADDRESS1;
    default:
        return false;
    }
}

/* The 32 bits that @reg is among, with @data written to it. */
static uint32_t merged(pci_sbdf_t sbdf, unsigned int reg, unsigned int size,
                       uint32_t data)
{
    const unsigned int shift = (reg & 3) * 8;
    const uint32_t mask = (uint32_t)((1ULL << size * 8) - 1) << shift;

    return (pci_conf_read32(sbdf, reg & ~3U) & ~mask) | (data << shift & mask);
}

/* Write so that a function decodes elsewhere, or why it may not. */
static const char *write_place(pci_sbdf_t sbdf, unsigned int reg,
                               unsigned int size, uint32_t data)
{
    const uint16_t command = pci_conf_read16(sbdf, PCI_COMMAND);
    const uint32_t before = conf_read(sbdf, reg, size);
    const char *why = NULL;

    if ( command & PCI_COMMAND_MEMORY )
        pci_conf_write16(sbdf, PCI_COMMAND, command & ~PCI_COMMAND_MEMORY);
    conf_write(sbdf, reg, size, data);
    if ( command & PCI_COMMAND_MEMORY )
    {
        why = why_not_decode(sbdf);
        if ( why )
            conf_write(sbdf, reg, size, before);
        pci_conf_write16(sbdf, PCI_COMMAND, command);
    }

    return why;
}

static const char *write_command(pci_sbdf_t sbdf, unsigned int reg,
                                 unsigned int size, uint32_t data)
{
    const bool begins = !(pci_conf_read16(sbdf, PCI_COMMAND) &
                          PCI_COMMAND_MEMORY) &&
                        merged(sbdf, reg, size, data) & PCI_COMMAND_MEMORY;
    const char *why = begins ? why_not_decode(sbdf) : NULL;

    if ( !why )
        conf_write(sbdf, reg, size, data);

    return why;
}

/* A bridge's bus keeps its number, by which the IOMMU knows what is on it. */
static const char *why_not_number(pci_sbdf_t sbdf, unsigned int reg,
                                  unsigned int size, uint32_t data)
{
    const uint32_t before = pci_conf_read32(sbdf, BUSES);

    return (before & BUSES_BELOW) &&
                   (before ^ merged(sbdf, reg, size, data)) & BUSES_BELOW
               ? "the bus has a number"
               : NULL;
}

/*
 * Write to a register of the header, if it is one that is judged by what else
 * is written; *@done tells. Nobody else writes meanwhile. Returns null or why it
 * was not written.
 */
static const char *write_header(pci_sbdf_t sbdf, unsigned int reg,
                                unsigned int size, uint32_t data, bool *done)
{
    static DEFINE_SPINLOCK(lock);
    const char *why = NULL;

    *done = true;
    spin_lock(&lock);

    if ( (reg & ~1U) == PCI_COMMAND )
        why = write_command(sbdf, reg, size, data);
    else if ( says_where(sbdf, reg) )
        why = write_place(sbdf, reg, size, data);
    else
    {
        if ( (reg & ~3U) == BUSES && is_bridge(sbdf) )
            why = why_not_number(sbdf, reg, size, data);
        *done = why;
    }

    spin_unlock(&lock);

    return why;
}

/* Why the ROM of @sbdf must not be switched on as @data says. */
static const char *why_not_rom(pci_sbdf_t sbdf, unsigned int reg,
                               unsigned int size, uint32_t data)
{
    const uint32_t now = pci_conf_read32(sbdf, reg & ~3U),
                   then = merged(sbdf, reg, size, data);
    uint64_t base, length;

    if ( (now & PCI_ROM_ADDRESS_ENABLE) || !(then & PCI_ROM_ADDRESS_ENABLE) )
        return NULL; /* vPCI lets nobody move one that is on */

    pci_size_mem_bar(sbdf, reg & ~3U, &base, &length, PCI_BAR_ROM);
    base = then & PCI_ROM_ADDRESS_MASK;

    return !length || lockdown_is_free(base, base + length - 1, false)
               ? NULL
               : elsewhere;
}

/*
 * A PVH dom0's are vPCI's to write, but for those of a bridge that it does not
 * know. What can be said before is said.
 */
static const char *why_not_header(pci_sbdf_t sbdf, unsigned int reg,
                                  unsigned int size, uint32_t data, bool *done)
{
    const bool bridge = is_bridge(sbdf);

    if ( (reg & ~1U) == PCI_COMMAND )
        return !(pci_conf_read16(sbdf, PCI_COMMAND) & PCI_COMMAND_MEMORY) &&
                       merged(sbdf, reg, size, data) & PCI_COMMAND_MEMORY
                   ? why_not_decode(sbdf)
                   : NULL;
    if ( (reg & ~3U) == (bridge ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS) )
        return why_not_rom(sbdf, reg, size, data);
    if ( bridge && reg >= PCI_PRIMARY_BUS )
        return write_header(sbdf, reg, size, data, done);

    return NULL;
}

int lockdown_check_config(uint32_t number, unsigned int reg, unsigned int size,
                          uint32_t data)
{
    const pci_sbdf_t sbdf = { .sbdf = number };
    const char *why = "its capabilities form a circle";
    struct lockdown_function function;
    bool done = false;

    if ( !lockdown_contains() || !is_hardware_domain(current->domain) )
        return 0;

    if ( read_function(sbdf, &function) &&
         lockdown_config_allows(&function, reg, size, &why) )
        why = is_pv_domain(current->domain)
                  ? write_header(sbdf, reg, size, data, &done)
                  : why_not_header(sbdf, reg, size, data, &done);

    if ( why )
        gprintk(XENLOG_WARNING,
                "Lockdown: %pp: write to register %#x refused: %s\n", &sbdf,
                reg, why);

    return why || done ? -EPERM : 0;
}

/*
 * Another vCPU of dom0's may have changed the address since it was judged: so it
 * is judged once more, and what was judged is written.
 */
void lockdown_conf_write(const struct domain *d, unsigned int offset,
                         unsigned int size, uint32_t data)
{
    const uint32_t cf8 = ACCESS_ONCE(d->arch.pci_cf8);
    const uint32_t sbdf = cf8 >> 8 & 0xffff;
    /* AMD's processors have more of the register's number further up */
    const unsigned int reg = (cf8 & 0xfc) | (cf8 >> 16 & 0xf00) | offset;

    if ( !lockdown_check_config(sbdf, reg, size, data) )
        pci_conf_write(cf8, offset, size, data);
}
