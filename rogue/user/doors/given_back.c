// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages that privcmd has given back: see given_back.h.
 */
#include "given_back.h"

#include <sys/mman.h>

struct compared {
    const void *page, *mark;
    bool same;
};

static void compare(void *arg)
{
    struct compared *compared = arg;

    compared->same = !memcmp(compared->page, compared->mark, MARK_SIZE);
}

enum outcome look_for_next(domid_t domid, const void *kept)
{
    struct compared compared = { .page = kept, .mark = new_mark() };
    xen_pfn_t frame;
    void *page = give_frames(domid, &frame, 1)
                     ? map_frame(MAP_BATCH_V2, domid, frame)
                     : NULL;

    if ( !page )
        return cannot_try("no page of a domU is mapped");

    memcpy(page, compared.mark, MARK_SIZE);
    survives(compare, &compared);
    munmap(page, PAGE_SIZE);

    if ( !compared.same )
        return cannot_try("mapped, but a page given back shows nothing new");

    return effect(true,
                  "a page given back to the kernel shows its next contents");
}
