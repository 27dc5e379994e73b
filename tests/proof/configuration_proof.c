/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/platform.c, lockdown_config_allows(), byte by byte (width_proof.c has the
 * rest):
 * - No register that a row of policy/platform.def withholds, by itself or in a
 *   capability, is written, whatever else the function is.
 * - Of the chipset, and of a function whose header nobody knows, only what all
 *   headers share is written, and the former's capabilities that are ALL; of a
 *   bridge the header besides. No card is of the chipset but as a bridge. None is written beyond its longest form.
 * - A refusal has a reason.
 *
 * Bounds: two capabilities, anywhere, of any kind.
 *
 * cbmc: --unwind 25 --unwindset withheld_by.0:3,last_before.0:3,lockdown_config_allows.0:2,is_of.0:3
 */
#include "proof.h"

#include "core/platform.c"

#define NR         2
#define CONFIG_END 0x1000
#define LONGEST    60

static void any_function(struct lockdown_function *function)
{
    unsigned int i;

    function->vendor = nondet_uint16();
    function->class = nondet_uint16();
    function->card = nondet_bool();
    function->header = nondet_byte();
    given(function->header < 0x80);
    function->nr = nondet_unsigned();
    given(function->nr <= NR);
    for ( i = 0; i < NR; i++ )
    {
        function->capability[i].id = nondet_uint16();
        function->capability[i].at = nondet_uint16();
        function->capability[i].says = nondet_uint16();
        function->capability[i].extended = nondet_bool();
        given(function->capability[i].at >= HEADER_SIZE &&
              function->capability[i].at < CONFIG_END);
    }
}

/* Is the capability @n one of those with @reach, and begins no other up to @reg? */
static bool is_of(const struct lockdown_function *function, unsigned int n,
                  unsigned int reg, unsigned int reach)
{
    const struct lockdown_capability *const has = &function->capability[n];
    const struct capability_row *const row = row_of(has);
    unsigned int i;

    if ( n >= function->nr || !row || row->reach != reach || has->at > reg )
        return false;
    if ( reach == NONE && row->size )
        return reg < has->at + row->size;
    for ( i = 0; i < function->nr; i++ )
        if ( function->capability[i].at > has->at &&
             function->capability[i].at <= reg )
            return false;

    return reach == NONE || reg < has->at + LONGEST;
}

int main(void)
{
    const unsigned int reg = nondet_unsigned(), n = nondet_unsigned();
    const bool common = (reg >= 4 && reg < 8) || reg == 0xc || reg == 0xd ||
                        reg == 0x3c;
    struct lockdown_function function;
    bool chipset, in_one, allowed;
    const char *why = NULL;

    given(reg < CONFIG_END && n < NR);
    any_function(&function);
    /* no two begin at one register */
    given(function.nr < NR ||
          function.capability[0].at != function.capability[1].at);
    chipset = row_of_class(function.class) &&
              (!function.card || function.class >> 8 == 6);
    in_one = is_of(&function, 0, reg, ALL) || is_of(&function, 1, reg, ALL);

    allowed = lockdown_config_allows(&function, reg, 1, &why);
    assert(allowed == !why);
    if ( allowed )
    {
        assert(!is_of(&function, n, reg, NONE));
        assert(!withheld_register(&function, reg));
        if ( function.header > 1 )
            assert(common);
        else if ( chipset )
            assert(common || in_one);
        else if ( function.header == 1 )
            assert(reg < HEADER_SIZE || in_one);
    }

    reached(allowed && chipset && in_one);
    reached(allowed && row_of_class(function.class) && function.card &&
            reg < HEADER_SIZE && !common);
    reached(!allowed && function.card && chipset && !function.header);
    reached(allowed && function.header == 1 && in_one);
    reached(allowed && function.header > 1);
    reached(allowed && !chipset && function.header == 0 && reg >= HEADER_SIZE);
    reached(!allowed && is_of(&function, n, reg, NONE));
    reached(!allowed && !chipset && function.header == 0 && function.nr == 0);

    return 0;
}
