// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-GROUP: the devices of a PCI segment that is not there.
 *
 * get_device_group tells which devices an IOMMU cannot tell from another. On AMD
 * Xen looks the device up in a table for each PCI segment, and follows a null
 * pointer if there is none.
 */
#include "content.h"

RAW_ATTACK_OWN_BOOT("U-CONTENT-GROUP",
                    "a device of a PCI segment without IOMMU")
{
    int pirq;
    const domid_t domid = create_with_interrupt(&pirq);
    struct control_op_call *call;
    struct xen_domctl *op;
    long result;

    if ( domid == DOMID_INVALID )
        return false;

    call = DOMCTL_CALL(
        get_device_group, domid,
        .u.get_device_group = { .machine_sbdf = 0x10000, .max_sdevs = 1 });
    op = structure_of(call);
    attach(call, &op->u.get_device_group.sdev_array, NULL, sizeof(uint32_t));
    announce("about to have Xen look a device up at the address 0");
    result = issue(call);
    end_domain(domid);

    return content_seen(false, result, "Xen follows a null pointer");
}
