/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * verify_cases PREFIX FILE: for verify-parity, writes changed copies of a signed PE
 * file, PREFIX.CHANGE. Each change is one that an attacker, a disk or a tool might
 * make. It shares nothing with image/.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 8192U /* for what is appended */

struct file {
    uint8_t *bytes;
    size_t size;
    size_t coff, optional, sections; /* headers */
    size_t entry;                    /* of the certificates' directory */
    uint32_t table, table_size;      /* certificates */
};

static uint32_t get(const uint8_t *at, unsigned int size)
{
    uint32_t number = 0;

    while ( size-- )
        number = number << 8 | at[size];

    return number;
}

static void put(uint8_t *at, uint32_t number)
{
    for ( unsigned int i = 0; i < 4; i++ )
        at[i] = (uint8_t)(number >> (8 * i));
}

/* Set up what the headers say. */
static void look(struct file *file)
{
    file->coff = get(file->bytes + 0x3c, 4) + 4;
    file->optional = file->coff + 20;
    file->sections = file->optional + get(file->bytes + file->coff + 16, 2);
    file->entry = file->optional + 112 + 4 * 8;
    file->table = get(file->bytes + file->entry, 4);
    file->table_size = get(file->bytes + file->entry + 4, 4);
}

/* ---- changes ---- */

static void flip(struct file *file, size_t at)
{
    file->bytes[at] ^= 1;
}

static void set_table(struct file *file, uint32_t at, uint32_t size)
{
    put(file->bytes + file->entry, at);
    put(file->bytes + file->entry + 4, size);
}

static void append(struct file *file, size_t size, uint8_t byte)
{
    memset(file->bytes + file->size, byte, size);
    file->size += size;
}

/* A field of the headers: @where is an offset from the COFF or the optional header, or the first section's. */
#define HEADER(name, start, offset)                                            \
    static void name(struct file *file)                                        \
    {                                                                          \
        flip(file, file->start + (offset));                                    \
    }
HEADER(timestamp, coff, 4)
HEADER(characteristics, coff, 18 + 1)
HEADER(entry_point, optional, 16)
HEADER(image_base, optional, 24 + 4)
HEADER(image_size, optional, 56 + 1)
HEADER(checksum, optional, 64)
HEADER(dll_characteristics, optional, 70)
HEADER(stack_size, optional, 72)
HEADER(relocations, optional, 112 + 5 * 8)
HEADER(section_name, sections, 1)
HEADER(section_memory, sections, 8)
HEADER(section_address, sections, 12 + 1)
HEADER(section_flags, sections, 36 + 3)

static void dos_stub(struct file *file)
{
    flip(file, 0x40);
}

static void header_padding(struct file *file)
{
    flip(file, get(file->bytes + file->optional + 60, 4) - 1);
}

static void headers_size(struct file *file)
{
    put(file->bytes + file->optional + 60,
        get(file->bytes + file->optional + 60, 4) - 8);
}

static void section_shorter(struct file *file)
{
    uint8_t *size = file->bytes + file->sections + 16;

    put(size, get(size, 4) - 8);
}

static void section_moved(struct file *file)
{
    uint8_t *at = file->bytes + file->sections + 20;

    put(at, get(at, 4) + 8);
}

static void section_behind_the_end(struct file *file)
{
    put(file->bytes + file->sections + 16, 0x7fffffff);
}

static void fewer_sections(struct file *file)
{
    file->bytes[file->coff + 2]--;
}

static void no_magic(struct file *file)
{
    flip(file, 0);
}

static void no_pe(struct file *file)
{
    flip(file, file->coff - 4);
}

static void machine(struct file *file)
{
    flip(file, file->coff);
}

/* Bytes of the data, spread over the file. */
static void data(struct file *file, unsigned int part)
{
    const size_t start = get(file->bytes + file->optional + 60, 4);

    flip(file, start + (file->table - start) * part / 8);
}
static void last_byte(struct file *file)
{
    flip(file, file->table - 1);
}

/* Bytes of the first signature, which is DER, but for what follows it. */
static void signature(struct file *file, unsigned int part)
{
    const uint8_t *der = file->bytes + file->table + 8;
    const size_t size = 4 + (size_t)(der[2] << 8 | der[3]);

    flip(file, file->table + 8 + (size - 1) * part / 16);
}
/* The certificate table and its entry. */

static void table_later(struct file *file)
{
    set_table(file, file->table + 8, file->table_size);
}

static void table_earlier(struct file *file)
{
    set_table(file, file->table - 8, file->table_size);
}

static void table_longer(struct file *file)
{
    set_table(file, file->table, file->table_size + 8);
}

static void table_shorter(struct file *file)
{
    set_table(file, file->table, file->table_size - 8);
}

static void table_empty(struct file *file)
{
    set_table(file, file->table, 0);
}

static void table_nowhere(struct file *file)
{
    set_table(file, 0, file->table_size);
}

static void table_none(struct file *file)
{
    set_table(file, 0, 0);
}

static void table_outside(struct file *file)
{
    set_table(file, (uint32_t)file->size, file->table_size);
}

static void table_huge(struct file *file)
{
    set_table(file, file->table, 0xfffffff0);
}

static void certificate_long(struct file *file)
{
    put(file->bytes + file->table, file->table_size + 8);
}

static void certificate_short(struct file *file)
{
    put(file->bytes + file->table, 7);
}

static void certificate_zero(struct file *file)
{
    put(file->bytes + file->table, 0);
}

