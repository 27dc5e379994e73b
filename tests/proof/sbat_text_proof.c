/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/sbat.c, its functions for text: none reads behind the end of a text. A
 * line and a field are cut at the first byte that ends them; the line's end goes
 * with it, and behind a NUL nothing is left. Equal is what has the same bytes.
 *
 * Bounds: texts of up to 8 bytes; each loop does the same for each byte.
 *
 * cbmc: --unwind 10 --unsigned-overflow-check
 */
#include "image/sbat.c"

#include "proof.h"

#define MAX 8

/* Up to the end of @buffer: a read behind it is out of bounds. */
static struct image_text any_text(const char *buffer)
{
    const size_t left = nondet_size();

    given(left <= MAX);

    return (struct image_text){ buffer + (MAX - left), left };
}

static bool ends_line(char c)
{
    return c == '\0' || c == '\r' || c == '\n';
}

static void lines(struct image_text all)
{
    struct image_text rest = all;
    const struct image_text line = take_line(&rest);
    const size_t i = nondet_size();

    assert(line.at == all.at && line.left <= all.left);
    assert(i >= line.left || !ends_line(line.at[i]));
    assert(line.left == all.left || ends_line(all.at[line.left]));
    if ( rest.left != 0 )
        assert(rest.at > line.at + line.left || line.left == 0);
    assert(rest.left <= all.left - line.left);
    assert(rest.left == 0 || rest.at == all.at + (all.left - rest.left));

    reached(line.left == MAX);
    reached(line.left == 3 && rest.left == 4);
    reached(line.left == 3 && rest.left == 0 && all.left == MAX);
    reached(line.left == 0 && rest.left == MAX);
}

static void fields(struct image_text all)
{
    struct image_text rest = all, field;
    const bool more = take_field(&rest, &field);
    const size_t i = nondet_size();

    assert(field.at == all.at);
    assert(field.left + more + rest.left == all.left);
    assert(rest.at == all.at + field.left + more);
    assert(more ? all.at[field.left] == ',' : rest.left == 0);
    assert(i >= field.left || field.at[i] != ',');

    reached(more && field.left == 0 && rest.left == MAX - 1);
    reached(!more && field.left == MAX);
}

static void comparing(struct image_text one, struct image_text other)
{
    const bool equal = text_same(one, other);
    const size_t i = nondet_size();

    if ( equal )
        assert(one.left == other.left &&
               (i >= one.left || one.at[i] == other.at[i]));
    sbat_generation(one);

    reached(equal && one.left == MAX);
    reached(!equal && one.left == other.left);
}

int main(void)
{
    char one[MAX], other[MAX];

    lines(any_text(one));
    fields(any_text(one));
    comparing(any_text(one), any_text(other));

    return 0;
}
