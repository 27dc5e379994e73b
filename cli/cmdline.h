/* SPDX-License-Identifier: GPL-2.0-only */
/* What the verb cmdline knows, for others. */
#ifndef CMDLINE_H
#define CMDLINE_H

#include "../core/lockdown.h"

#include <jansson.h>

/*
 * What a Xen whose level is @at does with each option of @line, which comes from
 * @from: [{option, name, verdict, why}].
 */
json_t *explain_options(const char *line, enum lockdown_level at,
                        enum lockdown_source from);

#endif
