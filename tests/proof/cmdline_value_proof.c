/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/cmdline.c, a value against its row. An unsafe option is refused whatever
 * its value is. A checked option is allowed only if each part of its value has
 * a form. com1= is allowed only with at most two parts that have no name, the
 * rate and the frame: Xen would read a third one as an I/O base (U-CFG).
 * Nothing is read beyond the value.
 *
 * Bounds: values of up to 8 bytes, any of them commas; rows of any rule.
 * has_a_form() is a stub; see cmdline_forms_proof.c.
 *
 * cbmc: --unwind 10 --unsigned-overflow-check
 * stub: has_a_form:any_fit
 */
#include "core/cmdline.c"

#include "text.h"

static const struct text named = TEXT("named");
static unsigned int nr_asked, nr_yes, nr_parts, nr_named;
static bool a_comma, an_empty_part;

bool any_fit(struct text forms, struct text part)
{
    const bool fits = nondet_bool();
    const size_t i = nondet_size();

    assert_readable(part);
    if ( i < part.left && part.at[i] == ',' )
        a_comma = true;
    if ( part.left == 0 )
        an_empty_part = true;

    nr_asked++;
    nr_yes += fits;
    nr_named += fits && same_extent(forms, named);

    return fits;
}

int main(void)
{
    char buffer[8];
    const struct text value = any_text(buffer);
    const struct row row = { .rule = nondet_unsigned(), .forms = named };
    bool allowed;
    size_t at;

    nr_parts = value.left != 0;
    for ( at = 0; at < value.left; at++ )
        nr_parts += value.at[at] == ',';

    allowed = allows(&row, value);

    if ( row.rule == RULE_SAFE || row.rule == RULE_UNSAFE )
        assert(nr_asked == 0 && allowed == (row.rule == RULE_SAFE));
    if ( (unsigned int)row.rule > RULE_SERIAL )
        assert(!allowed);
    if ( row.rule == RULE_WORD )
        assert(nr_asked == 1 && allowed == (nr_yes == 1));

    if ( row.rule == RULE_LIST || row.rule == RULE_SERIAL )
        assert(!a_comma);
    if ( row.rule == RULE_LIST )
        assert(!allowed ||
               (nr_yes == nr_asked && nr_yes == nr_parts + (nr_parts == 0)));
    if ( row.rule == RULE_LIST )
        assert(!an_empty_part || value.left == 0);

    /* At most two parts, the rate and the frame, are not of the row's forms. */
    if ( row.rule == RULE_SERIAL )
        assert(!allowed || (nr_yes == nr_parts && nr_named + 2 >= nr_parts));

    reached(row.rule == RULE_LIST && allowed && nr_parts == 4);
    reached(row.rule == RULE_LIST && allowed && nr_parts == 0);
    reached(row.rule == RULE_LIST && !allowed && nr_yes == 1);
    reached(row.rule == RULE_SERIAL && allowed && nr_parts == 9);
    reached(row.rule == RULE_SERIAL && allowed && nr_parts == 2 &&
            nr_named == 0);
    reached(row.rule == RULE_SERIAL && !allowed && nr_yes == 2);
    reached(row.rule == RULE_WORD && allowed && value.left == 8);
    reached(row.rule == RULE_UNSAFE);
    reached((unsigned int)row.rule > RULE_SERIAL);

    return 0;
}
