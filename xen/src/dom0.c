/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which dom0 kernel may start: looks for the ELF note by which a kernel
 * declares that it filters what userspace may ask of Xen, and stops the boot
 * where core refuses the kernel.
 */
#include <xen/efi.h>
#include <xen/elf.h>
#include <xen/init.h>
#include <xen/lib.h>
#include <xen/libelf.h>
#include <xen/lockdown.h>
#include <xen/string.h>

#include "abi/control_op.h"
#include "private.h"

bool __ro_after_init lockdown_dom0_declares;

/* More notes than any kernel has; libelf asks its callers for a limit. */
#define MAX_NOTES 512

/* The version in the declaration between @start and @end, or 0. */
static unsigned int __init version_in(struct elf_binary *elf, elf_ptrval start,
                                      elf_ptrval end)
{
    ELF_HANDLE_DECL(elf_note) note = ELF_MAKE_HANDLE(elf_note, start);
    unsigned int i;

    for ( i = 0; i < MAX_NOTES && ELF_HANDLE_PTRVAL(note) < end; i++ )
    {
        const char *name = elf_note_name(elf, note);

        if ( name && !strcmp(name, CONTROL_OP_NOTE_NAME) &&
             elf_uval(elf, note, type) == CONTROL_OP_NOTE_TYPE &&
             elf_uval(elf, note, descsz) == sizeof(uint32_t) )
            return elf_note_numeric(elf, note);

        note = elf_note_next(elf, note);
    }

    return 0;
}

static unsigned int __init declared_version(struct elf_binary *elf)
{
    const unsigned int nr = elf_phdr_count(elf);
    unsigned int i, version = 0;

    for ( i = 0; i < nr && !version; i++ )
    {
        ELF_HANDLE_DECL(elf_phdr) phdr = elf_phdr_by_index(elf, i);

        if ( !elf_access_ok(elf, ELF_HANDLE_PTRVAL(phdr), 1) )
            break;
        if ( elf_uval(elf, phdr, p_type) == PT_NOTE )
            version = version_in(elf, elf_segment_start(elf, phdr),
                                 elf_segment_end(elf, phdr));
    }

    return version;
}

void __init lockdown_check_dom0(struct elf_binary *elf)
{
    const struct lockdown_dom0 dom0 = {
        .secure_boot = lockdown_secure_boot_level(&lockdown_efi.secure_boot,
                                                  NULL) > LOCKDOWN_NONE,
        .verified = lockdown_efi.kernel_verified,
        .declared = declared_version(elf),
        .spoken = CONTROL_OP_VERSION,
        .waived = lockdown_dom0_waived,
    };
    const enum lockdown_refusal refusal = lockdown_dom0_refusal(
        lockdown_level(), &dom0);

    lockdown_dom0_declares = dom0.declared;

    if ( lockdown_level() > LOCKDOWN_NONE )
    {
        if ( dom0.declared )
            printk(XENLOG_WARNING
                   "Lockdown: dom0 kernel filters, control_op version %u\n",
                   dom0.declared);
        else
            printk(XENLOG_WARNING
                   "Lockdown: dom0 kernel does not declare that it filters\n");
        if ( dom0.waived )
            printk(XENLOG_WARNING "Lockdown: lockdown-dom0=any%s\n",
                   lockdown_level() < LOCKDOWN_CONTAINMENT
                       ? " has no effect below containment"
                       : ": whatever dom0's kernel is, it is not believed");
    }

    if ( refusal )
        panic("Lockdown: dom0 kernel refused: %s\n",
              lockdown_refusal_text(refusal));
}
