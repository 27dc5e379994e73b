// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-DYING: a domain that has been destroyed, but for one page.
 *
 * While root has a page of it mapped the domain is still there, and its vCPUs
 * still take a state. What the emulator keeps for each has been freed by then,
 * and Xen follows the null pointer that is left, to count there. A hypercall
 * of a PV dom0 runs on the page tables of the process that made it: the address
 * 0 is root's, unless the processor keeps Xen from it (SMAP). On a PVH dom0 the
 * host crashes.
 */
#include "content.h"

/* What Xen finds at the address 0, twice in a word: a number, and its limit. */
#define PRETENCE 7

/* Not a null pointer to the compiler. */
static const volatile uint32_t *volatile at_0;

RAW_ATTACK_OWN_BOOT("U-CONTENT-DYING", "the state of a vCPU that has died")
{
    struct vcpu_guest_context *context = buffer(sizeof(*context));
    const domid_t domid = new_domain(DOMU_HVM);
    struct xen_domctl_getdomaininfo info;
    bool counted;
    long result;

    if ( domid == DOMID_INVALID || !give_page(domid, 0) ||
         !map_frame(MAP_BATCH_V2, domid, 0) )
        return missing("no domU with a page");
    if ( dom0_is_pv() && !pretend((uint64_t)PRETENCE << 32 | PRETENCE) )
        return missing("no memory at the address 0");
    if ( issue(DOMCTL_CALL(destroydomain, domid)) ||
         !domain_info(domid, &info) || !(info.flags & XEN_DOMINF_dying) )
        return missing("the domU is not dying");

    announce("about to set the state of a vCPU that has died");
    result = content_set_context(domid, context);
    counted = dom0_is_pv() && *at_0 != PRETENCE;

    return content_seen(counted, result,
                        "Xen has written through a null pointer");
}
