/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Provenance: where an option came from, and whether its writer is trusted.
 * Only what the image's signature covers is; everything an attacker can edit on
 * disk or type at run time is not.
 */
#include "lockdown.h"

static const struct {
    const char *name;
    bool trusted;
} sources[] = {
    [LOCKDOWN_BUILTIN] = { "built in", true },
    [LOCKDOWN_EMBEDDED] = { "signed image", true },
    [LOCKDOWN_FILE] = { "unverified configuration", false },
    [LOCKDOWN_LOADER] = { "boot loader", false },
    [LOCKDOWN_RUNTIME] = { "run time", false },
};

bool lockdown_source_trusted(enum lockdown_source source)
{
    return (unsigned int)source <= LOCKDOWN_RUNTIME && sources[source].trusted;
}

const char *lockdown_source_name(enum lockdown_source source)
{
    return (unsigned int)source <= LOCKDOWN_RUNTIME ? sources[source].name
                                                    : "?";
}
