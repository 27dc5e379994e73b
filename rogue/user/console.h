/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen's console as root in dom0 reaches it: its text, and its debug keys.
 */
#ifndef ROGUE_CONSOLE_H
#define ROGUE_CONSOLE_H

#include "rogue.h"

/* What Xen's console shows now; "" if it cannot be read. */
const char *console_text(void);
bool console_shows(const char *text);

/* Xen's answer to a debug key. */
long press_key(char key);

/*
 * Press 'q', and tell whether Xen's list of what a domain may reach names this
 * range. @what: "I/O Ports", "I/O Memory", "Interrupts".
 */
bool domain_may_reach(domid_t domid, const char *what, uint64_t first,
                      uint64_t last);
/* Press 'Q', and tell whether Xen's list of PCI devices shows this owner. */
bool device_belongs_to(const char *device, domid_t domid);

#endif /* ROGUE_CONSOLE_H */
