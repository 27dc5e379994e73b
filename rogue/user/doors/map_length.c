// SPDX-License-Identifier: GPL-2.0-only
/*
 * L-MAP-LENGTH: keep a page of the kernel's after it was given back.
 *
 * privcmd maps a resource at any address and for any length, wherever the
 * mapping begins and ends. Here it begins at the last page of a mapping of two:
 * the entry behind the mapping's end stays in our page table when the mapping
 * goes, and shows what the kernel maps at that page next.
 */
#include "given_back.h"

#include <sys/mman.h>

#include "../privcmd.h"

#define TABLE_SIZE (512 * PAGE_SIZE)

/*
 * A mapping of two pages of privcmd's, and a hole behind it. Reserved addresses
 * around them keep their page table alive.
 */
static char *two_pages(void)
{
    const uintptr_t reserved = (uintptr_t)mmap(
        NULL, 2 * TABLE_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *start = (char *)((reserved + TABLE_SIZE - 1) & ~(TABLE_SIZE - 1));

    if ( (void *)reserved == MAP_FAILED ||
         mmap(start, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE,
              MAP_SHARED | MAP_FIXED, node_fd(), 0) == MAP_FAILED )
        return NULL;
    munmap(start + 2 * PAGE_SIZE, PAGE_SIZE);

    return start;
}

/* Two frames of a domain's grant table; 0, or what went wrong. */
static int map_grant_table(domid_t domid, void *at)
{
    struct privcmd_mmap_resource request = {
        .dom = domid,
        .type = XENMEM_resource_grant_table,
        .id = XENMEM_resource_grant_table_id_shared,
        .num = 2,
        .addr = (uintptr_t)at,
    };

    if ( !ioctl(node_fd(), IOCTL_PRIVCMD_MMAP_RESOURCE, &request) )
        return 0;

    note_node_error(errno);
    return errno;
}

PVH_ATTACK("L-MAP-LENGTH", "map a resource beyond the end of its mapping",
           "no page is given back when a mapping of a PV dom0's goes")
{
    /* The kernel's answer comes before Xen's: without a domU, ask for any. */
    const domid_t domid = create_domu(DOMU_PV),
                  any = domid == DOMID_INVALID ? 1 : domid;
    char *pages = two_pages();
    enum outcome outcome;
    int error;

    if ( !pages )
        return cannot_try("no mapping of privcmd's");

    error = map_grant_table(any, pages + PAGE_SIZE);
    munmap(pages, 2 * PAGE_SIZE);
    if ( !error )
        outcome = look_for_next(domid, pages + 2 * PAGE_SIZE);
    else if ( error == EINVAL )
        outcome = effect(false,
                         "a length that is not the mapping's is refused");
    else
        outcome = cannot_try("no grant table: %s", strerrorname_np(error));
    destroy_domu(domid);

    return outcome;
}
