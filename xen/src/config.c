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
#define DECODES     (PCI_COMMAND_MEMORY | PCI_COMMAND_IO)

/* ---- reading ---- */

/*
 * Something that was looked at has read as all ones, so nothing may be decided on
 * it. Guarded by the lock, which is held from the first look to the write.
 */
static bool gone;

static const char absent[] = "the device does not answer";

static void begin(void)
{
    lockdown_lock_headers();
    gone = false;
}

static uint32_t look(pci_sbdf_t sbdf, unsigned int reg)
{
    return lockdown_look(sbdf.sbdf, reg, &gone);
}

static unsigned int header_of(pci_sbdf_t sbdf)
{
    return look(sbdf, PCI_HEADER_TYPE) & 0x7f;
}

static bool is_bridge(pci_sbdf_t sbdf)
{
    return header_of(sbdf) == PCI_HEADER_TYPE_BRIDGE;
}

/* ---- what is of the chipset, and what a card ---- */

static struct lockdown_bridge bridges[512];
static unsigned int nr_bridges, nr_at_boot;

/*
 * Those that were at boot. A class is a register, which some devices let their
 * driver write (CHIPSET-LIVE).
 */
static struct {
    uint32_t sbdf;
    uint16_t class;
} chipset[2048] __ro_after_init;
static unsigned int __ro_after_init nr_chipset;

static void __init note_chipset(pci_sbdf_t sbdf)
{
    const uint16_t class = pci_conf_read16(sbdf, PCI_CLASS_DEVICE);
    enum lockdown_frames_kind kind;

    lockdown_class_frames(class, &kind);
    if ( kind != LOCKDOWN_FRAMES_CHIPSET )
        return;
    if ( nr_chipset == ARRAY_SIZE(chipset) )
        panic("Lockdown: this machine's chipset has too many functions\n");
    chipset[nr_chipset].sbdf = sbdf.sbdf;
    chipset[nr_chipset++].class = class;
}

/* Its class if it was of the chipset at boot, or else @class. */
static uint16_t class_at_boot(pci_sbdf_t sbdf, uint16_t class)
{
    unsigned int i;

    for ( i = 0; i < nr_chipset; i++ )
        if ( chipset[i].sbdf == sbdf.sbdf )
            return chipset[i].class;

    return class;
}

static bool was_chipset(pci_sbdf_t sbdf)
{
    static const uint16_t none = 0xffff;

    return class_at_boot(sbdf, none) != none;
}

static bool is_behind(const struct lockdown_bridge *bridge, pci_sbdf_t sbdf)
{
    return bridge->sbdf >> 16 == sbdf.seg && bridge->first <= sbdf.bus &&
           sbdf.bus <= bridge->last;
}

/* Nothing is plugged in at a root. */
static bool is_behind_bridge(pci_sbdf_t sbdf)
{
    unsigned int i;

    for ( i = 0; i < nr_bridges; i++ )
        if ( is_behind(&bridges[i], sbdf) )
            return true;

    return false;
}

/* ---- capabilities ---- */

static bool add(struct lockdown_function *function,
                const struct lockdown_capability *capability)
{
    if ( function->nr == ARRAY_SIZE(function->capability) )
        return false;

    function->capability[function->nr++] = *capability;

    return true;
}

/* Where the capability of PCI Express is, or 0. */
static unsigned int express_at(const struct lockdown_function *function)
{
    unsigned int i;

    for ( i = 0; i < function->nr; i++ )
        if ( function->capability[i].id == PCI_CAP_ID_EXP &&
             !function->capability[i].extended )
            return function->capability[i].at;

    return 0;
}

/*
 * Where Xen has no way to the registers behind the first 256 they read as all
 * ones, and dom0 has none either.
 */
static bool read_extended(pci_sbdf_t sbdf, struct lockdown_function *function)
{
    uint32_t header = pci_conf_read32(sbdf, EXTENDED);
    unsigned int at;

    if ( header == ~0U )
    {
        look(sbdf, PCI_CLASS_REVISION);
        return true;
    }

    for ( at = EXTENDED; at >= EXTENDED; at = PCI_EXT_CAP_NEXT(header) )
    {
        header = look(sbdf, at);
        if ( !header )
            break;
        if ( !add(function, &(const struct lockdown_capability){
                                .id = PCI_EXT_CAP_ID(header),
                                .at = at,
                                .says = pci_conf_read16(sbdf, at + 4),
                                .extended = true,
                            }) )
            return false;
    }

    return true;
}

