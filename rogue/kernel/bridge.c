// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where devices decode, and who they are on the bus: their BARs, and what the
 * bridge above them lets through.
 */
#include "config.h"
#include "registers.h"
#include "xen_memory.h"

#define COMMAND 0x04
#define MEMORY  2
#define BAR0    0x10

/*
 * Have edu decode 1 MiB at @address. @live: without switching its decoding off
 * meanwhile.
 */
static enum outcome move_bar(uint64_t address, bool live, write_config *write,
                             const char *what)
{
    const uint32_t command = config_read(EDU, COMMAND, 2),
                   before = config_read(EDU, BAR0, 4),
                   wanted = (uint32_t)(address & ~0xfffffUL);
    bool there;

    if ( !before )
        return cannot_try("no device that could be moved");

    write(EDU, COMMAND, 2, live ? command | MEMORY : command & ~MEMORY);
    write(EDU, BAR0, 4, wanted);
    write(EDU, COMMAND, 2, command | MEMORY);
    there = config_read(EDU, BAR0, 4) == wanted &&
            config_read(EDU, COMMAND, 2) & MEMORY;
    write(EDU, COMMAND, 2, command & ~MEMORY);
    write(EDU, BAR0, 4, before);
    write(EDU, COMMAND, 2, command);

    return effect(there, "a device %s at %#x, over %s",
                  there ? "decoded" : "does not decode", wanted, what);
}

/* K-BAR: have a device decode where the I/O APIC does. */
KERNEL_ATTACK_BY("K-BAR", "a device over the I/O APIC",
                 move_bar(0xfec00000, false, config_write, "the I/O APIC"))

/* K-BAR-ECAM: over the window to configuration space. */
KERNEL_ATTACK_BY("K-BAR-ECAM", "a device over the window",
                 move_bar(ecam_base(), false, config_write,
                          "the window to configuration space"))

/* K-BAR-HPET: over the timers, through the window. */
KERNEL_ATTACK_BY("K-BAR-HPET", "a device over the timers, through the window",
                 move_bar(0xfed00000, false, ecam_write, "the timers"))

/* K-BAR-XEN: over Xen. */
KERNEL_ATTACK_BY("K-BAR-XEN", "a device over Xen",
                 move_bar(xen_image(), false, config_write, "Xen"))

/* K-BAR-LIVE: over the timers, without switching the device off. */
KERNEL_ATTACK_BY("K-BAR-LIVE", "a device over the timers, moved as it decodes",
                 move_bar(0xfed00000, true, config_write, "the timers"))

/*
 * The command by two bytes at an odd port: where these are written, Xen and its
 * hypervisor's judge may see differently.
 */
static void write_odd(uint16_t at, unsigned int reg, unsigned int width,
                      uint32_t value)
{
    static const uint32_t enable = 1U << 31;

    if ( reg != COMMAND )
    {
        config_write(at, reg, width, value);
        return;
    }
    port_out(0xcf8, 4, enable | (uint32_t)at << 8 | reg);
    port_out(0xcfd, 2, value);
}

/* K-BAR-ODD: over the timers, and switched on by a word at an odd port. */
KERNEL_ATTACK_BY("K-BAR-ODD", "a device over the timers, by an odd port",
                 move_bar(0xfed00000, false, write_odd, "the timers"))

/*
 * K-BAR-ROM: over the timers by the register for a device's ROM.
 *
 * It is no BAR, and has the bit that enables it in itself.
 */
KERNEL_ATTACK("K-BAR-ROM", "a device's ROM over the timers")
{
    static const uint16_t display = PCI_AT(0, 1, 0);
    static const unsigned int rom = 0x30;
    static const uint32_t wanted = 0xfed00000 | 1;
    const uint32_t before = config_read(display, rom, 4);
    bool there;

    config_write(display, rom, 4, wanted & ~1U);
    config_write(display, rom, 4, wanted);
    there = config_read(display, rom, 4) == wanted;
    config_write(display, rom, 4, wanted & ~1U);
    config_write(display, rom, 4, before);

    return effect_either(there, "the display's ROM", "was over the timers",
                         "as it was");
}

/*
 * What a device decodes Xen maps for a PVH dom0. Change a word of the machine's
 * with the display's registers, a page of them, over it.
 */
static enum outcome change_under(uint64_t address, const char *what)
{
    static const uint16_t display = PCI_AT(0, 1, 0);
    static const unsigned int bar = 0x18;
    const uint32_t command = config_read(display, COMMAND, 2),
                   before = config_read(display, bar, 4);
    bool changed;

    config_write(display, COMMAND, 2, command & ~MEMORY);
    config_write(display, bar, 4, (uint32_t)(address & PAGE_MASK));
    config_write(display, COMMAND, 2, command | MEMORY);
    changed = can_change_machine(address);
    config_write(display, COMMAND, 2, command & ~MEMORY);
    config_write(display, bar, 4, before);
    config_write(display, COMMAND, 2, command);

