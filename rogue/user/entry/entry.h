/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Code of this program that Xen is made to run as if it were an entry of a PV
 * kernel, and what such code does.
 */
#ifndef ROGUE_ENTRY_H
#define ROGUE_ENTRY_H

#include "../rogue.h"

/* What the entries write, in kernel mode, and where to. */
extern uint64_t entry_mark[2];
extern uint64_t entry_target;
/* The kernel's own entry, for those that go on to it. */
extern uint64_t entry_next;

/*
 * Choose a new mark and the victim. Entries are set for one vCPU, and nobody
 * handles a page fault in them: stay on the first CPU, with all memory present.
 */
void prepare_entry(void);

/* Have Xen enter the kernel at an address, with events masked. */
void register_callback(uint16_t type, uint64_t address);

/*
 * Entries in assembly begin with "call write_entry_mark", which writes the mark
 * and changes no register.
 */

/* Writes the mark, and returns to where the trap came from. */
void trap_entry(void);

#endif /* ROGUE_ENTRY_H */
