/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/platform.c, lockdown_config_allows(): a write of 1, 2 or 4 bytes is allowed
 * if and only if it is aligned and each of its bytes may be written; so it is
 * decided as its halves are. A refusal has a reason.
 *
 * Bounds: none. Any function: which bytes may be written configuration_proof.c has.
 *
 * cbmc: --unwind 6
 * stub: why_not_byte:any_byte
 */
#include "proof.h"

#include "core/platform.c"

static bool writable[4];

/* In the place of why_not_byte(): the same of a byte each time. */
const char *any_byte(const struct lockdown_function *function,
                     unsigned int reg);

const char *any_byte(const struct lockdown_function *function, unsigned int reg)
{
    (void)function;

    return writable[reg & 3] ? NULL : "not this one";
}

static bool allows(unsigned int reg, unsigned int size)
{
    static const struct lockdown_function function;
    const char *why = NULL;
    const bool allowed = lockdown_config_allows(&function, reg, size, &why);

    assert(allowed == !why);

    return allowed;
}

int main(void)
{
    const unsigned int reg = nondet_unsigned(), size = nondet_unsigned();
    bool all = true, allowed;
    unsigned int i;

    given(size == 1 || size == 2 || size == 4);
    given(reg < 0x1000);
    for ( i = 0; i < 4; i++ )
        writable[i] = nondet_bool();
    for ( i = 0; i < size; i++ )
        all = all && writable[(reg + i) & 3];

    allowed = allows(reg, size);
    assert(allowed == (all && reg % size == 0));
    if ( size > 1 && reg % size == 0 )
        assert(allowed ==
               (allows(reg, size / 2) && allows(reg + size / 2, size / 2)));

    reached(allowed && size == 4);
    reached(!allowed && all);
    reached(!allowed && size == 4 && reg % size == 0);

    return 0;
}
