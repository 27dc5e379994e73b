/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzz target of image/signature_list.c and envelope.c: the input is signature
 * lists, and then a certificate table. What they find lies within it, in order, and
 * their walks end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/format.h"
#include "image/image.h"

static void check(bool holds, const char *what)
{
    if ( holds )
        return;

    fprintf(stderr, "%s\n", what);
    abort();
}

/* Behind what was found before, which ended at @end; returns where this ends. */
static size_t check_range(const uint8_t *bytes, size_t size, size_t end,
                          struct image_range range)
{
    unsigned int sum = 0;

    check(range.at >= end, "the walk does not advance");
    check(range.at <= size && range.size <= size - range.at, "outside");
    for ( size_t i = 0; i < range.size; i++ )
        sum += bytes[range.at + i];
    check(sum <= 0xff * range.size, "nonsense");

    return range.at + range.size;
}

static void check_lists(const uint8_t *bytes, size_t size)
{
    struct image_signatures walk = { .bytes = bytes, .left = { 0, size } };
    struct image_signature one;
    enum image_reason reason;
    size_t end = 0;

    while ( image_signatures_next(&walk, &one, &reason) )
        end = check_range(bytes, size, end, one.data);
    check(!image_signatures_next(&walk, &one, &reason),
          "an entry after the end");
}

/* A PE file of nothing but a directory entry, and behind it the table. */
static void check_table(const uint8_t *bytes, size_t size)
{
    enum { TABLE = OPTIONAL_DIRECTORIES + 5 * DIRECTORY_SIZE };
    uint8_t *file = calloc(1, TABLE + size);
    struct image_pe pe = { .file = file,
                           .size = TABLE + size,
                           .headers_size = TABLE,
                           .nr_directories = 5 };
    const uint32_t entry[] = { TABLE, (uint32_t)size };
    struct image_envelopes walk;
    struct image_envelope one;
    enum image_reason reason;
    size_t end = TABLE;

    check(file != NULL, "no memory");
    memcpy(file + TABLE - DIRECTORY_SIZE, entry, sizeof(entry));
    memcpy(file + TABLE, bytes, size);
    reason = image_envelopes_start(&walk, &pe);
    check(reason == IMAGE_REASON_NONE, "a sound place is refused");
    while ( image_envelopes_next(&walk, &one, &reason) )
        end = check_range(file, pe.size, end, one.content);
    free(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);

    check(copy != NULL, "no memory");
    memcpy(copy, data, size);
    check_lists(copy, size);
    check_table(copy, size);
    check(!memcmp(copy, data, size), "the bytes were changed");
    free(copy);

    return 0;
}
