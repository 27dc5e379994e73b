/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PE files: what is read of a sound one, and why others are refused. Each test
 * starts from the same small file, with two sections and a certificate table.
 */
#include "unit.h"

#include "image/image.h"

#include <stdlib.h>

/* Where the parts of the file are. */
#define PE                    0x40
#define OPTIONAL              (PE + 24)
#define TABLE                 (OPTIONAL + 240)
#define HEADERS               0x200
#define TEXT                  0x200
#define DATA                  0x300
#define TABLE_OF_CERTIFICATES 0x400
#define SIZE                  0x420

/* Fields */
#define NR_SECTIONS  (PE + 6)
#define SYMBOLS      (PE + 12)
#define CHECKSUM     (OPTIONAL + 64)
#define DIRECTORY(i) (OPTIONAL + 112 + (i)*8)
#define SECTION(i)   (TABLE + (i)*40)

struct file {
    uint8_t bytes[SIZE];
};

static void put(struct file *file, size_t at, unsigned int size, uint64_t value)
{
    for ( ; size--; value >>= 8 )
        file->bytes[at++] = (uint8_t)value;
}

static void put_section(struct file *file, unsigned int i, const char *name,
                        uint32_t rva, uint32_t at, uint32_t flags)
{
    memcpy(file->bytes + SECTION(i), name, strlen(name));
    put(file, SECTION(i) + 8, 4, 0x80);
    put(file, SECTION(i) + 12, 4, rva);
    put(file, SECTION(i) + 16, 4, 0x100);
    put(file, SECTION(i) + 20, 4, at);
    put(file, SECTION(i) + 36, 4, flags);
}

static struct file sound(void)
{
    struct file file = { { 'M', 'Z' } };

    put(&file, 0x3c, 4, PE);
    memcpy(file.bytes + PE, "PE\0", 4);
    put(&file, PE + 4, 2, 0x8664);
    put(&file, NR_SECTIONS, 2, 2);
    put(&file, PE + 20, 2, 240);
    put(&file, OPTIONAL, 2, 0x20b);
    put(&file, OPTIONAL + 16, 4, 0x1010);
    put(&file, OPTIONAL + 24, 8, 0xffff82d040000000);
    put(&file, OPTIONAL + 32, 4, 0x1000);
    put(&file, OPTIONAL + 36, 4, 0x100);
    put(&file, OPTIONAL + 56, 4, 0x3000);
    put(&file, OPTIONAL + 60, 4, HEADERS);
    put(&file, CHECKSUM, 4, 0x12345678);
    put(&file, OPTIONAL + 70, 2, IMAGE_DLL_NX_COMPAT);
    put(&file, OPTIONAL + 108, 4, 16);
    put(&file, DIRECTORY(4), 4, TABLE_OF_CERTIFICATES);
    put(&file, DIRECTORY(4) + 4, 4, SIZE - TABLE_OF_CERTIFICATES);
    put_section(&file, 0, ".text", 0x1000, TEXT, IMAGE_SECTION_EXECUTE);
    put_section(&file, 1, ".ramdisk", 0x2000, DATA, IMAGE_SECTION_READ);
    put(&file, TABLE_OF_CERTIFICATES, 4, 11);
    put(&file, TABLE_OF_CERTIFICATES + 4, 4, 0x00020200);
    put(&file, TABLE_OF_CERTIFICATES + 16, 4, 16);

    return file;
}

static enum image_reason read_file(struct image_pe *pe, const struct file *file)
{
    return image_pe_read(pe, file->bytes, sizeof(file->bytes));
}

/* The reason for which the sound file with another number at @at is refused. */
static enum image_reason changed(size_t at, unsigned int size, uint64_t value)
{
    struct file file = sound();
    enum image_reason reason;
    struct image_pe pe;

    put(&file, at, size, value);
    reason = read_file(&pe, &file);

