/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/cmdline.c, the text: comparing, cutting and looking up read nothing
 * beyond either text; only equal texts are the same; and of what is split, no
 * byte is lost, added or read twice.
 *
 * Bounds: texts of up to 26 bytes; Xen's longest name of an option has 25.
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
