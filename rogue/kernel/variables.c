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

#define NON_VOLATILE 1
#define BOOT_SERVICE 2
#define RUNTIME      4
#define USUAL        (NON_VOLATILE | BOOT_SERVICE | RUNTIME)

static void *wide(const char *name)
{
    uint16_t *text = buffer(PAGE_SIZE);

    for ( size_t i = 0; name[i]; i++ )
        text[i] = (uint8_t)name[i];
    return text;
}

/* The firmware's answer; all ones if Xen did not ask it. */
static uint64_t variable_call(uint32_t function,
                              const struct variable *variable,
                              uint32_t *attributes, void *data, uint64_t *size)
{
    struct xen_platform_op op = { .cmd = XENPF_efi_runtime_call,
                                  .u.efi_runtime_call = {
                                      .function = function,
                                      .misc = *attributes,
                                      .u.set_variable = {
                                          .name.p = wide(variable->name),
                                          .size = *size,
                                          .data.p = data,
                                          .vendor_guid = variable->vendor } } };

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
    if ( variable_call(XEN_EFI_get_variable, variable, attributes, data,
                       &size) )
        return 0;
    memcpy(value, data, size);
    return size;
}

/*
 * A program to load, as the firmware takes it: what is unknown in it is the name
 * of its device, which is part of where it is.
 */
#define NAME_AT 10
static const uint8_t program[] = {
    1,    0,    0,  0, 24, 0, 'x',  0,    0,    0, /* active, length, "x" */
    0x01, 0x04, 20, 0,                             /* a vendor's device */
    0,    0,    0,  0, 0,  0, 0,    0,    0,    0,
    0,    0,    0,  0, 0,  0, 0x7f, 0xff, 0x04, 0 /* the end */
};

/*
 * Set a variable of this name to something new, and see whether the firmware has
 * it; then as it was. @skip: without so much of what a program has before.
 */
static enum outcome change_variable(const char *name,
                                    struct xenpf_efi_guid vendor,
                                    uint32_t attributes, unsigned int skip)
{
    const struct variable variable = { name, vendor };
    uint8_t before[PAGE_SIZE], after[PAGE_SIZE], wanted[sizeof(program)];
    uint32_t was, now;
    const uint64_t size = get_variable(&variable, before, &was);
    uint64_t got;
    bool changed;

    memcpy(wanted, program, sizeof(wanted));
    memcpy(wanted + NAME_AT + 4, new_mark(), MARK_SIZE);
    set_variable(&variable, attributes, wanted + skip, sizeof(wanted) - skip);
    got = get_variable(&variable, after, &now);
    changed = got == sizeof(wanted) - skip &&
              !memcmp(after, wanted + skip, sizeof(wanted) - skip);
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
/* UEFI's own: boot entries, and what the firmware shall do. */
#define GLOBAL                                                                 \
    VENDOR(0x8be4df61, 0x93ca, 0x11d2,                                         \
           { 0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c })
#define NOBODY VENDOR(0x10dea7f0, 0x1234, 0x4321, { 1, 2, 3, 4, 5, 6, 7, 8 })

/* K-RUNTIME: a variable that no list has. */
KERNEL_ATTACK_BY("K-RUNTIME", "set a variable of nobody's",
                 change_variable("Rogue", NOBODY, USUAL, 0))

/* K-RUNTIME-VENDOR: a boot entry's name, and somebody else's variable. */
KERNEL_ATTACK_BY("K-RUNTIME-VENDOR", "set another vendor's variable BootOrder",
                 change_variable("BootOrder", NOBODY, USUAL, 0))

/* K-RUNTIME-SETUP: what OVMF keeps of what was chosen in its menus. */
KERNEL_ATTACK_BY("K-RUNTIME-SETUP", "set a variable that configures firmware",
                 change_variable("PlatformConfig",
                                 VENDOR(0x7235c51c, 0x0c80, 0x4cab,
                                        { 0x87, 0xac, 0x3b, 0x08, 0x4a, 0x63,
                                          0x04, 0xb1 }),
                                 USUAL, 0))

/* K-RUNTIME-MOK: what shim trusts besides the firmware's keys, once asked. */
KERNEL_ATTACK_BY("K-RUNTIME-MOK", "set a variable of shim's",
                 change_variable("MokNew",
                                 VENDOR(0x605dab50, 0xe046, 0x4300,
                                        { 0xab, 0xb6, 0x3d, 0xd8, 0x10, 0xdd,
                                          0x8b, 0x23 }),
                                 USUAL, 0))

/* K-RUNTIME-DRIVER: a program that the firmware loads before any boot entry. */
KERNEL_ATTACK_BY("K-RUNTIME-DRIVER", "set a driver for the next start",
                 change_variable("Driver0001", GLOBAL, USUAL, 0))

/* K-RUNTIME-PREPARE: one that it runs before any boot entry. */
KERNEL_ATTACK_BY("K-RUNTIME-PREPARE", "set a program to run at the next start",
                 change_variable("SysPrep0001", GLOBAL, USUAL, 0))

/* K-RUNTIME-CONSOLE: which devices are the firmware's consoles. */
KERNEL_ATTACK_BY("K-RUNTIME-CONSOLE", "set the firmware's console",
                 change_variable("ConOut", GLOBAL, USUAL, NAME_AT))

/*
 * K-RUNTIME-CAPSULE: tell the firmware to look for updates at its next start.
 *
 * The same variable also says that its settings shall be shown, which is dom0's
 * to ask.
 */
KERNEL_ATTACK("K-RUNTIME-CAPSULE", "have the firmware look for updates")
{
    const struct variable variable = { "OsIndications", GLOBAL };
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