    return reason != IMAGE_REASON_NONE ? reason : image_pe_layout(&pe);
}
#define assert_refused(at, size, value, name)                                  \
    assert_int_equal(changed(at, size, value), IMAGE_REASON_##name)

static bool is_text(struct image_text text, const char *string)
{
    return text.left == strlen(string) && !memcmp(text.at, string, text.left);
}

static void test_sound(void **state)
{
    const struct file file = sound();
    struct image_section section;
    struct image_pe pe;

    (void)state;

    assert_int_equal(read_file(&pe, &file), IMAGE_REASON_NONE);
    assert_int_equal(image_pe_layout(&pe), IMAGE_REASON_NONE);
    assert_int_equal(pe.nr_sections, 2);
    assert_int_equal(pe.base, 0xffff82d040000000);
    assert_int_equal(pe.entry, 0x1010);
    assert_int_equal(pe.memory_size, 0x3000);
    assert_int_equal(pe.dll_characteristics, IMAGE_DLL_NX_COMPAT);

    assert_true(image_pe_section(&pe, 1, &section));
    assert_true(is_text(section.name, ".ramdisk"));
    assert_int_equal(section.rva, 0x2000);
    assert_int_equal(section.memory_size, 0x80);
    assert_int_equal(section.data.at, DATA);
    assert_int_equal(section.data.size, 0x100);
    assert_int_equal(section.flags, IMAGE_SECTION_READ);
    assert_false(image_pe_section(&pe, 2, &section));

    assert_true(image_pe_find(&pe, ".ramdisk", &section));
    assert_int_equal(section.rva, 0x2000);
    assert_true(image_pe_find(&pe, ".text", &section));
    assert_false(image_pe_find(&pe, ".tex", &section));
    assert_false(image_pe_find(&pe, ".text1", &section));
    assert_false(image_pe_find(&pe, "", &section));
}

static void test_refused(void **state)
{
    (void)state;

    assert_refused(0, 1, 'N', NO_PE);
    assert_refused(0x3c, 4, SIZE - 23, NO_PE);
    assert_refused(0x3c, 4, 0xffffffff, NO_PE);
    assert_refused(PE + 2, 1, 1, NO_PE);
    assert_refused(PE + 4, 2, 0xaa64, MACHINE);
    assert_refused(NR_SECTIONS, 2, 0, NR_SECTIONS);
    assert_refused(NR_SECTIONS, 2, 97, NR_SECTIONS);
    assert_refused(NR_SECTIONS, 2, 96, TRUNCATED);
    assert_refused(PE + 20, 2, 111, OPTIONAL_HEADER);
    assert_refused(PE + 20, 2, 239, OPTIONAL_HEADER);
    assert_refused(PE + 20, 2, SIZE, TRUNCATED);
    assert_refused(OPTIONAL, 2, 0x10b, OPTIONAL_HEADER);
    assert_refused(OPTIONAL + 108, 4, 17, OPTIONAL_HEADER);
    assert_refused(OPTIONAL + 108, 4, 0x20000001, OPTIONAL_HEADER);
    assert_refused(OPTIONAL + 32, 4, 0, ALIGNMENT);
    assert_refused(OPTIONAL + 36, 4, 0x180, ALIGNMENT);
    assert_refused(OPTIONAL + 60, 4, SIZE + 1, TRUNCATED);
    assert_refused(OPTIONAL + 60, 4, SECTION(2) - 1, TABLE);
    assert_refused(SECTION(1) + 16, 4, SIZE - DATA + 1, SECTION_DATA);
    assert_refused(SECTION(1) + 20, 4, 0xffffff80, SECTION_DATA);
    assert_refused(SECTION(1) + 12, 4, 0xffffff80, SECTION_MEMORY);
}

static void test_ambiguous(void **state)
{
    (void)state;

    assert_refused(SECTION(0) + 12, 4, HEADERS - 1, IN_HEADERS);
    assert_refused(SECTION(0) + 20, 4, HEADERS - 1, IN_HEADERS);
    assert_refused(SECTION(0) + 8, 4, 0x1001, UNORDERED);
    assert_refused(SECTION(0) + 8, 4, 0x1000, NONE);
    assert_refused(SECTION(0) + 12, 4, 0x2000, UNORDERED);
    assert_refused(SECTION(1) + 20, 4, DATA - 1, DATA_OVERLAP);
    assert_refused(SECTION(1) + 8, 4, 0x1001, OUTSIDE);
    /* zeros alone have no place in the file */
    assert_refused(SECTION(1) + 16, 8, 0, NONE);
}

static void test_long_names(void **state)
{
    static const char *const plain[] = { "/", "/x", "/4x", "/25", "/9999999" };
    struct file file = sound();
    struct image_section section;
    struct image_pe pe;

    (void)state;

    /* no symbols, and strings: their size, and two of them */
    put(&file, SYMBOLS, 4, DATA);
    put(&file, DATA, 4, 25);
    memcpy(file.bytes + DATA + 4, ".data.read_mostly\0.bss", 22);
    memcpy(file.bytes + SECTION(1), "/4\0\0\0\0\0", 8);
    assert_int_equal(read_file(&pe, &file), IMAGE_REASON_NONE);
    assert_true(image_pe_section(&pe, 1, &section));
    assert_true(is_text(section.name, ".data.read_mostly"));

    /* the last one ends where the table does */
    memcpy(file.bytes + SECTION(1), "/22\0\0\0\0", 8);
    assert_true(image_pe_section(&pe, 1, &section));
    assert_true(is_text(section.name, ".bs"));

    for ( size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++ )
    {
        memset(file.bytes + SECTION(1), 0, 8);
        memcpy(file.bytes + SECTION(1), plain[i], strlen(plain[i]));
        assert_true(image_pe_section(&pe, 1, &section));
        assert_true(is_text(section.name, plain[i]));
    }

    /* a table that does not fit is none */
    put(&file, DATA, 4, SIZE);
    memcpy(file.bytes + SECTION(1), "/4\0\0\0\0\0", 8);
    assert_int_equal(read_file(&pe, &file), IMAGE_REASON_NONE);
    assert_true(image_pe_section(&pe, 1, &section));
    assert_true(is_text(section.name, "/4"));
}

/* The parts that are hashed, as one array. */
static size_t hashed_parts(const struct file *file, struct image_range *parts)
{
    struct image_hashed hashed = { 0 };
    struct image_pe pe;
    size_t nr = 0;

    assert_int_equal(read_file(&pe, file), IMAGE_REASON_NONE);
    hashed.pe = &pe;
    while ( image_hashed_next(&hashed, &parts[nr]) )
        nr += parts[nr].size != 0;

    return nr;
}

static void assert_part(struct image_range part, size_t from, size_t to)
{
    assert_int_equal(part.at, from);
    assert_int_equal(part.at + part.size, to);
}

static void test_hashed(void **state)
{
    struct file file = sound();
    struct image_range parts[8];

    (void)state;

    assert_int_equal(hashed_parts(&file, parts), 5);
    assert_part(parts[0], 0, CHECKSUM);
    assert_part(parts[1], CHECKSUM + 4, DIRECTORY(4));
    assert_part(parts[2], DIRECTORY(5), HEADERS);
    assert_part(parts[3], TEXT, DATA);
    assert_part(parts[4], DATA, TABLE_OF_CERTIFICATES);

    /* by their place in the file, not in the table */
    put(&file, SECTION(0) + 20, 4, DATA);
    put(&file, SECTION(1) + 20, 4, TEXT);
    assert_int_equal(hashed_parts(&file, parts), 5);
    assert_int_equal(parts[3].at, TEXT);
    assert_int_equal(parts[4].at, DATA);

    /* what follows the sections, and no certificates */
    put(&file, DIRECTORY(4), 8, 0);
    assert_int_equal(hashed_parts(&file, parts), 6);
    assert_part(parts[5], TABLE_OF_CERTIFICATES, SIZE);

    /* no directory for certificates */
    put(&file, OPTIONAL + 108, 4, 4);
    assert_int_equal(hashed_parts(&file, parts), 5);
    assert_part(parts[1], CHECKSUM + 4, HEADERS);

    /* data that two sections share are hashed twice */
    put(&file, SECTION(1) + 20, 4, DATA);
    assert_int_equal(hashed_parts(&file, parts), 5);
    assert_part(parts[2], DATA, TABLE_OF_CERTIFICATES);
    assert_part(parts[3], DATA, TABLE_OF_CERTIFICATES);
}

/* As the specification has it: 16-bit words, the checksum's own two left out. */
static uint32_t slow_checksum(const struct file *file, size_t own)
{
    uint32_t sum = 0;

    for ( size_t at = 0; at < SIZE; at++ )
        if ( at < own || at >= own + 4 )
        {
            sum += (uint32_t)file->bytes[at] << (8 * (at % 2));
            sum = (sum & 0xffff) + (sum >> 16);
        }

    return sum + SIZE;
}

/* Bytes cannot be hashed, and be certificates. */
static void test_hashed_and_certificates(void **state)
{
    struct file file = sound();
    struct image_pe pe;

    (void)state;

    assert_int_equal(read_file(&pe, &file), IMAGE_REASON_NONE);
    assert_int_equal(image_hashed_fault(&pe), IMAGE_REASON_NONE);

    put(&file, DIRECTORY(4) + 4, 4, SIZE - TABLE_OF_CERTIFICATES + 1);
    assert_int_equal(image_hashed_fault(&pe), IMAGE_REASON_CERTIFICATES_HASHED);

    /* as EDK2, which does not ask if all bytes are hashed, or more */
    put(&file, SECTION(1) + 16, 4, SIZE - DATA);
    assert_int_equal(image_hashed_fault(&pe), IMAGE_REASON_NONE);
}

static void test_checksum(void **state)
{
    struct file file = sound();
    struct image_pe pe;

    (void)state;

    for ( size_t at = TEXT; at < SIZE; at++ )
        file.bytes[at] ^= (uint8_t)(at * 151);
    put(&file, DIRECTORY(4), 8, 0);
    assert_int_equal(read_file(&pe, &file), IMAGE_REASON_NONE);
    assert_int_equal(image_pe_checksum(&pe), slow_checksum(&file, CHECKSUM));

    /* headers at an odd place */
    memmove(file.bytes + PE + 1, file.bytes + PE, HEADERS - PE - 1);
    put(&file, 0x3c, 4, PE + 1);
    assert_int_equal(read_file(&pe, &file), IMAGE_REASON_NONE);
    assert_int_equal(image_pe_checksum(&pe),
                     slow_checksum(&file, CHECKSUM + 1));
}

static void test_envelopes(void **state)
{
    struct file file = sound();
    struct image_envelopes walk;
    struct image_envelope one;
    enum image_reason reason;
    struct image_pe pe;

    (void)state;

    assert_int_equal(read_file(&pe, &file), IMAGE_REASON_NONE);
    assert_int_equal(image_envelopes_start(&walk, &pe), IMAGE_REASON_NONE);
    assert_true(image_envelopes_next(&walk, &one, &reason));
    assert_int_equal(one.revision, IMAGE_ENVELOPE_REVISION_2);
    assert_int_equal(one.type, IMAGE_ENVELOPE_PKCS7);
    assert_part(one.content, TABLE_OF_CERTIFICATES + 8,
                TABLE_OF_CERTIFICATES + 11);
    assert_true(image_envelopes_next(&walk, &one, &reason));
    assert_part(one.content, TABLE_OF_CERTIFICATES + 24,
                TABLE_OF_CERTIFICATES + 32);
    assert_false(image_envelopes_next(&walk, &one, &reason));
    assert_int_equal(reason, IMAGE_REASON_NONE);

    /* the first is longer than the table, or shorter than its header */
    for ( unsigned int length = 7; length; length = length == 7 ? 33 : 0 )
    {
        put(&file, TABLE_OF_CERTIFICATES, 4, length);
        assert_int_equal(image_envelopes_start(&walk, &pe), IMAGE_REASON_NONE);
        assert_false(image_envelopes_next(&walk, &one, &reason));
        assert_int_equal(reason, IMAGE_REASON_CERTIFICATE_LENGTH);
        assert_false(image_envelopes_next(&walk, &one, &reason));
    }

    put(&file, DIRECTORY(4), 4, TABLE_OF_CERTIFICATES + 4);
    assert_int_equal(image_envelopes_start(&walk, &pe),
                     IMAGE_REASON_CERTIFICATES_OUTSIDE);
    put(&file, DIRECTORY(4) + 4, 4, 8);
    assert_int_equal(image_envelopes_start(&walk, &pe),
                     IMAGE_REASON_CERTIFICATES_UNALIGNED);
    put(&file, DIRECTORY(4), 4, HEADERS - 8);
    assert_int_equal(image_envelopes_start(&walk, &pe),
                     IMAGE_REASON_CERTIFICATES_OUTSIDE);
    put(&file, DIRECTORY(4), 8, 0);
    assert_int_equal(image_envelopes_start(&walk, &pe), IMAGE_REASON_NONE);
    assert_false(image_envelopes_next(&walk, &one, &reason));
}

/* No file that is cut off is read beyond its end: the sanitizer looks. */
static void test_cut_off(void **state)
{
    const struct file file = sound();
    struct image_pe pe;

    (void)state;

    for ( size_t size = 0; size < TABLE_OF_CERTIFICATES; size++ )
    {
        uint8_t *copy = malloc(size ? size : 1);

        assert_non_null(copy);
        memcpy(copy, file.bytes, size);
        assert_int_not_equal(image_pe_read(&pe, copy, size), IMAGE_REASON_NONE);
        free(copy);
    }
}

static void test_reasons(void **state)
{
    (void)state;

    for ( unsigned int i = 1; i < IMAGE_NR_REASONS; i++ )
    {
        assert_true(strlen(image_reason_text(i)) > 10);
        assert_true(strlen(image_reason_source(i)) > 10);
        for ( unsigned int j = 1; j < i; j++ )
            assert_string_not_equal(image_reason_text(i), image_reason_text(j));
    }
    assert_string_equal(image_reason_text(IMAGE_REASON_NONE), "?");
    assert_string_equal(image_reason_text(IMAGE_NR_REASONS), "?");
    assert_string_equal(image_reason_source(IMAGE_NR_REASONS), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_ambiguous),
        cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_hashed),
        cmocka_unit_test(test_hashed_and_certificates),
        cmocka_unit_test(test_checksum),
        cmocka_unit_test(test_envelopes),
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_reasons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
