// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sleep states of the machine, entered by Xen at dom0's word. A machine that
 * wakes is started by its firmware, at an address that stands in a table in
 * memory, before Xen has any of its protections up: a stage of an attack.
 */
#include "../console.h"
#include "../domu.h"

#include <fcntl.h>

#include <xen/platform.h>

/*
 * What ACPI's control register takes: the kind of sleep, and "now". The kinds
 * are QEMU's, as its firmware's tables have them.
 */
#define SLEEP_NOW (1 << 13)
#define KIND(n)   ((n) << 10)

static long enter_sleep(uint32_t state, uint16_t kind)
{
    return PLATFORM_OP(enter_acpi_sleep,
                       .u.enter_acpi_sleep = { .sleep_state = state,
                                               .val_a = kind | SLEEP_NOW });
}

/* ---- waking ---- */

static bool set_alarm(const char *seconds)
{
    return write_word("/sys/class/rtc/rtc0/wakealarm", seconds);
}

/*
 * The clock wakes the machine if ACPI's enable register says so. The kernel
 * would see to that; here an accomplice does.
 */
static void let_clock_wake(void)
{
    static const uint16_t clock = 1 << 10;
    uint32_t events = 0;
    if ( !read_bytes("/sys/firmware/acpi/tables/FACP", &events, sizeof(events),
                     56) ||
         !events || !accomplice_start() )
        return;

    permit_ports(accomplice_domid(), events + 2, 2);
    accomplice_outw((uint16_t)(events + 2), clock);
    accomplice_end();
}

/*
 * U-ACPI-SLEEP-S3: send the machine to sleep.
 *
 * If the clock wakes it, Xen tells of its awakening, and the machine goes on;
 * if nothing does, it stays silent.
 */
ATTACK_OWN_BOOT("U-ACPI-SLEEP-S3", "send the machine to sleep")
{
    static const uint16_t suspend_to_ram = KIND(1);
    const bool alarm = set_alarm("+4");
    bool woken;
    long result;

    let_clock_wake();
    announce("about to sleep, %s alarm", alarm ? "with an" : "without");
    result = enter_sleep(3, suspend_to_ram);
    woken = console_shows("Finishing wakeup from ACPI S3 state");

    return shown(woken, result, "the machine slept and woke");
}

/*
 * U-ACPI-SLEEP: switch the machine off.
 *
 * Past the kernel, which would have saved what it holds.
 */
ATTACK_OWN_BOOT("U-ACPI-SLEEP", "switch the machine off under its kernel")
{
    static const uint16_t soft_off = KIND(0);

    announce("about to switch the machine off");
    enter_sleep(5, soft_off);
    rest(1000);

    return effect(false, "the machine still runs");
}
