/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lockdown's part of the EFI loader; common/efi/boot.c includes it. It runs
 * from physical addresses, before Xen is relocated: only direct calls and
 * RIP-relative data, no tables of pointers, and no pointer may be kept for
 * later.
 */
#ifdef CONFIG_LOCKDOWN

#include "../lockdown/private.h"

/*
 * Take Secure Boot's state from the firmware and raise the level by it, on both
 * EFI entries, before anything else is read.
 */
static void __init lockdown_efi_init(void)
{
    static EFI_GUID __initdata global_variable = EFI_GLOBAL_VARIABLE;
    static CHAR16 __initdata name[] = L"SecureBoot";
    struct lockdown_secure_boot *sb = &lockdown_efi.secure_boot;
    UINT8 value[8] = {};
    UINTN size = sizeof(value);
    EFI_STATUS status;

    status = efi_rs->GetVariable(name, &global_variable, &sb->attributes, &size,
                                 value);
    if ( status == EFI_SUCCESS )
        sb->state = LOCKDOWN_VARIABLE_PRESENT;
    else if ( status != EFI_NOT_FOUND )
        sb->state = LOCKDOWN_VARIABLE_UNREADABLE;
    sb->size = size;
    sb->value = value[0];

    lockdown_raise(lockdown_secure_boot_level(sb, NULL));
}

/*
 * Does the firmware check what it starts? Then an unverified file is an
 * attacker's.
 */
static bool __init lockdown_efi_verifies(void)
{
    return lockdown_secure_boot_level(&lockdown_efi.secure_boot, NULL) >=
           LOCKDOWN_INTEGRITY;
}

/*
 * The configuration's options, @options or null, come first on the command
 * line.
 */
static void __init lockdown_efi_options(const char *options,
                                        const struct file *config)
{
    lockdown_efi.config_len = options ? strlen(options) : 0;
    lockdown_efi.config_embedded = config->embedded;
}

/*
 * Refuse what the loader's own options and files must not do: keep the
 * firmware's boot services mapped, or bring a dom0 kernel, an XSM policy or
 * microcode that nobody verified: some CPUs take forged microcode. A kernel
 * outside the image has passed shim's verification if shim is there; the caller
 * has seen to that.
 */
static void __init lockdown_efi_files(const struct file *kernel,
                                      const struct file *xsm,
                                      const struct file *ucode,
                                      EFI_GUID *shim_lock)
{
    void *protocol;

    if ( !lockdown_efi_verifies() )
        return;

    if ( map_bs )
    {
        PrintStr(L"Lockdown: -mapbs refused\r\n");
        map_bs = false;
    }

    if ( xsm->ptr && !xsm->embedded )
        blexit(L"Lockdown: the XSM policy is not part of the signed image: "
               L"add it as section .xsm");

    if ( ucode->ptr && !ucode->embedded )
        blexit(L"Lockdown: the microcode is not part of the signed image: "
               L"add it as section .ucode");

    lockdown_efi.kernel_verified =
        kernel->embedded ||
        efi_bs->LocateProtocol(shim_lock, NULL, &protocol) == EFI_SUCCESS;
    if ( !lockdown_efi.kernel_verified )
        blexit(L"Lockdown: nobody verified the dom0 kernel: add it to the "
               L"signed image as section .kernel, or start Xen through shim");
}

/* What the firmware runs and works on after boot: its map tells it from the rest. */
static int __init cf_check lockdown_efi_frames(void)
{
    UINTN at;

    if ( lockdown_level() < LOCKDOWN_CONTAINMENT )
        return 0;

    for ( at = 0; at < efi_memmap_size; at += efi_mdesc_size )
    {
        const EFI_MEMORY_DESCRIPTOR *desc = efi_memmap + at;

        if ( desc->Type == EfiRuntimeServicesCode ||
             desc->Type == EfiRuntimeServicesData )
            lockdown_add_frames(desc->PhysicalStart,
                                desc->PhysicalStart +
                                    (desc->NumberOfPages << EFI_PAGE_SHIFT),
                                LOCKDOWN_FRAMES_EFI_RUNTIME);
    }

    return 0;
}
presmp_initcall(lockdown_efi_frames);

#else

static inline void lockdown_efi_init(void) {}
static inline void lockdown_efi_options(const char *options,
                                        const struct file *config)
{
}
static inline void lockdown_efi_files(const struct file *kernel,
                                      const struct file *xsm,
                                      const struct file *ucode,
                                      EFI_GUID *shim_lock)
{
}

#endif /* CONFIG_LOCKDOWN */
