/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/cmdline.c, a part against one form: neither is read beyond its end,
 * whatever bytes they have; a number is one that Xen reads as it is written,
 * with no leading zero and at most seven digits; and a switch that may only be
 * turned on is not turned off by any spelling, nor the other way round.
 *
 * Bounds: parts of up to 8 bytes, forms of up to 4; a loop does the same
 * at each byte.
 *
 * cbmc: --unwind 10 --unwindset split.0:24,take_size.0:12 --unsigned-overflow-check
 */
#include "core/cmdline.c"

#include "text.h"

static void a_number(struct text text)
{
    struct text rest = text;
    const bool taken = take_number(&rest);
    const size_t digits = text.left - rest.left, i = nondet_size();

    assert(rest.left <= text.left && rest.at == text.at + digits);
    if ( !taken )
        return;

    assert(digits >= 1 && digits <= 7);
    assert(text.at[0] != '0' || digits == 1);
    assert(i >= digits || (text.at[i] >= '0' && text.at[i] <= '9'));
    assert(rest.left == 0 || rest.at[0] < '0' || rest.at[0] > '9');

    reached(digits == 7 && rest.left != 0);
    reached(text.at[0] == '0');
}

static void a_size(struct text text)
{
    struct text rest = text;
    const bool taken = take_size(&rest);

    assert(rest.left <= text.left &&
           rest.at == text.at + (text.left - rest.left));
    assert(!taken || text.left - rest.left <= 8);

    reached(taken && text.left - rest.left == 8);
}

static void a_switch(struct text name, struct text part)
{
    const bool on = is_switched(name, part, true);
    const bool off = is_switched(name, part, false);

    assert(!on || !off);

    reached(on && name.left == 0);
    reached(off && name.left == 3 && part.left == 6);
    reached(on && name.left == 3 && part.left == 7);
}

static void a_form(struct text form, struct text part)
{
    const bool has = has_form(form, part);

    /* Without a mark, a form is nothing but itself. */
    if ( has && form.left != 0 && form.at[0] >= 'a' && form.at[0] <= 'z' )
        assert(part.left != 0 && part.at[0] == form.at[0]);

    reached(has && form.left == 4 && part.left == 8);
    reached(has && form.left == 1 && part.left == 7);
    reached(has && form.left == 1 && part.left == 0);
    reached(!has && form.left == 4);
}

int main(void)
{
    char part[8], form[4];
    const unsigned int about = nondet_unsigned();

    if ( about == 0 )
        a_number(any_text(part));
    else if ( about == 1 )
        a_size(any_text(part));
    else if ( about == 2 )
        a_switch(any_text(form), any_text(part));
    else
        a_form(any_text(form), any_text(part));

    return 0;
}
