// SPDX-License-Identifier: GPL-2.0-only
/*
 * I/O ports of the chipset: interrupt and DMA controllers, timer, power
 * management, the firmware's doorbell and memory.
 */
#include "ports.h"

/*
 * Turn @bits of what is read from a port over, by an access of @width bytes that
 * begins at @from and covers it; tell whether they are, and put them back. The
 * other ports that the access covers are written what is read from them.
 */
static enum outcome change_through(uint16_t from, unsigned int width,
                                   uint16_t port, uint8_t bits,
                                   const char *what)
{
    const uint8_t before = (uint8_t)port_in(port, 1), wanted = before ^ bits;
    uint32_t value = 0;
    bool changed;

    for ( unsigned int i = 0; i < width; i++ )
        value |= (from + i == port ? wanted : port_in((uint16_t)(from + i), 1))
                 << 8 * i;
    port_out(from, width, value);
    changed = port_in(port, 1) == wanted;
    if ( changed )
        port_out(port, 1, before);

    return effect(changed, "%s, port %#x, %s", what, port,
                  changed ? "changed and put back" : "as it was");
}

static enum outcome change_port(uint16_t port, uint8_t bits, const char *what)
{
    return change_through(port, 1, port, bits, what);
}

/* The same with a register of two or four bytes, read and written as a whole. */
static enum outcome change_wide(uint16_t port, unsigned int width,
                                uint32_t bits, const char *what)
{
    const uint32_t before = port_in(port, width);
    bool changed;

    port_out(port, width, before ^ bits);
    changed = port_in(port, width) == (before ^ bits);
    if ( changed )
        port_out(port, width, before);

    return effect(changed, "%s, port %#x, %s", what, port,
                  changed ? "changed and put back" : "as it was");
}

/* ---- interrupts, time and reset, which stock Xen keeps ---- */

/* K-PORT-PIC: mask an interrupt at the controller. */
KERNEL_ATTACK_BY("K-PORT-PIC", "mask an interrupt at its controller",
                 change_port(0x21, 1 << 7, "the mask"))

/* K-PORT-PIC-WORD: by the second byte of a word, whose first nobody keeps. */
KERNEL_ATTACK_BY("K-PORT-PIC-WORD", "the same by a word that begins before it",
                 change_through(0x20, 2, 0x21, 1 << 7, "the mask"))

/* K-PORT-ELCR: have an interrupt count by its level. */
KERNEL_ATTACK_BY("K-PORT-ELCR", "change how an interrupt counts",
                 change_port(0x4d1, 1 << 7, "edge or level"))

/* K-PORT-92: the gate that makes every second MiB the same as the one before. */
KERNEL_ATTACK_BY("K-PORT-92", "write the port of the gate A20",
                 change_port(0x92, 1 << 3, "the port of the gate"))

#define KBD_DATA    0x60
#define KBD_COMMAND 0x64 /* and its status, when it is read */
#define KBD_FULL    1    /* there is a byte to be read */

#define KBD_WRITE_MODE   0x60
#define KBD_READ_OUTPUT  0xd0
#define KBD_WRITE_OUTPUT 0xd1

#define KBD_SILENT     0x44 /* a mode without interrupts */
#define KBD_INTERRUPTS 1

static void keyboard_command(uint8_t command, uint8_t data)
{
    port_out(KBD_COMMAND, 1, command);
    port_out(KBD_DATA, 1, data);
}

/* The controller's output port, -1 if it does not tell. */
static int keyboard_output(void)
{
    for ( unsigned int i = 0; i < 64 && port_in(KBD_COMMAND, 1) & KBD_FULL;
          i++ )
        port_in(KBD_DATA, 1);
    port_out(KBD_COMMAND, 1, KBD_READ_OUTPUT);
    for ( unsigned int i = 0; i < 1000; i++ )
        if ( port_in(KBD_COMMAND, 1) & KBD_FULL )
            return (int)port_in(KBD_DATA, 1);

    return -1;
}

/*
 * K-PORT-A20: write the output port of the keyboard controller.
 *
 * One bit of it is the gate A20. With that shut a processor that obeys it, as
 * AMD's and QEMU's do in any mode, takes odd MiB for the even ones below them,
 * and so does Xen. A bit that leads nowhere is written here.
 */
