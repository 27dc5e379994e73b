// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whole descriptor tables of a PV dom0. Xen takes any page of dom0's as a
 * table, as long as nobody has it mapped for writing; whether the kernel meant
 * it to be one is not for Xen to know. An odd segment limit, which user mode
 * can ask the processor for, shows which table is in use.
 */
#include "../frames/paging.h"

#define GDT_ENTRIES     16
#define CPU_NUMBER_SLOT 15 /* its limit tells programs the CPU's number */
#define ODD_LIMIT       0xa5a5aU

/* A data segment for user mode, present, with a limit in bytes. */
static uint64_t data_segment(uint32_t limit)
{
    static const uint64_t present_user_data = 0xf2UL << 40;

    return present_user_data | (limit & 0xffffUL) |
           ((uint64_t)limit >> 16 & 0xf) << 48;
}

/* The limit of a segment, 0 if user mode may not use it. */
static uint32_t limit_of(uint16_t selector)
{
    uint32_t limit = 0;

    __asm__ volatile("lsl %1, %0"
                     : "+r"(limit)
                     : "r"((uint32_t)selector)
                     : "cc");
    return limit;
}

/* Take write access to our page away from ourselves and from the kernel. */
static void map_read_only(void *page, bool read_only)
{
    const uint64_t writable = own_frame(page) * PAGE_SIZE | PTE_USER | PTE_NX;
    const uint64_t entry = read_only ? writable & ~PTE_WRITABLE : writable;

    hypercall3(__HYPERVISOR_update_va_mapping, kernel_alias(page), entry,
               UVMF_INVLPG | UVMF_ALL);
    hypercall3(__HYPERVISOR_update_va_mapping, page, entry,
               UVMF_INVLPG | UVMF_ALL);
}

static void set_gdt(uint64_t frame)
{
    hypercall2(__HYPERVISOR_set_gdt, &frame, GDT_ENTRIES);
}

/*
 * U-DESC-GDT: replace the kernel's global descriptor table.
 *
 * The new table is a page of this program's, a copy of the kernel's but for the
 * descriptor from which programs read the number of their CPU.
 */
PV_ATTACK("U-DESC-GDT", "run the CPU on a descriptor table of root's own",
          "a PVH kernel has descriptor tables of its own")
{
    static const uint16_t selector = CPU_NUMBER_SLOT << 3 | 3;
    const uint64_t gdt = per_cpu("gdt_page", 0);
    uint64_t *table = buffer(PAGE_SIZE), frame;
    uint32_t limit;

    frame = PTE_FRAME(find_pte(kernel_root(), gdt, 1).value);
    if ( !frame || !kernel_alias(table) ||
         !read_kernel(gdt, table, GDT_ENTRIES * sizeof(*table)) )
        return cannot_try("no descriptor table of the kernel's to be found");

    table[CPU_NUMBER_SLOT] = data_segment(ODD_LIMIT);
    stay_on_cpu(0);
    map_read_only(table, true);
    set_gdt(own_frame(table));
    limit = limit_of(selector);
    set_gdt(frame);
    map_read_only(table, false);

    return effect(limit == ODD_LIMIT, "the CPU's number is %#x", limit);
}

static void set_ldt(const void *table, unsigned int entries)
{
    const struct mmuext_op op = { .cmd = MMUEXT_SET_LDT,
                                  .arg1.linear_addr = (uintptr_t)table,
                                  .arg2.nr_ents = entries };

    hypercall4(__HYPERVISOR_mmuext_op, &op, 1, 0, DOMID_SELF);
}

/*
 * U-DESC-LDT: give the CPU a local descriptor table.
 *
 * The kernel, if it has modify_ldt at all, decides which segments it lets a
 * program have. A table of root's own leaves no one to ask.
 */
PV_ATTACK("U-DESC-LDT", "run the CPU on a local descriptor table of root's own",
          "a PVH kernel has descriptor tables of its own")
{
    static const uint16_t selector = 1 << 3 | 4 | 3; /* the table's second */
    uint64_t *table = buffer(PAGE_SIZE);
    uint32_t limit;

    if ( !kernel_alias(table) )
        return cannot_try("no address for our page in the kernel");

    table[1] = data_segment(ODD_LIMIT);
    stay_on_cpu(0);
    map_read_only(table, true);
    set_ldt(table, PAGE_SIZE / sizeof(*table));
    limit = limit_of(selector);
    set_ldt(NULL, 0);
    map_read_only(table, false);

    return effect(limit == ODD_LIMIT, "the new segment's limit is %#x", limit);
}
