/* SPDX-License-Identifier: GPL-2.0-only */
/* What the names of sections tell. */
#include "sections.h"

#include <string.h>

bool is_called(const struct image_section *section, const char *name)
{
    return text_same(section->name, (struct image_text){ name, strlen(name) });
}

bool is_debug(const struct image_section *section)
{
    static const char prefix[] = ".debug";

    return section->name.left >= strlen(prefix) &&
           !memcmp(section->name.at, prefix, strlen(prefix));
}

static const struct {
    const char *name;
    unsigned int has; /* enum image_embedded */
} embedded[] = {
    { ".config", 0 },
    { ".kernel", IMAGE_HAS_KERNEL },
    { ".ramdisk", IMAGE_HAS_RAMDISK },
    { ".xsm", IMAGE_HAS_XSM },
    { ".ucode", IMAGE_HAS_UCODE },
};
#define NR_EMBEDDED (sizeof(embedded) / sizeof(embedded[0]))

unsigned int embedded_as(const char *name)
{
    for ( size_t i = 0; i < NR_EMBEDDED; i++ )
        if ( !strcmp(name, embedded[i].name) )
            return embedded[i].has;

    return 0;
}

unsigned int embedded_in(const struct image_pe *pe)
{
    struct image_section section;
    unsigned int has = 0;

    for ( size_t i = 0; i < NR_EMBEDDED; i++ )
        if ( image_pe_find(pe, embedded[i].name, &section) )
            has |= embedded[i].has;

    return has;
}

bool is_read_by_xen(const struct image_section *section)
{
    for ( size_t i = 0; i < NR_EMBEDDED; i++ )
        if ( is_called(section, embedded[i].name) )
            return true;

    return false;
}
