/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Level containment: what dom0 writes to PCI configuration space, by ports and
 * by memory. What Xen knows of a function is gathered here for core to decide on.
 */
#include <xen/iocap.h>
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/pci.h>
#include <xen/pci_regs.h>
#include <xen/sched.h>
#include <xen/spinlock.h>

#include "private.h"

#define HEADER_SIZE 0x40
#define EXTENDED    0x100

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

static bool is_express(const struct lockdown_function *function)
{
    unsigned int i;

    for ( i = 0; i < function->nr; i++ )
        if ( function->capability[i].id == PCI_CAP_ID_EXP )
            return true;

    return false;
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

    /* A conventional function has none, and behind a bridge others in its place. */
    for ( at = is_express(function) ? EXTENDED : 0; at >= EXTENDED;
          at = PCI_EXT_CAP_NEXT(header) )
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

static const char elsewhere[] = "a device would decode what is not dom0's";

static bool is_bridge(pci_sbdf_t sbdf)
{
    return (pci_conf_read8(sbdf, PCI_HEADER_TYPE) & 0x7f) ==
           PCI_HEADER_TYPE_BRIDGE;
}

static void cf_check check_bar(void *data, struct lockdown_bar *bar)
{
    const char **why = data;

    if ( bar->off || !bar->base || bar->size <= 1 )
        return;
    /* As the firmware left them they are dom0's, which has no ports yet. */
    if ( bar->ports
             ? system_state == SYS_STATE_active &&
                   !ioports_access_permitted(hardware_domain, bar->base,
                                             bar->base + bar->size - 1)
             : !lockdown_is_free(bar->base, bar->base + bar->size - 1, false) )
        *why = elsewhere;
}

/* The 32 bits that @reg is among, with @data written to it. */
static uint32_t merged(pci_sbdf_t sbdf, unsigned int reg, unsigned int size,
                       uint32_t data)
{
    const unsigned int shift = (reg & 3) * 8;
    const uint32_t mask = (uint32_t)((1ULL << size * 8) - 1) << shift;

    return (pci_conf_read32(sbdf, reg & ~3U) & ~mask) | (data << shift & mask);
}

/* A write to a register that is judged before it is made. */
struct write {
    pci_sbdf_t sbdf;
    unsigned int reg, size;
    uint32_t data;
};

/* The 32 bits at @at as they will be; @write is null if they are as they are. */
static uint32_t then_at(pci_sbdf_t sbdf, const struct write *write,
                        unsigned int at)
{
    return write && (write->reg & ~3U) == at
               ? merged(sbdf, write->reg, write->size, write->data)
               : pci_conf_read32(sbdf, at);
}

/* Windows lie on whole MiB. What is below the first has its own decoding. */
static bool is_window_free(uint64_t base, uint64_t limit)
{
    return base > limit || limit < MB(1) || lockdown_is_free(base, limit, true);
}

/* May the bridge @sbdf let through what its registers say, after @write? */
static bool may_let_through(pci_sbdf_t sbdf, const struct write *write)
{
    const uint32_t ports = then_at(sbdf, write, PCI_IO_BASE),
                   window = then_at(sbdf, write, PCI_MEMORY_BASE),
                   wide = then_at(sbdf, write, PCI_PREF_MEMORY_BASE);
    const uint64_t base = then_at(sbdf, write, PCI_PREF_BASE_UPPER32),
                   limit = then_at(sbdf, write, PCI_PREF_LIMIT_UPPER32);

    /* Ports of the chipset are below 0x1000, which is how they are counted. */
    return ((ports & 0xf0) > (ports >> 8 & 0xf0) || (ports & 0xf0)) &&
           is_window_free((uint64_t)(window & 0xfff0) << 16,
                          (window & 0xfff00000) | 0xfffff) &&
           is_window_free(base << 32 | (uint64_t)(wide & 0xfff0) << 16,
                          limit << 32 | (wide & 0xfff00000) | 0xfffff);
}

/*
 * Why @sbdf must not decode what its registers say, or null. Those of the chipset
 * keep their BARs, which dom0 cannot write.
 */
static const char *why_not_decode(pci_sbdf_t sbdf)
{
    enum lockdown_frames_kind kind;
    const char *why = NULL;

    lockdown_class_frames(pci_conf_read16(sbdf, PCI_CLASS_DEVICE), &kind);
    if ( kind != LOCKDOWN_FRAMES_DEVICE )
        return NULL;

    lockdown_each_bar(sbdf.sbdf, true, check_bar, &why);
    if ( !why && is_bridge(sbdf) && !may_let_through(sbdf, NULL) )
        why = "a bridge would let through what is not dom0's";

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

static void conf_write(const struct write *write)
{
    switch ( write->size )
    {
    case 1:
        pci_conf_write8(write->sbdf, write->reg, write->data);
        break;
    case 2:
        pci_conf_write16(write->sbdf, write->reg, write->data);
        break;
    default:
        pci_conf_write32(write->sbdf, write->reg, write->data);
        break;
    }
}

#define DECODES (PCI_COMMAND_MEMORY | PCI_COMMAND_IO)

static bool is_bar(pci_sbdf_t sbdf, unsigned int reg)
{
    const bool bridge = is_bridge(sbdf);

    return (reg >= PCI_BASE_ADDRESS_0 &&
            reg < (bridge ? PCI_PRIMARY_BUS : PCI_CARDBUS_CIS)) ||
           (reg & ~3U) == (bridge ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS);
}

static bool is_window(unsigned int reg)
{
    return (reg >= PCI_IO_BASE && reg < PCI_SEC_STATUS) ||
           (reg >= PCI_MEMORY_BASE && reg < PCI_IO_BASE_UPPER16);
}

/* Write so that a function decodes elsewhere, or why it may not. */
static const char *write_bar(const struct write *write)
{
    const uint16_t command = pci_conf_read16(write->sbdf, PCI_COMMAND);
    struct write before = *write;
    const char *why = NULL;

    before.data = conf_read(write->sbdf, write->reg, write->size);
    if ( command & DECODES )
        pci_conf_write16(write->sbdf, PCI_COMMAND, command & ~DECODES);
    conf_write(write);
    if ( command & DECODES )
    {
        why = why_not_decode(write->sbdf);
        if ( why )
            conf_write(&before);
        pci_conf_write16(write->sbdf, PCI_COMMAND, command);
    }

    return why;
}

static const char *why_not_command(const struct write *write)
{
    const uint16_t command = pci_conf_read16(write->sbdf, PCI_COMMAND);
    const uint32_t then = merged(write->sbdf, write->reg, write->size,
                                 write->data);

    return then & ~command & DECODES ? why_not_decode(write->sbdf) : NULL;
}

/* A bridge's bus keeps its number, by which the IOMMU knows what is on it. */
static const char *why_not_number(const struct write *write)
{
    static const uint32_t number = 0xff00; /* PCI_SECONDARY_BUS */
    const uint32_t before = pci_conf_read32(write->sbdf, PCI_PRIMARY_BUS),
                   then = merged(write->sbdf, write->reg, write->size,
                                 write->data);

    return (before & number) && (before ^ then) & number
               ? "the bus has a number"
               : NULL;
}

/* Why a register of a bridge's that is in no other header must not be written. */
static const char *why_not_bridge(const struct write *write)
{
    if ( (write->reg & ~3U) == PCI_PRIMARY_BUS )
        return why_not_number(write);

    return is_window(write->reg) &&
                   (pci_conf_read16(write->sbdf, PCI_COMMAND) & DECODES) &&
                   !may_let_through(write->sbdf, write)
               ? "a bridge would let through what is not dom0's"
               : NULL;
}

static DEFINE_SPINLOCK(header_lock);

/*
 * Write to a register of the header, if it is one that is judged by what else
 * is written; *@done tells. Nobody else writes meanwhile. Returns null or why it
 * was not written.
 */
static const char *write_header(const struct write *write, bool *done)
{
    const char *why = NULL;

    *done = true;
    spin_lock(&header_lock);

    if ( is_bar(write->sbdf, write->reg) )
        why = write_bar(write);
    else if ( (write->reg & ~3U) == PCI_COMMAND )
    {
        why = why_not_command(write);
        if ( !why )
            conf_write(write);
    }
    else if ( is_bridge(write->sbdf) && write->reg >= PCI_PRIMARY_BUS &&
              write->reg < HEADER_SIZE )
    {
        why = why_not_bridge(write);
        if ( !why )
            conf_write(write);
    }
    else
        *done = false;

    spin_unlock(&header_lock);

    return why;
}

/*
 * vPCI has checked where it is told to have a PVH dom0's function decode, and
 * does it by this last write. It holds the function's lock, so that no BAR moves
 * meanwhile.
 */
void lockdown_write_command(uint32_t number, uint16_t command)
{
    const pci_sbdf_t sbdf = { .sbdf = number };
    const char *why = NULL;

    spin_lock(&header_lock);
    if ( lockdown_contains() &&
         (command & ~pci_conf_read16(sbdf, PCI_COMMAND) & DECODES) )
        why = why_not_decode(sbdf);
    if ( why )
        command &= ~DECODES;
    pci_conf_write16(sbdf, PCI_COMMAND, command);
    spin_unlock(&header_lock);

    if ( why )
        printk(XENLOG_G_WARNING "Lockdown: %pp: decoding refused: %s\n", &sbdf,
               why);
}

/* Why the ROM must not be switched on as @write says. */
static const char *why_not_rom(const struct write *write)
{
    const unsigned int reg = write->reg & ~3U;
    const uint32_t now = pci_conf_read32(write->sbdf, reg),
                   then = merged(write->sbdf, write->reg, write->size,
                                 write->data);
    uint64_t base, length;

    if ( (now & PCI_ROM_ADDRESS_ENABLE) || !(then & PCI_ROM_ADDRESS_ENABLE) )
        return NULL; /* vPCI lets nobody move one that is on */

    pci_size_mem_bar(write->sbdf, reg, &base, &length, PCI_BAR_ROM);
    base = then & PCI_ROM_ADDRESS_MASK;

    return !length || lockdown_is_free(base, base + length - 1, false)
               ? NULL
               : elsewhere;
}

/*
 * A PVH dom0's are vPCI's to write, but for those of a bridge that it does not
 * know. Before it takes down what was mapped there, for a function that must not
 * decode, it is told; what counts is lockdown_write_command().
 */
static const char *why_not_vpci(const struct write *write, bool *done)
{
    const bool bridge = is_bridge(write->sbdf);

    if ( (write->reg & ~3U) == PCI_COMMAND )
        return why_not_command(write);
    if ( (write->reg & ~3U) == (bridge ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS) )
        return why_not_rom(write);
    if ( bridge && write->reg >= PCI_PRIMARY_BUS )
        return write_header(write, done);

    return NULL;
}

int lockdown_check_config(uint32_t number, unsigned int reg, unsigned int size,
                          uint32_t data)
{
    const pci_sbdf_t sbdf = { .sbdf = number };
    const struct write write = { sbdf, reg, size, data };
    const char *why = "its capabilities form a circle";
    struct lockdown_function function;
    bool done = false;

    if ( !lockdown_contains() || !is_hardware_domain(current->domain) )
        return 0;

    if ( read_function(sbdf, &function) &&
         lockdown_config_allows(&function, reg, size, &why) )
        why = is_pv_domain(current->domain) ? write_header(&write, &done)
                                            : why_not_vpci(&write, &done);

    if ( why )
        gprintk(XENLOG_WARNING,
                "Lockdown: %pp: write to register %#x refused: %s\n", &sbdf,
                reg, why);

    return why || done ? -EPERM : 0;
}

/*
 * Another vCPU of dom0's may have changed the address since it was judged, and
 * whether dom0 may write there at all: so all of that is judged once more, and
 * what was judged is written. Some processors know registers behind the first
 * 256 here, by bits which others ignore: dom0 has them by memory.
 */
void lockdown_conf_write(const struct domain *d, unsigned int offset,
                         unsigned int size, uint32_t data)
{
    static const uint32_t enabled = 1U << 31, bits = 0x80fffffc;
    const uint32_t cf8 = ACCESS_ONCE(d->arch.pci_cf8), sbdf = cf8 >> 8 & 0xffff;
    const unsigned long *read_only = pci_get_ro_map(0);

    if ( !lockdown_contains() )
        pci_conf_write(cf8, offset, size, data);
    else if ( (cf8 & enabled) && !(cf8 & ~bits) &&
              !(read_only && test_bit(sbdf, read_only)) &&
              !lockdown_check_config(sbdf, (cf8 & 0xfc) | offset, size, data) )
        pci_conf_write(cf8, offset, size, data);
}
