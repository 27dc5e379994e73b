/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files for image-test, and a loader's view of an image. It shares nothing with
 * image/ and cli/image/, which are under test.
 *
 * make: writes a small Xen and damaged ones, kernels, a configuration. Xen's
 * sections are like a real one's: two share a page, one is writable and
 * executable, .reloc begins within a page, debug sections have long names.
 *
 * check XEN IMAGE SECTION=FILE...: the image is laid out as it should be, holds
 * the files, and loads to the same memory as Xen.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>

#define PAGE        4096U
#define UNIT        (2U << 20) /* Xen's section alignment */
#define HEADERS     0x600U
#define ENTRY       0x200000U
#define RELOCATIONS 0x801104U

enum {
    CERTIFICATE_DIRECTORY = 4,
    RELOCATION_DIRECTORY = 5,
    DEBUG_DIRECTORY = 6,
};

#define R           (1U << 30)
#define W           (1U << 31)
#define X           (1U << 29)
#define CODE        0x20U
#define DATA        0x40U
#define ZEROS       0x80U
#define DISCARDABLE (1U << 25)

/* "PE Format" by Microsoft; no member needs padding. */
struct coff {
    uint16_t machine, nr_sections;
    uint32_t time, symbols, nr_symbols;
    uint16_t optional_size, characteristics;
};

struct optional {
    uint16_t magic;
    uint8_t linker[2];
    uint32_t code_size, data_size, zeros_size, entry, code;
    uint64_t base;
    uint32_t section_alignment, file_alignment;
    uint16_t versions[6];
    uint32_t win32, image_size, headers_size, checksum;
    uint16_t subsystem, dll_characteristics;
    uint64_t stack_and_heap[4];
    uint32_t loader_flags, nr_directories;
    struct {
        uint32_t at, size;
    } directories[16];
};

struct section {
    char name[8];
    uint32_t size, rva, raw, at, relocations, lines;
    uint16_t nr_relocations, nr_lines;
    uint32_t flags;
};

/* ---- make ---- */

#define NR_XEN 8 /* Xen's own sections */

struct given {
    struct section header; /* its name is another where this is not null: */
    const char *long_name;
    const void *data;
    size_t data_size; /* behind the data, each byte is @fill */
    char fill;
};

struct xen {
    struct given table[NR_XEN + 2];
    unsigned int nr;
    uint32_t entry, relocations;
    uint32_t pull; /* by how many bytes .rodata's data reach into .text's */
};

static void save(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    if ( !file || fwrite(bytes, 1, size, file) != size || fclose(file) )
    {
        perror(path);
        exit(2);
    }
}

static void save_text(const char *path, const char *text)
{
    save(path, text, strlen(text));
}

#define SECTION(title, at_rva, bytes, with)                                    \
    .header = { .name = title,                                                 \
                .rva = (at_rva),                                               \
                .size = (bytes),                                               \
                .raw = (bytes),                                                \
                .flags = (with) }

static struct xen small_xen(void)
{
    /* what Xen's loader prints first */
    static const char16_t banner[] = u"Xen 4.20 (c/s ) EFI loader\r\n";
    static const uint32_t relocations[] = { 0x400000, 12, 0xa000 };

    return (struct xen){
        .table = {
            { SECTION(".text", ENTRY, 0x800, R | X | CODE), .fill = '\xc3' },
            { SECTION(".rodata", 0x400000, 0x120, R | W | DATA), .data = banner,
              .data_size = sizeof(banner), .fill = 'r' },
            { SECTION(".buildid", 0x400120, 0x35, R | DATA), .fill = 'b' },
            { SECTION(".init", 0x600000, 0x40, R | W | X | CODE), .fill = '\x90' },
            { SECTION(".data", 0x800000, 0x100, R | W | DATA), .fill = 'd' },
            { SECTION(".bss", 0x800100, 0x1001, R | W | ZEROS) },
            { SECTION(".reloc", RELOCATIONS, 12, R | DATA | DISCARDABLE),
              .data = relocations, .data_size = sizeof(relocations) },
            { SECTION("", 0x80111c, 0x50, R | DATA | DISCARDABLE),
              .long_name = ".debug_info", .fill = '?' },
        },
        .nr = NR_XEN, .entry = ENTRY, .relocations = RELOCATIONS,
    };
}

