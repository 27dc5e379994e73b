/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/cmdline.c, its functions for text. Neither same() nor split() reads
 * beyond the end of a text. same() is true for equal texts and for no others.
 * split() cuts at the first separator, and neither loses nor adds a byte.
 *
 * Bounds: texts of up to 26 bytes; each loop does the same for each byte.
 *
 * cbmc: --unwind 28 --unsigned-overflow-check
 */
#include "core/cmdline.c"

#include "text.h"

static void comparing(struct text a, struct text b)
{
    const bool equal = same(a, b);
    const size_t i = nondet_size();
    bool differs = a.left != b.left;
    size_t at;

    if ( equal )
        assert(a.left == b.left && (i >= a.left || a.at[i] == b.at[i]));

    for ( at = 0; !differs && at < a.left; at++ )
        differs = a.at[at] != b.at[at];
    assert(equal == !differs);

    reached(equal && a.left == 26);
    reached(!equal && a.left == b.left);
    reached(!equal && a.left < b.left);
}

static void splitting(struct text all)
{
    struct text rest = all, part;
    const bool more = split(&rest, ',', &part);
    const size_t i = nondet_size();

    assert(same_place(part, all));
    assert(part.left + more + rest.left == all.left);
    assert(rest.at == all.at + part.left + more);
    assert(more ? all.at[part.left] == ',' : rest.left == 0);
    assert(i >= part.left || part.at[i] != ',');

    reached(more && rest.left == 0);
    reached(more && part.left == 0 && rest.left == 25);
    reached(!more && part.left == 26);
}

int main(void)
{
    char one[26], other[26];

    comparing(any_text(one), any_text(other));
    splitting(any_text(one));

    return 0;
}
