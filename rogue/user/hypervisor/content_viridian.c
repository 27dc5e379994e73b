// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-VIRIDIAN: the clock of a domain without a vCPU.
 *
 * A domain that is to look like Microsoft's hypervisor has a clock, which stands
 * while the domain is paused. When it goes on, Xen reads the time of the domain's
 * first vCPU, even if no vCPU has been made: it follows the address 0. Whatever
 * pauses a domain for a moment does it, such as a new device model.
 */
#include "content.h"

#include <xen/hvm/params.h>

RAW_ATTACK_OWN_BOOT("U-CONTENT-VIRIDIAN",
                    "the clock of a domain without a vCPU")
{
    const domid_t domid = new_domain_without_vcpu(DOMU_HVM);
    long result;

    if ( domid == DOMID_INVALID )
        return missing("no domU");

    result = set_param(domid, HVM_PARAM_VIRIDIAN,
                       HVMPV_base_freq | HVMPV_time_ref_count);
    if ( !result )
    {
        announce("about to pause a domain without a vCPU");
        DM_OP(create_ioreq_server, domid, 0);
    }
    end_domain(domid);

    return content_seen(false, result, "Xen follows a vCPU that is not there");
}
