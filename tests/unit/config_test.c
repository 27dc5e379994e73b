/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen's configuration: what Xen finds in it, and which lines it does not see or
 * reads otherwise than they are written.
 */
#include "unit.h"

#include "image/image.h"

#include <stdio.h>

#define ALL                                                                    \
    (IMAGE_HAS_KERNEL | IMAGE_HAS_RAMDISK | IMAGE_HAS_XSM | IMAGE_HAS_UCODE)

static const char plain[] = "# Xen\n"
                            "[global]\n"
                            "default=xen\n"
                            "\n"
                            "  [xen]  \n"
                            "\toptions=console=com1 loglvl=all\r\n"
                            "kernel=  vmlinuz root=/dev/sda1\n"
                            "; nothing\n"
                            "ramdisk=initrd\n"
                            "video=gfx-1024x768\n"
                            "[other]\n"
                            "kernel=linux\n";

static struct image_text text(const char *string)
{
    return (struct image_text){ string, strlen(string) };
}

/* What Xen finds, as a string; null if it finds nothing. */
static const char *value(const char *file, const char *section,
                         const char *item)
{
    static char found[256];
    struct image_text at;

    if ( !image_config_value(text(file), text(section), item, &at) )
        return NULL;
    assert_true(at.left < sizeof(found));
    memcpy(found, at.at, at.left);
    found[at.left] = '\0';

    return found;
}
#define assert_value(file, section, item, expected)                            \
    assert_string_equal(value(file, section, item), expected)
#define assert_no_value(file, section, item)                                   \
    assert_null(value(file, section, item))

static void test_values(void **state)
{
    (void)state;

    assert_value(plain, "global", "default", "xen");
    assert_value(plain, "xen", "options", "console=com1 loglvl=all");
    assert_value(plain, "xen", "kernel", "vmlinuz root=/dev/sda1");
    assert_value(plain, "xen", "ramdisk", "initrd");
    assert_value(plain, "other", "kernel", "linux");
    assert_no_value(plain, "other", "ramdisk");
    assert_no_value(plain, "xe", "kernel");
    assert_no_value(plain, "xen", "kerne");
    assert_no_value(plain, "nowhere", "kernel");
    /* without a section, the whole file is one */
    assert_value(plain, "", "default", "xen");
    assert_value(plain, "", "kernel", "vmlinuz root=/dev/sda1");
}

static void test_as_xen_does(void **state)
{
    (void)state;

    /* # anywhere, ; only where a line begins */
    assert_value("[x]\nkernel=a#b\n", "x", "kernel", "a");
    assert_value("[x]\nkernel=a;b\n", "x", "kernel", "a;b");
    assert_no_value("[x]\n;kernel=a\n", "x", "kernel");
    /* TAB and CR end a line, and a comment */
    assert_value("[x]\nkernel=a\troot=b\n", "x", "kernel", "a");
    assert_value("[x]\nkernel=a\troot=b\n", "x", "root", "b");
    assert_value("[x]\n#kernel=a\tkernel=b\n", "x", "kernel", "b");
    assert_value("[x]\rkernel=a\r", "x", "kernel", "a");
    /* a byte-order mark */
    assert_no_value("\xef\xbb\xbf[x]\nkernel=a\n", "x", "kernel");
    /* the first match */
    assert_value("[x]\nkernel=a\nkernel=b\n", "x", "kernel", "a");
    assert_no_value("[x]\n[y]\n[x]\nkernel=b\n", "x", "kernel");
    /* blanks */
    assert_no_value("[x]\nkernel =a\n", "x", "kernel");
    assert_value("[x]\nkernel=\xa0 a \n", "x", "kernel", "a ");
    assert_no_value("[ x]\nkernel=a\n", "x", "kernel");
    /* what follows ] */
    assert_value("[x] y\nkernel=a\n", "x", "kernel", "a");
    assert_value("[x]y]\nkernel=a\n", "x", "kernel", "a");
    assert_value("[x]y]\nkernel=a\n", "x]y", "kernel", "a");
    assert_no_value("[x\nkernel=a\n", "x", "kernel");
    /* no final newline */
    assert_value("[x]\nkernel=a", "x", "kernel", "a");
    assert_value("[x]\nkernel=", "x", "kernel", "");
    assert_no_value("", "x", "kernel");
    assert_no_value("[", "x", "kernel");
}

/* The first fault in @file; *@number: its line. */
static enum image_reason fault(const char *file, unsigned int embedded,
                               unsigned int *number)
{
    struct image_config config = { text(file), 1, false };
    struct image_config_line line;
    enum image_reason reason;

    *number = 0;
    while ( image_config_next(&config, &line) )
    {
        reason = image_config_fault(text(file), &line, embedded);
        *number = line.number;
        if ( reason != IMAGE_REASON_NONE )
            return reason;
    }

    return image_config_lacks(text(file));
}

static void assert_fault(const char *lines, unsigned int number,
                         enum image_reason reason)
{
    char file[256];
    unsigned int found;

