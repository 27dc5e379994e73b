/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzz target of image/sbat.c: the input is a level and a section, with the byte
 * '#' between them. Each is a memory block of its own, so the sanitizer reports a
 * read outside it. The decision must agree with one that is taken from the rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/sbat.h"

#define MOST_ROWS 4096

struct input {
    char *at;
    size_t size;
};

static void check(bool holds, const char *what)
{
    if ( holds )
        return;

    fprintf(stderr, "%s\n", what);
    abort();
}

static struct input block(const uint8_t *data, size_t size)
{
    const struct input input = { malloc(size), size };

    if ( !input.at )
        abort();
    if ( size )
        memcpy(input.at, data, size);

    return input;
}

static bool inside(struct image_text text, struct image_text outer)
{
    return text.at >= outer.at && text.left <= outer.left &&
           (size_t)(text.at - outer.at) <= outer.left - text.left;
}

/* All rows, each of which lies behind the one before. Returns how many. */
static size_t read_rows(enum sbat_kind kind, const struct input *input,
                        struct sbat_row *rows)
{
    const struct image_text whole = { input->at, input->size };
    struct sbat_reader reader = sbat_read(kind, input->at, input->size);
    const char *last = input->at;
    size_t nr = 0;

    for ( struct sbat_row row; nr < MOST_ROWS && sbat_next(&reader, &row);
          nr++ )
    {
        check(inside(row.line, whole) && row.line.at >= last && row.line.left,
              "a line outside the text");
        last = row.line.at + row.line.left;
        check(!memchr(row.line.at, '\n', row.line.left) &&
                  !memchr(row.line.at, '\r', row.line.left) &&
                  !memchr(row.line.at, '\0', row.line.left),
              "a line that is more than one");
        check(row.nr <= (kind == SBAT_SECTION ? 6 : 3), "too many fields");
        for ( unsigned int i = 0; i < row.nr; i++ )
            check(inside(row.field[i], row.line) &&
                      !memchr(row.field[i].at, ',', row.field[i].left),
                  "a field that is not one of the line's");
        rows[nr] = row;
    }

    return nr;
}

static bool is_revoked(const struct sbat_row *entry,
                       const struct sbat_row *lines, size_t nr)
{
    for ( size_t i = 0; i < nr; i++ )
        if ( text_same(entry->field[SBAT_COMPONENT],
                       lines[i].field[SBAT_COMPONENT]) )
            return sbat_generation(entry->field[SBAT_GENERATION]) <
                   sbat_generation(lines[i].field[SBAT_GENERATION]);

    return false;
}

static enum sbat_verdict expected(const struct input *section,
                                  const struct input *level)
{
    static struct sbat_row entries[MOST_ROWS], lines[MOST_ROWS];
    const size_t nr_entries = read_rows(SBAT_SECTION, section, entries);
    const size_t nr_lines = read_rows(SBAT_LEVEL, level, lines);
    struct sbat_row row;

    if ( sbat_check(SBAT_LEVEL, level->at, level->size, &row) )
        return SBAT_BAD_LEVEL;
    if ( !nr_lines )
        return SBAT_PASSES;
    if ( !section->size )
        return SBAT_NO_SECTION;
    if ( sbat_check(SBAT_SECTION, section->at, section->size, &row) )
        return SBAT_BAD_SECTION;
    for ( size_t i = 0; i < nr_entries; i++ )
        if ( is_revoked(&entries[i], lines, nr_lines) )
            return SBAT_REVOKED;

    return SBAT_PASSES;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *mark = size ? memchr(data, '#', size) : NULL;
    const size_t first = mark ? (size_t)(mark - data) : size;
    struct input level = block(data, first);
    struct input section = mark ? block(mark + 1, size - first - 1)
                                : block(NULL, 0);

    check(sbat_decide(section.at, section.size, level.at, level.size).verdict ==
              expected(&section, &level),
          "another decision than that of the rows");
    free(level.at);
    free(section.at);

    return 0;
}
