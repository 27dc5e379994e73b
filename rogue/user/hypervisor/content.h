/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the attacks by contents share: operations that a toolstack needs, and
 * that a locked host passes on, with fields whose values the handler in Xen
 * does not expect. They go through control_op, or, where there is none, raw.
 */
#ifndef ROGUE_CONTENT_H
#define ROGUE_CONTENT_H

#include "../domu.h"
#include "../envelope/envelope.h"

#include <xen/hvm/dm_op.h>

/*
 * What an attack returns at its end. Without the effect it counts as refused
 * only if Xen refused the attack's own call, whose @result this is; an error if
 * that call was taken, or failed for another reason.
 */
bool content_seen(bool observed, long result, const char *what);

/*
 * For a PV dom0, whose hypercalls run on the caller's page tables: put what Xen
 * finds at the address 0 there, this word over and over. False if that is not
 * to be.
 */
bool pretend(uint64_t word);

/*
 * Create an HVM domain with one vCPU and all that a PC has, behind an IOMMU, and
 * map for it the interrupt of a serial port that nothing else uses.
 * DOMID_INVALID if it has none: pointless() or missing() then says why.
 */
#define UART_AT  0x2f8
#define UART_IRQ 3
domid_t create_with_interrupt(int *pirq);

/* Give an HVM domain its only page, of this number. */
bool give_page(domid_t domid, xen_pfn_t number);

/* Set an HVM domain's parameter. Returns Xen's answer. */
long set_param(domid_t domid, uint32_t index, uint64_t value);

/*
 * Give a PV domain @nr frames and make an accomplice of it, by control_op where
 * there is one, so that this works on a locked host too. Its vCPU still has to
 * get this context and to be started.
 */
bool content_accomplice(domid_t domid, xen_pfn_t *frames, unsigned int nr,
                        struct vcpu_guest_context *context);
long content_set_context(domid_t domid,
                         const struct vcpu_guest_context *context);

/*
 * Have the accomplice, which has come to map the first CONTENT_GIB GiB of the
 * machine's memory at its @memory_at, find dom0's kernel there and write over it.
 */
#define CONTENT_GIB 4
bool content_overwrites_victim(uint64_t memory_at);

/*
 * An operation of a device model's on another domain. It goes through privcmd,
 * which passes it on on a locked host, too.
 */
long dm_op(domid_t domid, struct xen_dm_op *op);
#define DM_OP(command, domid, ...)                                             \
    dm_op(domid, &(struct xen_dm_op){ .op = XEN_DMOP_##command,                \
                                      .u.command = { __VA_ARGS__ } })

#endif /* ROGUE_CONTENT_H */
