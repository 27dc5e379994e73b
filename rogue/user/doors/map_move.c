// SPDX-License-Identifier: GPL-2.0-only
/*
 * L-MAP-MOVE: keep a page of the kernel's after it was given back.
 *
 * mremap() moves a mapping in two steps: a second one is made, with the first
 * one's page table entries and its list of pages, then the first one goes.
 * privcmd gives the pages back each time, and frees the list. Here the second
 * mapping is kept, and shows what the kernel maps at its page next.
 */
#include "given_back.h"
#include "lasting.h"

#include <sys/mman.h>

/* A mapping of privcmd's: of a page of the domU's, or, without one, of none. */
static void *new_mapping(domid_t domid)
{
    xen_pfn_t frame;

    if ( give_frames(domid, &frame, 1) )
        return map_frame(MAP_BATCH_V2, domid, frame);

    return mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, node_fd(),
                0);
}

static enum outcome keep_moved(void)
{
    /* The kernel's answer is the same for a mapping of nothing. */
    const domid_t domid = create_domu(DOMU_PV);
    void *mapping = new_mapping(domid),
         *to = mmap(NULL, PAGE_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                    0),
         *kept = mremap(mapping, PAGE_SIZE, PAGE_SIZE,
                        MREMAP_MAYMOVE | MREMAP_FIXED, to);
    const int error = errno;
    enum outcome outcome;

    if ( kept != MAP_FAILED )
        outcome = look_for_next(domid, kept);
    else if ( error == EINVAL )
        outcome = effect(false, "a mapping of privcmd's is not moved");
    else
        outcome = cannot_try("not moved: %s", strerrorname_np(error));
    destroy_domu(domid);

    return outcome;
}

/* When the second mapping goes, the kernel frees its list once more. */
ATTACK_OWN_BOOT("L-MAP-MOVE", "move a mapping, and keep its page")
{
    return dom0_is_pv() ? not_applicable("PVH only: no page is given back when "
                                         "a mapping of a PV dom0's goes")
                        : run_lasting(keep_moved);
}
