/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/level.c: no input lowers the level.
 *
 * The proof raises once, from every valid level and to every value, valid or
 * not. The level is valid again afterwards, so the result holds for any number
 * of raises. The value of the option lockdown is any bytes of any length, in a
 * buffer that ends with them. Parsing it gives a level above none or changes
 * nothing, and reads no byte beyond the value.
 *
 * Bounds: none. A level's name has at most 11 letters, and no loop goes
 * further.
 *
 * cbmc: --unwind 13 --unsigned-overflow-check
 */
#include "proof.h"

#include <stdlib.h>

#include "core/level.c"

static void raise_once(void)
{
    const unsigned int before = nondet_unsigned(), to = nondet_unsigned();
    unsigned int after;

    given(before <= LOCKDOWN_CONTAINMENT);
    current_level = before;

    after = lockdown_raise(to);

    assert(after == lockdown_level());
    assert(after >= before);
    assert(after <= LOCKDOWN_CONTAINMENT);
    assert(after >= to || after == LOCKDOWN_CONTAINMENT);
    assert(after == before || after == to || to > LOCKDOWN_CONTAINMENT);

    reached(after > before);
    reached(after == before && to < before);
    reached(to > LOCKDOWN_CONTAINMENT);
}

static void parse(void)
{
    const size_t len = nondet_size();
    const enum lockdown_level before = nondet_unsigned();
    enum lockdown_level level = before;
    const char *value;
    bool parsed;

    given(len <= PTRDIFF_MAX);
    value = malloc(len);

    parsed = lockdown_level_parse(value, len, &level);

    assert(!parsed || level == LOCKDOWN_INTEGRITY ||
           level == LOCKDOWN_CONTAINMENT);
    assert(parsed || level == before);
    assert(!parsed || len == 0 || len == 9 || len == 11);

    reached(parsed && len == 0);
    reached(parsed && len == 9);
    reached(parsed && level == LOCKDOWN_CONTAINMENT);
    reached(!parsed && len == 11);
    reached(!parsed && len > 1000000);
}

int main(void)
{
    assert(lockdown_level() == LOCKDOWN_NONE);
    assert(lockdown_level_name(nondet_unsigned()) != NULL);

    raise_once();
    parse();

    return 0;
}
