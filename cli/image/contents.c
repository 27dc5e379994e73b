/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is in an image. Xen is known by what its EFI loader prints first; whether
 * dom0's kernel declares that it filters, by an ELF note, which Xen looks for when it
 * has unpacked the kernel. libarchive unpacks it, libelf finds the note.
 */
#include "contents.h"

#include "../../abi/control_op.h"
#include "../../image/bytes.h"
#include "../../image/format.h"

#include "../cli.h"

#include <archive.h>
#include <archive_entry.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "Xen VERSION (c/s CHANGESET) EFI loader", in UTF-16 */
static const char banner_start[] = "X\0e\0n\0 ";
static const char banner_end[] = " \0E\0F\0I\0 \0l\0o\0a\0d\0e\0r\0";
#define MAX_BANNER 512

/* The debug directory's entry for build IDs, and what it leads to. */
#define DEBUG_TYPE     12
#define TYPE_CODEVIEW  2U
#define CODEVIEW_MAGIC "RSDS"
#define CODEVIEW_SIZE  24
#define CODEVIEW_ID    4
#define ID_SIZE        16

/* A kernel unpacks to less. */
#define MAX_UNPACKED ((size_t)1 << 30)

const char *in_hex(const uint8_t *bytes, size_t size)
{
    char *hex = text("%*s", (int)(2 * size), "");

    for ( size_t i = 0; i < size; i++ )
        snprintf(hex + 2 * i, 3, "%02x", bytes[i]);

    return hex;
}

/* ---- Xen ---- */

static const char *find_banner_end(const uint8_t *bytes, size_t size)
{
    return memmem(bytes, size, banner_end, sizeof(banner_end) - 1);
}

bool is_xen(const uint8_t *bytes, size_t size)
{
    return find_banner_end(bytes, size);
}

const char *xen_version(const uint8_t *bytes, size_t size)
{
    const char *end = find_banner_end(bytes, size), *start = end;
    const char *from = (const char *)bytes;
    char *version, *to;

    if ( !end )
        return NULL;
    while ( start > from && end - start < MAX_BANNER &&
            memcmp(start, banner_start, sizeof(banner_start) - 1) )
        start--;
    if ( memcmp(start, banner_start, sizeof(banner_start) - 1) )
        return "";

    start += sizeof(banner_start);
    to = version = text("%s", printable(start, (size_t)(end - start)));
    for ( const char *at = version; *at && at[1]; at += 2 )
        *to++ = *at;
    *to = '\0';

    return version;
}

/* The @size bytes that are in memory at @rva; null if the file does not have them. */
static const uint8_t *at_rva(const struct image_pe *pe, uint64_t rva,
                             uint32_t size)
{
    struct image_section section;

    for ( unsigned int i = 0; image_pe_section(pe, i, &section); i++ )
        if ( rva >= section.rva && rva - section.rva <= section.data.size &&
             size <= section.data.size - (rva - section.rva) )
            return pe->file + section.data.at + (rva - section.rva);

    return NULL;
}

const char *build_id(const struct image_pe *pe)
{
    const struct image_range entries = image_pe_directory(
        pe, IMAGE_DIRECTORY_DEBUG);
    const uint8_t *entry, *id;

    for ( uint32_t at = 0; entries.size - at >= DEBUG_SIZE; at += DEBUG_SIZE )
    {
        entry = at_rva(pe, (uint64_t)entries.at + at, DEBUG_SIZE);
        if ( !entry )
            return NULL;
        if ( bytes_u32(entry + DEBUG_TYPE) != TYPE_CODEVIEW )
            continue;
        id = at_rva(pe, bytes_u32(entry + DEBUG_RVA), CODEVIEW_SIZE);
        return id && !memcmp(id, CODEVIEW_MAGIC, CODEVIEW_ID)
                   ? in_hex(id + CODEVIEW_ID, ID_SIZE)
                   : NULL;
    }

    return NULL;
}

/* ---- dom0's kernel ---- */

/* Behind what is unpacked, kernels have its size, which is rubbish for libarchive. */
static char *unpack(const uint8_t *bytes, size_t *size)
{
    struct archive *archive = archive_read_new();
    struct archive_entry *entry;
    char *to = NULL;
    size_t room = 0, used = 0;
    la_ssize_t got = 0;

    archive_read_support_filter_all(archive);
    archive_read_support_format_raw(archive);
    if ( archive_read_open_memory(archive, bytes, *size) == ARCHIVE_OK &&
         archive_read_next_header(archive, &entry) == ARCHIVE_OK )
        do
        {
            used += (size_t)got;
            if ( used == room )
            {
                room = room ? 2 * room : (size_t)1 << 24;
                to = grow(to, room, 1);
            }
            got = archive_read_data(archive, to + used, room - used);
        } while ( got > 0 && room <= MAX_UNPACKED );
    archive_read_free(archive);
    *size = used;

    return to;
}

/* The version that the notes declare; 0: they do not. */
static unsigned int version_in(Elf_Data *notes)
{
    const char *bytes = notes->d_buf;
    size_t at = 0, next, name, value;
    GElf_Nhdr note;

    for ( ; (next = gelf_getnote(notes, at, &note, &name, &value)); at = next )
        if ( note.n_type == CONTROL_OP_NOTE_TYPE &&
             note.n_namesz == sizeof(CONTROL_OP_NOTE_NAME) &&
             !memcmp(bytes + name, CONTROL_OP_NOTE_NAME,
                     sizeof(CONTROL_OP_NOTE_NAME)) &&
             note.n_descsz == sizeof(uint32_t) )
            return bytes_u32((const uint8_t *)bytes + value);

    return 0;
}

static struct declaration declared_by(Elf *elf)
{
    struct declaration declaration = { 0, NULL };
    size_t nr = 0;
    Elf_Data *notes;
    GElf_Phdr header;

    if ( elf_kind(elf) != ELF_K_ELF || elf_getphdrnum(elf, &nr) )
        return (struct declaration){ 0, "what it unpacks to is no ELF file" };
    for ( size_t i = 0; i < nr && !declaration.version; i++ )
    {
        if ( !gelf_getphdr(elf, (int)i, &header) || header.p_type != PT_NOTE )
            continue;
        notes = elf_getdata_rawchunk(elf, (int64_t)header.p_offset,
                                     header.p_filesz, ELF_T_NHDR);
        declaration.version = notes ? version_in(notes) : 0;
    }

    return declaration;
}

struct declaration kernel_declares(const uint8_t *bytes, size_t size)
{
    struct declaration declaration;
    struct image_kernel kernel;
    const enum image_reason reason = image_kernel_read(&kernel, bytes, size);
    size_t unpacked;
    char *file;
    Elf *elf;

    if ( reason != IMAGE_REASON_NONE )
        return (struct declaration){ 0, image_reason_text(reason) };

    elf_version(EV_CURRENT);
    unpacked = kernel.payload.size;
    file = unpack(bytes + kernel.payload.at, &unpacked);
    elf = file ? elf_memory(file, unpacked) : NULL;
    declaration = elf ? declared_by(elf)
                      : (struct declaration){ 0, "it cannot be unpacked" };
    elf_end(elf);
    free(file);

    return declaration;
}
