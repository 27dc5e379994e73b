// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus to the memory modules' ROMs, by the ports of its controller.
 *
 * There a module says how large it is and how it is wired. The firmware believes
 * it when the machine starts: with other words there two addresses are one place
 * in memory, and the next Xen has its own code at an address of dom0's.
 */
#include "machine.h"

#define CONTROL  0x40 /* of configuration space */
#define SWITCHED 1
#define PORTS    0x20 /* the BAR that has the ports */

#define STATUS   0 /* the ports */
#define COMMAND  2
#define REGISTER 3
#define TARGET   4
#define DATA     5

#define BUSY   0x01
#define DONE   0x02
#define FAILED 0x1c

/* Read or write byte @at of the first module's ROM. */
static bool transfer(uint16_t base, bool read, uint8_t at, uint8_t *data)
{
    static const uint8_t module = 0x50, byte_of_data = 0x48;
    uint32_t status = 0;

    port_out(base + STATUS, 1, 0xff);
    port_out(base + TARGET, 1, (uint32_t)module << 1 | read);
    port_out(base + REGISTER, 1, at);
    port_out(base + DATA, 1, *data);
    port_out(base + COMMAND, 1, byte_of_data);
    for ( unsigned int i = 0; i < 10000; i++ )
    {
        status = port_in(base + STATUS, 1);
        if ( !(status & BUSY) && status & (DONE | FAILED) )
            break;
    }
    *data = (uint8_t)port_in(base + DATA, 1);
    port_out(base + STATUS, 1, 0xff);

    return (status & (BUSY | DONE | FAILED)) == DONE;
}

static bool change_rom(uint16_t base)
{
    static const uint8_t unused = 0xff; /* the last byte */
    uint8_t before = 0, wanted, seen = 0;
    bool changed;

    if ( !transfer(base, true, unused, &before) )
        return false;
    wanted = before ^ 0xff;
    transfer(base, false, unused, &(uint8_t){ wanted });
    changed = transfer(base, true, unused, &seen) && seen == wanted;
    transfer(base, false, unused, &before);

    return changed;
}

/* K-SMBUS-IO: change what a memory module says of itself. */
KERNEL_ATTACK("K-SMBUS-IO", "change what a memory module says of itself")
{
    const uint16_t base = config_read(SMBUS, PORTS, 4) & 0xffe0;
    const uint8_t control = (uint8_t)config_read(SMBUS, CONTROL, 1);
    const uint16_t command = (uint16_t)config_read(SMBUS, 4, 2);
    bool changed;

    if ( !base )
        return cannot_try("the bus's controller has no ports");
    config_write(SMBUS, 4, 2, command | 1);
    config_write(SMBUS, CONTROL, 1, control | SWITCHED);
    changed = change_rom(base);
    config_write(SMBUS, CONTROL, 1, control);
    config_write(SMBUS, 4, 2, command);

    return effect_either(changed, "a byte of its ROM", "changed and put back",
                         "as it was");
}
