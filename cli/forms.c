/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Puts the forms that an option's value may have into words. policy/cmdline.def
 * spells them with marks.
 */
#include "table.h"

#include "cli.h"

#include <string.h>

/* Within a form, # stands for a number and $ for a size. */
static const char *spelt(const char *form)
{
    const char *words = "";

    for ( ; *form; form++ )
        words = *form == '#'   ? text("%sNUMBER", words)
                : *form == '$' ? text("%sSIZE", words)
                               : text("%s%c", words, *form);

    return words;
}

static const char *form_in_words(const char *form)
{
    const char *name = form + 1;

    switch ( *form )
    {
    case '.':
        return "no value";
    case '+':
        return *name ? name : "on";
    case '!':
        return *name ? text("no-%s", name) : "off";
    case '~':
        return *name ? text("%s, no-%s", name, name) : "on, off";
    default:
        return spelt(form);
    }
}

const char *forms_in_words(const struct option_row *row)
{
    const char *words = "", *form;
    char *forms = text("%s", row->forms);

    if ( !strcmp(row->class, "CHECKED SERIAL") )
        words = "rate and frame format first; a list of ";
    if ( !strcmp(row->class, "CHECKED LIST") )
        words = "a list of ";
    for ( bool first = true; (form = strsep(&forms, " ")); first = false )
        if ( *form )
            words = text("%s%s%s", words, first ? "" : ", ",
                         form_in_words(form));

    return words;
}
