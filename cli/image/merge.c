/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The image's SBAT data, from all that is in it: Xen, the kernel, what the vendor
 * adds. shim refuses an image of which any component is revoked, so no source may
 * be left away, and no component may be there in two generations.
 */
#include "build.h"

#include "../cli.h"
#include "../sbat.h"

#include "../../image/sbat.h"

#include <string.h>

static bool is(struct image_text field, const char *string)
{
    return text_same(field, (struct image_text){ string, strlen(string) });
}

static bool is_header(const struct sbat_row *row)
{
    return is(row->field[SBAT_COMPONENT], "sbat") &&
           is(row->field[SBAT_GENERATION], "1");
}

/* Is the generation written as the number that shim takes it for? */
static bool is_plain(struct image_text generation)
{
    const unsigned int number = sbat_generation(generation);

    return number && is(generation, text("%u", number));
}

/* The number of the line, from 1 on, that is @at. */
static unsigned int line_number(const char *from, const char *at)
{
    unsigned int number = 1;

    for ( ; from < at; from++ )
        number += *from == '\n';

    return number;
}

static void append(struct sbat *sbat, struct image_text line)
{
    sbat->text = grow(sbat->text, sbat->size + line.left + 1, 1);
    memcpy(sbat->text + sbat->size, line.at, line.left);
    sbat->size += line.left;
    sbat->text[sbat->size++] = '\n';
}

/* Is @row there already? Exits if another line has its component. */
static bool is_known(const struct sbat *sbat, const char *path,
                     const struct sbat_row *row)
{
    const struct image_text name = row->field[SBAT_COMPONENT];
    struct sbat_reader reader = sbat_read(SBAT_SECTION, sbat->text, sbat->size);
    struct sbat_row known;

    while ( sbat_next(&reader, &known) )
    {
        if ( !text_same(known.field[SBAT_COMPONENT], name) )
            continue;
        if ( !text_same(known.line, row->line) &&
             !(is_header(&known) && is_header(row)) )
            refuse(text("%s: %.*s", path, (int)name.left, name.at),
                   FAULT_SBAT_CONFLICT);
        return true;
    }

    return false;
}

static void check_bytes(const char *path, const char *bytes, size_t size)
{
    for ( size_t i = 0; i < size; i++ )
        if ( (bytes[i] < ' ' && bytes[i] != '\n' && bytes[i] != '\r') ||
             bytes[i] > '~' )
            refuse(path, FAULT_SBAT_BYTES);
}

void merge_sbat(struct sbat *sbat, const char *path, const char *bytes,
                size_t size)
{
    struct sbat_reader reader = sbat_read(SBAT_SECTION, bytes, size);
    bool first = true;
    struct sbat_row row;

    check_bytes(path, bytes, size);
    for ( ; sbat_next(&reader, &row); first = false )
    {
        if ( first && !is_header(&row) )
            break;
        if ( sbat_check(SBAT_SECTION, row.line.at, row.line.left, &row) !=
                 SBAT_SOUND ||
             !is_plain(row.field[SBAT_GENERATION]) )
            refuse(text("%s:%u", path, line_number(bytes, row.line.at)),
                   FAULT_SBAT_LINE);
        if ( !is_known(sbat, path, &row) )
            append(sbat, row.line);
    }
    if ( first )
        refuse(path, FAULT_SBAT_HEADER);
}

void merge_sbat_of(struct sbat *sbat, const char *path,
                   const struct image_pe *pe)
{
    struct sbat_data data = sbat_section(pe);
    struct image_section section;

    if ( data.why )
        refuse_as(path, data.why);
    if ( !image_pe_find(pe, ".sbat", &section) )
        return;

    /* behind the text is padding */
    while ( data.size && !data.at[data.size - 1] )
        data.size--;
    merge_sbat(sbat, path, data.at, data.size);
}
