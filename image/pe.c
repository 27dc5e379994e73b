/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A PE file's headers, sections and hashed parts. image_pe_read() checks once
 * that the headers and each section's data are within the file; the other
 * functions rely on it.
 */
#include "image.h"

#include "bytes.h"
#include "format.h"

/* ---- headers ---- */

static bool is_power_of_2(uint32_t number)
{
    return number != 0 && (number & (number - 1)) == 0;
}

/* Are there @size bytes at @at of the file? */
static bool within(const struct image_pe *pe, size_t at, size_t size)
{
    return at <= pe->size && size <= pe->size - at;
}

static enum image_reason find_header(struct image_pe *pe)
{
    const uint8_t *file = pe->file;

    if ( !within(pe, 0, DOS_SIZE) || file[0] != 'M' || file[1] != 'Z' )
        return IMAGE_REASON_NO_PE;

    pe->header = bytes_u32(file + DOS_PE_OFFSET);
    if ( !within(pe, pe->header, PE_SIZE) )
        return IMAGE_REASON_NO_PE;

    file += pe->header;
    if ( file[0] != 'P' || file[1] != 'E' || file[2] != 0 || file[3] != 0 )
        return IMAGE_REASON_NO_PE;
    if ( bytes_u16(file + PE_MACHINE) != MACHINE_X86_64 )
        return IMAGE_REASON_MACHINE;

    pe->nr_sections = bytes_u16(file + PE_NR_SECTIONS);
    pe->timestamp = bytes_u32(file + PE_TIMESTAMP);
    pe->characteristics = bytes_u16(file + PE_CHARACTERISTICS);
    pe->optional_header = pe->header + PE_SIZE;
    pe->section_table = pe->optional_header +
                        bytes_u16(file + PE_OPTIONAL_HEADER_SIZE);
    if ( pe->nr_sections == 0 || pe->nr_sections > IMAGE_MAX_SECTIONS )
        return IMAGE_REASON_NR_SECTIONS;

    return within(pe, pe->section_table, (size_t)pe->nr_sections * SECTION_SIZE)
               ? IMAGE_REASON_NONE
               : IMAGE_REASON_TRUNCATED;
}

static enum image_reason read_optional_header(struct image_pe *pe)
{
    const uint8_t *header = pe->file + pe->optional_header;
    const size_t size = pe->section_table - pe->optional_header;
    uint32_t directories;

    if ( size < OPTIONAL_DIRECTORIES ||
         bytes_u16(header + OPTIONAL_MAGIC) != MAGIC_PE32_PLUS )
        return IMAGE_REASON_OPTIONAL_HEADER;
    directories = bytes_u32(header + OPTIONAL_NR_DIRECTORIES);
    if ( directories > OPTIONAL_MAX_DIRECTORIES ||
         directories * DIRECTORY_SIZE > size - OPTIONAL_DIRECTORIES )
        return IMAGE_REASON_OPTIONAL_HEADER;

    pe->nr_directories = directories;
    pe->certificate_entry = directories > IMAGE_DIRECTORY_CERTIFICATES
                                ? pe->optional_header + OPTIONAL_DIRECTORIES +
                                      IMAGE_DIRECTORY_CERTIFICATES *
                                          DIRECTORY_SIZE
                                : 0;
    pe->base = bytes_u64(header + OPTIONAL_IMAGE_BASE);
    pe->entry = bytes_u32(header + OPTIONAL_ENTRY);
    pe->section_alignment = bytes_u32(header + OPTIONAL_SECTION_ALIGNMENT);
    pe->file_alignment = bytes_u32(header + OPTIONAL_FILE_ALIGNMENT);
    pe->memory_size = bytes_u32(header + OPTIONAL_IMAGE_SIZE);
    pe->headers_size = bytes_u32(header + OPTIONAL_HEADERS_SIZE);
    pe->checksum = bytes_u32(header + OPTIONAL_CHECKSUM);
    pe->subsystem = bytes_u16(header + OPTIONAL_SUBSYSTEM);
    pe->dll_characteristics = bytes_u16(header + OPTIONAL_DLL_CHARACTERISTICS);

    return is_power_of_2(pe->section_alignment) &&
                   is_power_of_2(pe->file_alignment)
               ? IMAGE_REASON_NONE
               : IMAGE_REASON_ALIGNMENT;
}

/* The string table stands behind the symbols, and begins with its own size. */
static void find_names(struct image_pe *pe)
{
    const uint8_t *header = pe->file + pe->header;
    const size_t symbols = bytes_u32(header + PE_SYMBOLS);
    size_t at, size;

    pe->names = (struct image_range){ 0, 0 };
    if ( symbols == 0 )
        return;

    at = symbols + (size_t)bytes_u32(header + PE_NR_SYMBOLS) * SYMBOL_SIZE;
    if ( !within(pe, at, sizeof(uint32_t)) )
        return;
    size = bytes_u32(pe->file + at);
    if ( within(pe, at, size) )
        pe->names = (struct image_range){ at, size };
}

