/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which kernels have a format that Xen's loader knows.
 */
#include "unit.h"

#include "image/image.h"

#define SIZE 0x800

static uint8_t kernel[SIZE];
static struct image_kernel is;

#define assert_kernel(name)                                                    \
    assert_int_equal(image_kernel_read(&is, kernel, SIZE), IMAGE_REASON_##name)

/* A bzImage with two sectors of setup, and behind them 0x100 bytes of @payload. */
static void make_bzimage(const char *payload, size_t len)
{
    memset(kernel, 0, SIZE);
    kernel[0x1f1] = 2;
    memcpy(kernel + 0x202, "HdrS\x0f\x02", 6);
    kernel[0x248] = 0x10;
    kernel[0x24d] = 1;
    memcpy(kernel + 0x610, payload, len);
}
#define MAKE(payload) make_bzimage(payload, sizeof(payload) - 1)

static const char elf[] = "\x7f"
                          "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e";

static void test_bzimage(void **state)
{
    (void)state;

    MAKE("\x1f\x8b");
    assert_kernel(NONE);
    MAKE("BZh");
    assert_kernel(NONE);
    MAKE("\xfd"
         "7zXZ\0");
    assert_kernel(NONE);
    MAKE("\x5d\0");
    assert_kernel(NONE);
    MAKE("\x89LZO\0");
    assert_kernel(NONE);
    MAKE("\x02\x21");
    assert_kernel(NONE);
    MAKE("\x28\xb5\x2f\xfd");
    assert_kernel(NONE);
    make_bzimage(elf, sizeof(elf));
    assert_kernel(NONE);

    MAKE("nothing");
    assert_kernel(KERNEL_PAYLOAD);
    MAKE("\x1f\x8b");
    kernel[0x206] = 7;
    assert_kernel(KERNEL_PROTOCOL);
    MAKE("\x1f\x8b");
    kernel[0x24d] = 2; /* longer than the file */
    assert_kernel(KERNEL_PAYLOAD);
    MAKE("\x1f\x8b");
    kernel[0x24b] = 0xff;
    assert_kernel(KERNEL_PAYLOAD);
    MAKE("\x1f\x8b");
    kernel[0x24d] = 0;
    kernel[0x24c] = 1;
    assert_kernel(KERNEL_PAYLOAD);
}

static void test_others(void **state)
{
    (void)state;

    memset(kernel, 0, SIZE);
    assert_kernel(KERNEL_FORMAT);
    memcpy(kernel, elf, sizeof(elf));
    assert_kernel(NONE);
    kernel[18] = 3; /* i386 */
    assert_kernel(KERNEL_FORMAT);
    memcpy(kernel, "\x1f\x8b", 2);
    assert_kernel(NONE);
    memcpy(kernel, "BZh", 3);
    assert_kernel(NONE);
    memcpy(kernel, "MZ", 2);
    assert_kernel(KERNEL_FORMAT);
    assert_int_equal(image_kernel_read(&is, kernel, 0),
                     IMAGE_REASON_KERNEL_FORMAT);
}

static bool version_is(const char *string)
{
    return is.version.left == strlen(string) &&
           !memcmp(is.version.at, string, is.version.left);
}

static void test_what_is_told(void **state)
{
    (void)state;

    MAKE("\x1f\x8b");
    assert_kernel(NONE);
    assert_int_equal(is.payload.at, 0x610);
    assert_int_equal(is.payload.size, 0x100);
    assert_true(version_is(""));

    kernel[0x20f] = 1; /* at 0x300 */
    strcpy((char *)kernel + 0x300, "6.12.1 (us)");
    assert_kernel(NONE);
    assert_true(version_is("6.12.1 (us)"));

    kernel[0x20f] = 5; /* what follows reaches up to the end */
    memset(kernel + 0x711, 'x', SIZE - 0x711);
    kernel[0x20e] = 0xff;
    assert_kernel(NONE);
    assert_int_equal(is.version.left, SIZE - 0x7ff);

    kernel[0x20f] = 6; /* outside */
    assert_kernel(NONE);
    assert_true(version_is(""));

    memcpy(kernel, elf, sizeof(elf));
    memset(kernel + 0x202, 0, 4);
    assert_kernel(NONE);
    assert_int_equal(is.payload.at, 0);
    assert_int_equal(is.payload.size, SIZE);
    assert_true(version_is(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bzimage),
        cmocka_unit_test(test_others),
        cmocka_unit_test(test_what_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
