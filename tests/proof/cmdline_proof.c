/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/cmdline.c, the decision. At level none, and from a trusted source,
 * everything is allowed. Otherwise an option is allowed only if it has a row,
 * and the row allows the value. Each refusal has a reason. The row gets the
 * value as it was given, except the value of a negated option.
 *
 * Bounds: none. Names and values have any length. same() and allows() are
 * stubs; see cmdline_text_proof.c and cmdline_value_proof.c.
 *
 * cbmc: --unwind 224 --unsigned-overflow-check
 * stub: same:any_equality allows:any_answer
 */
#include "core/cmdline.c"
#include "core/refusal.c"
#include "core/source.c"

#include <stdlib.h>

#include "text.h"

static struct text name, value;
static bool negated;

/*
 * The name of the row that same() compared last, and its answer in found; the
 * name of the row and the value that allows() got, and its answer.
 */
static const char *compared, *asked;
static struct text asked_value;
static bool found, answer;

bool any_equality(struct text row_name, struct text other)
{
    assert(!found && same_extent(other, name));

    compared = row_name.at;
    found = nondet_bool();

    return found;
}

bool any_answer(const struct row *row, struct text to_row)
{
    assert(found && asked == NULL);

    asked = row->name.at;
    asked_value = to_row;
    answer = nondet_bool();

    return answer;
}

/* no-NAME means NAME=no. no-NAME=VALUE becomes a text that has no form. */
static bool is_as_given(struct text to_row)
{
    if ( !negated )
        return same_extent(to_row, value);

    return value.left == 0
               ? to_row.left == 2 && to_row.at[0] == 'n' && to_row.at[1] == 'o'
               : to_row.left == 7 && to_row.at[6] == '=';
}

static struct text any_long_text(void)
{
    const size_t left = nondet_size();

    given(left <= PTRDIFF_MAX);

    return (struct text){ malloc(left), left };
}

static void an_option(void)
{
    const unsigned int level = nondet_unsigned(), source = nondet_unsigned();
    const struct lockdown_option option = {
        name.at, name.left, value.at, value.left, negated,
    };
    const bool trusted = level == LOCKDOWN_NONE || source == LOCKDOWN_BUILTIN ||
                         source == LOCKDOWN_EMBEDDED;
    const char *why = NULL;
    const bool allowed = lockdown_cmdline_allows(level, source, &option, &why);

    assert(asked == (found ? compared : NULL));
    assert(!found || is_as_given(asked_value));
    assert(!trusted || (allowed && !found));
    assert(trusted || allowed == (found && answer));
    assert((why == NULL) == allowed);

    reached(trusted && source == LOCKDOWN_LOADER);
    reached(trusted && level == LOCKDOWN_CONTAINMENT);
    reached(!trusted && !found);
    reached(allowed && found && asked == options[0].name.at);
    reached(allowed && found && source > LOCKDOWN_RUNTIME);
    reached(!allowed && found && asked == options[200].name.at);
    reached(found && value.left > 1000000);
    reached(found && negated && value.left == 0);
    reached(found && negated && value.left != 0);
}

static void a_parameter(void)
{
    const unsigned int level = nondet_unsigned();
    const char *why = NULL;
    const bool allowed = lockdown_param_allows(level, name.at, name.left, &why);

    assert(asked == (found ? compared : NULL));
    assert(allowed == (level == LOCKDOWN_NONE || (found && answer)));
    assert((why == NULL) == allowed);

    reached(level == LOCKDOWN_NONE);
    reached(level == LOCKDOWN_CONTAINMENT && allowed);
    reached(!allowed && !found);
    reached(!allowed && found);
}

int main(void)
{
    name = any_long_text();
    if ( nondet_bool() )
    {
        value = any_long_text();
        negated = nondet_bool();
        an_option();
    }
    else
    {
        value.left = 0;
        value.at = "";
        a_parameter();
    }

    return 0;
}
