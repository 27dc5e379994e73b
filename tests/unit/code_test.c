/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rig's watch over Xen's code: it finds the code where it was loaded, tells
 * a change of one byte, and does not call unchanged what it never found, or what
 * does not run.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rig/code.h"

#define MIB  (1UL << 20)
#define SIZE 10000
#define AT   (3 * MIB)

static uint8_t bytes[SIZE];
static char path[] = "build/code-XXXXXX";

static void load(const struct code *code, size_t at)
{
    assert_int_equal(pwrite(code->ram, bytes, SIZE, (off_t)at), SIZE);
}

/* Xen's code patches itself when it runs. */
static void patch(const struct code *code, size_t at)
{
    assert_int_equal(pwrite(code->ram, "patch", 5, (off_t)at + 5000), 5);
}

static struct code machine(void)
{
    struct code code;

    code_make_ram(&code, 8 * MIB);
    code_watch(&code, path);

    return code;
}

static void end(struct code *code)
{
    close(code->ram);
    free(code->file);
    free(code->copy);
}

static void test_code_that_stays(void **state)
{
    struct code code = machine();

    (void)state;
    load(&code, AT);
    patch(&code, AT);
    code_keep(&code);
    assert_int_equal(code.at, AT);
    assert_string_equal(code_fate(&code), "unchanged: 10000 bytes");
    end(&code);
}

static void test_one_byte_changes(void **state)
{
    static const size_t places[] = { 0, 63, 64, 4096, SIZE - 1 };

    (void)state;
    for ( size_t i = 0; i < sizeof(places) / sizeof(*places); i++ )
    {
        struct code code = machine();
        const uint8_t other = bytes[places[i]] ^ 1;
        char fate[80];

        load(&code, AT);
        patch(&code, AT);
        code_keep(&code);
        assert_int_equal(pwrite(code.ram, &other, 1, (off_t)(AT + places[i])),
                         1);
        snprintf(fate, sizeof(fate), "changed: 1 bytes, the first at %#zx",
                 places[i]);
        assert_string_equal(code_fate(&code), fate);
        end(&code);
    }
}

/* A change beside the code is no change of it. */
static void test_other_memory_changes(void **state)
{
    struct code code = machine();

    (void)state;
    load(&code, AT);
    patch(&code, AT);
    code_keep(&code);
    assert_int_equal(pwrite(code.ram, "x", 1, AT - 1), 1);
    assert_int_equal(pwrite(code.ram, "x", 1, AT + SIZE), 1);
    assert_string_equal(code_fate(&code), "unchanged: 10000 bytes");
    end(&code);
}

static void test_code_not_found(void **state)
{
    struct code code = machine();

    (void)state;
    assert_string_equal(code_fate(&code), "unknown: found in 0 places");
    load(&code, AT + 1); /* not where a page begins */
    code_keep(&code);
    assert_string_equal(code_fate(&code), "unknown: found in 0 places");
    end(&code);
}

/* A copy that was never patched, say in a file cache: nobody executes it. */
static void test_code_that_does_not_run(void **state)
{
    struct code code = machine();

    (void)state;
    load(&code, AT);
    code_keep(&code);
    assert_string_equal(code_fate(&code),
                        "unknown: what was found is not patched");
    end(&code);
}

static void test_code_found_twice(void **state)
{
    struct code code = machine();

    (void)state;
    load(&code, AT);
    load(&code, 2 * AT);
    code_keep(&code);
    assert_string_equal(code_fate(&code), "unknown: found in 2 places");
    end(&code);
}

static int make_file(void **state)
{
    const int fd = mkstemp(path);

    (void)state;
    for ( size_t i = 0; i < SIZE; i++ )
        bytes[i] = (uint8_t)(i * 7 + i / 256 + 1);
    if ( fd < 0 || write(fd, bytes, SIZE) != SIZE )
        return -1;

    return close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_code_that_stays),
        cmocka_unit_test(test_one_byte_changes),
        cmocka_unit_test(test_other_memory_changes),
        cmocka_unit_test(test_code_not_found),
        cmocka_unit_test(test_code_that_does_not_run),
        cmocka_unit_test(test_code_found_twice),
    };

    return cmocka_run_group_tests(tests, make_file, remove_file);
}
