/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/bridge.c:
 * - Where bridges are known whose buses are one's own or lie within another's, as
 *   they do at the beginning, they still do when one more may lead where it says,
 *   and when one may lead to fewer.
 * - A bridge that is new after boot lies within one that is known.
 * - What a window had at boot is no more than one of the bridge's, of its kind.
 * - A window of 32 bits, or of 16 bits of ports, lies within these, whatever is
 *   written where others have an upper half; one of 64 bits has it.
 *
 * Bounds: three bridges that are known, of one segment.
 *
 * cbmc: --unwind 7
 */
#include "proof.h"

#include "core/bridge.c"

#define NR 3

static void any_bridge(struct lockdown_bridge *bridge)
{
    bridge->sbdf = nondet_uint16();
    bridge->first = nondet_byte();
    bridge->last = nondet_byte();
}

/* Do they share no bus, or is one behind the other? */
static bool are_apart(const struct lockdown_bridge *one,
                      const struct lockdown_bridge *other)
{
    return one->last < other->first || other->last < one->first ||
           (one->first < other->first && other->last <= one->last) ||
           (other->first < one->first && one->last <= other->last);
}

static bool is_tree(const struct lockdown_bridge *known, unsigned int nr)
{
    unsigned int i, j;

    for ( i = 0; i < nr; i++ )
    {
        if ( known[i].first > known[i].last ||
             known[i].first <= (known[i].sbdf >> 8 & 0xff) )
            return false;
        for ( j = 0; j < i; j++ )
            if ( !are_apart(&known[i], &known[j]) )
                return false;
    }

    return true;
}

static void lead(void)
{
    struct lockdown_bridge known[NR + 1];
    const unsigned int nr = nondet_unsigned();
    const bool booting = nondet_bool();
    bool inside = false, may;
    unsigned int i;

    given(nr <= NR);
    for ( i = 0; i <= NR; i++ )
        any_bridge(&known[i]);
    given(is_tree(known, nr));

    may = lockdown_may_lead(known, nr, &known[nr], booting);
    for ( i = 0; i < nr; i++ )
        inside = inside || (known[i].first < known[nr].first &&
                            known[nr].last <= known[i].last);
    assert(!may || is_tree(known, nr + 1));
    assert(!may || booting || inside);

    reached(may && !booting && nr == NR);
    reached(may && booting && !inside);
    reached(!may && inside);
}

static void shrink(void)
{
    struct lockdown_bridge known[NR];
    const unsigned int n = nondet_unsigned();
    const uint8_t last = nondet_byte();
    unsigned int i;
    bool may;

    for ( i = 0; i < NR; i++ )
        any_bridge(&known[i]);
    given(n < NR && is_tree(known, NR));

    may = lockdown_may_shrink(known, NR, &known[n], last);
    if ( may )
    {
        assert(last < known[n].last);
        known[n].last = last;
        assert(is_tree(known, NR));
    }

    reached(may);
    reached(!may && last < known[n].last && last > known[n].first);
}

static void windows(void)
{
    struct lockdown_bridge bridge;
    struct lockdown_range window = { nondet_number(), nondet_number() };
    uint32_t registers[LOCKDOWN_NR_WINDOW_REGISTERS];
    const bool ports = nondet_bool();
    unsigned int i;
    uint64_t in;

    for ( i = 0; i < LOCKDOWN_NR_WINDOW_REGISTERS; i++ )
        registers[i] = nondet_uint32();
    lockdown_bridge_windows(registers, bridge.windows);
    in = nondet_number();
    given(window.first <= in && in <= window.last);

    if ( lockdown_had_window(&bridge, &window, ports) )
        assert(
            ports
                ? in >= bridge.windows[LOCKDOWN_WINDOW_PORTS].first &&
                      in <= bridge.windows[LOCKDOWN_WINDOW_PORTS].last
                : (in >= bridge.windows[LOCKDOWN_WINDOW_MEMORY].first &&
                   in <= bridge.windows[LOCKDOWN_WINDOW_MEMORY].last) ||
                      (in >=
                           bridge.windows[LOCKDOWN_WINDOW_PREFETCHABLE].first &&
                       in <=
                           bridge.windows[LOCKDOWN_WINDOW_PREFETCHABLE].last));

    reached(lockdown_had_window(&bridge, &window, true));
    reached(lockdown_had_window(&bridge, &window, false));
}

static void widths(void)
{
    struct lockdown_range windows[LOCKDOWN_NR_WINDOWS];
    uint32_t registers[LOCKDOWN_NR_WINDOW_REGISTERS];
    const struct lockdown_range *window;
    unsigned int i;

    for ( i = 0; i < LOCKDOWN_NR_WINDOW_REGISTERS; i++ )
        registers[i] = nondet_uint32();
    lockdown_bridge_windows(registers, windows);

    window = &windows[LOCKDOWN_WINDOW_PORTS];
    assert((registers[0] & 0xf) == 1 ||
           (window->first <= 0xffff && window->last <= 0xffff));
    window = &windows[LOCKDOWN_WINDOW_MEMORY];
    assert(window->first <= UINT32_MAX && window->last <= UINT32_MAX);
    window = &windows[LOCKDOWN_WINDOW_PREFETCHABLE];
    if ( (registers[2] & 0xf) == 1 )
        assert(window->first >> 32 == registers[3] &&
               window->last >> 32 == registers[4]);
    else
        assert(window->first <= UINT32_MAX && window->last <= UINT32_MAX);

    reached((registers[2] & 0xf) == 1);
    reached((registers[2] & 0xf) != 1 && registers[3]);
}

int main(void)
{
    lead();
    shrink();
    windows();
    widths();

    return 0;
}
