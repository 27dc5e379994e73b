// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames that are nobody's memory to dom0, and yet somebody's.
 */
#include "frames.h"

#include <sched.h>

#include "../user/frames/paging.h"

/* ---- below 1 MiB ---- */

#define LOW_FRAMES 0xa0

/*
 * Where processors begin that Xen starts: it copies code to a page below 1 MiB,
 * which begins with mov %cs,%ax; mov %ax,%ds.
 */
static uint64_t find_trampoline(map_frames *map, unmap_frames *unmap)
{
    static const uint8_t beginning[] = { 0x8c, 0xc8, 0x8e, 0xd8 };

    for ( uint64_t frame = 1; frame < LOW_FRAMES; frame++ )
    {
        volatile void *page = map(frame, 1);
        bool found = false;

        if ( page && can_read(page, 0) )
            found = !memcmp((void *)page, beginning, sizeof(beginning));
        if ( page )
            unmap(page, 1);
        if ( found )
            return frame;
    }

    return 0;
}

static uint64_t trampoline(void)
{
    return find_trampoline(map_machine, unmap_machine);
}

static long set_cpu(uint32_t cmd, uint32_t cpu)
{
    return platform_op(
        &(struct xen_platform_op){ .cmd = cmd, .u.cpu_ol.cpuid = cpu });
}

/* Where loaders have always put code, and where ours says that it ran. */
#define STUB    0x7c00U
#define WITNESS 0x7d00U

#define WORD(value) (uint8_t)(value), (uint8_t)((value) >> 8)

static const uint16_t witness = 0x4b54;

/*
 * It begins in a mode without any protection. Ours leaves a word, puts back what
 * it was called from, and goes on there: Xen does not notice.
 */
enum outcome start_ours(map_frames *map, unmap_frames *unmap)
{
    static const uint8_t go_to_stub[] = { 0xea, WORD(STUB), WORD(0) };
    const uint64_t frame = find_trampoline(map, unmap);
    volatile uint8_t *page = frame ? map(frame, 1) : NULL,
                     *low = map(STUB / PAGE_SIZE, 1);
    uint8_t was[sizeof(go_to_stub)];
    bool ran;

    if ( !page || !low )
        return effect(false, "no page like it can be mapped");
    if ( !can_change(page, 0) || !can_change(low, STUB % PAGE_SIZE) )
        return effect(false, "frame %#lx cannot be changed", frame);

    memcpy(was, (void *)page, sizeof(was));
    {
        /* movw $witness, %cs:WITNESS; mov $segment, %ax; mov %ax, %es;
           movl $was, %es:0; movb $was, %es:4; ljmp $segment, $0 */
        const uint8_t stub[] = { 0x2e,
                                 0xc7,
                                 0x06,
                                 WORD(WITNESS),
                                 WORD(witness),
                                 0xb8,
                                 WORD(frame << 8),
                                 0x8e,
                                 0xc0,
                                 0x26,
                                 0x66,
                                 0xc7,
                                 0x06,
                                 WORD(0),
                                 was[0],
                                 was[1],
                                 was[2],
                                 was[3],
                                 0x26,
                                 0xc6,
                                 0x06,
                                 WORD(4),
                                 was[4],
                                 0xea,
                                 WORD(0),
                                 WORD(frame << 8) };

        memcpy((void *)(low + STUB % PAGE_SIZE), stub, sizeof(stub));
    }

    stay_on_cpu(0);
    set_cpu(XENPF_cpu_offline, 1);
    memcpy((void *)page, go_to_stub, sizeof(go_to_stub));
    set_cpu(XENPF_cpu_online, 1);

    ran = *(volatile uint16_t *)(low + WITNESS % PAGE_SIZE) == witness;
    unmap(page, 1);
    unmap(low, 1);

    return effect_either(ran, "code of ours", "ran", "did not run");
}

/*
 * K-TRAMPOLINE: change the code that a processor begins with, and have Xen start
 * one.
 */
