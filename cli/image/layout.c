/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the sections of an image are, in memory and in its file.
 *
 * Xen is linked to addresses that cannot change, and its linker leaves gaps and
 * lets sections share pages. What is made of it: sections that begin at pages, in
 * order, each up to the next one. Behind Xen's own, which end where a unit of its
 * section alignment (2 MiB) does since Xen takes all of that unit for its own,
 * follow the files, in pages of their own.
 */
#include "build.h"
#include "sections.h"

#include "../../image/bytes.h"
#include "../../image/format.h"

#include "../cli.h"

#include <string.h>

/* Xen's section with relocations, where it cannot be the loader's. */
#define OWN_RELOCATIONS ".xreloc"

#define ALIGNMENT_FLAGS 0x00f00000U

static uint64_t round_up(uint64_t number, uint64_t unit)
{
    return (number + unit - 1) & ~(unit - 1);
}

static struct part *new_part(struct layout *layout, const char *path)
{
    struct part *part = &layout->parts[layout->nr];

    if ( layout->nr == IMAGE_MAX_SECTIONS )
        refuse(path, FAULT_NR_SECTIONS);
    layout->nr++;
    *part = (struct part){ 0 };

    return part;
}

/* ---- Xen's sections ---- */

const struct part *part_at(const struct layout *layout, uint64_t rva)
{
    for ( unsigned int i = 0; i < layout->nr; i++ )
        if ( rva >= layout->parts[i].rva &&
             rva - layout->parts[i].rva < layout->parts[i].memory_size )
            return &layout->parts[i];

    return NULL;
}

/* How much of @size bytes at @rva has data in Xen's file; the rest are zeros. */
static uint32_t data_size(const struct image_pe *xen, uint32_t rva,
                          uint32_t size)
{
    struct image_section section;
    uint64_t end, found = rva;

    for ( unsigned int i = 0; image_pe_section(xen, i, &section); i++ )
    {
        end = section.rva + (section.data.size < section.memory_size
                                 ? section.data.size
                                 : section.memory_size);
        if ( section.rva >= (uint64_t)rva + size || end <= rva )
            continue;
        if ( end > (uint64_t)rva + size )
            end = (uint64_t)rva + size;
        if ( end > found )
            found = end;
    }

    return (uint32_t)(found - rva);
}

/* Take the pages that @section shares with the one before it away from that one. */
static void take_over(struct layout *layout, uint32_t page, uint32_t *flags)
{
    struct part *before;

    if ( layout->nr == 0 )
        return;
    before = &layout->parts[layout->nr - 1];
    if ( before->rva + before->memory_size <= page )
        return;

    *flags |= before->flags;
    before->memory_size = page - before->rva;
    if ( before->memory_size == 0 )
        layout->nr--;
}

static void take_section(struct layout *layout,
                         const struct image_section *section)
{
    const uint32_t page = section->rva & -PAGE;
    uint32_t flags = section->flags &
                     ~(IMAGE_SECTION_DISCARDABLE | ALIGNMENT_FLAGS);
    struct part *part;

    take_over(layout, page, &flags);
    part = new_part(layout, layout->path);
    memcpy(part->name, section->name.at,
           section->name.left < SECTION_NAME_SIZE ? section->name.left
                                                  : SECTION_NAME_SIZE);
    if ( page != section->rva && is_called(section, ".reloc") )
        strcpy(part->name, OWN_RELOCATIONS);
    part->rva = page;
    part->memory_size = section->rva + section->memory_size - page;
    part->flags = flags;
}

static void take_sections(struct layout *layout)
{
    struct image_section section;

    for ( unsigned int i = 0; image_pe_section(layout->xen, i, &section); i++ )
    {
        if ( is_read_by_xen(&section) )
            refuse(text("%s: %.*s", layout->path, (int)section.name.left,
                        section.name.at),
                   FAULT_BUILT_ALREADY);
        if ( section.memory_size && !is_debug(&section) &&
             !is_called(&section, ".sbat") )
            take_section(layout, &section);
    }
}

/* Data make zeros data. */
static void find_data(struct layout *layout, struct part *part)
{
    part->data_size = data_size(layout->xen, part->rva, part->memory_size);
    if ( part->data_size )
        part->flags &= ~IMAGE_SECTION_ZEROS;
    if ( part->data_size && !(part->flags & IMAGE_SECTION_CODE) )
        part->flags |= IMAGE_SECTION_DATA;
}

/* ---- relocations ---- */

/* The bytes of the loader's relocations in Xen's file. */
static const uint8_t *find_relocations(const struct layout *layout)
{
    const struct image_range all = image_pe_directory(
        layout->xen, IMAGE_DIRECTORY_RELOCATIONS);
    struct image_section section;

    for ( unsigned int i = 0; image_pe_section(layout->xen, i, &section); i++ )
        if ( all.size && all.at >= section.rva &&
             all.at - section.rva <= section.data.size &&
             all.size <= section.data.size - (all.at - section.rva) )
            return layout->xen->file + section.data.at + all.at - section.rva;

    refuse(layout->path, FAULT_NO_RELOCATIONS);
}

/*
 * The firmware, shim and Xen each read the relocations; Xen up to 4.21 where it
 * was linked to. shim wants them at the start of .reloc, and .reloc begins at a
 * page. So if Xen's do not, the loaders get a copy.
 */
