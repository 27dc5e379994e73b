// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-IOREQ: any bit of Xen's memory, by where a device model's pages are.
 *
 * A device model may ask Xen for pages of the guest's to share. Xen keeps in a
 * mask of 64 bits which of those set aside are free, and counts from the first
 * of them, an HVM parameter. While that is 0 it may still be changed: then the
 * page that comes back sets a bit that is as far from the mask as root likes,
 * up to 256 MiB on either side. Here it is what tells that a guest sleeps.
 */
#include "content.h"

#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>

/*
 * From ioreq_gfn.mask to is_s3_suspended in struct hvm_domain, in bytes. In a
 * Xen where they lie elsewhere, this sets another bit of that structure.
 */
#define DISTANCE 157

static bool sleeps(domid_t domid)
{
    struct control_op_call *call = OP_CALL(hvm_op, HVMOP_get_param,
                                           struct xen_hvm_param, .domid = domid,
                                           .index = HVM_PARAM_ACPI_S_STATE);

    return !issue(call) &&
           ((struct xen_hvm_param *)structure_of(call))->value == 3;
}

/* One that has page 0, and one page set aside, which is that. */
static bool prepare(domid_t domid)
{
    return give_page(domid, 0) &&
           /* Otherwise page 0 counts as one of these two. */
           !set_param(domid, HVM_PARAM_IOREQ_PFN, 0x100) &&
           !set_param(domid, HVM_PARAM_BUFIOREQ_PFN, 0x101) &&
           !set_param(domid, HVM_PARAM_NR_IOREQ_SERVER_PAGES, 1);
}

RAW_ATTACK("U-CONTENT-IOREQ", "a bit of Xen's, by a device model's page")
{
    const domid_t domid = new_domain(DOMU_HVM);
    bool before, after;
    long result;

    if ( domid == DOMID_INVALID || !prepare(domid) ||
         DM_OP(create_ioreq_server, domid, 0) )
    {
        end_domain(domid);
        return missing("no domU with a device model");
    }

    before = sleeps(domid);
    result = DM_OP(get_ioreq_server_info, domid, 0);
    if ( !result )
        set_param(domid, HVM_PARAM_IOREQ_SERVER_PFN, -8UL * DISTANCE);
    DM_OP(destroy_ioreq_server, domid, 0);
    after = sleeps(domid);
    end_domain(domid);

    return content_seen(!before && after, result,
                        "a guest that never slept counts as asleep");
}
