/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzz target of image/pe.c and envelope.c: the input is a file. If its headers
 * are taken, all that the readers return lies within the file, what is hashed
 * leaves out the checksum and the certificates' entry, and no byte of an image
 * without gaps or overlap is hashed twice or forgotten. The kernel's reader gets
 * the same bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/image.h"

static void check(bool holds, const char *what)
{
    if ( holds )
        return;

    fprintf(stderr, "%s\n", what);
    abort();
}

static void check_within(const struct image_pe *pe, struct image_range range)
{
    unsigned int sum = 0;

    check(range.at <= pe->size && range.size <= pe->size - range.at,
          "a range outside the file");
    for ( size_t i = 0; i < range.size; i++ )
        sum += pe->file[range.at + i];
    check(sum <= 0xff * range.size, "nonsense");
}

static void check_sections(const struct image_pe *pe)
{
    struct image_section section, found;
    unsigned int i;
    char *name;

    for ( i = 0; image_pe_section(pe, i, &section); i++ )
    {
        if ( section.data.size )
            check_within(pe, section.data);
        check(section.rva + section.memory_size >= section.rva,
              "a section's memory wraps");
        name = strndup(section.name.at, section.name.left);
        check(name && image_pe_find(pe, name, &found),
              "a section is not found");
        free(name);
    }
    check(i == pe->nr_sections, "a section is missing");
}

/* How often is each byte hashed? */
static void check_hashed(const struct image_pe *pe, bool simple)
{
    struct image_hashed hashed = { .pe = pe };
    uint8_t *times = calloc(1, pe->size);
    struct image_range part;
    size_t checksum = pe->optional_header + 64, i;

    check(times != NULL, "no memory");
    while ( image_hashed_next(&hashed, &part) )
    {
        check_within(pe, part);
        for ( i = 0; i < part.size; i++ )
            if ( times[part.at + i] < 200 )
                times[part.at + i]++;
    }
    check(!image_hashed_next(&hashed, &part), "a part behind the last");

    for ( i = 0; i < pe->headers_size; i++ )
        check(!simple || times[i] == !((i >= checksum && i < checksum + 4) ||
                                       (pe->certificate_entry &&
                                        i >= pe->certificate_entry &&
                                        i < pe->certificate_entry + 8)),
              "a byte of the headers is hashed, or not");
    free(times);
}

static void check_envelopes(const struct image_pe *pe)
{
    struct image_envelopes walk;
    struct image_envelope one;
    enum image_reason reason;
    size_t last = 0;

    if ( image_envelopes_start(&walk, pe) != IMAGE_REASON_NONE )
        return;
    while ( image_envelopes_next(&walk, &one, &reason) )
    {
        check_within(pe, one.content);
        check(one.content.at > last, "the walk does not advance");
        last = one.content.at;
    }
}

static void check_kernel(const uint8_t *file, size_t size)
{
    const struct image_pe all = { .file = file, .size = size };
    struct image_kernel kernel;

    if ( image_kernel_read(&kernel, file, size) != IMAGE_REASON_NONE )
        return;
    check_within(&all, kernel.payload);
    check_within(&all, (struct image_range){
                           (size_t)((const uint8_t *)kernel.version.at - file),
                           kernel.version.left });
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    struct image_pe pe;

    if ( !copy )
        abort();
    memcpy(copy, data, size);

    check_kernel(copy, size);
    if ( image_pe_read(&pe, copy, size) == IMAGE_REASON_NONE )
    {
        check_sections(&pe);
        check_hashed(&pe, image_pe_layout(&pe) == IMAGE_REASON_NONE);
        check_envelopes(&pe);
        image_pe_checksum(&pe);
        for ( unsigned int i = 0; i < 20; i++ )
            image_pe_directory(&pe, i);
    }
    check(!memcmp(copy, data, size), "the file was changed");
    free(copy);

    return 0;
}
