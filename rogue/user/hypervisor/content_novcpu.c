// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-NOVCPU: a domain of root's own making, in root's own memory.
 *
 * Xen saves the devices of an HVM domain by its first vCPU, and asks that which
 * domain it belongs to. A domain that has no vCPU yet gives the address 0, and
 * a hypercall of a PV dom0 runs on the page tables of the process that made it:
 * that address is root's, unless the processor keeps Xen from it (SMAP).
 * Here the interrupt controller of a domain that has none is full of what root
 * wrote. On a PVH dom0 the host crashes.
 */
#include "content.h"

#include <xen/hvm/save.h>

/*
 * What root pretends to be a domain: wherever Xen looks, this domain has an
 * interrupt controller (bit 6 of what is emulated), and these are its registers.
 */
#define PRETENCE 0x77

RAW_ATTACK_OWN_BOOT("U-CONTENT-NOVCPU", "a domain of root's making, for Xen")
{
    const domid_t domid = new_domain_without_vcpu(DOMU_HVM);
    struct hvm_hw_vpic told, pretence;
    void *domain = memset(buffer(2 * PAGE_SIZE), PRETENCE, 2 * PAGE_SIZE);
    struct control_op_call *call;
    struct xen_domctl *op;
    long result;

    if ( domid == DOMID_INVALID )
        return missing("no domU");
    if ( dom0_is_pv() && !pretend((uintptr_t)domain) )
        return missing("no memory at the address 0");

    call = DOMCTL_CALL(gethvmcontext_partial, domid,
                       .u.hvmcontext_partial = { .type = HVM_SAVE_CODE(PIC),
                                                 .bufsz = sizeof(told) });
    op = structure_of(call);
    attach(call, &op->u.hvmcontext_partial.buffer, NULL, sizeof(told));
    announce("about to save a device of a domain without a vCPU");
    result = issue(call);
    memcpy(&told, (void *)call->buffers[1].address, sizeof(told));
    memset(&pretence, PRETENCE, sizeof(pretence));
    end_domain(domid);

    return content_seen(!memcmp(&told, &pretence, sizeof(told)), result,
                        "the registers of a domain are what root wrote");
}
