/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/pe.c: whatever a file's headers hold, nothing is read outside it. Numbers in the file are any numbers, another at
 * each read, and must only be where the file is.
 *
 * Bounds: files of up to 340 bytes, so up to five sections; the loop over sections
 * does the same for each. hashed_proof has what is hashed.
 * Given: read_name() stays within the file (name_proof).
 *
 * cbmc: --unwind 7
 * stub: read_name:any_name bytes_u16:any_u16 bytes_u32:any_u32 bytes_u64:any_u64
 */
#include "proof.h"

#include "image/pe.c"

#define MAX 340

struct image_text any_name(const struct image_pe *pe, const uint8_t *field)
{
    (void)pe;
    assert(__CPROVER_r_ok(field, SECTION_NAME_SIZE));

    return (struct image_text){ NULL, 0 };
}

uint16_t any_u16(const uint8_t *at)
{
    assert(__CPROVER_r_ok(at, 2));

    return nondet_uint16();
}

uint32_t any_u32(const uint8_t *at)
{
    assert(__CPROVER_r_ok(at, 4));

    return nondet_uint32();
}

uint64_t any_u64(const uint8_t *at)
{
    assert(__CPROVER_r_ok(at, 8));

    return nondet_number();
}

int main(void)
{
    uint8_t bytes[MAX];
    const size_t size = nondet_size();
    const unsigned int i = nondet_unsigned();
    struct image_section section;
    const uint8_t *file;
    struct image_pe pe;

    given(size <= MAX);
    file = bytes + (MAX - size);
    if ( image_pe_read(&pe, file, size) != IMAGE_REASON_NONE )
        return 0;

    reached(pe.nr_sections == 5);
    reached(pe.certificate_entry != 0 && pe.names.size != 0);

    assert(pe.headers_size <= size && pe.names.size <= size);
    image_pe_directory(&pe, i);
    if ( !image_pe_section(&pe, i, &section) )
        return 0;

    assert(i < pe.nr_sections);
    reached(i == 4);

    return 0;
}
