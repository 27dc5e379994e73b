/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the section .sbat of a PE file by the rules of shim.
 *
 * To be replaced by the reader of PE files in image/.
 */
#include "sbat.h"

#include "cli.h"

#include <stdint.h>
#include <string.h>

#define AT_HEADER 0x3c /* where the PE header is */

struct pe_header {
    char signature[4];
    uint16_t machine, nr_sections;
    uint32_t time, symbols, nr_symbols;
    uint16_t optional_size, characteristics;
};

struct pe_section {
    char name[8];
    uint32_t virtual_size, virtual_address, raw_size, raw_at, relocations_at,
        lines_at;
    uint16_t nr_relocations, nr_lines;
    uint32_t characteristics;
};

/* Copies @want bytes at @at. False if the file ends before them. */
static bool get(const char *file, size_t size, size_t at, void *to, size_t want)
{
    size_t end;

    if ( __builtin_add_overflow(at, want, &end) || end > size )
        return false;
    memcpy(to, file + at, want);

    return true;
}

/* Take @section for SBAT data, if shim does. */
static void take(struct sbat_data *data, const struct pe_section *section,
                 const char *file, size_t size)
{
    size_t end;

    if ( memcmp(section->name, ".sbat\0\0", 8) )
        return;

    if ( data->size )
        data->why = "it has two sections .sbat; keep one";
    else if ( section->nr_relocations || section->relocations_at )
        data->why = "its section .sbat has relocations; make it plain data";
    else if ( section->raw_size && section->raw_size >= section->virtual_size )
    {
        if ( __builtin_add_overflow((size_t)section->raw_at, section->raw_size,
                                    &end) ||
             end > size )
            data->why = "its section .sbat ends behind the file; the file is "
                        "not complete";
        else
            *data = (struct sbat_data){ file + section->raw_at,
                                        section->raw_size, NULL };
    }
}

struct sbat_data sbat_section(const char *file, size_t size)
{
    struct sbat_data data = { NULL, 0, NULL };
    struct pe_section section;
    struct pe_header header;
    uint32_t at;

    if ( size < 2 || memcmp(file, "MZ", 2) )
        return (struct sbat_data){ file, size, NULL };

    if ( !get(file, size, AT_HEADER, &at, sizeof(at)) ||
         !get(file, size, at, &header, sizeof(header)) ||
         memcmp(header.signature, "PE\0", 4) )
    {
        data.why =
            "it begins as a PE file and has no PE header; is it cut off?";
        return data;
    }
    for ( unsigned int i = 0; i < header.nr_sections && !data.why; i++ )
        if ( get(file, size,
                 (size_t)at + sizeof(header) + header.optional_size +
                     i * sizeof(section),
                 &section, sizeof(section)) )
            take(&data, &section, file, size);
        else
            data.why = "its list of sections ends behind the file; the file is "
                       "not complete";

    return data;
}
