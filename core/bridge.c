/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a PCI bridge leads to: buses, and what it lets through to them.
 */
#include "lockdown.h"

/* Is the bridge @inner, with all behind it, behind @bridge? */
static bool leads_to(const struct lockdown_bridge *bridge,
                     const struct lockdown_bridge *inner)
{
    const unsigned int bus = inner->sbdf >> 8 & 0xff;

    return bus >= bridge->first && inner->first > bridge->first &&
           inner->last <= bridge->last;
}

static bool meet(const struct lockdown_bridge *one,
                 const struct lockdown_bridge *other)
{
    return one->sbdf >> 16 == other->sbdf >> 16 && one->first <= other->last &&
           other->first <= one->last;
}

bool lockdown_may_lead(const struct lockdown_bridge *known, unsigned int nr,
                       const struct lockdown_bridge *bridge, bool booting)
{
    bool inside = booting;
    unsigned int i;

    if ( bridge->first <= (bridge->sbdf >> 8 & 0xff) ||
         bridge->first > bridge->last )
        return false;

    for ( i = 0; i < nr; i++ )
    {
        if ( !meet(&known[i], bridge) )
            continue;
        if ( leads_to(&known[i], bridge) )
            inside = true;
        else if ( !leads_to(bridge, &known[i]) )
            return false;
    }

    return inside;
}

bool lockdown_may_shrink(const struct lockdown_bridge *known, unsigned int nr,
                         const struct lockdown_bridge *bridge, uint8_t last)
{
    struct lockdown_bridge lost = *bridge;
    unsigned int i;

    if ( last < bridge->first || last >= bridge->last )
        return false;

    /* Others there begin behind it, or it is behind them. */
    lost.first = (uint8_t)(last + 1);
    for ( i = 0; i < nr; i++ )
        if ( meet(&known[i], &lost) && known[i].first > bridge->first )
            return false;

    return true;
}

/*
 * Windows to memory lie on whole MiB, those to ports on whole 4 KiB. What is
 * written where a narrow one would have its upper half has no effect (PREF-32).
 */
void lockdown_bridge_windows(
    const uint32_t registers[LOCKDOWN_NR_WINDOW_REGISTERS],
    struct lockdown_range windows[LOCKDOWN_NR_WINDOWS])
{
    enum { PORTS, MEMORY, PREFETCHABLE, UPPER_BASE, UPPER_LIMIT, UPPER_PORTS };
    const uint32_t ports = registers[PORTS], upper = registers[UPPER_PORTS],
                   memory = registers[MEMORY],
                   prefetchable = registers[PREFETCHABLE];
    const bool wide_ports = (ports & 0xf) == 1,
               wide = (prefetchable & 0xf) == 1;

    windows[LOCKDOWN_WINDOW_PORTS] = (struct lockdown_range){
        .first = (ports & 0xf0) << 8 | (wide_ports ? upper << 16 : 0),
        .last = (ports & 0xf000) | 0xfff |
                (wide_ports ? upper & 0xffff0000 : 0),
    };
    windows[LOCKDOWN_WINDOW_MEMORY] = (struct lockdown_range){
        .first = (uint64_t)(memory & 0xfff0) << 16,
        .last = (memory & 0xfff00000) | 0xfffff,
    };
    windows[LOCKDOWN_WINDOW_PREFETCHABLE] = (struct lockdown_range){
        .first = (wide ? (uint64_t)registers[UPPER_BASE] << 32 : 0) |
                 (uint64_t)(prefetchable & 0xfff0) << 16,
        .last = (wide ? (uint64_t)registers[UPPER_LIMIT] << 32 : 0) |
                (prefetchable & 0xfff00000) | 0xfffff,
    };
}

bool lockdown_had_window(const struct lockdown_bridge *bridge,
                         const struct lockdown_range *window, bool ports)
{
    unsigned int i;

    for ( i = 0; i < LOCKDOWN_NR_WINDOWS; i++ )
        if ( ports == (i == LOCKDOWN_WINDOW_PORTS) &&
             bridge->windows[i].first <= window->first &&
             window->last <= bridge->windows[i].last )
            return true;

    return false;
}
