/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/platform.c:
 * - A frame that a row of policy/platform.def withholds is in no mapping, and no
 *   mapping of one that a row lets dom0 read lets it write, whatever else is
 *   known of it, and however large the mapping is.
 * - A mapping reaches no further than each part of it would.
 * - Where a device of dom0's may decode there is nothing that a row names, but for
 *   what is of unknown use and a device's; in a window of a bridge's, but for
 *   memory; and a bridge's registers are decoded by a bridge alone, which decodes
 *   nothing else. A part of what may be decoded may be.
 * - Nothing of dom0's decodes or maps what the processor has no address for.
 * - dom0 is contained on no machine whose IOMMU does not confine its devices.
 *
 * Bounds: four ranges of frames, any frames and kinds.
 *
 * cbmc: --unwind 6
 */
#include "proof.h"

#include "core/platform.c"

#define NR 4

static uint64_t between(uint64_t first, uint64_t last)
{
    const uint64_t number = nondet_number();

    given(first <= number && number <= last);
    return number;
}

static void any_map(struct lockdown_frames map[NR])
{
    unsigned int i;

    for ( i = 0; i < NR; i++ )
    {
        const unsigned int kind = nondet_unsigned();

        given(kind <= LOCKDOWN_FRAMES_DEVICE);
        map[i].first = nondet_number();
        map[i].last = nondet_number();
        map[i].kind = kind;
    }
}

static void frames(void)
{
    struct lockdown_frames map[NR];
    const unsigned int nr = nondet_unsigned(), n = nondet_unsigned();
    const uint64_t first = nondet_number(), last = nondet_number();
    enum lockdown_reach whole, part;
    uint64_t from, to;

    given(nr <= NR);
    any_map(map);
    given(first <= last);
    from = between(first, last);
    to = between(from, last);

    whole = lockdown_frames_reach(map, nr, first, last);
    part = lockdown_frames_reach(map, nr, from, to);
    assert((unsigned int)whole <= (unsigned int)part);

    given(n < nr && map[n].first <= from && from <= map[n].last);
    if ( map[n].kind != LOCKDOWN_FRAMES_DEVICE )
    {
        if ( reaches[map[n].kind] == NONE ||
             map[n].kind == LOCKDOWN_FRAMES_BEYOND )
            assert(whole == LOCKDOWN_REACH_NONE);
        if ( reaches[map[n].kind] == READ || reaches[map[n].kind] == OWN )
            assert((unsigned int)whole <= LOCKDOWN_REACH_READ);
    }

    reached(whole == LOCKDOWN_REACH_NONE && part == LOCKDOWN_REACH_ALL);
    reached(whole == LOCKDOWN_REACH_READ && part == LOCKDOWN_REACH_ALL);
    reached(whole == LOCKDOWN_REACH_ALL && first < last &&
            map[n].kind == LOCKDOWN_FRAMES_RESERVED);
}

static void decode(void)
{
    struct lockdown_frames map[NR];
    const unsigned int nr = nondet_unsigned(), n = nondet_unsigned();
    const uint64_t first = nondet_number(), last = nondet_number();
    const unsigned int decoder = nondet_unsigned();
    const enum lockdown_decoder by = decoder;
    const bool window = by == LOCKDOWN_WINDOW;
    bool given_one = false, allowed;
    uint64_t from, to;
    unsigned int i;

    given(nr <= NR);
    given(decoder <= LOCKDOWN_WINDOW);
    any_map(map);
    for ( i = 0; i < nr; i++ )
        if ( map[i].kind == LOCKDOWN_FRAMES_DEVICE && map[i].first <= first &&
             last <= map[i].last )
            given_one = true;
    given(first <= last);
    from = between(first, last);
    to = between(from, last);

    allowed = lockdown_decode_allows(map, nr, first, last, by);
    assert(!allowed || lockdown_decode_allows(map, nr, from, to, by));

    given(n < nr && map[n].first <= from && from <= map[n].last);
    if ( allowed && map[n].kind != LOCKDOWN_FRAMES_DEVICE )
    {
        assert(window || by == LOCKDOWN_BRIDGE ||
               (reaches[map[n].kind] == BESIDES && given_one));
        assert(reaches[map[n].kind] == BESIDES || reaches[map[n].kind] == OWN ||
               consist_of[map[n].kind] == MEMORY);
        assert(by != LOCKDOWN_BRIDGE || reaches[map[n].kind] == BESIDES ||
               reaches[map[n].kind] == OWN);
        assert(by != LOCKDOWN_DEVICE || reaches[map[n].kind] != OWN);
        assert(map[n].kind != LOCKDOWN_FRAMES_BEYOND);
    }

    reached(allowed && given_one && map[n].kind == LOCKDOWN_FRAMES_RESERVED);
    reached(!allowed && window);
    reached(allowed && by == LOCKDOWN_BRIDGE);
    assert(!lockdown_decode_allows(map, nr, 1, 0, by));
}

static void machines(void)
{
    const struct lockdown_machine machine = {
        .iommu = nondet_bool(),
        .uncovered = nondet_bool(),
        .remapped = nondet_bool(),
        .remapped_together = nondet_bool(),
        .strict = nondet_bool(),
        .translated_before = nondet_bool(),
        .clocked_by_dom0 = nondet_bool(),
    };
    const bool contained = lockdown_machine_refusal(&machine) ==
                           LOCKDOWN_REFUSAL_NONE;

    assert(contained ==
           (machine.iommu && !machine.uncovered && machine.remapped &&
            !machine.remapped_together && machine.strict &&
            !machine.translated_before && !machine.clocked_by_dom0));
    reached(contained);
    reached(!contained);
}

int main(void)
{
    frames();
    decode();
    machines();

    return 0;
}