static void add_sbat(struct xen *xen)
{
    static const char sbat[] = "sbat,1,Xen,-,-,-\nxen.own,3,-,-,-,-\n";
    const uint32_t rva = 0x802000 + 0x1000 * (xen->nr - NR_XEN);

    xen->table[xen->nr++] =
        (struct given){ SECTION(".sbat", rva, 0x100, R | DATA), .data = sbat,
                        .data_size = sizeof(sbat) };
}

static void save_xen(const char *path, const struct xen *xen)
{
    static uint8_t file[0x4000];
    const uint32_t pe = 0x80;
    struct optional optional = {
        .magic = 0x20b,
        .entry = xen->entry,
        .code = ENTRY,
        .base = 0xffff82d040000000,
        .section_alignment = UNIT,
        .file_alignment = 32,
        .headers_size = HEADERS,
        .subsystem = 10,
        .dll_characteristics = 0x160,
        .nr_directories = 16,
        .directories[RELOCATION_DIRECTORY] = { xen->relocations, 12 },
    };
    struct coff coff = { 0x8664, (uint16_t)xen->nr, 12345, 0,
                         0,      sizeof(optional),  0x22 };
    uint8_t *table = file + pe + 4 + sizeof(coff) + sizeof(optional);
    char names[64] = "";
    uint32_t at = HEADERS, end = 0, names_size = 4;

    memset(file, 0, sizeof(file));
    for ( unsigned int i = 0; i < xen->nr; i++ )
    {
        const struct given *given = &xen->table[i];
        struct section section = given->header;

        if ( section.flags & ZEROS )
            section.raw = 0;
        section.at = section.raw ? at - (i == 1 ? xen->pull : 0) : 0;
        if ( given->long_name )
        {
            sprintf(section.name, "/%u", names_size);
            strcpy(names + names_size, given->long_name);
            names_size += (uint32_t)strlen(given->long_name) + 1;
        }
        memcpy(table + i * sizeof(section), &section, sizeof(section));
        memset(file + at, given->fill, section.raw);
        if ( given->data )
            memcpy(file + at, given->data, given->data_size);
        at += section.raw;
        if ( end < section.rva + section.size )
            end = section.rva + section.size;
    }
    coff.symbols = at;
    memcpy(names, &names_size, sizeof(names_size));
    memcpy(file + at, names, names_size);
    optional.image_size = (end + UNIT - 1) & -UNIT;

    memcpy(file, "MZ", 2);
    memcpy(file + 0x3c, &pe, sizeof(pe));
    memcpy(file + pe, "PE\0", 4);
    memcpy(file + pe + 4, &coff, sizeof(coff));
    memcpy(file + pe + 4 + sizeof(coff), &optional, sizeof(optional));
    save(path, file, at + names_size);
}

static void save_bzimage(const char *path, uint8_t version, const char *payload)
{
    static const uint32_t place[] = { 0x100, 0x800 };
    uint8_t kernel[0x1000] = { [0x1f1] = 1, [0x206] = version, [0x207] = 2 };

    memcpy(kernel + 0x202, "HdrS", 4);
    memcpy(kernel + 0x248, place, sizeof(place));
    memcpy(kernel + 0x500, payload, 2);
    save(path, kernel, sizeof(kernel));
}

/* A Xen that is the small one but for @change. */
#define SAVE_XEN(path, change)                                                 \
    do                                                                         \
    {                                                                          \
        struct xen xen = small_xen();                                          \
        change;                                                                \
        save_xen(path, &xen);                                                  \
    } while ( 0 )

