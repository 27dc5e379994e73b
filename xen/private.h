/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the lockdown's own files tell each other, and what its part of the EFI
 * loader leaves behind for them. Nothing outside common/lockdown and common/efi
 * includes this.
 */
#ifndef LOCKDOWN_PRIVATE_H
#define LOCKDOWN_PRIVATE_H

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

/* Counts for control_op's status. */
extern unsigned int lockdown_options_refused;
extern uint64_t lockdown_ops_refused;

#endif /* LOCKDOWN_PRIVATE_H */
