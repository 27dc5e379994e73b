// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-ENV-RAWPTR and U-ENV-REF for every operation: an address, or a reference to
 * nothing, in place of each pointer of each operation that control_op carries.
 * Each hypercall has an attack of its own.
 */
#include "carriers.h"

/*
 * The address of memory that is not declared. Where calls go raw, that is an
 * honest call, and shows that the operation writes where it is told to.
 */
static bool take_address(struct carried *carried, struct pointer *pointer)
{
    char *other = fenced(pointer->size);
    bool taken, written;

    memcpy(other, pointer->memory, pointer->size);
    *pointer->at = (uintptr_t)other;
    taken = as_honest(issue(carried->call)) && has_door() && pointer->needed;
    written = memcmp(other, pointer->memory, pointer->size);
    memcpy(pointer->memory, other, pointer->size);

    return taken || written || fences_broken();
}

static bool take_reference(struct carried *carried, struct pointer *pointer)
{
    const uint64_t good = *pointer->at, last = carried->call->nr_buffers;
    const uint64_t no_buffers[] = { CONTROL_OP_REFERENCE(last + 1, 0),
                                    CONTROL_OP_REFERENCE(17, 0),
                                    CONTROL_OP_REFERENCE(0x8001, 0),
                                    CONTROL_OP_REFERENCE(0xffff, 0) };
    const uint64_t offsets[] = { 1, pointer->size, PAGE_SIZE + pointer->size,
                                 1UL << 47, (1UL << 48) - 1 };
    bool taken = false;

    for ( size_t i = 0; i < ARRAY_SIZE(no_buffers); i++ )
    {
        *pointer->at = no_buffers[i];
        taken |= as_honest(issue(carried->call)) && pointer->needed;
    }
    for ( size_t i = 0; i < ARRAY_SIZE(offsets); i++ )
    {
        *pointer->at = good + offsets[i];
        taken |= as_honest(issue(carried->call)) && pointer->needed &&
                 !pointer->counted;
    }

    return taken || fences_broken();
}

static bool by_address(const char *hypercall)
{
    const struct tally tally = try_carriers(hypercall, any_pointer,
                                            take_address);

    return judged(&tally, "an address is taken");
}

static bool by_reference(const char *hypercall)
{
    const struct tally tally = try_carriers(hypercall, any_pointer,
                                            take_reference);

    return judged(&tally, "a reference to no memory is taken");
}

#define EVERY(name, hypercall)                                                 \
    ENV_ATTACK_AT("U-ENV-RAWPTR-" name,                                        \
                  "control_op: an address for each pointer of " hypercall,     \
                  true, __COUNTER__)                                           \
    {                                                                          \
        return by_address(hypercall);                                          \
    }                                                                          \
    ENV_ATTACK_AT("U-ENV-REF-" name,                                           \
                  "control_op: no buffer for each pointer of " hypercall,      \
                  false, __COUNTER__)                                          \
    {                                                                          \
        return by_reference(hypercall);                                        \
    }

EVERY("VERSION", "__HYPERVISOR_xen_version")
EVERY("SYSCTL", "__HYPERVISOR_sysctl")
EVERY("DOMCTL", "__HYPERVISOR_domctl")
EVERY("MEMORY", "__HYPERVISOR_memory_op")
EVERY("PLATFORM", "__HYPERVISOR_platform_op")
EVERY("KEXEC", "__HYPERVISOR_kexec_op")
EVERY("HYPFS", "__HYPERVISOR_hypfs_op")
EVERY("XSM", "__HYPERVISOR_xsm_op")
EVERY("MMUEXT", "__HYPERVISOR_mmuext_op")
EVERY("GRANT", "__HYPERVISOR_grant_table_op")
EVERY("EVTCHN", "__HYPERVISOR_event_channel_op")
EVERY("SCHED", "__HYPERVISOR_sched_op")
EVERY("PHYSDEV", "__HYPERVISOR_physdev_op")
EVERY("HVM", "__HYPERVISOR_hvm_op")
EVERY("PAGING", "__HYPERVISOR_paging_domctl_cont")
EVERY("STABLE", "stable")