KERNEL_ATTACK("K-PORT-A20", "write the port of the gate by the keyboard")
{
    static const uint8_t spare = 1 << 2;
    int before, after;

    keyboard_command(KBD_WRITE_MODE, KBD_SILENT);
    before = keyboard_output();
    if ( before < 0 )
        return cannot_try("no keyboard controller");
    keyboard_command(KBD_WRITE_OUTPUT, (uint8_t)before ^ spare);
    after = keyboard_output();
    keyboard_command(KBD_WRITE_MODE, KBD_SILENT | KBD_INTERRUPTS);

    return effect(after == (before ^ spare), "the output port was %#x, is %#x",
                  (unsigned int)before, (unsigned int)after);
}

/* K-PORT-RESET: the register by which the machine starts anew. */
KERNEL_ATTACK_BY("K-PORT-RESET", "write the reset register",
                 change_port(0xcf9, 1 << 1, "the reset register"))

/* what Xen sets it to */

#define PIT_COUNTER 0x40
#define PIT_CONTROL 0x43
#define PIT_PERIOD  11932 /* what Xen sets it to */

static unsigned int pit_count(void)
{
    unsigned int count;

    port_out(PIT_CONTROL, 1, 0);
    count = port_in(PIT_COUNTER, 1);
    return count | port_in(PIT_COUNTER, 1) << 8;
}

static void set_pit(uint16_t count)
{
    static const uint8_t low_high_periodic = 0x34;

    port_out(PIT_CONTROL, 1, low_high_periodic);
    port_out(PIT_COUNTER, 1, count & 0xff);
    port_out(PIT_COUNTER, 1, count >> 8);
}

/* K-PORT-PIT: set the timer that Xen measures time by. */
KERNEL_ATTACK("K-PORT-PIT", "set the timer that Xen measures time by")
{
    static const uint16_t period = 1000;
    unsigned int highest = 0;

    set_pit(period);
    for ( unsigned int i = 0; i < 50; i++ )
    {
        const unsigned int count = pit_count();

        if ( count > highest )
            highest = count;
    }
    if ( highest <= period )
        set_pit(PIT_PERIOD);

    return effect(highest <= period, "it counts from %u", highest);
}

/* K-PORT-UART: the serial line that is Xen's console. */
KERNEL_ATTACK_BY("K-PORT-UART", "write to the line of Xen's console",
                 change_port(0x3ff, 0xff, "a register that only stores"))

/* ---- the DMA controller ---- */

/*
 * It reads and writes memory itself, and no IOMMU stands between. Its address
 * register takes one byte after the other.
 */
#define DMA_ADDRESS 0x04 /* of channel 2, the floppy's */
#define DMA_FIRST   0x0c /* any write: the low byte is next */

static enum outcome aim_dma(unsigned int width)
{
    static const uint16_t aim = 0x5a24;
    uint16_t seen;

    port_out(DMA_FIRST, 1, 0);
    port_out(DMA_ADDRESS, width, aim & 0xff);
    if ( width == 1 )
        port_out(DMA_ADDRESS, 1, aim >> 8);
    else
        port_out(DMA_ADDRESS - 1, 2, aim & 0xff00);
    port_out(DMA_FIRST, 1, 0);
    seen = (uint16_t)port_in(DMA_ADDRESS, 1);
    seen |= (uint16_t)(port_in(DMA_ADDRESS, 1) << 8);

    return effect(seen == aim, "the DMA controller is %s %#x",
                  seen == aim ? "aimed at" : "not ours, and shows", seen);
}

/* K-PORT-DMA: aim the DMA controller. */
KERNEL_ATTACK_BY("K-PORT-DMA", "aim the DMA controller", aim_dma(1))

/* K-PORT-DMA-PAGE: the bits of the address above, which are kept elsewhere. */
KERNEL_ATTACK_BY("K-PORT-DMA-PAGE", "the upper bits of the controller's aim",
                 change_port(0x81, 0xff, "the page register"))

/* ---- power management ---- */

uint16_t power_port(unsigned int at)
{
    uint32_t port = 0;

    return read_bytes("/sys/firmware/acpi/tables/FACP", &port, sizeof(port), at)
               ? (uint16_t)port
               : 0;
}

/* Of this chipset: behind the block that begins with the events. */
#define SMI_ENABLE  (PM1_EVENT + 0x30)
#define WATCHDOG    (PM1_EVENT + 0x70)
#define SMI_COMMAND power_port(48)

