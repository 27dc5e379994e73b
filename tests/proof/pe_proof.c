/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/pe.c: of whatever a file holds, nothing is read outside it. If its
 * headers are taken, each section's data lies within it, and so does each part
 * that is hashed, in headers and sections; the checksum and the certificates'
 * entry are not hashed with the headers.
 *
 * Bounds: files of up to 344 bytes, the least with two sections and a directory
 * of certificates; each loop does the same for each section and each byte.
 *
 * cbmc: --unwind 10 --unwindset add_words.0:5 --unwindset add_words.1:90
 */
#include "proof.h"

#include "image/pe.c"

#define MAX 344

static bool inside(const struct image_pe *pe, struct image_range range)
{
    return range.at <= pe->size && range.size <= pe->size - range.at;
}

static void sections(const struct image_pe *pe)
{
    const unsigned int i = nondet_unsigned();
    struct image_section section;

    if ( !image_pe_section(pe, i, &section) )
        return;

    assert(i < pe->nr_sections);
    assert(section.data.size == 0 || inside(pe, section.data));
    assert(section.rva + section.memory_size >= section.rva);
    assert(section.name.left == 0 ||
           __CPROVER_r_ok(section.name.at, section.name.left));

    reached(section.name.left == 0);
    reached(i == 1 && section.data.size == 1);
}

static void hashing(const struct image_pe *pe)
{
    struct image_hashed hashed = { .pe = pe };
    struct image_range part;
    unsigned int parts = 0;

    while ( parts < 7 && image_hashed_next(&hashed, &part) )
    {
        assert(inside(pe, part));
        parts++;
    }

    reached(parts == 6 && part.size == 1);
}

int main(void)
{
    const size_t size = nondet_size();
    struct image_pe pe;
    uint8_t *file;

    given(size <= MAX);
    file = malloc(size);
    given(file);

    if ( image_pe_read(&pe, file, size) != IMAGE_REASON_NONE )
        return 0;
    given(pe.nr_sections <= 2);

    sections(&pe);
    image_pe_layout(&pe);
    hashing(&pe);

    reached(pe.nr_sections == 2 && pe.certificate_entry != 0);
    reached(pe.names.size != 0);

    return 0;
}
