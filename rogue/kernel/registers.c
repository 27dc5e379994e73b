// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers in memory that Xen works with or trusts: interrupt controllers,
 * timers, the IOMMU, the chipset, the firmware's flash; and the addresses where a
 * write is an interrupt.
 */
#include "registers.h"

#include "config.h"

#include "../user/console.h"

/* ---- interrupts and time ---- */

bool io_apic_changes(void)
{
    static const uint64_t io_apic = 0xfec00000;
    volatile uint32_t *const choice = map_machine(io_apic / PAGE_SIZE, 1);
    uint64_t before, after;
    bool changed;

    if ( !choice || !load(choice, 4, &before) )
        return false;
    changed = store(choice, 4, before ^ 1) && load(choice, 4, &after) &&
              after == (before ^ 1);
    store(choice, 4, before);
    unmap_machine(choice, 1);

    return changed;
}

/* K-LAPIC: where the processor's interrupt controller would send the next. */
KERNEL_PV_ATTACK("K-LAPIC", "change a register of the local APIC",
                 "a PVH vCPU has an APIC of its own")
{
    return change_machine(0xfee00310, "a register of the local APIC");
}

/* K-IOAPIC: the register that chooses among the I/O APIC's. */
KERNEL_PV_ATTACK("K-IOAPIC", "change a register of the I/O APIC",
                 "a PVH dom0 has I/O APICs of its own")
{
    return effect_either(io_apic_changes(), "the choice of a register",
                         "changed and put back", "as it was");
}

/* K-HPET: when a timer of the machine goes off. */
KERNEL_ATTACK_BY("K-HPET", "change a timer of the machine",
                 change_machine(HPET_COMPARATOR, "when a timer goes off"))

enum outcome show_vector(uint32_t vector)
{
    char text[64];
    bool arrived;

    rest(200);
    snprintf(text, sizeof(text), "No irq handler for vector %02x", vector);
    arrived = console_shows(text);

    return effect(arrived, "vector %#x %s", vector,
                  arrived ? "arrived" : "did not arrive");
}

/*
 * K-MSIWINDOW: interrupt a processor by a write.
 *
 * The addresses behind the local APIC's are where devices write to interrupt.
 */
KERNEL_ATTACK("K-MSIWINDOW", "interrupt a processor by a write")
{
    static const uint64_t address = 0xfee01000;
    static const uint32_t vector = 0xd7;
    volatile void *page = map_machine(address / PAGE_SIZE, 1);

    if ( !page || !store(page, 4, vector) )
        return effect(false, "these addresses cannot be written");
    unmap_machine(page, 1);

    return show_vector(vector);
}

/* ---- the chipset ---- */

/* K-RCBA: how the chipset starts the machine, and who hears of its interrupts. */
KERNEL_ATTACK_BY("K-RCBA", "change the chipset's registers in memory",
                 change_machine(CHIPSET_CONTROL,
                                "the chipset's general control"))

/* ---- the IOMMU ---- */

uint16_t iommu_function(void)
{
    static const uint16_t iommu = 0x0806;

    for ( uint16_t at = 0; at < 0x100; at++ )
        if ( config_read(at, 0x0a, 2) == iommu )
            return at;

    return 0;
}

/* Its capability tells where. */
uint64_t iommu_registers(void)
{
    static const unsigned int low = 4, high = 8;
    const uint16_t at = iommu_function();
    const unsigned int capability = at ? find_capability(at, 0xf) : 0;

    return capability ? (uint64_t)config_read(at, capability + high, 4) << 32 |
                            (config_read(at, capability + low, 4) & ~1U)
                      : 0;
}

static enum outcome change_iommu(write_config *write)
{
    static const unsigned int line = 0x3c;
    const uint16_t at = iommu_function();

    if ( !at )
        return not_applicable("this machine has no IOMMU");
    return change_config(at, line, 1, 1, write, "a register of the IOMMU's");
}

/* K-IOMMU-CONFIG: the IOMMU's registers in configuration space. */
KERNEL_ATTACK_BY("K-IOMMU-CONFIG", "change the IOMMU's configuration",
                 change_iommu(config_write))

/* K-IOMMU-ECAM: the same through the window. */
KERNEL_ATTACK_BY("K-IOMMU-ECAM",
                 "change the IOMMU's configuration, by the window",
                 change_iommu(ecam_write))

/* K-IOMMU: a register of it. */
KERNEL_ATTACK("K-IOMMU", "change the IOMMU's registers")
{
    static const unsigned int commands = 8;

    if ( !iommu_registers() )
        return not_applicable("this machine has no IOMMU");
    return change_machine(iommu_registers() + commands,
                          "where the IOMMU reads its commands");
}

/* ---- the firmware's flash ---- */

/* The part of it that is above all others, where the processor begins. */
#define FLASH_END 0x100000000UL

/*
 * K-FLASH: write to the firmware's flash.
 *
 * A byte that is not used is programmed, in the store of variables.
 */
KERNEL_ATTACK("K-FLASH", "write to the firmware's flash")
{
    static const uint64_t store_at = FLASH_END - 4 * 1024 * 1024;
    static const uint8_t program = 0x40, read_array = 0xff, erased = 0xff,
                         mark = 0xfe;
    static const unsigned int pages = 0x84;
    volatile uint8_t *flash = map_machine(store_at / PAGE_SIZE, pages), *free;
    uint64_t value;
    bool written;

    free = flash ? flash + pages * PAGE_SIZE - 1 : NULL;
    if ( !flash || !load(free, 1, &value) )
        return effect(false, "the flash cannot be mapped");
    if ( value != erased )
        return cannot_try("no byte of the flash is free");
    store(free, 1, program);
    store(free, 1, mark);
    store(free, 1, read_array);
    written = load(free, 1, &value) && value == mark;
    unmap_machine(flash, pages);

    return effect_either(written, "a byte of the flash", "programmed",
                         "as it was");
}