/* Of the control register: which kind of sleep would come. */
#define SLEEP_TYPE (5U << 10)

/*
 * K-PORT-PM1: choose the kind of sleep.
 *
 * One bit more, and the machine sleeps, or is off, without Xen.
 */
KERNEL_ATTACK_BY("K-PORT-PM1", "write the register that sends to sleep",
                 change_wide(PM1_CONTROL, 2, SLEEP_TYPE, "the kind of sleep"))

/* K-PORT-SMIEN: choose what rings for the firmware. */
KERNEL_ATTACK_BY("K-PORT-SMIEN", "choose what interrupts for the firmware",
                 change_wide((uint16_t)SMI_ENABLE, 4, 1 << 11,
                             "the causes of SMIs"))

/* K-PORT-WATCHDOG: set how long the chipset waits before it resets the machine. */
KERNEL_ATTACK_BY("K-PORT-WATCHDOG", "set the chipset's watchdog",
                 change_wide((uint16_t)(WATCHDOG + 2), 2, 1, "its time"))

/*
 * K-PORT-SMI: ring for the firmware.
 *
 * It then runs code of its own in a mode that nothing holds, on what it is told
 * in this register, in the one behind it, and in memory.
 */
KERNEL_ATTACK_BY("K-PORT-SMI", "ring for the firmware",
                 change_port(SMI_COMMAND, 0x5a, "the command register"))

/* K-PORT-SMI-DATA: what goes with the command. */
KERNEL_ATTACK_BY("K-PORT-SMI-DATA", "what the firmware is told",
                 change_port((uint16_t)(SMI_COMMAND + 1), 0x5a,
                             "the register behind the command"))

/* K-PORT-SMI-WORD: both at once. */
KERNEL_ATTACK_BY("K-PORT-SMI-WORD", "ring for the firmware by a word",
                 change_through(SMI_COMMAND, 2, (uint16_t)(SMI_COMMAND + 1),
                                0x5a, "command and data"))

/* ---- the memory that a battery keeps ---- */

#define CMOS_INDEX 0x70
#define CMOS_DATA  0x71

uint8_t cmos_read(uint8_t index)
{
    port_out(CMOS_INDEX, 1, index);
    return (uint8_t)port_in(CMOS_DATA, 1);
}

void cmos_write(uint8_t index, uint8_t value)
{
    port_out(CMOS_INDEX, 1, index);
    port_out(CMOS_DATA, 1, value);
}

/* Index and value by one access of two bytes. */
static void cmos_write_word(uint8_t index, uint8_t value)
{
    port_out(CMOS_INDEX, 2, (uint32_t)value << 8 | index);
}

static enum outcome change_cmos(uint8_t index,
                                void (*write)(uint8_t index, uint8_t value),
                                const char *what)
{
    const uint8_t before = cmos_read(index), wanted = before ^ 0xf;
    bool changed;

    write(index, wanted);
    changed = cmos_read(index) == wanted;
    cmos_write(index, before);

    return effect(changed, "%s, byte %#x, %s", what, index,
                  changed ? "changed and put back" : "as it was");
}

/*
 * K-PORT-CMOS: tell the firmware what to do after a reset.
 *
 * With the right word here it goes on at an address in low memory, with the rest of
 * memory as it was.
 */
KERNEL_ATTACK_BY("K-PORT-CMOS", "what the firmware does after a reset",
                 change_cmos(0x0f, cmos_write, "the reason of a reset"))

/* K-PORT-CMOS-WORD: by one access to both ports. */
KERNEL_ATTACK_BY("K-PORT-CMOS-WORD", "the same by one access to both ports",
                 change_cmos(0x0f, cmos_write_word, "the reason of a reset"))

/*
 * K-PORT-CMOS-SIZE: tell the firmware how much memory there is.
 *
 * OVMF counts it from this byte and the next.
 */
KERNEL_ATTACK_BY("K-PORT-CMOS-SIZE", "how much memory the firmware will find",
                 change_cmos(0x34, cmos_write, "the size of memory"))

/* K-PORT-CMOS-NMI: the index with the bit that switches NMIs off. */
KERNEL_ATTACK_BY("K-PORT-CMOS-NMI", "the same with NMIs off",
                 change_cmos(0x8f, cmos_write, "the reason of a reset"))
