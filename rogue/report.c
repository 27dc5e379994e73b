// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an attack says about itself when it is done, and which attacks a list
 * asks for.
 */
#include "attack.h"

const char *const outcome_names[] = {
    [SUCCEEDS] = "succeeds",
    [REFUSED] = "refused",
    [NOT_APPLICABLE] = "not-applicable",
    [ERROR] = "error",
};

char *report_text;

/* Report @text and the arguments that follow it. */
#define REPORT(outcome)                                                        \
    do                                                                         \
    {                                                                          \
        va_list args;                                                          \
                                                                               \
        va_start(args, text);                                                  \
        vsnprintf(report_text, REPORT_SIZE, text, args);                       \
        va_end(args);                                                          \
        return outcome;                                                        \
    } while ( 0 )

enum outcome effect(bool observed, const char *text, ...)
{
    REPORT(observed ? SUCCEEDS : REFUSED);
}

enum outcome effect_either(bool observed, const char *what, const char *if_so,
                           const char *if_not)
{
    return effect(observed, "%s %s", what, observed ? if_so : if_not);
}

enum outcome not_applicable(const char *text, ...)
{
    REPORT(NOT_APPLICABLE);
}

enum outcome cannot_try(const char *text, ...)
{
    REPORT(ERROR);
}

static bool matches(const char *item, size_t length, const char *id)
{
    if ( length == 3 && !strncmp(item, "all", 3) )
        return true;
    if ( length && item[length - 1] == '*' )
        return !strncmp(item, id, length - 1);

    return !strncmp(item, id, length) && !id[length];
}

bool is_asked_for(const struct attack *attack, const char *list)
{
    bool asked = false;

    if ( !*list )
        return !attack->own_boot;

    for ( ;; list++ )
    {
        const size_t length = strcspn(list, ","), out = *list == '-';

        if ( matches(list + out, length - out, attack->id) )
            asked = !out;
        list += length;
        if ( !*list )
            return asked;
    }
}
