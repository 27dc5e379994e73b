// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames of Xen's, by the ways a kernel has to a frame: mappings under the names
 * of all who may own one, page tables, grants, copies.
 */
#include "xen_memory.h"

#include "../user/frames/grant.h"
#include "../user/frames/paging.h"
#include "../user/frames/physmap.h"

/* Whether a mapping, if it is one, lets Xen's code be changed. */
static enum outcome change_xen(volatile void *page)
{
    if ( !version_code() )
        return cannot_try("Xen does not tell where it is");
    return effect_either(page && can_change(page, version_code() % PAGE_SIZE),
                         "Xen's code", "changed and put back", "out of reach");
}

/* K-XENMEM: map Xen's memory as if it were a device's. */
KERNEL_PV_ATTACK("K-XENMEM", "map Xen's memory",
                 "where Xen is a PVH dom0 has memory of its own, or nothing")
{
    return change_xen(map_machine(version_code() / PAGE_SIZE, 1));
}

/* K-XENMEM-XEN: under the name by which Xen shares a few of its frames. */
KERNEL_ATTACK_BY("K-XENMEM-XEN", "map Xen's memory as Xen's",
                 change_xen(map_frame(MAP_BATCH_V2, DOMID_XEN,
                                      version_code() / PAGE_SIZE)))

/* K-XENMEM-IO: under the name of what belongs to devices. */
KERNEL_ATTACK_BY("K-XENMEM-IO", "map Xen's memory as a device's",
                 change_xen(map_frame(MAP_BATCH_V2, DOMID_IO,
                                      version_code() / PAGE_SIZE)))

/* A frame that Xen shares; a PVH dom0 puts it in a page's place itself. */
static volatile char *map_as_shared(uint64_t frame)
{
    char *page;

    if ( dom0_is_pv() )
        return map_frame(MAP_BATCH_V2, DOMID_XEN, frame);
    page = buffer(PAGE_SIZE);
    add_batch(XENMAPSPACE_gmfn_foreign, DOMID_XEN, frame,
              own_page_number(page));

    return page;
}

static void unmap_shared(volatile char *page)
{
    const uint64_t number = own_page_number((void *)page);

    if ( dom0_is_pv() )
        return;
    remove_page(number);
    populate(number);
}

/*
 * K-M2P: change the list by which Xen knows whose each frame is.
 *
 * Xen shares it with those who may read it. An entry has eight bytes; this one is
 * of a frame below 1 MiB. What is written through one mapping is read through
 * another.
 */
KERNEL_ATTACK("K-M2P", "change Xen's list of frames")
{
    static const unsigned int entry = 0x50 * 8;
    static const uint32_t mark = 0x6b6d3270;
    xen_pfn_t list = 0;
    struct xen_machphys_mfn_list get = { .max_extents = 1,
                                         .extent_start.p = &list };
    volatile char *writer, *reader;
    uint64_t before = 0, after = 0;

    if ( memory_op(XENMEM_machphys_mfn_list, &get) || !list )
        return cannot_try("Xen does not tell where its list is");
    writer = map_as_shared(list);
    reader = map_as_shared(list);
    if ( !writer || !reader || !load(reader, 4, &before) )
        return effect(false, "Xen's list of frames cannot be mapped");
    load(reader + entry, 4, &before);
    store(writer + entry, 4, mark);
    load(reader + entry, 4, &after);
    store(writer + entry, 4, before);
    unmap_shared(writer);
    unmap_shared(reader);

    return effect_either(after == mark, "Xen's list of frames",
                         "changed and put back", "as it was");
}

/* ---- page tables ---- */

static const char own_tables[] = "a PVH kernel has page tables without Xen";

/* K-PT-WRITABLE: map a page table for writing. */
KERNEL_PV_ATTACK("K-PT-WRITABLE", "map a page table for writing", own_tables)
{
    static const unsigned int unused = 200 * 8;
    const uint64_t root = frame_of_page(own_root());
    volatile void *page = root ? map_machine(root, 1) : NULL;

    if ( !root )
        return cannot_try("no root of a page table");
    return effect_either(page && can_change(page, unused), "a page table",
                         "changed and put back", "out of reach");
}

/* An entry of our tables, for an address, is to be @value. */
static enum outcome change_entry(uint64_t address, unsigned int level,
                                 uint64_t value)
{
    const uint64_t root = own_root();
    const struct pte pte = find_pte(root, address, level);
    bool changed;

    if ( !pte.where )
        return cannot_try("no entry for %#lx", address);
    update_entry(pte.where | MMU_NORMAL_PT_UPDATE, value);
    changed = find_pte(root, address, level).value != pte.value;
    if ( changed )
        update_entry(pte.where | MMU_NORMAL_PT_UPDATE, pte.value);

    return effect(changed, "the entry of level %u for %#lx %s", level, address,
                  changed ? "changed and put back" : "as it was");
}

/* K-PT-L4: put a table of ours into the part of the address space that is Xen's. */
KERNEL_PV_ATTACK("K-PT-L4", "change an entry of Xen's in a root table",
                 own_tables)
{
    static const uint64_t xens = 0xffff87ff00000000;
    const struct pte ours = find_pte(own_root(), (uintptr_t)&xens, 4);

    return change_entry(xens, 4, ours.value);
}

/* K-PT-LARGE: an entry for 2 MiB of memory, of which Xen would check the first. */
KERNEL_PV_ATTACK("K-PT-LARGE", "map 2 MiB at once", own_tables)
{
    static const uint64_t large = 0x80;
    char *pages = buffer(4UL << 20);
    const uint64_t address = ((uintptr_t)pages + (2UL << 20)) & ~0x1fffffUL;

    return change_entry(address, 2, PTE_USER | large);
}

/* ---- grants and copies ---- */

static struct gnttab_copy copy;

static void write_by_copy(uint64_t where, uint32_t word)
{
    uint32_t *ours = buffer(PAGE_SIZE);

    *ours = word;
    copy.source.u.gmfn = own_frame(ours);
    copy.source.domid = DOMID_SELF;
    copy.dest.offset = (uint16_t)(where % PAGE_SIZE);
    copy.len = sizeof(word);
    grant_op(GNTTABOP_copy, &copy);
}

/* K-GRANT: grant a frame of Xen's, and have Xen copy to it. */
KERNEL_PV_ATTACK("K-GRANT", "grant a frame of Xen's",
                 "a PVH dom0 grants by numbers of its own")
{
    const struct grant_frame table = map_grant_frame();
    enum outcome outcome;

    copy.flags = GNTCOPY_dest_gref;
    copy.dest.u.ref = grant_frame(&table, version_code() / PAGE_SIZE);
    outcome = change_version(write_by_copy);
    unmap_grant_frame(&table);

    return outcome;
}

static enum outcome copy_by_name(domid_t owner)
{
    copy.dest.domid = owner;
    copy.dest.u.gmfn = version_code() / PAGE_SIZE;

    return change_version(write_by_copy);
}

/* K-GRANT-XEN: without a grant, as a frame of Xen's. */
KERNEL_ATTACK_BY("K-GRANT-XEN", "have Xen copy to its own memory",
                 copy_by_name(DOMID_XEN))

/* K-GRANT-IO: as a device's. */
KERNEL_ATTACK_BY("K-GRANT-IO", "have Xen copy to its memory as a device's",
                 copy_by_name(DOMID_IO))
