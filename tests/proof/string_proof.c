/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/pe.c, the length of a name: it ends with the first zero or with its room,
 * and nothing is read behind that.
 *
 * Bounds: room for up to 12 bytes; the loop does the same for each byte.
 *
 * cbmc: --unwind 14
 */
#include "proof.h"

#include "image/pe.c"

#define MAX 12

int main(void)
{
    uint8_t bytes[MAX];
    const size_t room = nondet_size(), i = nondet_size();
    const uint8_t *string;
    size_t len;

    given(room <= MAX);
    string = bytes + (MAX - room);
    len = length(string, room);

    assert(len <= room);
    assert(len == room || string[len] == 0);
    assert(i >= len || string[i] != 0);

    reached(len == MAX);
    reached(len == 0 && room == MAX);

    return 0;
}
