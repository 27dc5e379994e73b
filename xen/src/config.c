/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Level containment: what dom0 writes to PCI configuration space, by ports and
 * by memory. What Xen knows of a function is gathered here for core to decide on.
 */
#include <xen/init.h>
#include <xen/iocap.h>
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/pci.h>
#include <xen/pci_regs.h>
#include <xen/sched.h>

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

/* As the firmware left it, it is dom0's, which has no ports yet. */
static bool may_have_ports(uint64_t first, uint64_t last)
{
    return system_state != SYS_STATE_active ||
           ioports_access_permitted(hardware_domain, first, last);
}

struct decoding {
    enum lockdown_decoder by;
    uint16_t command; /* which of memory and ports */
    const char *why;  /* it must not be, or null */
};

static void cf_check check_bar(void *data, struct lockdown_bar *bar)
{
    struct decoding *decoding = data;
    const uint64_t last = bar->base + bar->size - 1;

    if ( bar->off || bar->size <= 1 ||
         !(decoding->command &
           (bar->ports ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY)) )
        return;
    if ( bar->ports ? !may_have_ports(bar->base, last)
                    : !lockdown_is_free(bar->base, last, decoding->by) )
        decoding->why = elsewhere;
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
    return base > limit || limit < MB(1) ||
           lockdown_is_free(base, limit, LOCKDOWN_WINDOW);
}

/* Windows to ports lie on whole 4 KiB. A processor has no more than 64 KiB of them. */
static bool are_ports_free(uint32_t ports, uint32_t upper)
{
    const bool wide = (ports & PCI_IO_RANGE_TYPE_MASK) == PCI_IO_RANGE_TYPE_32;
    const uint32_t base = (ports & 0xf0) << 8 | (wide ? upper << 16 : 0),
                   limit = (ports & 0xf000) | 0xfff |
                           (wide ? upper & 0xffff0000 : 0);

    return base > limit || base > 0xffff ||
           may_have_ports(base, min(limit, 0xffffU));
}

/* Why the bridge @sbdf must not let through what its registers say after @write. */
static const char *why_not_let_through(pci_sbdf_t sbdf,
                                       const struct write *write,
                                       uint16_t command)
{
    const uint32_t ports = then_at(sbdf, write, PCI_IO_BASE),
                   ports_upper = then_at(sbdf, write, PCI_IO_BASE_UPPER16),
                   window = then_at(sbdf, write, PCI_MEMORY_BASE),
                   wide = then_at(sbdf, write, PCI_PREF_MEMORY_BASE);
    const uint64_t base = then_at(sbdf, write, PCI_PREF_BASE_UPPER32),
                   limit = then_at(sbdf, write, PCI_PREF_LIMIT_UPPER32);

    return (!(command & PCI_COMMAND_IO) ||
            are_ports_free(ports, ports_upper)) &&
                   (!(command & PCI_COMMAND_MEMORY) ||
                    (is_window_free((uint64_t)(window & 0xfff0) << 16,
                                    (window & 0xfff00000) | 0xfffff) &&
                     is_window_free(
                         base << 32 | (uint64_t)(wide & 0xfff0) << 16,
                         limit << 32 | (wide & 0xfff00000) | 0xfffff)))
               ? NULL
               : "a bridge would let through what is not dom0's";
}

/*
 * Why @sbdf must not decode what its registers say as far as @command lets it, or
 * null. Those of the chipset keep their BARs, which dom0 cannot write.
 */
static const char *why_not_decode(pci_sbdf_t sbdf, uint16_t command)
{
    struct decoding decoding = {
        .by = is_bridge(sbdf) ? LOCKDOWN_BRIDGE : LOCKDOWN_DEVICE,
        .command = command,
    };
    enum lockdown_frames_kind kind;

    lockdown_class_frames(pci_conf_read16(sbdf, PCI_CLASS_DEVICE), &kind);
    if ( kind == LOCKDOWN_FRAMES_CHIPSET )
        return NULL;

    lockdown_each_bar(sbdf.sbdf, true, check_bar, &decoding);

    return decoding.why
               ?: is_bridge(sbdf) ? why_not_let_through(sbdf, NULL, command)
                                  : NULL;
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
           (reg >= PCI_MEMORY_BASE && reg < PCI_CAPABILITY_LIST);
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
        why = why_not_decode(write->sbdf, command);
        if ( why )
            conf_write(&before);
        pci_conf_write16(write->sbdf, PCI_COMMAND, command);
    }

    return why;
}

/* ---- who a bridge and its devices are ---- */

