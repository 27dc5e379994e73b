// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a kernel tells Xen of devices, and has Xen do with interrupts.
 */
#include "machine.h"

#include <xen/physdev.h>

#include "../user/console.h"

static void reserve_window(bool reserved)
{
    struct physdev_pci_mmcfg_reserved window = {
        .address = ecam_base(),
        .end_bus = 0xff,
        .flags = reserved ? XEN_PCI_MMCFG_RESERVED : 0,
    };

    physdev_op(PHYSDEVOP_pci_mmcfg_reserved, &window);
}

/*
 * Whether a device's register can be written through the window, and one behind
 * 0xff be read. For a PV dom0 Xen does the one, for a PVH dom0 the other.
 */
static bool window_works(void)
{
    static const unsigned int line = 0x3c, extended = 0x100;
    const uint32_t before = config_read(EDU, line, 1);
    bool written;

    ecam_write(EDU, line, 1, before ^ 1);
    written = config_read(EDU, line, 1) == (before ^ 1);
    config_write(EDU, line, 1, before);

    return written && ecam_read(ROOT_PORT, extended, 4) != ~0U;
}

/*
 * K-MMCFG: tell Xen that there is no window to configuration space.
 *
 * Xen then reads no register behind 0xff any more: for it no device has such
 * capabilities.
 */
KERNEL_ATTACK("K-MMCFG", "take Xen's window to configuration space away")
{
    bool lost;

    if ( !window_works() )
        return cannot_try("the window does not work as it is");
    reserve_window(false);
    lost = !window_works();
    reserve_window(true);

    return effect_either(lost, "the window to configuration space",
                         "was gone, and is back", "is there");
}

/* ---- the I/O APIC ---- */

static uint32_t apic_register(uint32_t reg)
{
    struct physdev_apic op = { .apic_physbase = 0xfec00000, .reg = reg };

    physdev_op(PHYSDEVOP_apic_read, &op);
    return op.value;
}

/*
 * K-APIC: have the line of Xen's timer raise an interrupt that nobody masks.
 *
 * Xen writes to the I/O APIC for dom0. Each line has two words from 0x10 on.
 */
KERNEL_PV_ATTACK("K-APIC", "make NMIs of Xen's timer",
                 "a PVH dom0 has I/O APICs of its own")
{
    static const uint32_t line = 0x10 + 2 * 2, nmi = 4 << 8, kind = 7 << 8;
    const uint32_t before = apic_register(line);
    struct physdev_apic op = { .apic_physbase = 0xfec00000,
                               .reg = line,
                               .value = (before & ~kind) | nmi };
    bool changed;

    physdev_op(PHYSDEVOP_apic_write, &op);
    changed = (apic_register(line) & kind) == nmi;
    op.value = before;
    physdev_op(PHYSDEVOP_apic_write, &op);

    return effect_either(changed, "the line of Xen's timer", "was an NMI",
                         "is as before");
}

/*
 * K-PCI-REMOVE: tell Xen that the host bridge has gone.
 *
 * Xen then has forgotten what it knew of it.
 */
KERNEL_ATTACK("K-PCI-REMOVE", "have Xen forget the host bridge")
{
    static const char name[] = "0000:00:00.0";
    physdev_pci_device_t device = { .bus = 0, .devfn = HOST_BRIDGE };
    struct physdev_pci_device_add *back = buffer(PAGE_SIZE);
    bool listed = device_belongs_to(name, 0), lost;

    physdev_op(PHYSDEVOP_pci_device_remove, &device);
    lost = listed && !device_belongs_to(name, 0);
    if ( lost )
        physdev_op(PHYSDEVOP_pci_device_add, back);

    return effect_either(lost, "the host bridge", "was forgotten, and is known",
                         "is on Xen's list");
}
