/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/cmdline.c, a part against one form. Neither is read beyond its end,
 * whatever bytes it holds. A number has at most seven digits and no leading
 * zero, which Xen would take for octal: so Xen reads the number that is
 * written.
 *
 * Bounds: parts of up to 8 bytes, forms of up to 5; each loop does the same for
 * each byte. is_switched() is a stub; see cmdline_switch_proof.c.
 *
 * cbmc: --unwind 10 --unwindset take_size.0:12 --unsigned-overflow-check
 * stub: is_switched:any_turn
 */
#include "core/cmdline.c"

#include "text.h"

static bool turned, asked_on, asked_off;

bool any_turn(struct text name, struct text part, bool on)
{
    const bool turns = nondet_bool();

    assert_readable(name);
    assert_readable(part);
    asked_on |= on;
    asked_off |= !on;
    turned |= turns;

    return turns;
}

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

static void a_form(struct text form, struct text part)
{
    const bool has = has_form(form, part);
    const bool marked = form.left != 0 &&
                        (form.at[0] == '+' || form.at[0] == '!' ||
                         form.at[0] == '~');

    /*
     * is_switched() is called for a form with a mark, and for no other; not for
     * "on" if the mark is '!', and not for "off" if it is '+'.
     */
    assert(marked == (asked_on || asked_off));
    assert(!marked || has == turned);
    assert(!asked_on || form.at[0] != '!');
    assert(!asked_off || form.at[0] != '+');

    /* A letter in a form stands for itself. */
    if ( has && form.left != 0 && form.at[0] >= 'a' && form.at[0] <= 'z' )
        assert(part.left != 0 && part.at[0] == form.at[0]);

    reached(has && !marked && form.left == 5 && part.left == 8);
    reached(has && !marked && form.left == 1 && part.left == 7);
    reached(has && !marked && form.left == 1 && part.left == 0);
    reached(has && asked_on && asked_off);
    reached(!has && form.left == 5);
}

int main(void)
{
    char part[8], form[5];
    const unsigned int about = nondet_unsigned();

    if ( about == 0 )
        a_number(any_text(part));
    else if ( about == 1 )
        a_size(any_text(part));
    else
        a_form(any_text(form), any_text(part));

    return 0;
}
