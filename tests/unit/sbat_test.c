/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SBAT as shim reads it: fields, ends of lines, generations, what is malformed,
 * and what a level revokes. tests/integration/sbat-parity asks shim itself.
 */
#include "unit.h"

#include "image/sbat.h"

#define SIZE(literal) (sizeof(literal) - 1)
#define DECIDE(section, level)                                                 \
    sbat_decide(section, SIZE(section), level, SIZE(level))
#define VERDICT(section, level) (DECIDE(section, level).verdict)
#define CHECK(kind, literal)    sbat_check(kind, literal, SIZE(literal), &row)

/* An entry of a section, but for the component and the generation. */
#define REST ",Vendor,package,1.0,https://example.org\n"

static void assert_text(struct image_text text, const char *expected)
{
    assert_int_equal(text.left, strlen(expected));
    assert_memory_equal(text.at, expected, text.left);
}

/* The lines that are read, with | between them. */
static void assert_lines(enum sbat_kind kind, const void *data, size_t size,
                         const char *expected)
{
    struct sbat_reader reader = sbat_read(kind, data, size);
    struct sbat_row row;

    for ( bool first = true; sbat_next(&reader, &row); first = false )
    {
        if ( !first )
            assert_int_equal(*expected++, '|');
        assert_memory_equal(row.line.at, expected, row.line.left);
        expected += row.line.left;
    }
    assert_string_equal(expected, "");
}
#define LINES(data, expected)                                                  \
    assert_lines(SBAT_LEVEL, data, SIZE(data), expected)

static void test_lines(void **state)
{
    (void)state;

    LINES("", "");
    LINES("\r\n\n\r", "");
    LINES("a,1", "a,1");
    LINES("a,1\nb,2\n", "a,1|b,2");
    LINES("\n\na,1\r\n\r\nb,2\rc,3", "a,1|b,2|c,3");
    LINES("\xef\xbb\xbf"
          "a,1\n",
          "a,1");
    LINES("\xef\xbb\xbf", "");
    LINES("\xef\xbb", "\xef\xbb");
    LINES("a,1\n\xef\xbb\xbf"
          "b,2",
          "a,1|\xef\xbb\xbf"
          "b,2");
}

static void test_nul(void **state)
{
    (void)state;

    LINES("\0a,1", "");
    LINES("a,1\0b,2\n", "a,1");
    LINES("a,1\n\0b,2\n", "a,1");
    LINES("a,1\n\0\0\0\0", "a,1");
    /* behind an empty line it is skipped */
    LINES("a,1\n\n\0b,2\n", "a,1|b,2");
    LINES("a,1\r\n\0b,2\n", "a,1|b,2");
    LINES("a,1\n\n\0\0b,2\n", "a,1");
    LINES("\n\0a,1", "a,1");
}

static void test_fields(void **state)
{
    static const char seven[] = "c,2,v,p,1.0,u,more,";
    struct sbat_reader reader = sbat_read(SBAT_SECTION, seven, SIZE(seven));
    struct sbat_row row;

    (void)state;

    assert_true(sbat_next(&reader, &row));
    assert_int_equal(row.nr, 6);
    assert_text(row.field[SBAT_COMPONENT], "c");
    assert_text(row.field[SBAT_GENERATION], "2");
    assert_text(row.field[SBAT_VENDOR], "v");
    assert_text(row.field[SBAT_PACKAGE], "p");
    assert_text(row.field[SBAT_VERSION], "1.0");
    assert_text(row.field[SBAT_URL], "u");
    assert_false(sbat_next(&reader, &row));

    /* of a level no more than three */
    reader = sbat_read(SBAT_LEVEL, seven, SIZE(seven));
    assert_true(sbat_next(&reader, &row));
    assert_int_equal(row.nr, 3);
    assert_text(row.field[2], "v");

    /* without comma there is no field */
    reader = sbat_read(SBAT_LEVEL, "c", 1);
    assert_true(sbat_next(&reader, &row));
    assert_int_equal(row.nr, 0);
}

