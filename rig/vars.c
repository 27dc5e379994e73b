/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Appends variables to a copy of OVMF's variable store. Only the layout that
 * OVMF uses is known: a firmware volume that begins with a store of
 * authenticated variables.
 */
#include "vars.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STARTS_HERE 0x55aa
#define ADDED       0x3f
#define DELETED     0xfc
#define NV_BS_RT    7u
#define MAX_NAME    32

struct guid {
    uint32_t a;
    uint16_t b, c;
    uint8_t d[8];
};

struct store_header {
    struct guid type;
    uint32_t size;
    uint8_t format, state;
    uint16_t reserved;
    uint32_t reserved1;
};

struct __attribute__((packed)) variable_header {
    uint16_t start;
    uint8_t state, reserved;
    uint32_t attributes;
    uint64_t count;
    uint8_t timestamp[16];
    uint32_t key_index, name_size, data_size;
    struct guid vendor;
};

static const struct guid authenticated = { 0xaaf32c78,
                                           0x947b,
                                           0x439a,
                                           { 0xa1, 0x80, 0x2e, 0x14, 0x4e, 0xc3,
                                             0x77, 0x92 } };
static const struct guid global = { 0x8be4df61,
                                    0x93ca,
                                    0x11d2,
                                    { 0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b,
                                      0x8c } };

static void fail(const char *store, const char *what)
{
    fprintf(stderr, "%s: %s\n", store, what);
    exit(2);
}

static size_t aligned(size_t size)
{
    return (size + 3) & ~(size_t)3;
}

/* ASCII to UTF-16, with the terminator. Returns the size in bytes. */
static size_t widen(uint16_t *to, size_t max, const char *from)
{
    size_t i = 0;

    do
    {
        if ( i == max )
            fail(from, "too long");
        to[i] = (uint8_t)from[i];
    } while ( from[i++] );
    return i * sizeof(*to);
}

/*
 * The offset of the store's first variable, and its end, from the start of the
 * file.
 */
static size_t first(FILE *f, const char *path, size_t *end)
{
    struct store_header store;
    uint16_t volume_header;

    /*
     * The length of the volume's header, after which the store begins, stands
     * in the header.
     */
    if ( fseek(f, 48, SEEK_SET) ||
         !fread(&volume_header, sizeof(volume_header), 1, f) ||
         fseek(f, volume_header, SEEK_SET) ||
         !fread(&store, sizeof(store), 1, f) ||
         memcmp(&store.type, &authenticated, sizeof(authenticated)) )
        fail(path, "no store of EFI variables");

    *end = volume_header + store.size;
    return volume_header + sizeof(store);
}

static bool same_name(FILE *f, const struct variable_header *header,
                      const uint16_t *name, size_t size)
{
    uint16_t found[MAX_NAME];

    return header->name_size == size && fread(found, size, 1, f) &&
           !memcmp(found, name, size) &&
           !memcmp(&header->vendor, &global, sizeof(global));
}

static void add(const char *path, const char *name, const void *data,
                size_t size)
{
    FILE *f = fopen(path, "r+b");
    struct variable_header header;
    uint16_t wide[MAX_NAME];
    const size_t name_size = widen(wide, MAX_NAME, name);
    bool good;
    size_t at, end;

    if ( !f )
        fail(path, "cannot be opened");

    /*
     * OVMF hangs when a variable is there twice, so an old one is marked
     * deleted on the way.
     */
    for ( at = first(f, path, &end);
          !fseek(f, (long)at, SEEK_SET) &&
          fread(&header, sizeof(header), 1, f) && header.start == STARTS_HERE;
          at = aligned(at + sizeof(header) + header.name_size +
                       header.data_size) )
    {
        if ( !same_name(f, &header, wide, name_size) )
            continue;
        header.state &= DELETED;
        if ( fseek(f, (long)at, SEEK_SET) ||
             !fwrite(&header, sizeof(header), 1, f) )
            fail(path, "cannot be written");
    }
    if ( at + sizeof(header) + name_size + size > end )
        fail(path, "full");

    header = (struct variable_header){
        .start = STARTS_HERE,
        .state = ADDED,
        .attributes = NV_BS_RT,
        .name_size = (uint32_t)name_size,
        .data_size = (uint32_t)size,
        .vendor = global,
    };
    good = !fseek(f, (long)at, SEEK_SET) &&
           fwrite(&header, sizeof(header), 1, f) &&
           fwrite(wide, name_size, 1, f) && fwrite(data, size, 1, f);
    if ( fclose(f) || !good )
        fail(path, "cannot be written");
}

void vars_add_boot_entry(const char *store, const char *options)
{
    static const char description[] = "r", file[] = "\\EFI\\BOOT\\BOOTX64.EFI";
    static const uint16_t order[] = { 0 };
    struct __attribute__((packed)) {
        uint32_t attributes;
        uint16_t path_size;
        uint16_t description[sizeof(description)];
        struct __attribute__((packed)) {
            uint8_t type, subtype;
            uint16_t size, name[sizeof(file)];
        } file;
        struct __attribute__((packed)) {
            uint8_t type, subtype;
            uint16_t size;
        } end;
        uint16_t options[1024];
    } entry = {
        .attributes = 1, /* active */
        .path_size = sizeof(entry.file) + sizeof(entry.end),
        .file = { .type = 4, .subtype = 4, .size = sizeof(entry.file) },
        .end = { .type = 0x7f, .subtype = 0xff, .size = sizeof(entry.end) },
    };
    static const char packed[] = "packed:";
    uint16_t wide[1024];
    size_t size;

    widen(wide, sizeof(wide) / sizeof(*wide), description);
    memcpy(entry.description, wide, sizeof(entry.description));
    widen(wide, sizeof(wide) / sizeof(*wide), file);
    memcpy(entry.file.name, wide, sizeof(entry.file.name));
    if ( !strncmp(options, packed, strlen(packed)) )
    {
        options += strlen(packed);
        size = (strlen(options) + 3) & ~(size_t)1;
        if ( size > sizeof(entry.options) )
            fail(options, "too long");
        memcpy(entry.options, options, strlen(options));
    }
    else
    {
        size = widen(wide, sizeof(wide) / sizeof(*wide), options);
        memcpy(entry.options, wide, size);
    }

    add(store, "Boot0000", &entry,
        sizeof(entry) - sizeof(entry.options) + size);
    add(store, "BootOrder", order, sizeof(order));
}
