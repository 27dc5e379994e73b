/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/pe.c, what Authenticode hashes: each part lies within the file, whatever
 * its sections are; the parts of the headers leave out the checksum and the
 * certificates' entry; and the walk ends: each section is hashed once.
 *
 * Bounds: two sections; the loop over sections does the same for each.
 * Given: headers as image_pe_read() takes them, and sections within the file
 * (pe_proof).
 *
 * cbmc: --unwind 9
 * stub: image_pe_section:any_section image_pe_directory:any_directory
 */
#include "proof.h"

#include "image/pe.c"

#define NR 2

static struct image_range data[NR], table;

bool any_section(const struct image_pe *pe, unsigned int i,
                 struct image_section *section)
{
    if ( i >= pe->nr_sections )
        return false;
    section->data = data[i];

    return true;
}

struct image_range any_directory(const struct image_pe *pe, unsigned int i)
{
    (void)pe;
    (void)i;

    return table;
}

static struct image_range any_range(void)
{
    return (struct image_range){ nondet_uint32(), nondet_uint32() };
}

int main(void)
{
    struct image_pe pe = { .size = nondet_size(),
                           .optional_header = nondet_uint32(),
                           .headers_size = nondet_uint32(),
                           .nr_sections = NR };
    struct image_hashed hashed = { .pe = &pe };
    const size_t checksum = pe.optional_header + OPTIONAL_CHECKSUM;
    struct image_range part;
    unsigned int parts;

    if ( nondet_bool() )
        pe.certificate_entry = pe.optional_header + OPTIONAL_DIRECTORIES +
                               IMAGE_DIRECTORY_CERTIFICATES * DIRECTORY_SIZE;
    given(pe.headers_size <= pe.size && pe.size <= UINT64_MAX / 2);
    given(pe.optional_header + OPTIONAL_DIRECTORIES +
              (IMAGE_DIRECTORY_CERTIFICATES + 1) * DIRECTORY_SIZE <=
          pe.headers_size);
    data[0] = any_range();
    data[1] = any_range();
    table = any_range();
    given(data[0].size == 0 || within(&pe, data[0].at, data[0].size));
    given(data[1].size == 0 || within(&pe, data[1].at, data[1].size));

    for ( parts = 0; image_hashed_next(&hashed, &part); parts++ )
    {
        assert(within(&pe, part.at, part.size));
        assert(parts < 6);
        assert(parts >= 3 || part.size == 0 ||
               part.at + part.size <= checksum || part.at >= checksum + 4);
        assert(parts >= 3 || part.size == 0 || pe.certificate_entry == 0 ||
               part.at + part.size <= pe.certificate_entry ||
               part.at >= pe.certificate_entry + DIRECTORY_SIZE);
    }

    assert(parts == 4 + (data[0].size != 0) + (data[1].size != 0));

    /* If firmware can hash it, the parts and the certificates are no more than the file. */
    assert(image_hashed_fault(&pe) != IMAGE_REASON_NONE ||
           hashed.sum >= pe.size || table.size <= pe.size - hashed.sum);

    reached(image_hashed_fault(&pe) == IMAGE_REASON_CERTIFICATES_HASHED);
    reached(parts == 6 && part.size == 1);
    reached(parts == 6 && data[0].at == data[1].at);
    reached(parts == 4 && pe.certificate_entry == 0);

    return 0;
}
