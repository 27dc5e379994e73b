/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signature lists: which entries are found in sound ones, and why others end the
 * walk.
 */
#include "unit.h"

#include "image/image.h"

#define HEADER 28
#define OWNER  16

static uint8_t bytes[256];
static size_t size;

static void put(size_t at, uint32_t value)
{
    for ( unsigned int i = 0; i < 4; i++ )
        bytes[at + i] = (uint8_t)(value >> (8 * i));
}

/* Add a list of @nr entries with @each bytes of data behind @extra bytes of header. */
static void add_list(const char *guid, uint32_t nr, uint32_t each,
                     uint32_t extra)
{
    const uint32_t list = HEADER + extra + nr * (OWNER + each);

    memcpy(bytes + size, guid, 16);
    put(size + 16, list);
    put(size + 20, extra);
    put(size + 24, OWNER + each);
    size += list;
    assert_in_range(size, 0, sizeof(bytes));
}

static const char x509[] = "\xa1\x59\xc0\xa5\xe4\x94\xa7\x4a"
                           "\x87\xb5\xab\x15\x5c\x2b\xf0\x72";
static const char sha256[] = "\x26\x16\xc4\xc1\x4c\x50\x92\x40"
                             "\xac\xa9\x41\xf9\x36\x93\x43\x28";
static const char other[] = "\x27\x16\xc4\xc1\x4c\x50\x92\x40"
                            "\xac\xa9\x41\xf9\x36\x93\x43\x28";

static int start(void **state)
{
    (void)state;

    memset(bytes, 0, sizeof(bytes));
    size = 0;

    return 0;
}

static void assert_entry(struct image_signatures *walk,
                         enum image_signature_kind kind, size_t at, size_t each,
                         bool first)
{
    struct image_signature one;
    enum image_reason reason;

    assert_true(image_signatures_next(walk, &one, &reason));
    assert_int_equal(one.kind, kind);
    assert_int_equal(one.data.at, at);
    assert_int_equal(one.data.size, each);
    assert_int_equal(one.first, first);
}

static void assert_end(struct image_signatures *walk, enum image_reason why)
{
    struct image_signature one;
    enum image_reason reason;

    assert_false(image_signatures_next(walk, &one, &reason));
    assert_int_equal(reason, why);
    assert_false(image_signatures_next(walk, &one, &reason));
    assert_int_equal(reason, IMAGE_REASON_NONE);
}

static struct image_signatures walk(void)
{
    return (struct image_signatures){ .bytes = bytes, .left = { 0, size } };
}

static void test_sound(void **state)
{
    struct image_signatures all;

    (void)state;

    all = walk();
    assert_end(&all, IMAGE_REASON_NONE);

    add_list(sha256, 2, 32, 0);
    add_list(x509, 0, 7, 4); /* without entries */
    add_list(x509, 1, 7, 4);
    add_list(other, 1, 0, 0);
    all = walk();
    assert_entry(&all, IMAGE_SIGNATURE_SHA256, 44, 32, true);
    assert_entry(&all, IMAGE_SIGNATURE_SHA256, 92, 32, false);
    assert_entry(&all, IMAGE_SIGNATURE_X509, 124 + 32 + 32 + 16, 7, true);
    assert_entry(&all, IMAGE_SIGNATURE_OTHER, 211 + 44, 0, true);
    assert_end(&all, IMAGE_REASON_NONE);
}

/* A sound list, then one where the number at @at is @value. */
static enum image_reason changed(size_t at, uint32_t value)
{
    struct image_signatures all;
    struct image_signature one;
    enum image_reason reason;
    size_t second;

    start(NULL);
    add_list(sha256, 1, 32, 0);
    second = size;
    add_list(x509, 2, 8, 0);
    put(second + at, value);
    all = walk();
    assert_entry(&all, IMAGE_SIGNATURE_SHA256, 44, 32, true);
    while ( image_signatures_next(&all, &one, &reason) )
        ;

    return reason;
}

static void test_damaged(void **state)
{
    const uint32_t list = HEADER + 2 * (OWNER + 8);
    struct image_signatures all;

    (void)state;

    assert_int_equal(changed(16, list), IMAGE_REASON_NONE);
    assert_int_equal(changed(16, list + 1), IMAGE_REASON_SIGNATURE_LIST);
    assert_int_equal(changed(16, UINT32_MAX), IMAGE_REASON_SIGNATURE_LIST);
    assert_int_equal(changed(16, 0), IMAGE_REASON_SIGNATURE_LIST);
    assert_int_equal(changed(16, HEADER - 1), IMAGE_REASON_SIGNATURE_LIST);
    assert_int_equal(changed(16, list - 1), IMAGE_REASON_SIGNATURE_SIZE);
    /* what is left is no list */
    assert_int_equal(changed(16, list - OWNER - 8),
                     IMAGE_REASON_SIGNATURE_LIST);
    assert_int_equal(changed(20, 1), IMAGE_REASON_SIGNATURE_SIZE);
    assert_int_equal(changed(20, UINT32_MAX), IMAGE_REASON_SIGNATURE_LIST);
    assert_int_equal(changed(24, 0), IMAGE_REASON_SIGNATURE_SIZE);
    assert_int_equal(changed(24, OWNER - 4), IMAGE_REASON_SIGNATURE_SIZE);
    assert_int_equal(changed(24, OWNER + 8 + 24), IMAGE_REASON_NONE);
    assert_int_equal(changed(24, OWNER + 9), IMAGE_REASON_SIGNATURE_SIZE);
    assert_int_equal(changed(24, UINT32_MAX), IMAGE_REASON_SIGNATURE_SIZE);

    start(NULL);
    add_list(sha256, 1, 32, 0);
    size = HEADER - 1;
    all = walk();
    assert_end(&all, IMAGE_REASON_SIGNATURE_LIST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_sound, start),
        cmocka_unit_test_setup(test_damaged, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
