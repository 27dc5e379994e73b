/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables of a PV dom0 as root can see them, and code of the kernel's that
 * tells whether it has been overwritten.
 */
#ifndef ROGUE_PAGING_H
#define ROGUE_PAGING_H

#include "../rogue.h"

#define PTE_WRITABLE 0x2UL
#define PTE_USER     0x67UL /* present, writable, user, accessed, dirty */
#define PTE_NX       (1UL << 63)
#define PTE_FRAME(e) (((e)&0x000ffffffffff000UL) / PAGE_SIZE)

/*
 * The entry for @address in a table of this level, read from the kernel's
 * mapping of all memory.
 */
uint64_t entry_at(uint64_t table_page, uint64_t address, unsigned int level);

/* An entry and where it is, as a machine address; zeros if there is none. */
struct pte {
    uint64_t value;
    uint64_t where;
};

/*
 * The entry of @level, 4 to 1, that leads to @address from the root table with
 * this page number.
 */
struct pte find_pte(uint64_t root, uint64_t address, unsigned int level);
/* The page numbers of the kernel's root table, and of this process's. */
uint64_t kernel_root(void);
uint64_t own_root(void);

/* Where the kernel, and no program, has a page of ours; 0 if unknown. */
uint64_t kernel_alias(const void *page);
/* The address of a per-CPU variable, 0 if unknown. */
uint64_t per_cpu(const char *symbol, unsigned int cpu);

/* Have Xen replace an entry; @where is its machine address and a command. */
long update_entry(uint64_t where, uint64_t value);
/* Have Xen map a frame at a page of this process's. */
long map_own(const void *page, uint64_t frame);

/* Run on one CPU only. */
void stay_on_cpu(unsigned int cpu);

/*
 * Code that makes getppid() return a lie once it has been written to where that
 * system call begins, and whether it does.
 */
#define LYING_CODE_SIZE 6
extern const uint8_t lying_code[LYING_CODE_SIZE];
bool getppid_lies(void);
/* The address of that system call. */
uint64_t getppid_code(void);
/*
 * Whether @page, which should be an alias of the kernel's page, lets the lying
 * code in. The code is as before when this returns.
 */
bool patch_through(uint8_t *page);

#endif /* ROGUE_PAGING_H */