/*
 * A function that was reset redirects nothing any more, and a bridge has lost its
 * bus: devices could write to each other past the IOMMU, or pass for others. So
 * before it may begin a transaction it is what it was.
 */

#define BUSES 0x00ffff00U /* secondary and subordinate, of PCI_PRIMARY_BUS */

static struct bridge {
    uint32_t sbdf, buses;
} bridges[512];
static unsigned int nr_bridges;

static unsigned int first_bus(const struct bridge *bridge)
{
    return bridge->buses >> 8 & 0xff;
}

static unsigned int last_bus(const struct bridge *bridge)
{
    return bridge->buses >> 16 & 0xff;
}

static unsigned int bus_of(const struct bridge *bridge)
{
    return bridge->sbdf >> 8 & 0xff;
}

/* Does what is behind @bridge include the bridge @inner, and all behind that? */
static bool leads_to(const struct bridge *bridge, const struct bridge *inner)
{
    return bus_of(inner) >= first_bus(bridge) &&
           first_bus(inner) > first_bus(bridge) &&
           last_bus(inner) <= last_bus(bridge);
}

/*
 * May a bridge that has led nowhere yet lead there? To nobody else's buses: which
 * buses begin at the root the firmware has said by then.
 */
static bool may_lead(const struct bridge *bridge)
{
    bool inside = system_state != SYS_STATE_active;
    unsigned int i;

    if ( first_bus(bridge) <= bus_of(bridge) ||
         first_bus(bridge) > last_bus(bridge) )
        return false;
    for ( i = 0; i < nr_bridges; i++ )
    {
        if ( bridges[i].sbdf >> 16 != bridge->sbdf >> 16 ||
             first_bus(&bridges[i]) > last_bus(bridge) ||
             last_bus(&bridges[i]) < first_bus(bridge) )
            continue;
        if ( leads_to(&bridges[i], bridge) )
            inside = true;
        else if ( !leads_to(bridge, &bridges[i]) )
            return false;
    }

    return inside;
}

static bool has_its_buses(pci_sbdf_t sbdf)
{
    const struct bridge bridge = {
        .sbdf = sbdf.sbdf,
        .buses = pci_conf_read32(sbdf, PCI_PRIMARY_BUS) & BUSES,
    };
    unsigned int i;

    for ( i = 0; i < nr_bridges; i++ )
        if ( bridges[i].sbdf == sbdf.sbdf )
            return bridges[i].buses == bridge.buses;
    if ( nr_bridges == ARRAY_SIZE(bridges) || !may_lead(&bridge) )
        return false;
    bridges[nr_bridges++] = bridge;

    return true;
}

static void __init cf_check note_bridge(const struct pci_dev *pdev)
{
    if ( is_bridge(pdev->sbdf) )
        has_its_buses(pdev->sbdf);
}

static int __init cf_check note_bridges(void)
{
    if ( lockdown_contains() )
        lockdown_each_device(note_bridge);

    return 0;
}
__initcall(note_bridges);

static void redirect(pci_sbdf_t sbdf)
{
    static const uint16_t all = PCI_ACS_SV | PCI_ACS_RR | PCI_ACS_CR |
                                PCI_ACS_UF;
    struct lockdown_function function;
    unsigned int i, at;

    if ( !read_function(sbdf, &function) )
        return;
    for ( i = 0; i < function.nr; i++ )
    {
        at = function.capability[i].at;
        if ( function.capability[i].extended &&
             function.capability[i].id == PCI_EXT_CAP_ID_ACS )
            pci_conf_write16(
                sbdf, at + PCI_ACS_CTRL,
                pci_conf_read16(sbdf, at + PCI_ACS_CTRL) |
                    (pci_conf_read16(sbdf, at + PCI_ACS_CAP) & all));
    }
}

/* Why the command must not become @then, or null. */
static const char *why_not_become(pci_sbdf_t sbdf, uint16_t then)
{
    const uint16_t on = then & ~pci_conf_read16(sbdf, PCI_COMMAND);

    if ( on & PCI_COMMAND_MASTER )
    {
        if ( is_bridge(sbdf) && !has_its_buses(sbdf) )
            return "a bridge leads to the buses that it led to";
        redirect(sbdf);
    }

    return on & DECODES ? why_not_decode(sbdf, then) : NULL;
}

static const char *why_not_command(const struct write *write)
{
    return why_not_become(
        write->sbdf, merged(write->sbdf, write->reg, write->size, write->data));
}

