/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes an image. Its front, headers and Xen's own sections, is put together in
 * memory; the files go from their mappings into the image.
 */
#include "build.h"
#include "sections.h"

#include "../../image/bytes.h"
#include "../../image/format.h"

#include "../cli.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void put(uint8_t *at, unsigned int size, uint64_t value)
{
    for ( ; size--; value >>= 8 )
        *at++ = (uint8_t)value;
}

static uint32_t padded(const struct part *part)
{
    return (part->data_size + PAGE - 1) & -PAGE;
}

/* ---- the front ---- */

static void put_section(uint8_t *header, const struct part *part)
{
    memset(header, 0, SECTION_SIZE);
    memcpy(header, part->name, strlen(part->name));
    put(header + SECTION_MEMORY_SIZE, 4, part->memory_size);
    put(header + SECTION_RVA, 4, part->rva);
    put(header + SECTION_DATA_SIZE, 4, padded(part));
    put(header + SECTION_DATA, 4, part->offset);
    put(header + SECTION_FLAGS, 4, part->flags);
}

static void put_directory(uint8_t *optional, unsigned int i,
                          struct image_range range)
{
    put(optional + OPTIONAL_DIRECTORIES + i * DIRECTORY_SIZE, 4, range.at);
    put(optional + OPTIONAL_DIRECTORIES + i * DIRECTORY_SIZE + 4, 4,
        range.size);
}

/* SizeOfCode and its like count what is padded, in the file or as it would be. */
static void put_sums(uint8_t *optional, const struct layout *layout)
{
    uint64_t code = 0, data = 0, zeros = 0;

    for ( unsigned int i = 0; i < layout->nr; i++ )
    {
        const struct part *part = &layout->parts[i];

        if ( part->flags & IMAGE_SECTION_CODE )
            code += padded(part);
        else if ( part->flags & IMAGE_SECTION_ZEROS )
            zeros += part->memory_size;
        else
            data += padded(part);
    }

    put(optional + OPTIONAL_CODE_SIZE, 4, code);
    put(optional + OPTIONAL_DATA_SIZE, 4, data);
    put(optional + OPTIONAL_ZEROS_SIZE, 4, zeros);
}

static void put_optional_header(uint8_t *optional, const struct layout *layout)
{
    const uint32_t characteristics =
        layout->not_nx ? layout->xen->dll_characteristics & ~IMAGE_DLL_NX_COMPAT
                       : layout->xen->dll_characteristics | IMAGE_DLL_NX_COMPAT;

    put_sums(optional, layout);
    put(optional + OPTIONAL_FILE_ALIGNMENT, 4, PAGE);
    put(optional + OPTIONAL_IMAGE_SIZE, 4, layout->memory_size);
    put(optional + OPTIONAL_HEADERS_SIZE, 4, layout->headers_size);
    put(optional + OPTIONAL_CHECKSUM, 4, 0);
    put(optional + OPTIONAL_DLL_CHARACTERISTICS, 2, characteristics);
    put_directory(optional, IMAGE_DIRECTORY_CERTIFICATES,
                  (struct image_range){ 0, 0 });
    put_directory(optional, IMAGE_DIRECTORY_RELOCATIONS, layout->relocations);
}

static void put_headers(uint8_t *front, const struct layout *layout)
{
    const struct image_pe *xen = layout->xen;
    uint8_t *pe = front + xen->header;

    memcpy(front, xen->file, xen->section_table);
    put(pe + PE_NR_SECTIONS, 2, layout->nr);
    put(pe + PE_TIMESTAMP, 4, 0);
    put(pe + PE_SYMBOLS, 4, 0);
    put(pe + PE_NR_SYMBOLS, 4, 0);
    put_optional_header(front + xen->optional_header, layout);
    for ( unsigned int i = 0; i < layout->nr; i++ )
        put_section(front + xen->section_table + i * SECTION_SIZE,
                    &layout->parts[i]);
}

