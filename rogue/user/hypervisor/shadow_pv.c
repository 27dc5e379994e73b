// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-SHADOW-PV: a PV domain whose memory Xen manages as an HVM domain's.
 *
 * shadow_op's ENABLE takes a domain's kind from its caller. A PV domain has no
 * functions for what is then done to it, so Xen calls the address 0 at the next
 * operation on its memory, and takes its registers for those of an HVM vCPU. Here
 * nothing is done to it any more: Xen's list of domains shows what it has
 * become.
 */
#include "../console.h"
#include "content.h"

RAW_ATTACK_OWN_BOOT("U-SHADOW-PV", "a PV domain managed as an HVM domain")
{
    static const char shown[] = "shadow refcounts translate external";
    const domid_t domid = new_domain(DOMU_PV);
    bool before, after = false;
    long result;

    if ( domid == DOMID_INVALID )
        return missing("no domU");

    before = console_shows(shown);
    result = issue(DOMCTL_CALL(
        shadow_op, domid,
        .u.shadow_op = { .op = XEN_DOMCTL_SHADOW_OP_ENABLE,
                         .mode = XEN_DOMCTL_SHADOW_ENABLE_REFCOUNT |
                                 XEN_DOMCTL_SHADOW_ENABLE_TRANSLATE |
                                 XEN_DOMCTL_SHADOW_ENABLE_EXTERNAL }));
    if ( result == -EINVAL )
    {
        end_domain(domid);
        return pointless("this Xen is built without shadow paging");
    }
    if ( !result )
    {
        press_key('q');
        rest(200);
        after = console_shows(shown);
    }
    else
        end_domain(domid); /* otherwise Xen would call the address 0 */

    return content_seen(!before && after, result,
                        "Xen manages a PV domain's memory as an HVM domain's");
}
