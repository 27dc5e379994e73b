/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which hardware dom0 may lend to another domain, and when it may have it back
 * (U-IOPERM, U-PASSTHROUGH). Root in dom0 owns the domain that borrows, so what
 * that domain can do with the hardware, root can.
 */
#include "lockdown.h"

#define BAR_PAGE_SHIFT 12
#define BOARD_PORTS    0x100 /* the first are the board's own */

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

enum lockdown_refusal lockdown_hardware_refusal(enum lockdown_level level,
                                                bool control_op)
{
    return level != LOCKDOWN_NONE && control_op ? LOCKDOWN_REFUSAL_LEND_GROUP
                                                : LOCKDOWN_REFUSAL_NONE;
}

enum lockdown_refusal lockdown_lend_refusal(enum lockdown_level level,
                                            const struct lockdown_lend *lend)
{
    if ( level == LOCKDOWN_NONE )
        return LOCKDOWN_REFUSAL_NONE;

    if ( lend->first > lend->last )
        return LOCKDOWN_REFUSAL_LEND_EMPTY;

    if ( lend->permitted )
        return LOCKDOWN_REFUSAL_NONE;

    if ( lend->memory )
        return LOCKDOWN_REFUSAL_LEND_MEMORY;

    /* No device's, whatever a BAR says that does not decode. */
    if ( lend->ports && lend->first < BOARD_PORTS )
        return LOCKDOWN_REFUSAL_LEND_BOARD;

    if ( lend->foreign )
        return LOCKDOWN_REFUSAL_LEND_FOREIGN;

    if ( !lend->own )
        return LOCKDOWN_REFUSAL_LEND_NO_BAR;

    return LOCKDOWN_REFUSAL_NONE;
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
        /*
         * SMBus; flash controllers; the counters that are a CPU's own bus; what
         * does not answer, behind a bridge that sleeps, may be any of them
         */
        return class == 0x0c05 || class == 0x0c80 || class == 0x1101 ||
               class == 0xffff;
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

enum lockdown_refusal lockdown_assign_refusal(
    enum lockdown_level level, const struct lockdown_device *device)
{
    if ( level == LOCKDOWN_NONE )
        return LOCKDOWN_REFUSAL_NONE;

    if ( is_platform(device->class) )
        return LOCKDOWN_REFUSAL_DEVICE_PLATFORM;

    if ( device->virtual_function )
        return LOCKDOWN_REFUSAL_DEVICE_VIRTUAL;

    if ( device->firmware_memory && !is_let_go(device->class) )
        return LOCKDOWN_REFUSAL_DEVICE_FIRMWARE;

    if ( !device->interrupts_remapped )
        return LOCKDOWN_REFUSAL_DEVICE_INTERRUPT;

    if ( !device->quarantined && !device->to_quarantine )
        return LOCKDOWN_REFUSAL_DEVICE_IN_USE;

    return LOCKDOWN_REFUSAL_NONE;
}

enum lockdown_refusal lockdown_return_refusal(
    enum lockdown_level level, const struct lockdown_device *device)
{
    if ( level == LOCKDOWN_NONE || device->to_quarantine || !device->lent )
        return LOCKDOWN_REFUSAL_NONE;

    return LOCKDOWN_REFUSAL_DEVICE_LENT;
}

enum lockdown_refusal lockdown_remove_refusal(
    enum lockdown_level level, const struct lockdown_device *device)
{
    if ( level >= LOCKDOWN_CONTAINMENT )
        return LOCKDOWN_REFUSAL_DEVICE_FORGOTTEN;

    return lockdown_return_refusal(level, device);
}

enum lockdown_refusal lockdown_mmio_refusal(enum lockdown_level level,
                                            const struct lockdown_mmio *mmio)
{
    if ( level == LOCKDOWN_NONE || !mmio->by_dom0 || !mmio->as_other )
        return LOCKDOWN_REFUSAL_NONE;

    return LOCKDOWN_REFUSAL_MMIO_FOREIGN;
}