/* ---- sections ---- */

/* The bytes of a C string that has at most @room of them. */
static size_t length(const uint8_t *string, size_t room)
{
    size_t len = 0;

    while ( len < room && string[len] != 0 )
        len++;

    return len;
}

/* A name "/123" says where in the string table the name is. */
static struct image_text read_name(const struct image_pe *pe,
                                   const uint8_t *field)
{
    const size_t len = length(field, SECTION_NAME_SIZE);
    const uint8_t *name = field;
    size_t left = len, at = 0, i;

    for ( i = 1; i < len && field[i] >= '0' && field[i] <= '9'; i++ )
        at = at * 10 + (size_t)(field[i] - '0');

    if ( len > 1 && field[0] == '/' && i == len && at < pe->names.size )
    {
        name = pe->file + pe->names.at + at;
        left = length(name, pe->names.size - at);
    }

    return (struct image_text){ (const char *)name, left };
}

bool image_pe_section(const struct image_pe *pe, unsigned int i,
                      struct image_section *section)
{
    const uint8_t *header;

    if ( i >= pe->nr_sections )
        return false;

    header = pe->file + pe->section_table + (size_t)i * SECTION_SIZE;
    section->name = read_name(pe, header);
    section->rva = bytes_u32(header + SECTION_RVA);
    section->memory_size = bytes_u32(header + SECTION_MEMORY_SIZE);
    section->data.at = bytes_u32(header + SECTION_DATA);
    section->data.size = bytes_u32(header + SECTION_DATA_SIZE);
    section->flags = bytes_u32(header + SECTION_FLAGS);
    section->has_relocations = bytes_u32(header + SECTION_RELOCATIONS) != 0 ||
                               bytes_u16(header + SECTION_NR_RELOCATIONS) != 0;

    return true;
}

bool image_pe_find(const struct image_pe *pe, const char *name,
                   struct image_section *section)
{
    unsigned int i;
    size_t at;

    for ( i = 0; image_pe_section(pe, i, section); i++ )
    {
        for ( at = 0; at < section->name.left && name[at] != '\0' &&
                      section->name.at[at] == name[at];
              at++ )
            ;
        if ( at == section->name.left && name[at] == '\0' )
            return true;
    }

    return false;
}

static enum image_reason check_sections(const struct image_pe *pe)
{
    struct image_section section;
    unsigned int i;
    uint32_t end;

    for ( i = 0; image_pe_section(pe, i, &section); i++ )
    {
        if ( section.data.size != 0 &&
             !within(pe, section.data.at, section.data.size) )
            return IMAGE_REASON_SECTION_DATA;
        if ( __builtin_add_overflow(section.rva, section.memory_size, &end) )
            return IMAGE_REASON_SECTION_MEMORY;
    }

    return IMAGE_REASON_NONE;
}

enum image_reason image_pe_read(struct image_pe *pe, const void *file,
                                size_t size)
{
    enum image_reason reason;

    pe->file = file;
    pe->size = size;

    reason = find_header(pe);
    if ( reason == IMAGE_REASON_NONE )
        reason = read_optional_header(pe);
    if ( reason != IMAGE_REASON_NONE )
        return reason;

    if ( pe->headers_size > size )
        return IMAGE_REASON_TRUNCATED;
    if ( pe->section_table + (size_t)pe->nr_sections * SECTION_SIZE >
         pe->headers_size )
        return IMAGE_REASON_TABLE;

    find_names(pe);

    return check_sections(pe);
}

struct image_range image_pe_directory(const struct image_pe *pe, unsigned int i)
{
    const uint8_t *entry = pe->file + pe->optional_header +
                           OPTIONAL_DIRECTORIES;

    if ( i >= pe->nr_directories )
        return (struct image_range){ 0, 0 };

    entry += i * DIRECTORY_SIZE;

    return (struct image_range){ bytes_u32(entry), bytes_u32(entry + 4) };
}

/* ---- the layout ---- */

static bool overlap(const struct image_range *a, const struct image_range *b)
{
    return a->size != 0 && b->size != 0 && a->at < b->at + b->size &&
           b->at < a->at + a->size;
}

static bool data_overlap(const struct image_pe *pe, unsigned int i,
                         const struct image_range *data)
{
    struct image_section other;

    while ( i-- > 0 )
        if ( image_pe_section(pe, i, &other) && overlap(&other.data, data) )
            return true;

    return false;
}

enum image_reason image_pe_layout(const struct image_pe *pe)
{
    struct image_section section;
    uint32_t end = 0;
    unsigned int i;

    for ( i = 0; image_pe_section(pe, i, &section); i++ )
    {
        if ( section.rva < pe->headers_size ||
             (section.data.size != 0 && section.data.at < pe->headers_size) )
            return IMAGE_REASON_IN_HEADERS;
        if ( section.rva < end )
            return IMAGE_REASON_UNORDERED;
        if ( data_overlap(pe, i, &section.data) )
            return IMAGE_REASON_DATA_OVERLAP;

        end = section.rva + section.memory_size;
        if ( end > pe->memory_size )
            return IMAGE_REASON_OUTSIDE;
    }

