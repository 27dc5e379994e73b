/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/pe.c, the checksum: of whatever length a file is and wherever its
 * headers are, nothing is read outside it, and no byte is forgotten or counted
 * twice: with one bit set, the sum is that bit.
 *
 * Bounds: files of up to 40 bytes; the loop does the same for each word.
 * Given: the optional header lies within the file (pe_proof), cut short here to
 * what the checksum needs.
 *
 * cbmc: --unwind 14
 */
#include "proof.h"

#include "image/pe.c"

#define MAX 40

int main(void)
{
    struct image_pe pe = { .size = nondet_size() };
    const size_t from = nondet_size(), to = nondet_size(), at = nondet_size();
    uint8_t *file;
    uint64_t sum;

    given(pe.size <= MAX && from <= to && to <= pe.size);
    file = calloc(1, pe.size);
    given(file);
    given(at < pe.size);
    file[at] = 1;

    sum = add_words(0, file, from, to);
    assert(sum == (at < from || at >= to ? 0 : 1ULL << (8 * (at % 4))));

    reached(from % 4 == 3 && to % 4 == 1 && sum == 1U << 24);
    reached(from == to);

    return 0;
}
