/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/source.c: of all values, valid sources or not, only the two that the
 * image's signature covers are trusted; and the log has a name for each value.
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