/* All but its capabilities. */
static void read_function(pci_sbdf_t sbdf, struct lockdown_function *function)
{
    function->vendor = look(sbdf, PCI_VENDOR_ID);
    function->class = class_at_boot(sbdf, look(sbdf, PCI_CLASS_DEVICE));
    function->card = !was_chipset(sbdf) && is_behind_bridge(sbdf);
    function->header = header_of(sbdf);
    function->nr = 0;
}

/* False if it has more of them than there can be: they form a circle. */
static bool read_capabilities(pci_sbdf_t sbdf,
                              struct lockdown_function *function)
{
    unsigned int at = 0;
    uint32_t header;

    /* Others have the list elsewhere, if at all. */
    if ( function->header > PCI_HEADER_TYPE_BRIDGE )
        return true;

    if ( look(sbdf, PCI_STATUS) & PCI_STATUS_CAP_LIST )
        at = look(sbdf, PCI_CAPABILITY_LIST) & 0xfc;
    for ( ; at >= HEADER_SIZE; at = header >> 8 & 0xfc )
    {
        header = look(sbdf, at);
        if ( !add(function, &(const struct lockdown_capability){
                                .id = header & 0xff,
                                .at = at,
                                .says = header >> 16,
                            }) )
            return false;
    }

    /* A conventional function has none, and behind a bridge others in its place. */
    return !express_at(function) || read_extended(sbdf, function);
}

/* A write to a register that is judged before it is made. */
struct write {
    pci_sbdf_t sbdf;
    unsigned int reg, size;
    uint32_t data;
};

/* The 32 bits that @write is among as they will be. */
static uint32_t merged(const struct write *write)
{
    const unsigned int shift = (write->reg & 3) * 8;
    const uint32_t mask = (uint32_t)((1ULL << write->size * 8) - 1) << shift;

    if ( mask == ~0U )
        return write->data;

    return (look(write->sbdf, write->reg & ~3U) & ~mask) |
           (write->data << shift & mask);
}

/* The 32 bits at @at as they will be; @write is null if they are as they are. */
static uint32_t then_at(pci_sbdf_t sbdf, const struct write *write,
                        unsigned int at)
{
    if ( write && (write->reg & ~3U) == at )
        return merged(write);

    /* All ones close a window. What is looked at before and after says more. */
    return at == PCI_PREF_BASE_UPPER32 ? pci_conf_read32(sbdf, at)
                                       : look(sbdf, at);
}

/* ---- bridges, as they are known ---- */

/*
 * A function that was reset redirects nothing any more, and a bridge has lost its
 * bus: devices could write to each other past the IOMMU, or pass for others. So
 * before it may begin a transaction it is what it was.
 */

#define LINK_TELLS  (1U << 20) /* of PCI_EXP_LNKCAP: that it is active */
#define LINK_ACTIVE (1U << 13) /* of PCI_EXP_LNKSTA */

#define BUSES 0x00ffff00U /* secondary and subordinate, of PCI_PRIMARY_BUS */

static struct lockdown_bridge *known(pci_sbdf_t sbdf)
{
    unsigned int i;

    for ( i = 0; i < nr_bridges; i++ )
        if ( bridges[i].sbdf == sbdf.sbdf )
            return &bridges[i];

    return NULL;
}

static bool leads_as_known(const struct lockdown_bridge *bridge, uint32_t buses)
{
    return bridge->first == (uint8_t)(buses >> 8) &&
           bridge->last == (uint8_t)(buses >> 16);
}

/* Does a bridge lead to what it led to? A new one leads there from now on. */
static bool leads(pci_sbdf_t sbdf, uint32_t buses)
{
    const struct lockdown_bridge *bridge = known(sbdf);
    const struct lockdown_bridge new = {
        .sbdf = sbdf.sbdf,
        .first = buses >> 8,
        .last = buses >> 16,
        .windows = { [0 ... LOCKDOWN_NR_WINDOWS - 1] = { 1, 0 } },
    };

    if ( gone )
        return false;
    if ( bridge )
        return leads_as_known(bridge, buses);
    if ( nr_bridges == ARRAY_SIZE(bridges) ||
         !lockdown_may_lead(bridges, nr_bridges, &new,
                            system_state != SYS_STATE_active) )
        return false;
    bridges[nr_bridges++] = new;

    return true;
}

