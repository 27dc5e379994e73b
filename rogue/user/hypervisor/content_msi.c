// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-MSI: an interrupt line that is bound as if it were an MSI.
 *
 * bind_pt_irq believes what its caller says of an interrupt. An MSI is unmasked
 * by what Xen knows of it; of an interrupt line it knows nothing of the kind, and
 * follows a null pointer. A locked Xen takes the call, and unmasks nothing.
 */
#include "content.h"

RAW_ATTACK_OWN_BOOT("U-CONTENT-MSI", "an interrupt line, bound as an MSI")
{
    int pirq;
    const domid_t domid = create_with_interrupt(&pirq);
    long result;

    if ( domid == DOMID_INVALID )
        return false;

    announce("about to have Xen unmask an MSI that is none");
    result = issue(
        DOMCTL_CALL(bind_pt_irq, domid,
                    .u.bind_pt_irq = {
                        .machine_irq = (uint32_t)pirq,
                        .irq_type = PT_IRQ_TYPE_MSI,
                        .u.msi = { .gvec = 0x40,
                                   .gflags = XEN_DOMCTL_VMSI_X86_UNMASKED } }));
    end_domain(domid);

    return result ? missing("no interrupt line counts as an MSI")
                  : seen(false, "Xen took the line for an MSI, and lives");
}
