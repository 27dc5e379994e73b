/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/sbat.c, reading one row from any place in any text: nothing is read
 * outside the text, the row and its fields lie in it, there are no more fields
 * than are kept, and the reader moves on. So reading ends.
 *
 * Bounds: texts of up to 6 bytes; each loop does the same for each byte.
 * Given: a line and a field are cut off the front of the text (sbat_text_proof).
 *
 * cbmc: --unwind 9 --unsigned-overflow-check
 * stub: take_line:any_line take_field:any_field
 */
#include "image/sbat.c"

#include "proof.h"

#define MAX 6

struct image_text any_line(struct image_text *rest);
bool any_field(struct image_text *line, struct image_text *field);

static struct image_text cut(struct image_text *text)
{
    const struct image_text piece = { text->at, nondet_size() };

    given(piece.left <= text->left);
    text_step(text, piece.left);

    return piece;
}

struct image_text any_line(struct image_text *rest)
{
    const struct image_text line = cut(rest);

    if ( line.left != 0 && nondet_bool() )
        rest->left = 0;
    else if ( rest->left != 0 && nondet_bool() )
        text_step(rest, 1);

    return line;
}

bool any_field(struct image_text *line, struct image_text *field)
{
    *field = cut(line);
    if ( line->left == 0 )
        return false;
    text_step(line, 1);

    return true;
}

static bool inside(struct image_text text, struct image_text outer)
{
    return text.at >= outer.at && text.left <= outer.left &&
           (size_t)(text.at - outer.at) <= outer.left - text.left;
}

int main(void)
{
    const enum sbat_kind kind = nondet_bool() ? SBAT_SECTION : SBAT_LEVEL;
    const size_t size = nondet_size(), i = nondet_size();
    struct sbat_reader reader;
    struct image_text whole;
    struct sbat_row row;
    char data[MAX];

    given(size <= MAX); /* up to the end of data */
    reader = sbat_read(kind, data + (MAX - size), size);
    whole = reader.rest;
    assert(whole.left == size || whole.left == size - 3);

    if ( sbat_next(&reader, &row) )
    {
        assert(reader.rest.left < whole.left && row.line.left != 0);
        assert(inside(row.line, whole));
        assert(row.nr <= (kind == SBAT_SECTION ? SBAT_NR_FIELDS : 3));
        assert(i >= row.nr || inside(row.field[i], row.line));

        reached(row.nr == SBAT_NR_FIELDS);
        reached(row.nr == 3 && kind == SBAT_LEVEL && reader.rest.left != 0);
        reached(row.nr == 0 && row.line.left == MAX);
    }
    else
        reached(size == MAX);

    return 0;
}