/* Is @sbdf a port whose link is down, as it tells? */
static bool is_unplugged(pci_sbdf_t sbdf,
                         const struct lockdown_function *function)
{
    const unsigned int at = express_at(function),
                       type = at ? look(sbdf, at + PCI_EXP_FLAGS) >> 4 & 0xf
                                 : PCI_EXP_TYPE_ENDPOINT;

    return (type == PCI_EXP_TYPE_ROOT_PORT ||
            type == PCI_EXP_TYPE_DOWNSTREAM) &&
           (look(sbdf, at + PCI_EXP_LNKCAP) & LINK_TELLS) &&
           !(look(sbdf, at + PCI_EXP_LNKSTA) & LINK_ACTIVE) && !gone;
}

/*
 * What was behind a port whose link is down has been reset when it is there
 * again, or is something else (DOCKS): it gets buses as a new one.
 */
static void forget_behind(pci_sbdf_t sbdf,
                          const struct lockdown_function *function)
{
    const struct lockdown_bridge *const bridge = known(sbdf);
    struct lockdown_bridge port;
    unsigned int i, kept = 0, kept_at_boot = 0;

    if ( !bridge || !is_unplugged(sbdf, function) )
        return;

    port = *bridge;
    for ( i = 0; i < nr_bridges; i++ )
    {
        const pci_sbdf_t at = { .sbdf = bridges[i].sbdf };

        if ( is_behind(&port, at) && pci_conf_read32(at, PCI_VENDOR_ID) == ~0U )
            continue;
        kept_at_boot += i < nr_at_boot;
        bridges[kept++] = bridges[i];
    }
    nr_bridges = kept;
    nr_at_boot = kept_at_boot;
}

/* What the bridge @sbdf lets through as its registers are after @write. */
static void read_windows(pci_sbdf_t sbdf, const struct write *write,
                         struct lockdown_range windows[LOCKDOWN_NR_WINDOWS])
{
    static const unsigned int width = 0xf, nr_lower = 3;
    uint32_t registers[LOCKDOWN_NR_WINDOW_REGISTERS];
    unsigned int i;

    for ( i = 0; i < ARRAY_SIZE(registers); i++ )
        registers[i] = then_at(sbdf, write, PCI_IO_BASE + i * 4);
    /* How wide a window is no write changes (PREF-32). */
    for ( i = 0; i < nr_lower; i++ )
        registers[i] = (registers[i] & ~width) |
                       (look(sbdf, PCI_IO_BASE + i * 4) & width);
    lockdown_bridge_windows(registers, windows);
}

static void __init cf_check note_bar(void *data, struct lockdown_bar *bar)
{
    struct lockdown_bridge *bridge = data;

    if ( !bar->ports && !bar->off && !bar->base && bar->size > 1 )
        bridge->at_zero = max(bridge->at_zero, bar->size);
}

static void __init note_bridge(pci_sbdf_t sbdf)
{
    struct lockdown_range windows[LOCKDOWN_NR_WINDOWS];
    struct lockdown_bridge *bridge;
    uint16_t command;

    gone = false;
    command = look(sbdf, PCI_COMMAND);
    if ( !is_bridge(sbdf) || !leads(sbdf, look(sbdf, PCI_PRIMARY_BUS)) )
        return;

    bridge = known(sbdf);
    read_windows(sbdf, NULL, windows);
    if ( gone )
        return;
    if ( command & PCI_COMMAND_IO )
        bridge->windows[LOCKDOWN_WINDOW_PORTS] = windows[LOCKDOWN_WINDOW_PORTS];
    if ( command & PCI_COMMAND_MEMORY )
    {
        bridge->windows[LOCKDOWN_WINDOW_MEMORY] =
            windows[LOCKDOWN_WINDOW_MEMORY];
        bridge->windows[LOCKDOWN_WINDOW_PREFETCHABLE] =
            windows[LOCKDOWN_WINDOW_PREFETCHABLE];
        lockdown_each_bar(sbdf.sbdf, true, note_bar, bridge);
    }
}

static void __init cf_check note(const struct pci_dev *pdev)
{
    note_chipset(pdev->sbdf);
    note_bridge(pdev->sbdf);
}

static int __init cf_check note_functions(void)
{
    if ( lockdown_contains() )
        lockdown_each_device(note);
    nr_at_boot = nr_bridges;

    return 0;
}
__initcall(note_functions);