static void certificate_cut(struct file *file)
{
    put(file->bytes + file->table, get(file->bytes + file->table, 4) - 16);
}

static void certificate_revision(struct file *file)
{
    flip(file, file->table + 5);
}

static void certificate_type(struct file *file)
{
    flip(file, file->table + 6);
}

static void cut_1(struct file *file)
{
    file->size--;
}

static void cut_8(struct file *file)
{
    file->size -= 8;
}

static void cut_table(struct file *file)
{
    file->size = file->table + file->table_size / 2;
}

static void cut_all_of_table(struct file *file)
{
    file->size = file->table;
}

static void cut_half(struct file *file)
{
    file->size /= 2;
}

static void cut_headers(struct file *file)
{
    file->size = file->sections;
}

static void append_1(struct file *file)
{
    append(file, 1, 0);
}

static void append_8(struct file *file)
{
    append(file, 8, 0);
}

static void append_much(struct file *file)
{
    append(file, 4096, 'x');
}

static void table_with_zeros(struct file *file)
{
    append(file, 8, 0);
    set_table(file, file->table, file->table_size + 8);
}

static void hidden_in_table(struct file *file)
{
    append(file, 64, 'x');
    set_table(file, file->table, file->table_size + 64);
    put(file->bytes + file->table, file->table_size + 64);
}

static void twice_in_table(struct file *file)
{
    memcpy(file->bytes + file->size, file->bytes + file->table,
           file->table_size);
    file->size += file->table_size;
    set_table(file, file->table, 2 * file->table_size);
}

static void stripped(struct file *file)
{
    set_table(file, 0, 0);
    file->size = file->table;
}

static void unchanged(struct file *file)
{
    (void)file;
}

#define CHANGE(name)                                                           \
    {                                                                          \
#name, name                                                            \
    }
static const struct {
    const char *name;
    void (*change)(struct file *file);
} changes[] = {
    CHANGE(unchanged),
    CHANGE(timestamp),
    CHANGE(characteristics),
    CHANGE(entry_point),
    CHANGE(image_base),
    CHANGE(image_size),
    CHANGE(checksum),
    CHANGE(dll_characteristics),
    CHANGE(stack_size),
    CHANGE(relocations),
    CHANGE(section_name),
    CHANGE(section_memory),
    CHANGE(section_address),
    CHANGE(section_flags),
    CHANGE(dos_stub),
    CHANGE(header_padding),
    CHANGE(headers_size),
    CHANGE(section_shorter),
    CHANGE(section_moved),
    CHANGE(section_behind_the_end),
    CHANGE(fewer_sections),
    CHANGE(no_magic),
    CHANGE(no_pe),
    CHANGE(machine),
    CHANGE(last_byte),
    CHANGE(table_later),
    CHANGE(table_earlier),
    CHANGE(table_longer),
    CHANGE(table_shorter),
    CHANGE(table_empty),
    CHANGE(table_nowhere),
    CHANGE(table_none),
    CHANGE(table_outside),
    CHANGE(table_huge),
    CHANGE(certificate_long),
    CHANGE(certificate_short),
    CHANGE(certificate_zero),
    CHANGE(certificate_cut),
    CHANGE(certificate_revision),
    CHANGE(certificate_type),
    CHANGE(cut_1),
    CHANGE(cut_8),
    CHANGE(cut_table),
    CHANGE(cut_all_of_table),
    CHANGE(cut_half),
    CHANGE(cut_headers),
    CHANGE(append_1),
    CHANGE(append_8),
    CHANGE(append_much),
    CHANGE(table_with_zeros),
    CHANGE(hidden_in_table),
    CHANGE(twice_in_table),
    CHANGE(stripped),
};

/* Changes in several places, which are counted from 0 on. */
static const struct {
    const char *name;
    void (*change)(struct file *file, unsigned int part);
    unsigned int nr;
} spread[] = {
    { "data", data, 8 },
    { "signature", signature, 17 },
};

static void fail(const char *what)
{
    perror(what);
    exit(2);
}

static struct file load(const char *path)
{
    struct file file = { NULL };
    FILE *from = fopen(path, "rb");

    if ( !from || fseek(from, 0, SEEK_END) )
        fail(path);
    file.size = (size_t)ftell(from);
    rewind(from);
    file.bytes = malloc(2 * file.size + ROOM);
    if ( !file.bytes || fread(file.bytes, 1, file.size, from) != file.size )
        fail(path);
    fclose(from);
    look(&file);

    return file;
}

static void save(const char *prefix, const char *name, struct file *file)
{
    char path[4096];
    FILE *to;

    snprintf(path, sizeof(path), "%s.%s", prefix, name);
    to = fopen(path, "wb");
    if ( !to || fwrite(file->bytes, 1, file->size, to) != file->size ||
         fclose(to) )
        fail(path);
    free(file->bytes);
}

int main(int argc, char **argv)
{
    struct file file;
    char name[32];

    if ( argc != 3 )
        return 2;

    for ( size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++ )
    {
        file = load(argv[2]);
        changes[i].change(&file);
        save(argv[1], changes[i].name, &file);
    }
    for ( size_t i = 0; i < sizeof(spread) / sizeof(spread[0]); i++ )
        for ( unsigned int part = 0; part < spread[i].nr; part++ )
        {
            file = load(argv[2]);
            spread[i].change(&file, part);
            snprintf(name, sizeof(name), "%s_%u", spread[i].name, part);
            save(argv[1], name, &file);
        }

    return 0;
}