KERNEL_ATTACK_BY("K-TRAMPOLINE", "code of dom0's where a CPU begins",
                 start_ours(map_machine, unmap_machine))

/* ---- the rest of the low megabyte ---- */

/* How many frames can be changed of those from @first up to @end. */
static unsigned int changeable(uint64_t first, uint64_t end)
{
    unsigned int count = 0;

    for ( uint64_t frame = first; frame < end; frame++ )
        count += can_change_machine(frame * PAGE_SIZE + PAGE_SIZE / 2);

    return count;
}

/*
 * K-LOWMEM: change memory below 1 MiB that is nobody's.
 *
 * Not dom0's, that is: Xen and the firmware keep what they need early in it.
 */
KERNEL_ATTACK("K-LOWMEM", "change memory below 1 MiB")
{
    const unsigned int count = changeable(1, LOW_FRAMES);

    return effect(count, "%u of %u frames changed and put back", count,
                  LOW_FRAMES - 1);
}

/*
 * K-LOWMEM-VECTOR: change where the firmware goes after a reset that it is told
 * not to take for one.
 */
KERNEL_ATTACK_BY("K-LOWMEM-VECTOR", "change the firmware's warm reset vector",
                 change_machine(0x464, "the vector behind 0x467"))

/*
 * K-LOWMEM-COPY: have Xen copy a page there.
 *
 * Below 1 MiB frames belong to the domain that stands for devices, in whose
 * name dom0 may have pages cleared and copied.
 */
KERNEL_PV_ATTACK("K-LOWMEM-COPY", "have Xen copy a page to low memory",
                 "a PVH dom0 names no frames of the machine")
{
    static const uint64_t frame = STUB / PAGE_SIZE;
    volatile void *low = map_machine(frame, 1);
    char *ours = buffer(PAGE_SIZE), *before = buffer(PAGE_SIZE);
    struct mmuext_op op = { .cmd = MMUEXT_COPY_PAGE,
                            .arg1.mfn = frame,
                            .arg2.src_mfn = own_frame(ours) };
    unsigned int done = 0;
    bool changed;

    if ( !low || !can_read(low, 0) )
        return effect(false, "low memory out of reach");
    memcpy(before, (void *)low, PAGE_SIZE);
    memset(ours, 'x', PAGE_SIZE);
    hypercall4(__HYPERVISOR_mmuext_op, &op, 1, &done, DOMID_IO);
    changed = !memcmp(ours, (void *)low, PAGE_SIZE);
    if ( changed )
    {
        memcpy(ours, before, PAGE_SIZE);
        hypercall4(__HYPERVISOR_mmuext_op, &op, 1, &done, DOMID_IO);
    }

    return effect_either(changed, "a frame of low memory",
                         "overwritten and put back", "as it was");
}

static int shift_flags(void)
{
    struct xen_platform_op op = { .cmd = XENPF_firmware_info,
                                  .u.firmware_info.type =
                                      XEN_FW_KBD_SHIFT_FLAGS };

    return platform_op(&op) ? -1 : op.u.firmware_info.u.kbd_shift_flags;
}

/*
 * K-TRAMPOLINE-DATA: change what Xen reads of low memory.
 *
 * Beside the code Xen keeps what the firmware told it at the start, and tells
 * dom0: here which keys were held down. Other numbers there say how long a list
 * is that follows.
 */
KERNEL_ATTACK("K-TRAMPOLINE-DATA", "change what Xen reads of low memory")
{
    const uint64_t frame = trampoline();
    volatile uint8_t *pages = frame ? map_machine(frame, 3) : NULL;
    const int before = shift_flags();
    int after = before;

    if ( before < 0 )
        return cannot_try("Xen does not tell of keys");
    for ( unsigned int at = 0; pages && after == before && at < 3 * PAGE_SIZE;
          at++ )
        if ( pages[at] == before && can_change(pages, at & ~3U) )
        {
            pages[at] ^= 0xff;
            after = shift_flags();
            pages[at] ^= 0xff;
        }

    return effect(after != before, "the keys held down are %#x, and then %#x",
                  before, after);
}