/* ---- where a function decodes ---- */

static const char elsewhere[] = "a device would decode what is not dom0's";

/* As the firmware left it, it is dom0's, which has no ports yet. */
static bool may_have_ports(uint64_t first, uint64_t last)
{
    return system_state != SYS_STATE_active ||
           ioports_access_permitted(hardware_domain, first, last);
}

struct decoding {
    enum lockdown_decoder by;
    uint16_t kinds;   /* which of memory and ports */
    uint64_t at_zero; /* up to that size a BAR may be there */
    const char *why;  /* it must not be, or null */
};

static void cf_check check_bar(void *data, struct lockdown_bar *bar)
{
    struct decoding *decoding = data;
    const uint64_t last = bar->base + bar->size - 1;

    if ( bar->off || bar->size <= 1 ||
         (!bar->ports && !bar->base && bar->size <= decoding->at_zero) ||
         !(decoding->kinds &
           (bar->ports ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY)) )
        return;
    if ( bar->ports ? !may_have_ports(bar->base, last)
                    : !lockdown_is_free(bar->base, last, decoding->by) )
        decoding->why = elsewhere;
}

/*
 * May the bridge @sbdf let @window through? What the firmware had it let through
 * it may again, be that registers of the chipset's: whatever decodes there is
 * behind it already, or its BAR is judged before it is.
 */
static bool may_let_through(pci_sbdf_t sbdf,
                            const struct lockdown_range *window, bool ports)
{
    const struct lockdown_bridge *bridge = known(sbdf);

    if ( window->first > window->last ||
         (bridge && lockdown_had_window(bridge, window, ports)) )
        return true;

    /* A processor has no more than 64 KiB of ports. */
    if ( ports )
        return window->first > 0xffff ||
               may_have_ports(window->first,
                              min(window->last, (uint64_t)0xffff));

    /* What is below the first MiB has its own decoding. */
    return window->last < MB(1) ||
           lockdown_is_free(window->first, window->last, LOCKDOWN_WINDOW);
}

/* Why the bridge @sbdf must not let through what its registers say after @write. */
static const char *why_not_let_through(pci_sbdf_t sbdf,
                                       const struct write *write,
                                       uint16_t kinds)
{
    struct lockdown_range windows[LOCKDOWN_NR_WINDOWS];
    unsigned int i;

    if ( !kinds )
        return NULL;

    read_windows(sbdf, write, windows);
    for ( i = 0; i < LOCKDOWN_NR_WINDOWS; i++ )
    {
        const bool ports = i == LOCKDOWN_WINDOW_PORTS;

        if ( (kinds & (ports ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY)) &&
             !may_let_through(sbdf, &windows[i], ports) )
            return "a bridge would let through what is not dom0's";
    }

    return NULL;
}

static struct decoding decoding(pci_sbdf_t sbdf, uint16_t kinds)
{
    const bool bridge = is_bridge(sbdf);
    const struct lockdown_bridge *as_known = bridge ? known(sbdf) : NULL;

    return (struct decoding){
        .by = bridge ? LOCKDOWN_BRIDGE : LOCKDOWN_DEVICE,
        .kinds = kinds,
        .at_zero = as_known ? as_known->at_zero : 0,
    };
}

/*
 * Why @sbdf must not decode what its registers say of @kinds, or null. What was
 * of the chipset at boot keeps its BARs, which dom0 cannot write.
 */
static const char *why_not_decode(pci_sbdf_t sbdf, uint16_t kinds)
{
    struct decoding would = decoding(sbdf, kinds);

    if ( was_chipset(sbdf) )
        return NULL;

    if ( gone || !lockdown_size_bars(sbdf.sbdf, kinds, check_bar, &would) )
        gone = true;
    lockdown_settle(sbdf.sbdf);

    return would.why
               ?: is_bridge(sbdf) ? why_not_let_through(sbdf, NULL, kinds)
                                  : NULL;
}

/* ---- what a function may begin ---- */

