/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which hardware dom0 may lend to another domain, and when it may have it back
 * (U-IOPERM, U-PASSTHROUGH); and what else a domctl asks for that would make a
 * second privileged domain (U-PRIVDOM). Root in dom0 owns the domain that
 * borrows, so what that domain can do with the hardware, root can.
 */
#include "lockdown.h"

#define BAR_PAGE_SHIFT 12

/*
 * What a BAR decodes, in the unit of the request. A page that a BAR shares goes
 * with it, since access is by the page. False for a BAR that decodes nothing.
 */
static bool bar_range(const struct lockdown_bar *bar, uint64_t *first,
                      uint64_t *last)
{
    const unsigned int shift = bar->ports ? 0 : BAR_PAGE_SHIFT;

    if ( bar->base == 0 || bar->size == 0 ||
         __builtin_add_overflow(bar->base, bar->size - 1, last) )
        return false;

    *first = bar->base >> shift;
    *last >>= shift;

    return true;
}

bool lockdown_lend_bar(struct lockdown_lend *lend,
                       const struct lockdown_bar *bar)
{
    uint64_t first, last;

    if ( bar->ports != lend->ports || !bar_range(bar, &first, &last) ||
         last < lend->first || first > lend->last )
        return false;

    if ( !bar->quarantined )
        lend->foreign = true;
    else if ( first <= lend->first && last >= lend->last )
        lend->own = true;

    return true;
}

const char *lockdown_lend_refusal(enum lockdown_level level,
                                  const struct lockdown_lend *lend)
{
    if ( level == LOCKDOWN_NONE )
        return NULL;

    if ( lend->first > lend->last )
        return "the range is empty or wraps around";

    if ( lend->permitted )
        return NULL;

    if ( lend->memory )
        return "RAM or tables of the firmware are in the range";

    if ( lend->foreign )
        return "registers of a device that is not in quarantine are in the "
               "range or share a page with it";

    if ( !lend->own )
        return "the range is not in a BAR of a device in quarantine";

    return NULL;
}

/*
 * Devices that configure the machine rather than serve it: the domain that has
 * one can redirect memory, interrupts or the buses of all others.
 */
static bool is_platform(uint16_t class)
{
    switch ( class >> 8 )
    {
    case 0x05: /* memory controllers, and what chipsets hide as such */
    case 0x06: /* bridges */
        return true;
    case 0x08: /* interrupt, DMA, IOMMU, ...; but not SD hosts */
        return class != 0x0805;
    default:
        /* SMBus; flash controllers; the counters that are a CPU's own bus */
        return class == 0x0c05 || class == 0x0c80 || class == 0x1101;
    }
}

/*
 * Once its system runs, firmware lets go of the memory that it kept for USB and
 * graphics; Linux's VFIO makes the same exception.
 */
static bool is_let_go(uint16_t class)
{
    return class == 0x0c03 || class >> 8 == 0x03;
}

const char *lockdown_assign_refusal(enum lockdown_level level,
                                    const struct lockdown_device *device)
{
    if ( level == LOCKDOWN_NONE )
        return NULL;

    if ( is_platform(device->class) )
        return "the device is part of the platform that Xen and the firmware "
               "rely on";

    if ( device->virtual_function )
        return "Xen cannot tell which registers are a virtual function's own";

    if ( device->firmware_memory && !is_let_go(device->class) )
        return "the firmware shares memory with the device, which the domain "
               "could write";

    if ( !device->interrupts_remapped )
        return "no interrupt remapping: the device could raise any interrupt "
               "in Xen";

    if ( !device->quarantined && !device->to_quarantine )
        return "the device is still dom0's: quarantine it first, as xl "
               "pci-assignable-add does";

    return NULL;
}

const char *lockdown_return_refusal(enum lockdown_level level,
                                    const struct lockdown_device *device)
{
    if ( level == LOCKDOWN_NONE || device->to_quarantine || !device->lent )
        return NULL;

    return "a domain has had the device, and Xen cannot tell whether it was "
           "reset: restart the host";
}

const char *lockdown_domctl_refusal(enum lockdown_level level,
                                    const struct lockdown_domctl *domctl)
{
    if ( level == LOCKDOWN_NONE )
        return NULL;

    if ( domctl->targets_caller )
        return "would make another domain master of this one";

    if ( domctl->makes_hardware_domain )
        return "would make a second hardware domain";

    if ( domctl->moves_virq )
        return "takes an interrupt about the host away from dom0";

    if ( domctl->forces_caller )
        return "overrides where the caller's own kernel runs";

    return NULL;
}