/* By its bus's number the IOMMU knows what is on it. */
static const char *why_not_number(const struct write *write)
{
    const uint32_t before = pci_conf_read32(write->sbdf, PCI_PRIMARY_BUS),
                   then = merged(write->sbdf, write->reg, write->size,
                                 write->data);

    return (before & BUSES) && (before ^ then) & BUSES ? "a bus has a number"
                                                       : NULL;
}

/* ---- writing ---- */

/* Why a register of a bridge's that is in no other header must not be written. */
static const char *why_not_bridge(const struct write *write)
{
    if ( (write->reg & ~3U) == PCI_PRIMARY_BUS )
        return why_not_number(write);

    return is_window(write->reg)
               ? why_not_let_through(write->sbdf, write,
                                     pci_conf_read16(write->sbdf, PCI_COMMAND))
               : NULL;
}

/* Write, or why not. Nobody else writes to a header meanwhile. */
static const char *write_judged(const struct write *write)
{
    const char *why = NULL;

    lockdown_lock_headers();

    if ( is_bar(write->sbdf, write->reg) )
        why = write_bar(write);
    else
    {
        if ( (write->reg & ~3U) == PCI_COMMAND )
            why = why_not_command(write);
        else if ( is_bridge(write->sbdf) && write->reg >= PCI_PRIMARY_BUS &&
                  write->reg < HEADER_SIZE )
            why = why_not_bridge(write);
        if ( !why )
            conf_write(write);
    }

    lockdown_unlock_headers();

    return why;
}

static void log_refusal(pci_sbdf_t sbdf, unsigned int reg, const char *why)
{
    gprintk(XENLOG_WARNING,
            "Lockdown: %pp: write to register %#x refused: %s\n", &sbdf, reg,
            why);
}

/* ---- a PVH dom0's, by vPCI ---- */

/*
 * vPCI has checked where it is told to have a function decode, and does it by
 * this last write.
 */
void lockdown_write_command(uint32_t number, uint16_t command)
{
    static const uint16_t judged = DECODES | PCI_COMMAND_MASTER;
    const pci_sbdf_t sbdf = { .sbdf = number };
    const char *why = NULL;

    lockdown_lock_headers();
    if ( lockdown_contains() )
        why = why_not_become(sbdf, command);
    if ( why )
        command &= ~judged | pci_conf_read16(sbdf, PCI_COMMAND);
    pci_conf_write16(sbdf, PCI_COMMAND, command);
    lockdown_unlock_headers();

    if ( why )
        log_refusal(sbdf, PCI_COMMAND, why);
}

void lockdown_clear_command(uint32_t number, uint16_t bits)
{
    const pci_sbdf_t sbdf = { .sbdf = number };

    lockdown_lock_headers();
    pci_conf_write16(sbdf, PCI_COMMAND,
                     pci_conf_read16(sbdf, PCI_COMMAND) & ~bits);
    lockdown_unlock_headers();
}

void lockdown_write_config(uint32_t number, unsigned int reg, unsigned int size,
                           uint32_t data)
{
    const struct write write = { { .sbdf = number }, reg, size, data };
    const char *why = NULL;

    if ( lockdown_contains() )
        why = write_judged(&write);
    else
        conf_write(&write);

    if ( why )
        log_refusal(write.sbdf, reg, why);
}

/*
 * vPCI is told before it takes down what was mapped there, for a function that
 * must not decode. What counts is lockdown_write_command().
 */
static const char *why_not_vpci(const struct write *write)
{
    const char *why = NULL;

    if ( (write->reg & ~3U) == PCI_COMMAND )
    {
        lockdown_lock_headers();
        why = why_not_command(write);
        lockdown_unlock_headers();
    }

    return why;
}

/* ---- a PV dom0's ---- */

int lockdown_check_config(uint32_t number, unsigned int reg, unsigned int size,
                          uint32_t data)
{
    const pci_sbdf_t sbdf = { .sbdf = number };
    const struct write write = { sbdf, reg, size, data };
    const bool pv = is_pv_domain(current->domain);
    const char *why = "its capabilities form a circle";
    struct lockdown_function function;

    if ( !lockdown_contains() || !is_hardware_domain(current->domain) )
        return 0;

    if ( read_function(sbdf, &function) &&
         lockdown_config_allows(&function, reg, size, &why) )
        why = pv && reg < HEADER_SIZE ? write_judged(&write)
                                      : why_not_vpci(&write);
    if ( why )
        log_refusal(sbdf, reg, why);

    return why || (pv && reg < HEADER_SIZE) ? -EPERM : 0;
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