static void redirect(pci_sbdf_t sbdf)
{
    static const uint16_t all = PCI_ACS_SV | PCI_ACS_RR | PCI_ACS_CR |
                                PCI_ACS_UF;
    struct lockdown_function function;
    unsigned int i, at;

    read_function(sbdf, &function);
    if ( !read_capabilities(sbdf, &function) )
        return;
    for ( i = 0; i < function.nr; i++ )
    {
        at = function.capability[i].at;
        if ( function.capability[i].extended &&
             function.capability[i].id == PCI_EXT_CAP_ID_ACS )
            pci_conf_write16(sbdf, at + PCI_ACS_CTRL,
                             look(sbdf, at + PCI_ACS_CTRL) |
                                 (look(sbdf, at + PCI_ACS_CAP) & all));
    }
}

void lockdown_settle(uint32_t number)
{
    const pci_sbdf_t sbdf = { .sbdf = number };
    const struct lockdown_bridge *bridge = known(sbdf);
    uint32_t buses;

    if ( !lockdown_contains() || system_state != SYS_STATE_active ||
         !(look(sbdf, PCI_COMMAND) & PCI_COMMAND_MASTER) )
        return;

    redirect(sbdf);
    if ( !bridge )
        return;

    buses = look(sbdf, PCI_PRIMARY_BUS);
    if ( buses != ~0U && !leads_as_known(bridge, buses) )
        pci_conf_write16(sbdf, PCI_COMMAND, 0);
}

static const char *why_not_switch_on(pci_sbdf_t sbdf, uint16_t bit)
{
    const unsigned int header = header_of(sbdf);

    if ( header > PCI_HEADER_TYPE_BRIDGE )
        return "nobody judges what a function with such a header decodes";

    if ( bit != PCI_COMMAND_MASTER )
        return why_not_decode(sbdf, bit);

    if ( header == PCI_HEADER_TYPE_BRIDGE &&
         !leads(sbdf, look(sbdf, PCI_PRIMARY_BUS)) )
        return "a bridge leads to the buses that it led to";
    redirect(sbdf);

    return NULL;
}

/*
 * Which bits of the command @then must not come on. *@why is the reason of one of
 * them, if there is any.
 */
static uint16_t withheld_bits(pci_sbdf_t sbdf, uint16_t then, const char **why)
{
    static const uint16_t bits[] = {
        PCI_COMMAND_MASTER,
        PCI_COMMAND_MEMORY,
        PCI_COMMAND_IO,
    };
    const uint16_t on = then & ~look(sbdf, PCI_COMMAND);
    uint16_t withheld = 0;
    unsigned int i;

    for ( i = 0; i < ARRAY_SIZE(bits); i++ )
    {
        const char *reason = on & bits[i] ? why_not_switch_on(sbdf, bits[i])
                                          : NULL;

        if ( reason )
        {
            withheld |= bits[i];
            *why = reason;
        }
    }

    return withheld;
}

/* ---- writing ---- */

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

static bool is_bar(pci_sbdf_t sbdf, unsigned int reg)
{
    return reg >= PCI_BASE_ADDRESS_0 &&
           reg < (is_bridge(sbdf) ? PCI_PRIMARY_BUS : PCI_CARDBUS_CIS);
}

static bool is_rom(pci_sbdf_t sbdf, unsigned int reg)
{
    return (reg & ~3U) ==
           (is_bridge(sbdf) ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS);
}

static bool is_window(unsigned int reg)
{
    return (reg >= PCI_IO_BASE && reg < PCI_SEC_STATUS) ||
           (reg >= PCI_MEMORY_BASE && reg < PCI_CAPABILITY_LIST);
}

/*
 * Write so that a function decodes elsewhere, or why it may not. One that has gone
 * meanwhile may be back as it is after a reset: it decodes nothing.
 */
static const char *write_bar(const struct write *write)
{
    const uint16_t command = look(write->sbdf, PCI_COMMAND);
    struct write before = *write;
    const char *why;

    if ( !(command & DECODES) && !gone )
    {
        conf_write(write);
        return NULL;
    }

    before.data = look(write->sbdf, write->reg);
    if ( gone )
        return absent;
    pci_conf_write16(write->sbdf, PCI_COMMAND, command & ~DECODES);
    conf_write(write);
    why = why_not_decode(write->sbdf, command & DECODES);
    if ( gone )
        return absent;
    if ( why )
        conf_write(&before);
    pci_conf_write16(write->sbdf, PCI_COMMAND, command);
    lockdown_settle(write->sbdf.sbdf);

    return why;
}

/*
 * The same of a ROM, which the rest of a function does not stop for: it is
 * enabled when it has been judged.
 */
