/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Level containment: what dom0 writes to PCI configuration space, by ports and
 * by memory. What Xen knows of a function is gathered here for core to decide on.
 */
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/pci.h>
#include <xen/pci_regs.h>
#include <xen/sched.h>

#include "private.h"

#define HEADER_SIZE 0x40
#define EXTENDED    0x100

static bool add(struct lockdown_function *function, uint16_t id,
                unsigned int at, bool extended)
{
    if ( function->nr == ARRAY_SIZE(function->capability) )
        return false;

    function->capability[function->nr].id = id;
    function->capability[function->nr].at = at;
    function->capability[function->nr++].extended = extended;

    return true;
}

/* False if it has more capabilities than there can be: they form a circle. */
static bool read_function(pci_sbdf_t sbdf, struct lockdown_function *function)
{
    const uint8_t type = pci_conf_read8(sbdf, PCI_HEADER_TYPE) & 0x7f;
    unsigned int at = 0;
    uint32_t header;

    function->class = pci_conf_read16(sbdf, PCI_CLASS_DEVICE);
    function->bridge = type != PCI_HEADER_TYPE_NORMAL;
    function->nr = 0;

    if ( pci_conf_read16(sbdf, PCI_STATUS) & PCI_STATUS_CAP_LIST )
        at = pci_conf_read8(sbdf, PCI_CAPABILITY_LIST) & ~3U;
    for ( ; at >= HEADER_SIZE;
          at = pci_conf_read8(sbdf, at + PCI_CAP_LIST_NEXT) & ~3U )
        if ( !add(function, pci_conf_read8(sbdf, at + PCI_CAP_LIST_ID), at,
                  false) )
            return false;

    for ( at = EXTENDED; at >= EXTENDED; at = PCI_EXT_CAP_NEXT(header) )
    {
        header = pci_conf_read32(sbdf, at);
        if ( !header || header == ~0U )
            break;
        if ( !add(function, PCI_EXT_CAP_ID(header), at, true) )
            return false;
    }

    return true;
}

int lockdown_check_config(uint32_t number, unsigned int reg, unsigned int size)
{
    const pci_sbdf_t sbdf = { .sbdf = number };
    const char *why = "its capabilities form a circle";
    struct lockdown_function function;

    if ( lockdown_level() < LOCKDOWN_CONTAINMENT ||
         !is_hardware_domain(current->domain) )
        return 0;

    if ( read_function(sbdf, &function) &&
         lockdown_config_allows(&function, reg, size, &why) )
        return 0;

    gprintk(XENLOG_WARNING,
            "Lockdown: %pp: write to register %#x refused: %s\n", &sbdf, reg,
            why);
    return -EPERM;
}

/*
 * Another vCPU of dom0's may have changed the address since it was judged: so it
 * is judged once more, and what was judged is written.
 */
void lockdown_conf_write(const struct domain *d, unsigned int offset,
                         unsigned int size, uint32_t data)
{
    const uint32_t cf8 = ACCESS_ONCE(d->arch.pci_cf8);
    const uint32_t sbdf = cf8 >> 8 & 0xffff;
    /* AMD's processors have more of the register's number further up */
    const unsigned int reg = (cf8 & 0xfc) | (cf8 >> 16 & 0xf00) | offset;

    if ( !lockdown_check_config(sbdf, reg, size) )
        pci_conf_write(cf8, offset, size, data);
}
