/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/sleep.c: of whatever the firmware's table holds, nothing is read behind
 * its end, and what is found are numbers of 3 bits.
 *
 * Bounds: tables of up to 20 bytes.
 *
 * cbmc: --unwind 22
 */
#include "proof.h"

#include "core/sleep.c"

#define MAX 20

int main(void)
{
    const size_t len = nondet_number();
    uint8_t *dsdt;
    uint8_t a = 0xff, b = 0xff;
    bool found;

    given(len <= MAX);
    dsdt = malloc(len);
    given(dsdt);

    found = lockdown_sleep_types(dsdt, len, &a, &b);
    if ( found )
        assert(a <= 7 && b <= 7);

    reached(found && a == 7 && b == 1);
    reached(found && dsdt[0] != NAME_OP);
    reached(!found && len == MAX);

    return 0;
}