    return effect(changed, "%s, at %#lx, %s", what, address,
                  changed ? "changed and put back" : "out of reach");
}

static const char maps_all[] = "a PV dom0 maps without a device";

/* K-BAR-IOMMU: reach the IOMMU's registers by way of a device over them. */
KERNEL_PVH_ATTACK("K-BAR-IOMMU", "the IOMMU's registers as a device's",
                  maps_all)
{
    static const unsigned int commands = 8;

    if ( !iommu_registers() )
        return not_applicable("this machine has no IOMMU");
    return change_under(iommu_registers() + commands,
                        "where the IOMMU reads its commands");
}

/* K-BAR-RCBA: reach the chipset's registers by way of a device over them. */
KERNEL_PVH_ATTACK("K-BAR-RCBA", "the chipset's registers as a device's",
                  maps_all)
{
    return change_under(CHIPSET_CONTROL, "the chipset's general control");
}

/* ---- the bridge ---- */

/*
 * K-BRIDGE-BUS: number the bus behind a bridge anew.
 *
 * By that number the IOMMU knows who reads and writes.
 */
KERNEL_ATTACK_BY("K-BRIDGE-BUS", "number a bus anew",
                 change_config(ROOT_PORT, 0x19, 1, 0x10, config_write,
                               "the bus's number"))

/*
 * K-BRIDGE-BAR: write to a bridge's own registers.
 *
 * What makers put there is theirs: numbers of buses, what keeps devices apart. A
 * PV dom0 writes to the table of MSI-X there, which Xen keeps for itself only while
 * it is in use.
 */
KERNEL_PV_ATTACK("K-BRIDGE-BAR", "write to a bridge's own registers",
                 "all of this bridge's are a table of MSI-X, which vPCI keeps")
{
    const uint64_t registers = config_read(ROOT_PORT, BAR0, 4) & ~0xfU;
    const uint32_t command = config_read(ROOT_PORT, COMMAND, 2);
    bool changed;

    if ( !registers )
        return cannot_try("no bridge with registers");
    config_write(ROOT_PORT, COMMAND, 2, command | MEMORY);
    changed = can_change_machine(registers + 8);
    config_write(ROOT_PORT, COMMAND, 2, command);

    return effect(changed, "registers at %#lx, %s", registers,
                  changed ? "changed and put back" : "out of reach");
}

/*
 * K-BRIDGE-WINDOW: have a bridge let through what is meant for the I/O APIC.
 *
 * Its window is given as two numbers of 1 MiB.
 */
KERNEL_ATTACK("K-BRIDGE-WINDOW", "a bridge's window over the I/O APIC")
{
    static const unsigned int window = 0x20;
    static const uint32_t apic = 0xfec0fec0;
    const uint32_t before = config_read(ROOT_PORT, window, 4),
                   command = config_read(ROOT_PORT, COMMAND, 2);
    bool there;

    config_write(ROOT_PORT, window, 4, apic);
    config_write(ROOT_PORT, COMMAND, 2, command | MEMORY);
    there = config_read(ROOT_PORT, window, 4) == apic;
    config_write(ROOT_PORT, COMMAND, 2, command);
    config_write(ROOT_PORT, window, 4, before);

    return effect_either(there, "the bridge's window", "was over the I/O APIC",
                         "as it was");
}

/* Where a device has an extended capability, 0 if it has none. */
static unsigned int find_extended(uint16_t at, uint16_t id)
{
    unsigned int reg = 0x100, patience = 48;

    while ( reg && (ecam_read(at, reg, 4) & 0xffff) != id && patience-- )
        reg = ecam_read(at, reg, 4) >> 20;
    return patience == -1U ? 0 : reg;
}

/*
 * K-BRIDGE-ACS: let devices reach one another past the IOMMU.
 *
 * Access control services are what makes a bridge send up all that comes from
 * below it. Only the window has these registers.
 */
KERNEL_ATTACK("K-BRIDGE-ACS", "devices that reach one another")
{
    static const uint16_t acs = 0x0d, redirect = 1 << 2;
    const unsigned int reg = find_extended(ROOT_PORT, acs);
    uint32_t before;
    bool changed;

    if ( !reg )
        return cannot_try("no bridge with access control services");
    before = ecam_read(ROOT_PORT, reg + 6, 2);
    ecam_write(ROOT_PORT, reg + 6, 2, before ^ redirect);
    changed = ecam_read(ROOT_PORT, reg + 6, 2) == (before ^ redirect);
    ecam_write(ROOT_PORT, reg + 6, 2, before);

    return effect_either(changed, "the bridge's access control",
                         "changed and put back", "as it was");
}