    /* lines 1 and 2 */
    snprintf(file, sizeof(file), "[global]\ndefault=x\n%s", lines);
    assert_int_equal(fault(file, ALL, &found), reason);
    assert_int_equal(found, number);
}

static void test_no_fault(void **state)
{
    unsigned int number;

    (void)state;

    assert_int_equal(fault(plain, ALL, &number), IMAGE_REASON_NONE);
    assert_int_equal(
        fault("[global]\r\ndefault=x\r\n[x]\r\nkernel=k\r\n", ALL, &number),
        IMAGE_REASON_NONE);
    assert_int_equal(fault("[global]\ndefault=x\nucode=u\n[x]\nucode=v\n# end",
                           ALL, &number),
                     IMAGE_REASON_NONE);
}

static void test_faults(void **state)
{
    unsigned int number;

    (void)state;

    assert_fault("[x]\nkernel=a#b\n", 4, IMAGE_REASON_COMMENT);
    assert_fault("[x]\nkernel=a # b\n", 4, IMAGE_REASON_COMMENT);
    assert_fault("[x]\nkernel=a\tb\n", 4, IMAGE_REASON_CONTROL_CHARACTER);
    assert_fault("[x]\n# kernel=a\tkernel=b\n", 4,
                 IMAGE_REASON_CONTROL_CHARACTER);
    assert_fault("[x]\rkernel=a\r", 3, IMAGE_REASON_CONTROL_CHARACTER);
    assert_fault("[x]\nkernel=a", 4, IMAGE_REASON_NO_NEWLINE);
    assert_fault("[x]\n[y\n", 4, IMAGE_REASON_SECTION_NAME);
    assert_fault("[x]\n[]\n", 4, IMAGE_REASON_SECTION_NAME);
    assert_fault("[x] y\n", 3, IMAGE_REASON_SECTION_NAME);
    assert_fault("[x]\n[y]\n[x]\n", 5, IMAGE_REASON_SECTION_TWICE);
    assert_fault("[x]\nkernel a\n", 4, IMAGE_REASON_NO_SETTING);
    assert_fault("[x]\nkernel =a\n", 4, IMAGE_REASON_UNKNOWN_SETTING);
    assert_fault("[x]\nkernal=a\n", 4, IMAGE_REASON_UNKNOWN_SETTING);
    assert_fault("kernel=a\n[x]\n", 3, IMAGE_REASON_UNKNOWN_SETTING);
    assert_fault("[x]\ndefault=y\n", 4, IMAGE_REASON_UNKNOWN_SETTING);
    assert_fault("[x]\nkernel=a\noptions=b\nkernel=c\n", 6,
                 IMAGE_REASON_SETTING_TWICE);
    assert_fault("chain=other.cfg\n[x]\n", 3, IMAGE_REASON_CHAIN);
    assert_fault("[y]\n", 2, IMAGE_REASON_DEFAULT_MISSING);

    assert_int_equal(fault("\xef\xbb\xbf[global]\n", ALL, &number),
                     IMAGE_REASON_BYTE_ORDER_MARK);
    assert_int_equal(fault("default=x\n[global]\n", ALL, &number),
                     IMAGE_REASON_BEFORE_SECTIONS);
    assert_int_equal(fault("[global]\ndefault=x \n[x]\n", ALL, &number),
                     IMAGE_REASON_DEFAULT_MISSING);
    assert_int_equal(fault("[x]\nkernel=a\n", ALL, &number),
                     IMAGE_REASON_NO_DEFAULT);
    assert_int_equal(fault("[global]\ndefault=\n[x]\n", ALL, &number),
                     IMAGE_REASON_NO_DEFAULT);
    assert_int_equal(fault("", ALL, &number), IMAGE_REASON_NO_DEFAULT);
}

static void test_what_is_not_embedded(void **state)
{
    static const struct {
        const char *lines;
        unsigned int file;
    } named[] = {
        { "[global]\ndefault=x\n[x]\nkernel=a\n", IMAGE_HAS_KERNEL },
        { "[global]\ndefault=x\n[x]\nramdisk=a\n", IMAGE_HAS_RAMDISK },
        { "[global]\ndefault=x\n[x]\nxsm=a\n", IMAGE_HAS_XSM },
        { "[global]\ndefault=x\n[x]\nucode=a\n", IMAGE_HAS_UCODE },
        { "[global]\nucode=a\ndefault=x\n[x]\n", IMAGE_HAS_UCODE },
        /* a boot entry can choose any section */
        { "[global]\ndefault=x\n[x]\n[y]\nxsm=a\n", IMAGE_HAS_XSM },
    };
    unsigned int number;

    (void)state;

    for ( size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++ )
    {
        assert_int_equal(fault(named[i].lines, ALL & ~named[i].file, &number),
                         IMAGE_REASON_NOT_EMBEDDED);
        assert_int_equal(fault(named[i].lines, named[i].file, &number),
                         IMAGE_REASON_NONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_as_xen_does),
        cmocka_unit_test(test_no_fault),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_what_is_not_embedded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
