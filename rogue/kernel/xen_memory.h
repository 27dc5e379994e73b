/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen's own memory: where it is, and a part of it that any domain sees, so that
 * a change to it shows. That part is the command line that Xen was started with,
 * which xen_version tells.
 */
#ifndef ROGUE_XEN_MEMORY_H
#define ROGUE_XEN_MEMORY_H

#include "machine.h"

/* The machine address of Xen's image, 0 if Xen does not tell. */
uint64_t xen_image(void);
/* The machine address of a variable or function of Xen's, 0 if unknown. */
uint64_t xen_symbol(const char *name);

/* The machine address of Xen's command line. */
uint64_t xen_command_line(void);
/* The text that Xen shows as its command line, or an empty one. */
const char *shown_command_line(void);

/*
 * What attacks write to the beginning of the command line, and whether it is
 * there.
 */
#define COMMAND_LINE_MARK "rogue was here! "
#define MARK_LENGTH       16
bool command_line_has_mark(void);

#endif /* ROGUE_XEN_MEMORY_H */