static const char *write_rom(const struct write *write)
{
    const unsigned int reg = write->reg & ~3U;
    const pci_sbdf_t sbdf = write->sbdf;
    const uint32_t then = merged(write), before = look(sbdf, reg);
    struct decoding would = decoding(sbdf, PCI_COMMAND_MEMORY);
    struct lockdown_bar bar;

    if ( (look(sbdf, PCI_COMMAND) & PCI_COMMAND_MEMORY) &&
         (then & PCI_ROM_ADDRESS_ENABLE) && !gone )
    {
        pci_conf_write32(sbdf, reg, then & ~PCI_ROM_ADDRESS_ENABLE);
        if ( !lockdown_size_rom(sbdf.sbdf, reg, &bar) )
            return absent;
        bar.off = false;
        check_bar(&would, &bar);
        if ( would.why )
            pci_conf_write32(sbdf, reg, before);
    }
    if ( gone )
        return absent;
    if ( !would.why )
        pci_conf_write32(sbdf, reg, then);

    return would.why;
}

/* Write a command but for what must not come on, and why that must not. */
static const char *write_command(const struct write *write)
{
    const char *why = NULL;
    const uint16_t withheld = withheld_bits(write->sbdf, merged(write), &why);
    struct write rest = *write;

    if ( gone )
        return absent;
    /* These are in the first byte, or else nothing comes on. */
    rest.data &= ~(uint32_t)withheld;
    conf_write(&rest);
    lockdown_settle(write->sbdf.sbdf);

    return why;
}

/*
 * By its bus's number the IOMMU knows what is on it. A bridge that dom0 has found
 * may lead to fewer, while nothing behind it can begin a transaction.
 */
static const char *why_not_number(const struct write *write)
{
    const uint32_t before = look(write->sbdf, PCI_PRIMARY_BUS),
                   then = merged(write);
    struct lockdown_bridge *bridge;

    if ( !((before ^ then) & BUSES) ||
         (!(before & BUSES) && leads(write->sbdf, then)) )
        return NULL;

    bridge = known(write->sbdf);
    if ( !bridge || bridge - bridges < nr_at_boot ||
         (look(write->sbdf, PCI_COMMAND) & PCI_COMMAND_MASTER) || gone ||
         !leads(write->sbdf, before) || (uint8_t)(then >> 8) != bridge->first ||
         !lockdown_may_shrink(bridges, nr_bridges, bridge, then >> 16) )
        return "a bus has a number";
    bridge->last = then >> 16;

    return NULL;
}

/* Why a register of a bridge's that is in no other header must not be written. */
static const char *why_not_bridge(const struct write *write)
{
    if ( (write->reg & ~3U) == PCI_PRIMARY_BUS )
        return why_not_number(write);

    return is_window(write->reg)
               ? why_not_let_through(write->sbdf, write,
                                     look(write->sbdf, PCI_COMMAND) & DECODES)
               : NULL;
}

/* Write, or why not. Nobody else writes to a header meanwhile. */
static const char *write_judged(const struct write *write)
{
    const char *why = NULL;

    if ( write->reg < HEADER_SIZE && is_bar(write->sbdf, write->reg) )
        return write_bar(write);
    if ( write->reg < HEADER_SIZE && is_rom(write->sbdf, write->reg) )
        return write_rom(write);
    if ( (write->reg & ~3U) == PCI_COMMAND )
        return write_command(write);

    if ( write->reg >= PCI_PRIMARY_BUS && write->reg < HEADER_SIZE &&
         is_bridge(write->sbdf) )
        why = why_not_bridge(write);
    if ( gone )
        why = absent;
    if ( why )
        return why;
    conf_write(write);
    if ( (write->reg & ~3U) == PCI_PRIMARY_BUS && is_bridge(write->sbdf) )
        lockdown_settle(write->sbdf.sbdf);

    return NULL;
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
    const struct write write = {
        { .sbdf = number },
        PCI_COMMAND,
        sizeof(command),
        command,
    };
    const char *why = NULL;

    begin();
    if ( lockdown_contains() )
        why = write_command(&write);
    else
        conf_write(&write);
    lockdown_unlock_headers();

    if ( why )
        log_refusal(write.sbdf, PCI_COMMAND, why);
}

