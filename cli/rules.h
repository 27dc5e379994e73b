/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of the verb policy that are no rows of operations or options. */
#ifndef RULES_H
#define RULES_H

/* For people, for documents, for programs. */
enum style { TABLE, MARKDOWN, JSON };

/*
 * Print prose into a cell of a Markdown table, which a bar ends, and where < would
 * start HTML.
 */
void print_prose(const char *prose);

/* policy/classes.def */
void print_classes(enum style style);

/* policy/refusals.def */
void print_refusals(enum style style);

/* policy/contents.def */
void print_fields(enum style style);

/* cli/handlers.def */
void print_handlers(enum style style);

/* policy/platform.def and efi.def */
void print_platform(enum style style);

/* cli/hwdom.def */
void print_hwdom(enum style style);

/* cli/doors.def */
void print_doors(enum style style);

#endif