static void test_generations(void **state)
{
    static const struct {
        const char *text;
        unsigned int is;
    } cases[] = { { "1", 1 },         { "0", 0 },
                  { "", 0 },          { "65535", 65535 },
                  { "65536", 0 },     { "65538", 2 },
                  { "007", 7 },       { " \t3", 3 },
                  { "3 4", 3 },       { "2.9", 2 },
                  { "-1", 0 },        { "+1", 0 },
                  { "0x10", 0 },      { "two", 0 },
                  { "\n3", 0 },       { "18446744073709551618", 2 },
                  { "4294967297", 1 } };

    (void)state;

    for ( size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
        assert_int_equal(sbat_generation((struct image_text){
                             cases[i].text, strlen(cases[i].text) }),
                         cases[i].is);
    /* not a byte behind the end */
    assert_int_equal(sbat_generation((struct image_text){ "123", 2 }), 12);
}

static void test_malformed(void **state)
{
    struct sbat_row row;

    (void)state;

    assert_int_equal(CHECK(SBAT_SECTION, "c,1,v,p,1,u"), SBAT_SOUND);
    assert_int_equal(CHECK(SBAT_SECTION, ""), SBAT_NOTHING);
    assert_int_equal(CHECK(SBAT_SECTION, "\n"), SBAT_SOUND);
    assert_int_equal(CHECK(SBAT_SECTION, "\0\0\0"), SBAT_SOUND);
    assert_int_equal(CHECK(SBAT_SECTION, "c,1,v,p,1\nd,2"), SBAT_FEW_FIELDS);
    assert_text(row.line, "c,1,v,p,1");
    assert_int_equal(CHECK(SBAT_SECTION, "c,1,v,p,1,u\nd"), SBAT_FEW_FIELDS);
    assert_text(row.line, "d");
    assert_int_equal(CHECK(SBAT_SECTION, "c,1,v,p,1,"), SBAT_EMPTY_FIELD);
    assert_int_equal(CHECK(SBAT_SECTION, ",1,v,p,1,u"), SBAT_EMPTY_FIELD);
    /* the seventh field may be empty */
    assert_int_equal(CHECK(SBAT_SECTION, "c,1,v,p,1,u,"), SBAT_SOUND);

    assert_int_equal(CHECK(SBAT_LEVEL, "sbat,1,2025051000\nxen,2\n"),
                     SBAT_SOUND);
    assert_int_equal(CHECK(SBAT_LEVEL, ""), SBAT_NOTHING);
    assert_int_equal(CHECK(SBAT_LEVEL, "sbat,1\nxen\n"), SBAT_FEW_FIELDS);
    assert_int_equal(CHECK(SBAT_LEVEL, "xen,2,\n"), SBAT_EMPTY_FIELD);
    assert_int_equal(CHECK(SBAT_LEVEL, "xen,2,x,\n"), SBAT_SOUND);
}

static void test_decisions(void **state)
{
    struct sbat_decision decision;

    (void)state;

    decision = DECIDE("sbat,1" REST "xen,2" REST, "sbat,1,2025051000\nxen,3\n");
    assert_int_equal(decision.verdict, SBAT_REVOKED);
    assert_text(decision.entry.field[SBAT_COMPONENT], "xen");
    assert_text(decision.entry.field[SBAT_GENERATION], "2");
    assert_text(decision.line.line, "xen,3");

    assert_int_equal(VERDICT("xen,3" REST, "xen,3\n"), SBAT_PASSES);
    assert_int_equal(VERDICT("xen,4" REST, "xen,3\n"), SBAT_PASSES);
    assert_int_equal(VERDICT("xen,1" REST, "xen.vendor,3\nxe,3\n"),
                     SBAT_PASSES);
    assert_int_equal(VERDICT("xen.vendor,1" REST, "xen,3\n"), SBAT_PASSES);
    assert_int_equal(VERDICT("Xen,1" REST, "xen,3\n"), SBAT_PASSES);
    assert_int_equal(VERDICT("xen,9" REST "xen,1" REST, "xen,3\n"),
                     SBAT_REVOKED);
    /* the first line of a component counts, whatever follows */
    assert_int_equal(VERDICT("xen,2" REST, "xen,2\nxen,3\n"), SBAT_PASSES);
    assert_int_equal(VERDICT("xen,2" REST, "xen,3\nxen,2\n"), SBAT_REVOKED);
    /* what is no number is 0, and 65536 is as well */
    assert_int_equal(VERDICT("xen,two" REST, "xen,1\n"), SBAT_REVOKED);
    assert_int_equal(VERDICT("xen,65536" REST, "xen,1\n"), SBAT_REVOKED);
    assert_int_equal(VERDICT("xen,1" REST, "xen,65536\n"), SBAT_PASSES);
}

static void test_refused_before_a_decision(void **state)
{
    struct sbat_decision decision;

    (void)state;

    assert_int_equal(VERDICT("xen,1" REST, ""), SBAT_BAD_LEVEL);
    assert_int_equal(VERDICT("xen,1" REST, "xen\n"), SBAT_BAD_LEVEL);
    assert_int_equal(VERDICT("xen,1\n", "xen,1\n"), SBAT_BAD_SECTION);
    decision = DECIDE("xen,1" REST "xen,,v,p,1,u", "xen,1\n");
    assert_int_equal(decision.verdict, SBAT_BAD_SECTION);
    assert_int_equal(decision.fault, SBAT_EMPTY_FIELD);
    assert_text(decision.entry.line, "xen,,v,p,1,u");

    assert_int_equal(sbat_decide(NULL, 0, "xen,1\n", 6).verdict,
                     SBAT_NO_SECTION);
    /* a section without entries has none that is revoked */
    assert_int_equal(VERDICT("\0\0", "xen,1\n"), SBAT_PASSES);
    /* a level without lines lets anything pass */
    assert_int_equal(VERDICT("xen", "\n"), SBAT_PASSES);
    assert_int_equal(sbat_decide(NULL, 0, "\n", 1).verdict, SBAT_PASSES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_nul),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_generations),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_decisions),
        cmocka_unit_test(test_refused_before_a_decision),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