unsigned int lockdown_size_bar(uint32_t number, unsigned int pos,
                               uint64_t *addr, uint64_t *size,
                               unsigned int flags)
{
    const pci_sbdf_t sbdf = { .sbdf = number };
    unsigned int registers = 1;
    uint16_t command;

    if ( !lockdown_contains() )
        return pci_size_mem_bar(sbdf, pos, addr, size, flags);

    *addr = *size = 0;

    begin();
    command = look(sbdf, PCI_COMMAND);
    look(sbdf, pos);
    if ( !gone )
    {
        pci_conf_write16(sbdf, PCI_COMMAND, command & ~DECODES);
        registers = pci_size_mem_bar(sbdf, pos, addr, size, flags);
        look(sbdf, pos);
    }
    if ( !gone )
        pci_conf_write16(sbdf, PCI_COMMAND, command);
    lockdown_settle(number);
    lockdown_unlock_headers();

    return registers;
}

void lockdown_clear_command(uint32_t number, uint16_t bits)
{
    const pci_sbdf_t sbdf = { .sbdf = number };
    uint16_t command;

    begin();
    command = look(sbdf, PCI_COMMAND);
    if ( !gone )
        pci_conf_write16(sbdf, PCI_COMMAND, command & ~bits);
    lockdown_settle(number);
    lockdown_unlock_headers();
}

void lockdown_write_config(uint32_t number, unsigned int reg, unsigned int size,
                           uint32_t data)
{
    const struct write write = { { .sbdf = number }, reg, size, data };
    const char *why = NULL;

    begin();
    if ( lockdown_contains() )
        why = write_judged(&write);
    else
        conf_write(&write);
    lockdown_unlock_headers();

    if ( why )
        log_refusal(write.sbdf, reg, why);
}

/*
 * vPCI is told before it maps what is there, for a function that must not decode
 * memory. What counts is lockdown_write_command().
 */
static const char *why_not_vpci(const struct write *write)
{
    const char *why = NULL;

    return (write->reg & ~3U) == PCI_COMMAND &&
                   (withheld_bits(write->sbdf, merged(write), &why) &
                    PCI_COMMAND_MEMORY)
               ? why
               : NULL;
}

/* ---- a PV dom0's ---- */

static const char *why_not_write(const struct write *write)
{
    const char *why = "its capabilities form a circle";
    struct lockdown_function function;

    if ( write->reg >= EXTENDED )
        look(write->sbdf, EXTENDED);
    read_function(write->sbdf, &function);
    /* Capabilities lie behind the header, and tell of a bridge's link. */
    if ( (write->reg >= HEADER_SIZE ||
          function.header == PCI_HEADER_TYPE_BRIDGE) &&
         !read_capabilities(write->sbdf, &function) )
        return why;
    /* It is there still, so what was read in between is no absent device's. */
    look(write->sbdf, PCI_CLASS_REVISION);
    if ( function.header == PCI_HEADER_TYPE_BRIDGE && !gone )
        forget_behind(write->sbdf, &function);

    return gone ? absent
           : lockdown_config_allows(&function, write->reg, write->size, &why)
               ? NULL
               : why;
}

/*
 * What lies behind the header a PV dom0's caller writes after this, without the
 * lock. That a function may have it written does not change: it keeps its header
 * and capabilities, and its bus its number.
 */
int lockdown_check_config(uint32_t number, unsigned int reg, unsigned int size,
                          uint32_t data)
{
    const pci_sbdf_t sbdf = { .sbdf = number };
    const struct write write = { sbdf, reg, size, data };
    const bool written = is_pv_domain(current->domain) && reg < HEADER_SIZE;
    const char *why;

    if ( !lockdown_contains() || !is_hardware_domain(current->domain) )
        return 0;

    begin();
    why = why_not_write(&write)
              ?: written ? write_judged(&write)
                         : why_not_vpci(&write);
    if ( gone )
        why = absent;
    lockdown_unlock_headers();

    if ( why )
        log_refusal(sbdf, reg, why);

    return why || written ? -EPERM : 0;
}

bool lockdown_check_buses(uint32_t number, unsigned int first,
                          unsigned int last)
{
    const struct lockdown_bridge *bridge;
    bool may = true;

    begin();
    if ( lockdown_contains() && system_state == SYS_STATE_active )
    {
        bridge = known((pci_sbdf_t){ .sbdf = number });
        may = bridge && bridge->first == first && bridge->last == last;
    }
    lockdown_unlock_headers();

    return may;
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
