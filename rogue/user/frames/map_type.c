// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-MAP-TYPE: a page table that a domU runs on, in root's hands.
 *
 * Xen counts what each page of a PV domain is used as: one is a page table, which
 * Xen has read through, or memory that somebody may write, and never both. For
 * a PV dom0 that maps the page Xen counts too. For a PVH dom0 it does not. Here the
 * domU is an accomplice. Root adds entries for pages of 1 GiB to its table,
 * which are the machine's memory from its start, and the domU writes over dom0's
 * kernel.
 */
#include "../hypervisor/content.h"

#include <sys/mman.h>

#define GIB         (1UL << 30)
#define IN_USE_1GIB 0xe7 /* present, writable, for user mode; large */

static void write_table(volatile uint64_t *table, uint64_t flags)
{
    for ( uint64_t i = 0; i < CONTENT_GIB; i++ )
        table[1 + i] = flags ? i * GIB | flags : 0;
}

RAW_ATTACK("U-MAP-TYPE", "map a domU's page table and write to it")
{
    struct vcpu_guest_context *context = buffer(sizeof(*context));
    const domid_t domid = new_domain(DOMU_PV);
    xen_pfn_t frames[ACCOMPLICE_FRAMES + 1];
    bool written = false;
    void *memory, *table;

    if ( domid == DOMID_INVALID ||
         !content_accomplice(domid, frames, ARRAY_SIZE(frames), context) ||
         content_set_context(domid, context) ||
         issue(DOMCTL_CALL(unpausedomain, domid)) )
    {
        end_domain(domid);
        return missing("no domU");
    }

    /* A page that is no table must be mapped everywhere. */
    memory = map_frame(MAP_BATCH_V2, domid, frames[ACCOMPLICE_FRAMES]);
    table = map_frame(MAP_BATCH_V2, domid, frames[ACCOMPLICE_TABLE]);
    if ( table )
    {
        write_table(table, IN_USE_1GIB);
        written = content_overwrites_victim(GIB);
        write_table(table, 0);
    }
    end_domain(domid);

    if ( !memory )
        return missing("a domU's memory cannot be mapped");
    if ( !written && dom0_is_pv() )
        return pointless("Xen counts what a PV dom0 maps");
    if ( !written && table )
        return missing("the table was mapped, but the domU came to nothing");
    return seen(written, written
                             ? "a domU has rewritten the kernel's version"
                             : "a domU's memory is mapped, its tables are not");
}
