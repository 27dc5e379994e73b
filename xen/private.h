/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the lockdown's own files tell each other, and what its part of the EFI
 * loader leaves behind for them. Nothing outside common/lockdown and common/efi
 * includes this.
 */
#ifndef LOCKDOWN_PRIVATE_H
#define LOCKDOWN_PRIVATE_H

#include <public/xen.h>

#include "core/lockdown.h"

/*
 * What the EFI loader found out, before Xen had a console or relocated itself.
 */
struct lockdown_efi {
    struct lockdown_secure_boot secure_boot;
    /*
     * The loader joins the configuration's options and the boot loader's into
     * one command line. The first @config_len bytes of it are the
     * configuration's.
     */
    size_t config_len;
    bool config_embedded; /* ... which was a section of the image that the
                             firmware started */
    bool kernel_verified; /* the dom0 kernel: likewise, or verified by shim */
};
extern struct lockdown_efi lockdown_efi;

/* Is @domid the caller's own domain, by number or as DOMID_SELF? */
bool lockdown_is_own(domid_t domid);

/*
 * Count the refusal of @row, and log it as one of @name. For a caller that has
 * decided by more than the gate.
 */
void lockdown_log_refusal(enum lockdown_row row, const char *name,
                          const char *why);

/*
 * Count and log the refusal of operation @op of @hypercall for the reason @why.
 * Returns -EPERM.
 */
int lockdown_refuse(unsigned int hypercall, uint64_t op, const char *why);

/*
 * Why the domain @domid must not get access to @nr page frames (or I/O ports,
 * if @ports) from @first; null if it may. It counts as the borrower of the
 * devices that they belong to from then on. Takes pcidevs_lock.
 */
const char *lockdown_lend(domid_t domid, bool ports, uint64_t first,
                          uint64_t nr);

/*
 * May the domctl @op, which the gate allows, do what its contents ask for?
 * Returns 0, or -EPERM after the refusal has been counted and logged.
 */
struct xen_domctl;
int lockdown_check_contents(const struct xen_domctl *op);

/* The dom0 kernel has declared that it filters. */
extern bool lockdown_dom0_declares;

/* Counts for control_op's status. */
extern unsigned int lockdown_options_refused;
extern uint64_t lockdown_ops_refused;

#endif /* LOCKDOWN_PRIVATE_H */
