/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether dom0 can be contained on a machine, and what of the machine a contained
 * dom0 kernel may reach: its frames.
 */
#include "lockdown.h"

/* As the rows say it; OWN and BESIDES are READ but for who may decode them. */
enum { NONE, READ, OWN, BESIDES, ALL };
enum { MEMORY, REGISTERS };

static const unsigned char reaches[LOCKDOWN_NR_FRAMES] = {
#define FRAMES(kind, what, reach, threats, why)                                \
    [LOCKDOWN_FRAMES_##kind] = reach,
#include "../policy/platform.def"
};

static const unsigned char consist_of[LOCKDOWN_NR_FRAMES] = {
#define FRAMES(kind, what, reach, threats, why) [LOCKDOWN_FRAMES_##kind] = what,
#include "../policy/platform.def"
};

enum lockdown_reach lockdown_kind_reach(enum lockdown_frames_kind kind)
{
    if ( kind == LOCKDOWN_FRAMES_DEVICE )
        return LOCKDOWN_REACH_ALL;
    if ( (unsigned int)kind >= LOCKDOWN_NR_FRAMES || reaches[kind] == NONE )
        return LOCKDOWN_REACH_NONE;

    return reaches[kind] == ALL ? LOCKDOWN_REACH_ALL : LOCKDOWN_REACH_READ;
}

enum lockdown_reach lockdown_frames_reach(const struct lockdown_frames *map,
                                          unsigned int nr, uint64_t first,
                                          uint64_t last)
{
    enum lockdown_reach reach = LOCKDOWN_REACH_ALL;
    bool besides = false, given = false;
    unsigned int i, kind;

    for ( i = 0; i < nr; i++ )
    {
        if ( map[i].last < first || map[i].first > last )
            continue;

        kind = map[i].kind;
        if ( kind == LOCKDOWN_FRAMES_DEVICE )
            given = given || (map[i].first <= first && last <= map[i].last);
        else if ( kind < LOCKDOWN_NR_FRAMES && reaches[kind] == BESIDES )
            besides = true;
        else if ( lockdown_kind_reach(kind) < reach )
            reach = lockdown_kind_reach(kind);
    }

    return besides && !given && reach > LOCKDOWN_REACH_READ
               ? LOCKDOWN_REACH_READ
               : reach;
}

bool lockdown_decode_allows(const struct lockdown_frames *map, unsigned int nr,
                            uint64_t first, uint64_t last,
                            enum lockdown_decoder by)
{
    bool besides = false, given = by == LOCKDOWN_WINDOW, own = false;
    unsigned int i, kind;

    for ( i = 0; i < nr; i++ )
    {
        if ( map[i].last < first || map[i].first > last )
            continue;

        kind = map[i].kind;
        if ( kind == LOCKDOWN_FRAMES_DEVICE )
            given = given || (map[i].first <= first && last <= map[i].last);
        else if ( kind > LOCKDOWN_NR_FRAMES )
            return false;
        else if ( reaches[kind] == BESIDES )
            besides = true;
        else if ( reaches[kind] != OWN )
        {
            if ( by != LOCKDOWN_WINDOW || consist_of[kind] == REGISTERS )
                return false;
        }
        else if ( by == LOCKDOWN_DEVICE )
            return false;
        else
            own = own || (map[i].first <= first && last <= map[i].last);
    }

    return first <= last && (by == LOCKDOWN_BRIDGE ? own : given || !besides);
}

bool lockdown_place(unsigned int i, enum lockdown_vendor vendor,
                    uint64_t *first, uint64_t *last,
                    enum lockdown_frames_kind *kind)
{
    static const struct {
        uint64_t first, last;
        enum lockdown_frames_kind kind;
        enum lockdown_vendor vendor;
    } places[] = {
#define PLACE(first, last, kind, vendor, why)                                  \
    { first, last, LOCKDOWN_FRAMES_##kind, LOCKDOWN_##vendor },
#include "../policy/platform.def"
    };
    bool there;

    if ( i >= sizeof(places) / sizeof(places[0]) )
        return false;
    there = places[i].vendor == LOCKDOWN_ANY || places[i].vendor == vendor;
    *first = there ? places[i].first : 1;
    *last = there ? places[i].last : 0;
    *kind = places[i].kind;

    return true;
}

bool lockdown_ports(unsigned int i, uint16_t *first, uint16_t *last)
{
    static const uint16_t ports[][2] = {
#define PORTS(first, last, threats, why) { first, last },
#include "../policy/platform.def"
    };

    if ( i >= sizeof(ports) / sizeof(ports[0]) )
        return false;
    *first = ports[i][0];
    *last = ports[i][1];

    return true;
}

struct value_row {
    uint16_t port;
    uint8_t first, last;
};

static const struct value_row values[] = {
#define VALUES(port, first, last, threats, why) { port, first, last },
#include "../policy/platform.def"
};

bool lockdown_filters_port(unsigned int port)
{
    unsigned int i;

    for ( i = 0; i < sizeof(values) / sizeof(values[0]); i++ )
        if ( values[i].port == port )
            return true;

    return false;
}

bool lockdown_port_allows(unsigned int port, unsigned int size, uint32_t data)
{
    unsigned int i, n;

    for ( n = 0; n < size; n++ )
        for ( i = 0; i < sizeof(values) / sizeof(values[0]); i++ )
            if ( values[i].port == port + n &&
                 (data >> n * 8 & 0xff) >= values[i].first &&
                 (data >> n * 8 & 0xff) <= values[i].last )
                return false;

    return true;
}

bool lockdown_cmos_allows(unsigned int index, unsigned int century)
{
    static const uint8_t bytes[][2] = {
#define CMOS(first, last, threats, why) { first, last },
#include "../policy/platform.def"
    };
    unsigned int i;

    for ( i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++ )
        if ( index >= bytes[i][0] && index <= bytes[i][1] )
            return true;

    return century && index == century;
}

/* ---- PCI configuration space ---- */

#define HEADER_SIZE 64

struct capability_row {
    uint16_t id;
    uint8_t extended, size, reach;
    const char *why;
};

/* What is said of a capability, or null. */
static const struct capability_row *row_of(
    const struct lockdown_capability *has)
{
    static const struct capability_row rows[] = {
#define CAPABILITY(id, extended, size, reach, threats, why)                    \
    { id, extended, size, reach, why },
#include "../policy/platform.def"
    };
    unsigned int i;

    for ( i = 0; i < sizeof(rows) / sizeof(rows[0]); i++ )
        if ( rows[i].id == has->id && rows[i].extended == has->extended )
            return &rows[i];

    return NULL;
}

struct class_row {
    uint16_t class, mask;
    uint8_t reach;
    const char *why;
};

/* What is said of functions of the chipset's that are of @class, or null. */
static const struct class_row *row_of_class(uint16_t class)
{
    static const struct class_row rows[] = {
#define CLASS(class, mask, reach, threats, why) { class, mask, reach, why },
#include "../policy/platform.def"
    };
    unsigned int i;

    for ( i = 0; i < sizeof(rows) / sizeof(rows[0]); i++ )
        if ( (class & rows[i].mask) == rows[i].class )
            return &rows[i];

    return NULL;
}

/*
 * What is said of @function as a part of the chipset, or null. That a card's is a
 * class of the chipset's says nothing, but of a bridge that nobody judges.
 */
static const struct class_row *chipset_row(
    const struct lockdown_function *function)
{
    static const unsigned int bridge = 0x06;

    return !function->card || function->class >> 8 == bridge
               ? row_of_class(function->class)
               : NULL;
}

bool lockdown_class_frames(uint16_t class, enum lockdown_frames_kind *kind)
{
    const struct class_row *row = row_of_class(class);

    *kind = row ? LOCKDOWN_FRAMES_CHIPSET : LOCKDOWN_FRAMES_DEVICE;

    return !row || row->reach == READ;
}

/* The capability that @reg lies in, if it is as long: the last before, or null. */
static const struct lockdown_capability *last_before(
    const struct lockdown_function *function, unsigned int reg)
{
    const struct lockdown_capability *last = NULL;
    unsigned int n;

    for ( n = 0; n < function->nr; n++ )
        if ( function->capability[n].at <= reg &&
             (!last || function->capability[n].at > last->at) )
            last = &function->capability[n];

    return last;
}

static unsigned int size_of(const struct lockdown_capability *has,
                            const struct capability_row *row)
{
    static const struct {
        uint16_t id, mask, first, last;
        uint8_t extended, size;
    } lengths[] = {
#define LENGTH(id, extended, mask, first, last, size, why)                     \
    { id, mask, first, last, extended, size },
#include "../policy/platform.def"
    };
    unsigned int i;

    for ( i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++ )
        if ( lengths[i].id == has->id && lengths[i].extended == has->extended &&
             (has->says & lengths[i].mask) >= lengths[i].first &&
             (has->says & lengths[i].mask) <= lengths[i].last )
            return lengths[i].size;

    return row->size;
}

/* Is register @reg in a capability that dom0 may write? */
static bool in_capability(const struct lockdown_function *function,
                          unsigned int reg)
{
    const struct lockdown_capability *const has = last_before(function, reg);
    const struct capability_row *const row = has ? row_of(has) : NULL;

    return row && row->reach == ALL && reg - has->at < size_of(has, row);
}

/* Why register @reg is in a capability that dom0 must not write, or null. */
static const char *withheld_by(const struct lockdown_function *function,
                               unsigned int reg)
{
    const struct lockdown_capability *const last = last_before(function, reg);
    const struct lockdown_capability *has;
    const struct capability_row *row;
    unsigned int n;

    for ( n = 0; n < function->nr; n++ )
    {
        has = &function->capability[n];
        row = row_of(has);
        if ( row && row->reach == NONE && has->at <= reg &&
             (row->size ? reg - has->at < row->size : has == last) )
            return row->why;
    }

    return NULL;
}

/* Why dom0 must not write register @reg, whatever lies there, or null. */
static const char *withheld_register(const struct lockdown_function *function,
                                     unsigned int reg)
{
    static const struct {
        uint16_t vendor, class, mask, first, last;
        const char *why;
    } rows[] = {
#define REGISTERS(vendor, class, mask, first, last, threats, why)              \
    { vendor, class, mask, first, last, why },
#include "../policy/platform.def"
    };
    unsigned int i;

    for ( i = 0; !function->card && i < sizeof(rows) / sizeof(rows[0]); i++ )
        if ( rows[i].vendor == function->vendor &&
             (function->class & rows[i].mask) == rows[i].class &&
             reg >= rows[i].first && reg <= rows[i].last )
            return rows[i].why;

    return NULL;
}

/*
 * Registers of the header that are the same in all headers, and harmless: the
 * command, which is judged by what it switches on; the status; how the bus is
 * used; the interrupt line, which is a note.
 */
static bool is_common(unsigned int reg)
{
    return (reg >= 0x04 && reg < 0x08) || (reg >= 0x0c && reg < 0x0e) ||
           reg == 0x3c;
}

/* Why dom0 must not write the byte @reg, or null. */
static const char *why_not_byte(const struct lockdown_function *function,
                                unsigned int reg)
{
    const struct class_row *const chipset = chipset_row(function);
    const bool known = function->header <= 1;
    const char *why = withheld_by(function, reg);

    if ( !why )
        why = withheld_register(function, reg);

    if ( why || (!chipset && function->header == 0) ||
         (known && in_capability(function, reg)) ||
         (!chipset && known ? reg < HEADER_SIZE : is_common(reg)) )
        return why;

    return chipset ? chipset->why
                   : "registers of a bridge that no standard defines";
}

bool lockdown_config_allows(const struct lockdown_function *function,
                            unsigned int reg, unsigned int size,
                            const char **why)
{
    const char *reason = NULL;
    unsigned int n;

    /* What writes such a register is not agreed upon. */
    if ( reg & (size - 1) )
        reason = "registers are written where they are aligned";

    for ( n = 0; !reason && n < size; n++ )
        reason = why_not_byte(function, reg + n);
    if ( reason )
        *why = reason;

    return !reason;
}

enum lockdown_refusal lockdown_machine_refusal(
    const struct lockdown_machine *machine)
{
    if ( !machine->iommu )
        return LOCKDOWN_REFUSAL_CONTAIN_IOMMU;

    if ( machine->uncovered )
        return LOCKDOWN_REFUSAL_CONTAIN_DEVICE;

    if ( !machine->remapped )
        return LOCKDOWN_REFUSAL_CONTAIN_INTERRUPTS;

    if ( machine->remapped_together )
        return LOCKDOWN_REFUSAL_CONTAIN_ONE_TABLE;

    if ( !machine->strict )
        return LOCKDOWN_REFUSAL_CONTAIN_STRICT;

    if ( machine->translated_before )
        return LOCKDOWN_REFUSAL_CONTAIN_ATS;

    if ( machine->clocked_by_dom0 )
        return LOCKDOWN_REFUSAL_CONTAIN_CPUFREQ;

    return LOCKDOWN_REFUSAL_NONE;
}
