// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI configuration space of the chipset: registers that tell what decodes where.
 *
 * The machine is Intel's Q35 with its ICH9. Each register is one that the firmware
 * set, and that the hypervisor or the firmware relies on. It is changed, read
 * back, and put back at once. The ways there are the ports 0xcf8 and 0xcfc, in all
 * widths, and the window in memory.
 */
#include "config.h"

enum outcome change_config(uint16_t at, unsigned int reg, unsigned int width,
                           uint32_t bits, write_config *write, const char *what)
{
    const uint32_t before = config_read(at, reg, width);
    bool changed;

    write(at, reg, width, before ^ bits);
    changed = config_read(at, reg, width) == (before ^ bits);
    config_write(at, reg, width, before);

    return effect(changed, "%s, register %#x of %02x.%x, %s", what, reg,
                  at >> 3 & 0x1f, at & 7,
                  changed ? "changed and put back" : "as it was");
}

/* ---- the host bridge ---- */

/* Where the window to configuration space begins; bit 28 is 256 MiB. */
#define PCIEXBAR 0x60
/*
 * Whether reads and writes from 0xc0000 on go to memory or to the firmware's
 * ROM: two bits for each, and two of these in a byte.
 */
#define PAM1 0x91

/*
 * K-ROOTCPLX: move the window to configuration space.
 *
 * Xen goes on using the window where it was; what answers there is then for
 * dom0 to choose.
 */
KERNEL_ATTACK_BY("K-ROOTCPLX", "move the window to configuration space",
                 change_config(HOST_BRIDGE, PCIEXBAR, 4, 1U << 28, config_write,
                               "the window's base"))

/* K-ROOTCPLX-BYTE: by the one byte that matters, at port 0xcff. */
KERNEL_ATTACK_BY("K-ROOTCPLX-BYTE", "move the window by one byte",
                 change_config(HOST_BRIDGE, PCIEXBAR + 3, 1, 1 << 4,
                               config_write, "the window's base"))

/* K-ROOTCPLX-WORD: by a word, at port 0xcfe. */
KERNEL_ATTACK_BY("K-ROOTCPLX-WORD", "move the window by one word",
                 change_config(HOST_BRIDGE, PCIEXBAR + 2, 2, 1 << 12,
                               config_write, "the window's base"))

/* K-ROOTCPLX-ECAM: through the very window. */
KERNEL_ATTACK_BY("K-ROOTCPLX-ECAM", "move the window through the window",
                 change_config(HOST_BRIDGE, PCIEXBAR + 3, 1, 1 << 4, ecam_write,
                               "the window's base"))

/*
 * K-ROOTCPLX-HIGH: with the bits of port 0xcf8 that make registers behind 0xff
 * of it on some machines.
 *
 * This one ignores them. Who decides by the register that they name decides
 * about another than is written.
 */
static void write_high(uint16_t at, unsigned int reg, unsigned int width,
                       uint32_t value)
{
    static const uint32_t enable = 1U << 31, high = 1U << 24;

    port_out(0xcf8, 4, enable | high | (uint32_t)at << 8 | reg);
    port_out(0xcfc, width, value);
}

KERNEL_ATTACK_BY("K-ROOTCPLX-HIGH", "move the window by an alias",
                 change_config(HOST_BRIDGE, PCIEXBAR, 4, 1U << 28, write_high,
                               "the window's base"))

/*
 * K-CONFIG-OFF: without the bit of port 0xcf8 that makes it an address.
 *
 * It is no configuration space then, and whoever takes it for that writes a
 * register which nobody has judged.
 */
static void write_off(uint16_t at, unsigned int reg, unsigned int width,
                      uint32_t value)
{
    port_out(0xcf8, 4, (uint32_t)at << 8 | reg);
    port_out(0xcfc + (reg & 3), width, value);
}

KERNEL_ATTACK_BY("K-CONFIG-OFF", "an address that is switched off",
                 change_config(EDU, 0x3c, 1, 1, write_off,
                               "the number of a line"))

/*
 * K-ROOTCPLX-PAM: have memory take the place of the firmware's ROM.
 *
 * Here for reads of 16 KiB at 0xc0000, where ROMs of devices are.
 */
KERNEL_ATTACK_BY("K-ROOTCPLX-PAM", "put memory in a ROM's place",
                 change_config(HOST_BRIDGE, PAM1, 1, 1, config_write,
                               "what reads of a ROM get"))

/*
 * K-ROM-PAM: replace what stands in the firmware's ROM.
 *
 * Memory is put in its place at 0xf0000 for reads and writes. What is written
 * there is then what the next one who looks for tables or for the firmware's
 * entry finds.
 */
KERNEL_ATTACK("K-ROM-PAM", "memory of ours in the place of the firmware's ROM")
{
    static const unsigned int pam0 = 0x90, memory = 0x30;
    static const uint64_t rom = 0xf0000;
    const uint32_t before = config_read(HOST_BRIDGE, pam0, 1);
    bool changed;

    if ( can_change_machine(rom) )
        return cannot_try("the firmware's ROM can be written as it is");
    config_write(HOST_BRIDGE, pam0, 1, before | memory);
    changed = can_change_machine(rom);
    config_write(HOST_BRIDGE, pam0, 1, before);

    return effect_either(changed, "memory in the place of the ROM",
                         "changed and taken away", "cannot be written");
}

/* ---- the bridge to ISA, which is most of the chipset ---- */

/*
 * K-ISA-PMBASE: move the ports of power management.
 *
 * Xen reads its clock there, and withholds that port from dom0 where it was.
 */
KERNEL_ATTACK_BY("K-ISA-PMBASE", "move the ports of power management",
                 change_config(ISA_BRIDGE, 0x40, 4, 1 << 12, config_write,
                               "the ports' base"))

/* K-ISA-PMBASE-ECAM: through the window. */
KERNEL_ATTACK_BY("K-ISA-PMBASE-ECAM", "the same through the window",
                 change_config(ISA_BRIDGE, 0x40, 4, 1 << 12, ecam_write,
                               "the ports' base"))

/* K-ISA-PIRQ: lead the interrupt of a slot to another line. */
KERNEL_ATTACK_BY("K-ISA-PIRQ", "lead a slot's interrupts elsewhere",
                 change_config(ISA_BRIDGE, 0x60, 1, 1, config_write,
                               "where a slot's interrupt goes"))

/*
 * K-ISA-FLASH: let the firmware's flash be written.
 *
 * On hardware that is all that keeps the operating system from the flash.
 */
KERNEL_ATTACK_BY("K-ISA-FLASH", "let the firmware's flash be written",
                 change_config(ISA_BRIDGE, 0xdc, 1, 1, config_write,
                               "the control of the flash"))

/* K-ISA-RCBA: move the chipset's registers in memory. */
KERNEL_ATTACK_BY("K-ISA-RCBA", "move the chipset's registers in memory",
                 change_config(ISA_BRIDGE, 0xf0, 4, 1 << 20, config_write,
                               "the registers' base"))

/* K-SMBUS: switch the bus that leads to the memory modules' ROMs. */
KERNEL_ATTACK_BY("K-SMBUS", "change how the bus to memory modules works",
                 change_config(SMBUS, 0x40, 1, 1, config_write,
                               "the control of the bus"))
