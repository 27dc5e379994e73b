/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether dom0 can be contained on a machine, and what of the machine a contained
 * dom0 kernel may reach: its frames.
 */
#include "lockdown.h"

/* As the rows say it; BESIDES is READ but for what devices decode. */
enum { NONE, READ, BESIDES, ALL };

static const unsigned char reaches[LOCKDOWN_NR_FRAMES] = {
#define FRAMES(kind, reach, threats, why) [LOCKDOWN_FRAMES_##kind] = reach,
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
    enum lockdown_reach reach = LOCKDOWN_REACH_ALL, of_kind;
    bool besides = false, given = false;
    unsigned int i;

    for ( i = 0; i < nr; i++ )
    {
        if ( map[i].last < first || map[i].first > last )
            continue;

        of_kind = lockdown_kind_reach(map[i].kind);
        if ( map[i].kind == LOCKDOWN_FRAMES_DEVICE )
            given = given || (map[i].first <= first && last <= map[i].last);
        else if ( of_kind == LOCKDOWN_REACH_READ &&
                  reaches[map[i].kind] == BESIDES )
            besides = true;
        else if ( of_kind < reach )
            reach = of_kind;
    }

    return besides && !given && reach > LOCKDOWN_REACH_READ
               ? LOCKDOWN_REACH_READ
               : reach;
}

enum lockdown_refusal lockdown_machine_refusal(
    const struct lockdown_machine *machine)
{
    if ( !machine->iommu )
        return LOCKDOWN_REFUSAL_CONTAIN_IOMMU;

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
