/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Domains of the attacker's own, made with nothing but raw domctls: empty ones,
 * and an accomplice that runs what it is asked to.
 */
#ifndef ROGUE_DOMU_H
#define ROGUE_DOMU_H

#include "rogue.h"

#define DOMU_PV  0
#define DOMU_HVM (XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap)

/* FLASK's label of a domU: the 12th of those that Xen begins with. */
#define LABEL_DOMU 12

/* What to ask Xen for, to get a domain as create_domu() does. */
void describe_domu(struct xen_domctl_createdomain *create, uint32_t flags);

/*
 * Create a domain with these XEN_DOMCTL_CDF_* flags, paused, with one vCPU and
 * no memory. DOMID_INVALID if there is none; domu_error() then tells why.
 */
domid_t create_domu(uint32_t flags);
void destroy_domu(domid_t domid);

/* Xen's answer to the last step of making a domain, 0 if it went well. */
long domu_error(void);
/*
 * For an attack that needs a domU and got none: refused if that was a decision
 * of Xen's or the kernel's, an error if something else was in the way.
 */
enum outcome no_domu(void);
/*
 * For an attack whose effect is seen through another call, which may be refused
 * by itself: REFUSED only if the attack's own call, whose @result this is, was
 * refused; an error if Xen took it and yet nothing is seen.
 */
enum outcome shown(bool seen, long result, const char *what);

/* XEN_DOMINF_* of a domain, 0 if there is no such domain. */
uint32_t domain_flags(domid_t domid);

/* Frames for a PV domain: it stores the machine frames. */
bool give_frames(domid_t domid, xen_pfn_t *frames, unsigned int nr);

/* Let a domain reach memory or ports of devices. */
void permit_memory(domid_t domid, uint64_t frame, uint64_t nr);
void permit_ports(domid_t domid, uint32_t first, uint32_t nr);

/* ---- the accomplice: a PV domU that waits for orders ---- */

/*
 * Each function returns whether the accomplice carried the order out: a PV
 * domU that faults is ended by Xen, and never answers.
 */
bool accomplice_start(void);
void accomplice_end(void);
/*
 * Make an accomplice of a PV domain that was created otherwise, and that still
 * has to start its vCPU with this context: fill these frames of the domain's.
 */
#define ACCOMPLICE_FRAMES 7
#define ACCOMPLICE_TABLE  1 /* which of them is its table of 1 GiB entries */
bool accomplice_fill(domid_t domid, const xen_pfn_t *frames,
                     struct vcpu_guest_context *context);
domid_t accomplice_domid(void);

/* A hypercall; pointers among its arguments lie in accomplice_memory(). */
bool accomplice_calls(long *result, uint64_t op, uint64_t a1, uint64_t a2,
                      uint64_t a3, uint64_t a4);
/* 2 KiB shared with the accomplice, and where the accomplice sees them. */
void *accomplice_memory(void);
extern const uint64_t accomplice_memory_at;

/*
 * Have it map a frame, as device memory, at page @slot of its window; loads and
 * stores reach what it has mapped behind that, too.
 */
#define ACCOMPLICE_WINDOW 0x410000UL
bool accomplice_maps(unsigned int slot, uint64_t frame, bool writable);
bool accomplice_loads(unsigned int slot, unsigned int offset, uint32_t *value);
bool accomplice_stores(unsigned int slot, unsigned int offset, uint32_t value);

bool accomplice_inw(uint16_t port, uint16_t *value);
bool accomplice_outw(uint16_t port, uint16_t value);

#endif /* ROGUE_DOMU_H */