static void make(void)
{
    char ramdisk[10000];

    memset(ramdisk, 'r', sizeof(ramdisk));

    SAVE_XEN("xen.efi", (void)0);
    SAVE_XEN("nx.efi", xen.table[3].header.flags &= ~W);
    SAVE_XEN("sbat.efi", add_sbat(&xen));
    SAVE_XEN("sbat2.efi", add_sbat(&xen); add_sbat(&xen));
    SAVE_XEN("sbatrel.efi", add_sbat(&xen);
             xen.table[NR_XEN].header.nr_relocations = 1);
    SAVE_XEN("other.efi", xen.table[1].data_size = 0);
    SAVE_XEN("overlap.efi", xen.table[0].header.size = 0x200001);
    SAVE_XEN("data.efi", xen.pull = 1);
    SAVE_XEN("low.efi", xen.table[0].header.rva = HEADERS - 1);
    SAVE_XEN("norel.efi", xen.relocations = 0x200);
    SAVE_XEN("entry.efi", xen.entry = 0x400000);
    save_bzimage("vmlinuz", 0x0f, "\x1f\x8b");
    save_bzimage("old", 0x07, "\x1f\x8b");
    save_bzimage("hollow", 0x0f, "??");
    save("initrd", ramdisk, sizeof(ramdisk));
    save_text("nothing", "nothing");
    save_text("empty", "");
    save_text("xen.cfg", "[global]\ndefault=xen\n\n[xen]\n"
                         "options=console=com1\n"
                         "kernel=vmlinuz root=/dev/sda1\nramdisk=initrd\n");
}

/* ---- check ---- */

struct image {
    uint8_t *file;
    size_t size, checksum_at;
    struct coff coff;
    struct optional optional;
    struct section *sections;
    const char *names; /* of sections, the long ones */
};

static void expect(bool holds, const char *what, const char *of)
{
    if ( holds )
        return;
    printf("%s%s%s\n", of, *of ? ": " : "", what);
    exit(1);
}

static uint8_t *load(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes;

    if ( !file || fseek(file, 0, SEEK_END) )
    {
        perror(path);
        exit(2);
    }
    *size = (size_t)ftell(file);
    rewind(file);
    bytes = calloc(*size + 2, 1);
    expect(bytes && fread(bytes, 1, *size, file) == *size, "not read", path);
    fclose(file);

    return bytes;
}

static struct image open_image(const char *path)
{
    struct image image = { .file = load(path, &image.size) };
    size_t size;
    uint32_t at;

    memcpy(&at, image.file + 0x3c, sizeof(at));
    at += 4;
    memcpy(&image.coff, image.file + at, sizeof(image.coff));
    at += (uint32_t)sizeof(image.coff);
    memcpy(&image.optional, image.file + at, sizeof(image.optional));
    image.checksum_at = at + offsetof(struct optional, checksum);
    size = image.coff.nr_sections * sizeof(struct section);
    image.sections = malloc(size);
    memcpy(image.sections, image.file + at + image.coff.optional_size, size);
    image.names = (const char *)image.file + image.coff.symbols +
                  18 * image.coff.nr_symbols;

    return image;
}

static const char *name(const struct image *image, unsigned int i)
{
    static char names[2][9];
    char *copy = names[i % 2];

    memcpy(copy, image->sections[i].name, 8);

    return *copy == '/' ? image->names + atoi(copy + 1) : copy;
}

/* Xen does not need it in memory. */
static bool is_dropped(const struct image *image, unsigned int i)
{
    return !strncmp(name(image, i), ".debug", 6) ||
           !strcmp(name(image, i), ".sbat");
}

static uint8_t *memory(const struct image *image, uint32_t start, uint32_t end)
{
    uint8_t *bytes = calloc(end - start, 1);

    for ( unsigned int i = 0; i < image->coff.nr_sections; i++ )
    {
        const struct section *s = &image->sections[i];
        uint32_t size = s->size < s->raw ? s->size : s->raw;

        if ( s->rva < start || s->rva >= end || is_dropped(image, i) )
            continue;
        if ( size > end - s->rva )
            size = end - s->rva;
        memcpy(bytes + (s->rva - start), image->file + s->at, size);
    }

    return bytes;
}

static uint32_t checksum(const struct image *image)
{
    uint64_t sum = 0;

    for ( size_t i = 0; i < image->size; i++ )
        if ( i - image->checksum_at >= 4 )
            sum += (uint64_t)image->file[i] << (i % 2 * 8);
    while ( sum >> 16 )
        sum = (sum & 0xffff) + (sum >> 16);

    return (uint32_t)(sum + image->size);
}

static uint32_t round_up(uint32_t number, uint32_t unit)
{
    return (number + unit - 1) & -unit;
}