/* Copy what Xen has in memory where @part is. */
static void put_xen(uint8_t *front, const struct image_pe *xen,
                    const struct part *part)
{
    const uint64_t part_end = (uint64_t)part->rva + part->data_size;
    struct image_section section;
    uint64_t from, end;

    for ( unsigned int i = 0; image_pe_section(xen, i, &section); i++ )
    {
        from = section.rva > part->rva ? section.rva : part->rva;
        end = section.rva + (section.data.size < section.memory_size
                                 ? section.data.size
                                 : section.memory_size);
        if ( end > part_end )
            end = part_end;
        if ( from < end )
            memcpy(front + part->offset + (from - part->rva),
                   xen->file + section.data.at + (from - section.rva),
                   end - from);
    }
}

/* Where in the image's file what is in memory at @rva; 0 if nowhere. */
static uint32_t offset_of(const struct layout *layout, uint32_t rva)
{
    const struct part *part = part_at(layout, rva);

    return part && rva - part->rva < part->data_size
               ? part->offset + (rva - part->rva)
               : 0;
}

/* The debug directory, by which a build ID is found, says where in the file it is. */
static void mend_debug_directory(uint8_t *front, const struct layout *layout)
{
    const struct image_range entries = image_pe_directory(
        layout->xen, IMAGE_DIRECTORY_DEBUG);
    uint32_t rva = (uint32_t)entries.at;

    for ( size_t left = entries.size; left >= DEBUG_SIZE;
          left -= DEBUG_SIZE, rva += DEBUG_SIZE )
    {
        const uint32_t at = offset_of(layout, rva);
        uint8_t *entry = front + at;

        if ( !at || !offset_of(layout, rva + DEBUG_SIZE - 1) )
            return;
        put(entry + DEBUG_TIMESTAMP, 4, 0);
        put(entry + DEBUG_DATA, 4,
            offset_of(layout, bytes_u32(entry + DEBUG_RVA)));
    }
}

/* ---- the file ---- */

static void write_at(int fd, const char *path, const uint8_t *bytes,
                     size_t size, off_t at)
{
    while ( size )
    {
        const ssize_t written = pwrite(fd, bytes, size, at);

        if ( written < 0 && errno == EINTR )
            continue;
        if ( written <= 0 )
            trouble("%s: %s", path, strerror(errno));
        bytes += written;
        at += written;
        size -= (size_t)written;
    }
}

/* Where the data of the first file begin. */
static uint32_t front_size(const struct layout *layout)
{
    return layout->nr_xen < layout->nr ? layout->parts[layout->nr_xen].offset
                                       : layout->file_size;
}

void write_image(const struct layout *layout, const char *path)
{
    const uint32_t size = front_size(layout);
    uint8_t *front = memset(grow(NULL, size, 1), 0, size);
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

    if ( fd < 0 )
        trouble("%s: %s", path, strerror(errno));

    put_headers(front, layout);
    for ( unsigned int i = 0; i < layout->nr_xen; i++ )
    {
        const struct part *part = &layout->parts[i];

        if ( part->bytes )
            memcpy(front + part->offset, part->bytes, part->data_size);
        else
            put_xen(front, layout->xen, part);
    }
    mend_debug_directory(front, layout);

    write_at(fd, path, front, size, 0);
    for ( unsigned int i = layout->nr_xen; i < layout->nr; i++ )
        write_at(fd, path, layout->parts[i].bytes, layout->parts[i].data_size,
                 layout->parts[i].offset);
    if ( ftruncate(fd, layout->file_size) || close(fd) )
        trouble("%s: %s", path, strerror(errno));
}

void write_checksum(const char *path)
{
    size_t size;
    uint8_t *file = map_output(path, &size);
    enum image_reason reason;
    struct image_pe pe;

    reason = image_pe_read(&pe, file, size);
    if ( reason != IMAGE_REASON_NONE )
        refuse_file(path, reason);
    put(file + pe.optional_header + OPTIONAL_CHECKSUM, 4,
        image_pe_checksum(&pe));
}
