/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/cmdline.c, a part against the forms of its row. The part is accepted if
 * it has one of the forms, and refused otherwise. It is compared with each form
 * as a whole, without the blanks between forms. The proof goes through the
 * forms of every row of policy/cmdline.def.
 *
 * Bounds: none. The part has any length. has_form() is a stub; see
 * cmdline_form_proof.c.
 *
 * cbmc: --unwind 360 --unsigned-overflow-check
 * stub: has_form:any_fit
 */
#include "core/cmdline.c"

#include <stdlib.h>

#include "text.h"

static struct text part, forms;
static bool fits;

bool any_fit(struct text form, struct text its_part)
{
    assert(!fits);
    assert(same_extent(its_part, part));
    assert(form.left <= forms.left);
    assert_readable(form);
    assert(form.left == 0 ||
           (form.at[0] != ' ' && form.at[form.left - 1] != ' '));

    fits = nondet_bool();

    return fits;
}

static void a_row(struct text its_forms)
{
    bool has;

    forms = its_forms;
    fits = false;
    has = has_a_form(forms, part);
    assert(has == fits);

    reached(has);
    reached(!has);
}

int main(void)
{
    part.left = nondet_size();
    given(part.left <= PTRDIFF_MAX);
    part.at = malloc(part.left);

#undef SAFE
#undef UNSAFE
#undef CHECKED
#define SAFE            ""
#define UNSAFE          ""
#define CHECKED(k, its) its
#define OPTION(name, its, why)                                                 \
    if ( nondet_bool() )                                                       \
        a_row((struct text)TEXT(its));
#define PARAM(name, class, why)
#include "policy/cmdline.def"

    return 0;
}