static void place_relocations(struct layout *layout)
{
    const uint8_t *bytes = find_relocations(layout);
    const struct part *own;

    layout->relocations = image_pe_directory(layout->xen,
                                             IMAGE_DIRECTORY_RELOCATIONS);
    own = part_at(layout, layout->relocations.at);
    if ( own && !strcmp(own->name, ".reloc") &&
         own->rva == layout->relocations.at )
        return;

    layout_add(layout, ".reloc", layout->path, bytes, layout->relocations.size,
               IMAGE_SECTION_DATA | IMAGE_SECTION_READ);
    layout->relocations.at = layout->parts[layout->nr - 1].rva;
}

/* The first section that relocations change and that is not writable; null if there is none. */
static const struct part *changed_read_only(const struct layout *layout)
{
    const uint8_t *block = find_relocations(layout);
    size_t left = layout->relocations.size, size;

    for ( ; left >= RELOC_BLOCK_HEADER; block += size, left -= size )
    {
        const struct part *part = part_at(layout, bytes_u32(block));

        size = bytes_u32(block + RELOC_BLOCK_SIZE);
        if ( size < RELOC_BLOCK_HEADER || size > left )
            break;
        if ( size > RELOC_BLOCK_HEADER && part &&
             !(part->flags & IMAGE_SECTION_WRITE) )
            return part;
    }

    return NULL;
}

/*
 * With NX_COMPAT, loaders give each section the permissions that its header asks
 * for, and no others. Xen applies the relocations once more itself.
 */
static const char *not_nx(const struct layout *layout)
{
    const uint32_t both = IMAGE_SECTION_WRITE | IMAGE_SECTION_EXECUTE;
    const struct part *part;

    for ( unsigned int i = 0; i < layout->nr; i++ )
        if ( (layout->parts[i].flags & both) == both )
            return text("%s is writable and executable", layout->parts[i].name);

    part = changed_read_only(layout);

    return part ? text("relocations change %s, which is not writable",
                       part->name)
                : NULL;
}

/* ---- the whole ---- */

static void check_entry(const struct layout *layout)
{
    const struct part *part = part_at(layout, layout->xen->entry);

    if ( !part || !(part->flags & IMAGE_SECTION_EXECUTE) )
        refuse(layout->path, FAULT_ENTRY);
}

/* Each section ends where the next one begins, the last one with a unit of Xen's alignment. */
static void close_gaps(struct layout *layout)
{
    struct part *part = layout->parts;
    const struct part *last = &layout->parts[layout->nr - 1];
    uint64_t end;

    for ( ; part < last; part++ )
        part->memory_size = part[1].rva - part->rva;

    end = round_up((uint64_t)last->rva + last->memory_size,
                   layout->xen->section_alignment);
    if ( end > UINT32_MAX )
        refuse(layout->path, FAULT_TOO_LARGE);
    part->memory_size = (uint32_t)end - part->rva;
}

void layout_xen(struct layout *layout, const char *path,
                const struct image_pe *xen)
{
    *layout = (struct layout){ .path = path, .xen = xen };
    take_sections(layout);
    if ( layout->nr == 0 )
        refuse(path, FAULT_ENTRY);
    for ( unsigned int i = 0; i < layout->nr; i++ )
        find_data(layout, &layout->parts[i]);
    check_entry(layout);
    place_relocations(layout);
    layout->not_nx = not_nx(layout);
    close_gaps(layout);
    layout->nr_xen = layout->nr;
}

void layout_add(struct layout *layout, const char *name, const char *path,
                const uint8_t *bytes, size_t size, uint32_t flags)
{
    struct part *part = new_part(layout, path);
    const struct part *before = part - 1;
    const uint64_t rva = round_up((uint64_t)before->rva + before->memory_size,
                                  PAGE);

    if ( rva > UINT32_MAX || size > UINT32_MAX - rva )
        refuse(path, FAULT_TOO_LARGE);

    strcpy(part->name, name);
    part->rva = (uint32_t)rva;
    part->memory_size = part->data_size = (uint32_t)size;
    part->flags = flags;
    part->bytes = bytes;
}

/* EDK2 wants room for one section more than there are. */
static uint32_t headers_size(const struct layout *layout)
{
    const uint64_t size = round_up(
        layout->xen->section_table + (layout->nr + 1) * SECTION_SIZE, PAGE);

    if ( size > layout->parts[0].rva )
        refuse(layout->path, FAULT_HEADER_ROOM);

    return (uint32_t)size;
}

void layout_finish(struct layout *layout)
{
    const struct part *last = &layout->parts[layout->nr - 1];
    const uint64_t memory = round_up((uint64_t)last->rva + last->memory_size,
                                     layout->xen->section_alignment);
    uint64_t end = layout->headers_size = headers_size(layout);

    for ( unsigned int i = 0; i < layout->nr; i++ )
        if ( layout->parts[i].data_size )
        {
            layout->parts[i].offset = (uint32_t)end;
            end = round_up(end + layout->parts[i].data_size, PAGE);
            if ( end > UINT32_MAX )
                refuse(layout->parts[i].name, FAULT_TOO_LARGE);
        }
    if ( memory > UINT32_MAX )
        refuse(layout->path, FAULT_TOO_LARGE);

    layout->file_size = (uint32_t)end;
    layout->memory_size = (uint32_t)memory;
}
