/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/envelope.c: of whatever a certificate table holds, nothing is read
 * outside it, each envelope lies within it, and the walk ends.
 *
 * Bounds: tables of up to 40 bytes, five envelopes; each step does the same.
 * Given: the file's headers are as image_pe_read() takes them (pe_proof).
 *
 * cbmc: --unwind 8
 * stub: image_pe_directory:any_directory
 */
#include "proof.h"

#include "image/envelope.c"

#define MAX 48

struct image_range any_directory(const struct image_pe *pe, unsigned int i)
{
    (void)pe;
    (void)i;

    return (struct image_range){ nondet_uint32(), nondet_uint32() };
}

int main(void)
{
    struct image_pe pe = { .size = nondet_size(), .headers_size = 8 };
    struct image_envelopes walk;
    struct image_envelope one;
    enum image_reason reason;
    unsigned int nr = 0;

    given(pe.size >= pe.headers_size && pe.size <= MAX);
    pe.file = malloc(pe.size);
    given(pe.file);

    if ( image_envelopes_start(&walk, &pe) != IMAGE_REASON_NONE )
        return 0;
    while ( image_envelopes_next(&walk, &one, &reason) )
    {
        assert(one.content.at >= pe.headers_size && one.content.at <= pe.size);
        assert(one.content.size <= pe.size - one.content.at);
        nr++;
    }

    reached(nr == 5);
    reached(nr == 1 && one.content.size == 3);
    reached(reason == IMAGE_REASON_CERTIFICATE_LENGTH);

    return 0;
}
