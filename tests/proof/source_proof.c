/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/source.c: of all values that a source may have, those that name none
 * included, only what the image's signature covers is trusted; and each has a
 * name for the log.
 *
 * Bounds: none.
 */
#include "proof.h"

#include "core/source.c"

int main(void)
{
    const unsigned int source = nondet_unsigned();
    const bool trusted = lockdown_source_trusted(source);
    const char *name = lockdown_source_name(source);

    assert(trusted ==
           (source == LOCKDOWN_BUILTIN || source == LOCKDOWN_EMBEDDED));
    assert(name != NULL && name[0] != '\0');

    reached(trusted);
    reached(source == LOCKDOWN_RUNTIME);
    reached(source > LOCKDOWN_RUNTIME);

    return 0;
}
