/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows of verbs.def in three forms: help on a terminal, manual page,
 * completion for bash.
 */
#ifndef HELP_H
#define HELP_H

#include "request.h"

/* Also in the manual page. */
#define EXIT_STATUS                                                            \
    "0: nothing to report; 1: something was found or refused, or the host is " \
    "not locked down; 2: the command could not do its work."

/* Of a build without the verb that is named. */
#define NOT_BUILT                                                              \
    "this build has no %s, for want of libraries: use the xen-lockdown that "  \
    "make install installs"

/* The list of verbs. */
void print_help(void);

void print_help_of(enum verb_id verb);

/* xen-lockdown(1), as roff. */
void print_manual(void);

/* For /usr/share/bash-completion/completions/xen-lockdown. */
void print_completion(void);

#endif