    return IMAGE_REASON_NONE;
}

/* ---- what is hashed, and the checksum ---- */

/* Does section @i come before section @j in the file? */
static bool comes_before(const struct image_pe *pe, unsigned int i,
                         unsigned int j)
{
    struct image_section a, b;

    if ( !image_pe_section(pe, i, &a) || !image_pe_section(pe, j, &b) )
        return false;

    return a.data.at != b.data.at ? a.data.at < b.data.at : i < j;
}

/* Of those behind the last one that was hashed, the first; or nr_sections. */
static unsigned int next_section(const struct image_hashed *hashed)
{
    const struct image_pe *pe = hashed->pe;
    unsigned int best = pe->nr_sections, i;
    struct image_section section;

    for ( i = 0; image_pe_section(pe, i, &section); i++ )
        if ( section.data.size != 0 &&
             (hashed->last == pe->nr_sections ||
              comes_before(pe, hashed->last, i)) &&
             (best == pe->nr_sections || comes_before(pe, i, best)) )
            best = i;

    return best;
}

static void hash_headers(struct image_hashed *hashed, struct image_range *part)
{
    const struct image_pe *pe = hashed->pe;
    const size_t checksum = pe->optional_header + OPTIONAL_CHECKSUM;
    const size_t entry = pe->certificate_entry;
    const size_t behind = checksum + sizeof(uint32_t);

    switch ( hashed->step++ )
    {
    case 0:
        *part = (struct image_range){ 0, checksum };
        break;
    case 1:
        *part = (struct image_range){
            behind, (entry != 0 ? entry : pe->headers_size) - behind
        };
        break;
    default:
        *part = (struct image_range){ 0, 0 };
        if ( entry != 0 )
        {
            part->at = entry + DIRECTORY_SIZE;
            part->size = pe->headers_size - part->at;
        }
        hashed->sum = pe->headers_size;
        hashed->last = pe->nr_sections;
        break;
    }
}

static void hash_rest(const struct image_hashed *hashed,
                      struct image_range *part)
{
    const struct image_range certificates = image_pe_directory(
        hashed->pe, IMAGE_DIRECTORY_CERTIFICATES);
    const size_t size = hashed->pe->size;

    *part = (struct image_range){ 0, 0 };
    if ( certificates.size < size && hashed->sum < size - certificates.size )
    {
        part->at = (size_t)hashed->sum;
        part->size = size - certificates.size - part->at;
    }
}

bool image_hashed_next(struct image_hashed *hashed, struct image_range *part)
{
    struct image_section section;

    if ( hashed->step < 3 )
    {
        hash_headers(hashed, part);
        return true;
    }
    if ( hashed->step > 3 )
        return false;

    hashed->last = next_section(hashed);
    if ( image_pe_section(hashed->pe, hashed->last, &section) )
    {
        *part = section.data;
        hashed->sum += part->size;
        return true;
    }

    hash_rest(hashed, part);
    hashed->step++;

    return true;
}

enum image_reason image_hashed_fault(const struct image_pe *pe)
{
    const size_t certificates =
        image_pe_directory(pe, IMAGE_DIRECTORY_CERTIFICATES).size;
    struct image_section section;
    uint64_t sum = pe->headers_size;
    unsigned int i;

    for ( i = 0; image_pe_section(pe, i, &section); i++ )
        sum += section.data.size;

    return sum < pe->size && certificates > pe->size - sum
               ? IMAGE_REASON_CERTIFICATES_HASHED
               : IMAGE_REASON_NONE;
}

/*
 * Add up 16-bit words, whose carries are added in the end: then 32-bit words give
 * the same sum. Each byte counts by its place in the file.
 */
static uint64_t add_words(uint64_t sum, const uint8_t *file, size_t from,
                          size_t to)
{
    for ( ; from < to && from % sizeof(uint32_t) != 0; from++ )
        sum += (uint64_t)file[from] << (8 * (from % sizeof(uint32_t)));
    for ( ; to - from >= sizeof(uint32_t); from += sizeof(uint32_t) )
        sum += bytes_u32(file + from);
    for ( ; from < to; from++ )
        sum += (uint64_t)file[from] << (8 * (from % sizeof(uint32_t)));

    return sum;
}

uint32_t image_pe_checksum(const struct image_pe *pe)
{
    const size_t at = pe->optional_header + OPTIONAL_CHECKSUM;
    uint64_t sum = add_words(0, pe->file, 0, at);

    sum = add_words(sum, pe->file, at + sizeof(uint32_t), pe->size);
    while ( sum >> 16 != 0 )
        sum = (sum & 0xffff) + (sum >> 16);

    return (uint32_t)sum + (uint32_t)pe->size;
}
