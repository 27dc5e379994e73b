// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames that are nobody's memory to dom0, and yet somebody's.
 */
#include "machine.h"

#include <sched.h>

#include "../user/frames/paging.h"

/* ---- below 1 MiB ---- */

#define LOW_FRAMES 0xa0

/*
 * Where processors begin that Xen starts: it copies code to a page below 1 MiB,
 * which begins with mov %cs,%ax; mov %ax,%ds.
 */
static uint64_t trampoline(void)
{
    static const uint8_t beginning[] = { 0x8c, 0xc8, 0x8e, 0xd8 };

    for ( uint64_t frame = 1; frame < LOW_FRAMES; frame++ )
    {
        volatile void *page = map_machine(frame, 1);
        bool found = false;

        if ( page && can_read(page, 0) )
            found = !memcmp((void *)page, beginning, sizeof(beginning));
        if ( page )
            unmap_machine(page, 1);
        if ( found )
            return frame;
    }

    return 0;
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
 * K-TRAMPOLINE: change the code that a processor begins with, and have Xen start
 * one.
 *
 * It begins in a mode without any protection. Ours leaves a word, puts back what
 * it was called from, and goes on there: Xen does not notice.
 */
KERNEL_ATTACK("K-TRAMPOLINE", "code of dom0's where a CPU begins")
{
    static const uint8_t go_to_stub[] = { 0xea, WORD(STUB), WORD(0) };
    const uint64_t frame = trampoline();
    volatile uint8_t *page = frame ? map_machine(frame, 1) : NULL,
                     *low = map_machine(STUB / PAGE_SIZE, 1);
    uint8_t was[sizeof(go_to_stub)];
    volatile uint16_t *const seen = (void *)(low + WITNESS % PAGE_SIZE);

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

    return effect_either(*seen == witness, "code of ours", "ran",
                         "did not run");
}
