// SPDX-License-Identifier: GPL-2.0-only
/*
 * The map by which Xen knows what lies where in a PVH dom0's memory. A frame of
 * the machine's in it is dom0's to write, and its devices'. A toolstack maps
 * devices so that it hands to a domU.
 */
#include "frames.h"
#include "registers.h"
#include "xen_memory.h"

#include "../user/frames/physmap.h"

static const char no_map[] = "of a PV dom0's memory Xen keeps no such map";

/* Pages of ours, with frames of the machine's in their places. */
static struct {
    volatile void *page;
    uint64_t frame;
} mapped[4];

volatile void *map_as_device(uint64_t frame, unsigned int nr)
{
    unsigned int i = 0;

    (void)nr;
    while ( mapped[i].page )
        i++;
    mapped[i].page = buffer(PAGE_SIZE);
    mapped[i].frame = frame;
    map_device(frame, own_page_number((void *)mapped[i].page), true);

    return mapped[i].page;
}

void unmap_as_device(volatile void *page, unsigned int nr)
{
    const uint64_t number = own_page_number((void *)page);
    unsigned int i = 0;

    (void)nr;
    while ( mapped[i].page != page )
        i++;
    mapped[i].page = NULL;
    map_device(mapped[i].frame, number, false);
    populate(number);
}

static void write_as_device(uint64_t where, uint32_t word)
{
    volatile char *page = map_as_device(where / PAGE_SIZE, 1);

    store(page + where % PAGE_SIZE, 4, word);
    unmap_as_device(page, 1);
}

/* K-P2M-XEN: map Xen's code as a device's memory. */
KERNEL_PVH_ATTACK("K-P2M-XEN", "map Xen's code as a device's", no_map)
{
    return change_version(write_as_device);
}

/* K-P2M-TRAMPOLINE: map the code that a processor begins with. */
KERNEL_PVH_ATTACK("K-P2M-TRAMPOLINE", "map the code where a CPU begins", no_map)
{
    return start_ours(map_as_device, unmap_as_device);
}

/* K-P2M-MSI: map where a write is an interrupt. */
KERNEL_PVH_ATTACK("K-P2M-MSI", "map where a write is an interrupt", no_map)
{
    static const uint64_t frame = 0xfee01;
    static const uint32_t vector = 0xd6;
    volatile void *page = map_as_device(frame, 1);

    store(page, 4, vector);
    unmap_as_device(page, 1);

    return show_vector(vector);
}