static void check_layout(const struct image *image)
{
    static const char zeros[sizeof(image->sections->name)];
    const struct coff *coff = &image->coff;
    const struct optional *optional = &image->optional;
    const uint32_t certificates =
        optional->directories[CERTIFICATE_DIRECTORY].at;
    uint32_t end = 0, data_end = optional->headers_size;

    expect(!coff->time && !coff->symbols && !coff->nr_symbols,
           "timestamp or symbols", "");
    expect(optional->checksum == checksum(image), "checksum", "");
    expect(optional->section_alignment == UNIT, "section alignment", "");
    for ( unsigned int i = 0; i < coff->nr_sections; i++ )
    {
        const struct section *s = &image->sections[i];
        const char *of = name(image, i);

        expect(*s->name != '/' && !memcmp(s->name + strlen(of), zeros,
                                          sizeof(s->name) - strlen(of)),
               "a name that is long, or not padded with zeros", of);
        expect(s->rva % PAGE == 0 && s->size, "address or size", of);
        expect(!end || s->rva == round_up(end, PAGE),
               "a gap, or no order, in memory", of);
        expect(!(s->flags & DISCARDABLE) && strncmp(of, ".debug", 6),
               "discardable", of);
        expect(!s->raw || (s->at == data_end && s->raw % PAGE == 0),
               "a gap in the file", of);
        end = s->rva + s->size;
        data_end += s->raw;
    }
    expect(optional->image_size == round_up(end, UNIT), "SizeOfImage", "");
    expect(data_end == (certificates ? certificates : image->size),
           "data behind the sections", "");
}

static const struct section *find(const struct image *image, const char *wanted)
{
    const struct section *found = NULL;

    for ( unsigned int i = 0; i < image->coff.nr_sections; i++ )
        if ( !strcmp(name(image, i), wanted) )
        {
            expect(!found, "there twice", wanted);
            found = &image->sections[i];
        }
    expect(found, "not there", wanted);

    return found;
}

/* @word: SECTION=FILE */
static void check_file(const struct image *image, char *word)
{
    const char *of = strsep(&word, "=");
    const struct section *s = find(image, of);
    size_t size;
    const uint8_t *file = load(word, &size);

    expect(s->size == size && !memcmp(image->file + s->at, file, size),
           "other bytes", of);
}

static void check_relocations(const struct image *xen,
                              const struct image *image)
{
    const uint32_t rva = xen->optional.directories[RELOCATION_DIRECTORY].at;
    const uint32_t size = xen->optional.directories[RELOCATION_DIRECTORY].size;
    const struct section *s = find(image, ".reloc");

    expect(s->rva == image->optional.directories[RELOCATION_DIRECTORY].at,
           "relocations are not where it begins", ".reloc");
    expect(size == image->optional.directories[RELOCATION_DIRECTORY].size &&
               !memcmp(image->file + s->at, memory(xen, rva, rva + size), size),
           "other relocations", ".reloc");
}

/* What Xen sees of itself, up to the end of its relocations. */
static void check_memory(const struct image *xen, const struct image *image)
{
    const uint32_t first = image->sections[0].rva;
    const uint32_t debug = xen->optional.directories[DEBUG_DIRECTORY].at;
    uint32_t last = 0;
    uint8_t *a, *b;

    for ( unsigned int i = 0; i < xen->coff.nr_sections; i++ )
        if ( !is_dropped(xen, i) &&
             xen->sections[i].rva + xen->sections[i].size > last )
            last = xen->sections[i].rva + xen->sections[i].size;

    a = memory(xen, first, last);
    b = memory(image, first, last);
    if ( debug ) /* it says where in the file the build ID is */
        memcpy(a + (debug - first) + 24, b + (debug - first) + 24, 4);
    expect(!memcmp(a, b, last - first), "Xen's memory is another", "");
    expect(find(image, ".config")->rva == round_up(last, UNIT),
           "Xen's last unit is shared", "");
}

int main(int argc, char **argv)
{
    struct image xen, image;

    if ( argc == 2 && !strcmp(argv[1], "make") )
    {
        make();
        return 0;
    }
    expect(argc >= 4 && !strcmp(argv[1], "check"), "make, or check XEN IMAGE",
           argv[0]);

    xen = open_image(argv[2]);
    image = open_image(argv[3]);
    check_layout(&image);
    for ( int i = 4; i < argc; i++ )
        check_file(&image, argv[i]);
    check_relocations(&xen, &image);
    check_memory(&xen, &image);

    return 0;
}
