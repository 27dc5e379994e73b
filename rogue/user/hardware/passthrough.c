// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices lent to a domU: what a hostile kernel there writes into a device, the
 * device still holds when dom0 has it back. The display stands for any device,
 * as nothing in dom0 uses it.
 */
#include "../console.h"
#include "../domu.h"
#include "../frames/mappings.h"

#include <xen/physdev.h>

static const struct display *display;

static long assignment(uint32_t cmd, domid_t domid)
{
    struct xen_domctl op = {
        .cmd = cmd,
        .domain = domid,
        .u.assign_device = { .dev = XEN_DOMCTL_DEV_PCI,
                             .u.pci.machine_sbdf = display->bus << 8 |
                                                   display->devfn },
    };

    return domctl(&op);
}

/* The way back leads through quarantine. */
static void take_back(domid_t domid)
{
    assignment(XEN_DOMCTL_deassign_device, domid);
    assignment(XEN_DOMCTL_deassign_device, DOMID_IO);
}

/*
 * U-PASSTHROUGH: lend a device to a domU, and take it back.
 *
 * What the device reads and writes by itself is then governed by the domU's
 * memory map, and dom0's again afterwards; nobody resets it in between.
 */
ATTACK("U-PASSTHROUGH", "assign a device to a domU and take it back")
{
    domid_t domid;
    long result;
    bool lent, back;

    if ( !(display = find_display()) )
        return cannot_try("no display that could be lent");

    domid = create_domu(DOMU_PV | XEN_DOMCTL_CDF_iommu);
    if ( domid == DOMID_INVALID && domu_error() == -EINVAL )
        return not_applicable("this machine has no IOMMU, and Xen assigns "
                              "nothing without");
    if ( domid == DOMID_INVALID )
        return no_domu();

    result = assignment(XEN_DOMCTL_assign_device, domid);
    lent = device_belongs_to(display->name, domid);
    take_back(domid);
    back = device_belongs_to(display->name, 0);
    destroy_domu(domid);

    if ( lent && !back )
        return effect(true, "%s went to the domU and stayed", display->name);
    return shown(lent, result, "the device went to a domU and came back");
}

/* Have a new accomplice read a word of the device's memory, or write it. */
static bool domu_accesses(uint32_t *value, bool write)
{
    const uint64_t frame = display->memory / PAGE_SIZE;
    bool done;

    if ( !accomplice_start() )
        return false;

    permit_memory(accomplice_domid(), frame, 1);
    done = accomplice_maps(0, frame, true) &&
           (write ? accomplice_stores(0, 0, *value)
                  : accomplice_loads(0, 0, value));
    accomplice_end();

    return done;
}

/*
 * U-PASSTHROUGH-BAR: reprogram a device in a domU.
 *
 * One domU writes to the device and ends; what it wrote is still there for the
 * next that looks. This needs no IOMMU, only the right to the device's memory.
 */
ATTACK("U-PASSTHROUGH-BAR", "leave a device reprogrammed by a domU")
{
    uint32_t before = 0, mark = 0x65756772, after = 0;
    bool kept;

    if ( !(display = find_display()) )
        return cannot_try("no display that could be lent");

    if ( !domu_accesses(&before, false) && domu_error() )
        return no_domu();
    domu_accesses(&mark, true);
    kept = domu_accesses(&after, false) && after == mark;
    if ( kept )
        domu_accesses(&before, true);

    return effect(kept, "after the domU's end the device holds %#x", after);
}

/*
 * U-PASSTHROUGH-REMOVE: make Xen forget a device.
 *
 * Xen then holds no tables for it: no list of its interrupts, and no bounds of
 * where it may write.
 */
ATTACK("U-PASSTHROUGH-REMOVE", "tell Xen that a device has gone")
{
    physdev_pci_device_t gone;
    struct physdev_pci_device_add *back = buffer(PAGE_SIZE);
    bool listed, lost, back_again;
    long result;

    if ( !(display = find_display()) )
        return cannot_try("no display that could go");

    gone = (physdev_pci_device_t){ .bus = display->bus,
                                   .devfn = display->devfn };
    back->bus = display->bus;
    back->devfn = display->devfn;
    listed = device_belongs_to(display->name, 0);
    result = physdev_op(PHYSDEVOP_pci_device_remove, &gone);
    lost = listed && !device_belongs_to(display->name, 0);
    if ( !result )
        physdev_op(PHYSDEVOP_pci_device_add, back);
    back_again = device_belongs_to(display->name, 0);

    if ( lost && !back_again )
        return effect(true, "%s is off Xen's list for good", display->name);
    return shown(lost, result, "the device went off Xen's list");
}
