/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The image's SBAT data, from all that is in it: Xen, the kernel, what the vendor
 * adds. shim refuses an image of which any component is revoked, so no source may
 * be left away, and no component may be there in two generations.
 */
#include "build.h"

#include "../cli.h"

#include <string.h>

static const char header[] = "sbat,1,";

static bool is_header(const char *line)
{
    return starts_with(line, header);
}

/* "NAME,NUMBER,": returns the length of "NAME,"; 0 if @line does not begin so. */
static size_t component(const char *line)
{
    const size_t name = strcspn(line, ",");
    const size_t digits = line[name] ? strspn(line + name + 1, "0123456789")
                                     : 0;

    return name && digits && line[name + 1 + digits] == ',' ? name + 1 : 0;
}

static void append(struct sbat *sbat, const char *line)
{
    const size_t len = strlen(line);

    sbat->text = grow(sbat->text, sbat->size + len + 1, 1);
    memcpy(sbat->text + sbat->size, line, len);
    sbat->size += len;
    sbat->text[sbat->size++] = '\n';
}

/* Is @line there already? Exits if another line has its component. */
static bool is_known(const struct sbat *sbat, const char *path,
                     const char *line)
{
    const size_t name = component(line);
    const char *at = sbat->text, *end;

    for ( ; at && at < sbat->text + sbat->size; at = end + 1 )
    {
        end = memchr(at, '\n', (size_t)(sbat->text + sbat->size - at));
        if ( (size_t)(end - at) < name || memcmp(at, line, name) )
            continue;
        if ( (size_t)(end - at) != strlen(line) ||
             memcmp(at, line, strlen(line)) )
            refuse(text("%s: %.*s", path, (int)name - 1, line),
                   FAULT_SBAT_CONFLICT);
        return true;
    }

    return false;
}

static void merge_line(struct sbat *sbat, const char *path, unsigned int number,
                       const char *line)
{
    if ( is_header(line) )
    {
        if ( !sbat->size )
            append(sbat, line);
        return;
    }

    if ( !component(line) )
        refuse(text("%s:%u", path, number), FAULT_SBAT_LINE);
    if ( !is_known(sbat, path, line) )
        append(sbat, line);
}

static void check_bytes(const char *path, const uint8_t *bytes, size_t size)
{
    for ( size_t i = 0; i < size; i++ )
        if ( (bytes[i] < ' ' && bytes[i] != '\n' && bytes[i] != '\r') ||
             bytes[i] > '~' )
            refuse(path, FAULT_SBAT_BYTES);
}

void merge_sbat(struct sbat *sbat, const char *path, const uint8_t *bytes,
                size_t size)
{
    char *lines, *line;
    unsigned int number = 0;

    check_bytes(path, bytes, size);
    lines = text("%.*s", (int)size, (const char *)bytes);
    if ( !is_header(lines) )
        refuse(path, FAULT_SBAT_HEADER);

    while ( (line = strsep(&lines, "\n")) )
    {
        number++;
        line[strcspn(line, "\r")] = '\0';
        if ( *line )
            merge_line(sbat, path, number, line);
    }
}

void merge_sbat_of(struct sbat *sbat, const char *path,
                   const struct image_pe *pe)
{
    struct image_section section;
    size_t size;

    if ( !image_pe_find(pe, ".sbat", &section) )
        return;

    /* behind the text is padding */
    size = section.data.size < section.memory_size ? section.data.size
                                                   : section.memory_size;
    while ( size && !pe->file[section.data.at + size - 1] )
        size--;
    merge_sbat(sbat, path, pe->file + section.data.at, size);
}
