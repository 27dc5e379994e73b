// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-PIC: pointers of Xen's, by an interrupt that has no controller.
 *
 * A PVH guest has no PIC. Xen keeps room for its two controllers all the same,
 * empty, so that the first does not know itself as the master: it hands each
 * interrupt on to the one before it, which is a pointer in struct domain. The
 * first interrupt changes the pointer, the second follows it.
 */
#include "content.h"

RAW_ATTACK_OWN_BOOT("U-CONTENT-PIC", "a pointer of Xen's, by an ISA interrupt")
{
    const domid_t domid = new_domain(DOMU_HVM);
    long result;

    if ( domid == DOMID_INVALID )
        return missing("no domU");

    result = DM_OP(set_isa_irq_level, domid, .isa_irq = 1, .level = 1);
    if ( !result )
    {
        announce("about to have Xen follow a pointer of its own");
        DM_OP(set_isa_irq_level, domid, .isa_irq = 1, .level = 1);
    }
    end_domain(domid);

    return content_seen(false, result,
                        "Xen follows a pointer that has changed");
}
