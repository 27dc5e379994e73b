// SPDX-License-Identifier: GPL-2.0-only
/*
 * Variables of the firmware's. It keeps its own settings in them, which it reads
 * at the next start, and tells boot entries from them by names alone. Xen passes
 * on what dom0 sets. Boot entries are dom0's to set: rogue/user/controls.c does.
 */
#include "machine.h"

struct variable {
    const char *name;
    struct xenpf_efi_guid vendor;
};

/* UEFI's own: boot entries, and what the firmware shall do. */
static const struct xenpf_efi_guid global = {
    0x8be4df61, 0x93ca, 0x11d2, { 0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c }
};

#define NON_VOLATILE 1
#define BOOT_SERVICE 2
#define RUNTIME      4
#define USUAL        (NON_VOLATILE | BOOT_SERVICE | RUNTIME)
#define APPEND       0x40

static void *wide(const char *name)
{
    uint16_t *text = buffer(PAGE_SIZE);

    for ( size_t i = 0; name[i]; i++ )
        text[i] = (uint8_t)name[i];
    return text;
}

/* The firmware's answer; all ones if Xen did not ask it. */
static uint64_t variable_call(uint32_t function, const struct variable *variable,
                              uint32_t *attributes, void *data, uint64_t *size)
{
    struct xen_platform_op op = {
        .cmd = XENPF_efi_runtime_call,
        .u.efi_runtime_call = { .function = function,
                                .misc = *attributes,
                                .u.set_variable = { .name.p =
                                                        wide(variable->name),
                                                    .size = *size,
                                                    .data.p = data,
                                                    .vendor_guid =
                                                        variable->vendor } }
    };

    if ( platform_op(&op) )
        return -1UL;
    *attributes = op.u.efi_runtime_call.misc;
    *size = op.u.efi_runtime_call.u.set_variable.size;
    return op.u.efi_runtime_call.status;
}

/* Zero @size deletes it. */
static void set_variable(const struct variable *variable, uint32_t attributes,
                         const void *value, uint64_t size)
{
    void *data = buffer(PAGE_SIZE);

    memcpy(data, value, size);
    variable_call(XEN_EFI_set_variable, variable, &attributes, data, &size);
}

/* How many bytes it has, 0 if there is none. */
static uint64_t get_variable(const struct variable *variable, void *value,
                             uint32_t *attributes)
{
    void *data = buffer(PAGE_SIZE);
    uint64_t size = PAGE_SIZE;

    *attributes = 0;
    if ( variable_call(XEN_EFI_get_variable, variable, attributes, data, &size) )
        return 0;
    memcpy(value, data, size);
    return size;
}

/*
 * Set a variable of this name to something new, and see whether the firmware has
 * it; then as it was.
 */
static enum outcome change_variable(const char *name,
                                    struct xenpf_efi_guid vendor,
                                    uint32_t attributes)
{
    const struct variable variable = { name, vendor };
    uint8_t before[PAGE_SIZE], after[PAGE_SIZE], wanted[8];
    uint32_t was, now;
    const uint64_t size = get_variable(&variable, before, &was);
    bool changed;

    memcpy(wanted, new_mark() + 8, sizeof(wanted));
    set_variable(&variable, attributes & ~APPEND ? attributes : was | APPEND,
                 wanted, sizeof(wanted));
    changed = get_variable(&variable, after, &now) >= sizeof(wanted) &&
              memmem(after, PAGE_SIZE, wanted, sizeof(wanted));
    if ( changed )
    {
        set_variable(&variable, now, "", 0);
        if ( size )
            set_variable(&variable, was, before, size);
    }

    return effect(changed, "the variable %s %s", name,
                  changed ? "was set and is as before" : "cannot be set");
}

#define VENDOR(...) ((struct xenpf_efi_guid){ __VA_ARGS__ })

/* K-RUNTIME: a variable that no list has. */
KERNEL_ATTACK_BY("K-RUNTIME", "set a variable of nobody's",
                 change_variable("RogueSetup",
                                 VENDOR(0x10dea7f0, 0x1234, 0x4321,
                                        { 1, 2, 3, 4, 5, 6, 7, 8 }),
                                 USUAL))

