/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which section .sbat of a PE file shim reads. Its rules are not those of a
 * loader: verify_buffer_sbat() of shim 16.1.
 */
#include "sbat.h"

#include "../image/format.h"

#include <string.h>

/* shim looks at all bytes of the field, and looks no long name up. */
static bool is_called_sbat(const struct image_pe *pe, unsigned int i)
{
    const uint8_t *name = pe->file + pe->section_table +
                          (size_t)i * SECTION_SIZE;

    return !memcmp(name, ".sbat\0\0", SECTION_NAME_SIZE);
}

/* Take @section, which is called .sbat, for SBAT data, if shim does. */
static void take(struct sbat_data *data, const struct image_pe *pe,
                 const struct image_section *section)
{
    if ( data->size )
        data->why = "it has two sections .sbat; keep one";
    else if ( section->has_relocations )
        data->why = "its section .sbat has relocations; make it plain data";
    else if ( section->data.size >= section->memory_size )
    {
        data->at = (const char *)pe->file + section->data.at;
        data->size = section->data.size;
    }
}

struct sbat_data sbat_section(const struct image_pe *pe)
{
    struct sbat_data data = { NULL, 0, NULL };
    struct image_section section;

    for ( unsigned int i = 0; !data.why && image_pe_section(pe, i, &section);
          i++ )
        if ( is_called_sbat(pe, i) )
            take(&data, pe, &section);

    return data;
}
