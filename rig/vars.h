/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes a boot entry into OVMF's variable store before the machine is started,
 * as root could do through efivarfs.
 */
#ifndef RIG_VARS_H
#define RIG_VARS_H

/*
 * Add a boot entry, first in order, for the ESP's default file, with these load
 * options (ASCII). "packed:TEXT" puts two letters of TEXT into each 16-bit
 * character, so that what reads it as characters sees no blank. Exits with a
 * message if @store is no variable store, or full.
 */
void vars_add_boot_entry(const char *store, const char *options);

#endif