/*
 * K-RUNTIME-SETUP: a variable that configures the firmware.
 *
 * By this one it decides which kind of memory lies where at the next start.
 */
KERNEL_ATTACK_BY("K-RUNTIME-SETUP", "set a variable that configures firmware",
                 change_variable("MemoryTypeInformation",
                                 VENDOR(0x4c19049f, 0x4137, 0x4dd3,
                                        { 0x9c, 0x10, 0x8b, 0x97, 0xa8, 0x3f,
                                          0xfd, 0xfa }),
                                 USUAL))

/* K-RUNTIME-MOK: what shim trusts besides the firmware's keys, once asked. */
KERNEL_ATTACK_BY("K-RUNTIME-MOK", "set a variable of shim's",
                 change_variable("MokNew",
                                 VENDOR(0x605dab50, 0xe046, 0x4300,
                                        { 0xab, 0xb6, 0x3d, 0xd8, 0x10, 0xdd,
                                          0x8b, 0x23 }),
                                 USUAL))

/* K-RUNTIME-VOLATILE: one that this start alone has. */
KERNEL_ATTACK_BY("K-RUNTIME-VOLATILE", "set a variable until the next start",
                 change_variable("RogueNow", global, BOOT_SERVICE | RUNTIME))

/* K-RUNTIME-NAME: a name that begins as a boot entry's does. */
KERNEL_ATTACK_BY("K-RUNTIME-NAME", "set a variable almost named a boot entry",
                 change_variable("Boot0001Setup", global, USUAL))

/* K-RUNTIME-HEX: one that has as many letters, and no number. */
KERNEL_ATTACK_BY("K-RUNTIME-HEX", "set a boot entry without a number",
                 change_variable("BootSetp", global, USUAL))

/* K-RUNTIME-CASE: names are told apart by the case of their letters. */
KERNEL_ATTACK_BY("K-RUNTIME-CASE", "set a boot entry in small letters",
                 change_variable("Boot00ab", global, USUAL))

/* K-RUNTIME-VENDOR: a boot entry's name, and somebody else's variable. */
KERNEL_ATTACK_BY("K-RUNTIME-VENDOR", "set another vendor's variable BootOrder",
                 change_variable("BootOrder",
                                 VENDOR(0x10dea7f0, 0x1234, 0x4321,
                                        { 1, 2, 3, 4, 5, 6, 7, 8 }),
                                 USUAL))

/* K-RUNTIME-KEY: UEFI's own, and no boot entry: what a key on the keyboard does. */
KERNEL_ATTACK_BY("K-RUNTIME-KEY", "set what a key does at the next start",
                 change_variable("Key0001", global, USUAL))

/* K-RUNTIME-DRIVER: a program that the firmware loads before any boot entry. */
KERNEL_ATTACK_BY("K-RUNTIME-DRIVER", "set a driver for the next start",
                 change_variable("Driver0001", global, USUAL))

/* K-RUNTIME-CONSOLE: which devices are the firmware's consoles. */
KERNEL_ATTACK_BY("K-RUNTIME-CONSOLE", "set the firmware's console",
                 change_variable("ConOut", global, USUAL))

/*
 * K-RUNTIME-CAPSULE: tell the firmware to look for updates at its next start.
 *
 * The same variable also says that its settings shall be shown, which is dom0's
 * to ask.
 */
KERNEL_ATTACK("K-RUNTIME-CAPSULE", "have the firmware look for updates")
{
    static const struct variable variable = {
        "OsIndications",
        { 0x8be4df61, 0x93ca, 0x11d2,
          { 0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c } }
    };
    static const uint64_t capsules = 1 << 2;
    uint64_t before[PAGE_SIZE / 8], after[PAGE_SIZE / 8];
    uint32_t was, now;
    const uint64_t size = get_variable(&variable, before, &was);
    bool changed;

    set_variable(&variable, USUAL, &capsules, sizeof(capsules));
    changed = get_variable(&variable, after, &now) && *after == capsules;
    if ( changed )
        set_variable(&variable, USUAL, before, size);

    return effect_either(changed, "the firmware's orders", "set and withdrawn",
                         "as they were");
}
