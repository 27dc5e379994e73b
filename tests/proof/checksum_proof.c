/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/pe.c, the sum of the checksum: nothing is read outside the file, and no
 * byte is forgotten, counted twice or at another place: if one byte is 1 and all
 * others are 0, the sum is that byte's.
 *
 * Bounds: files of up to 40 bytes; each loop does the same for each word.
 *
 * cbmc: --unwind 14
 */
#include "proof.h"

#include "image/pe.c"

#define MAX 40

int main(void)
{
    uint8_t bytes[MAX] = { 0 };
    const size_t size = nondet_size(), at = nondet_size();
    const size_t from = nondet_size(), to = nondet_size();
    uint8_t *file;
    uint64_t sum;

    given(size <= MAX && from <= to && to <= size && at < size);
    file = bytes + (MAX - size);
    file[at] = 1;

    sum = add_words(0, file, from, to);
    assert(sum == (at < from || at >= to ? 0 : 1ULL << (8 * (at % 4))));

    reached(from % 4 == 3 && to % 4 == 1 && sum == 1U << 24);
    reached(from == to);
    reached(from == 0 && to == MAX && at == MAX - 1);

    return 0;
}
