/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lockdown level: the one variable, the one function that changes it, and
 * the names by which it is spelt. The level only ever rises; nothing here can
 * lower it, by any input.
 */
#include "lockdown.h"

#ifndef LOCKDOWN_DEFAULT_LEVEL
#define LOCKDOWN_DEFAULT_LEVEL LOCKDOWN_NONE
#endif

static enum lockdown_level LOCKDOWN_RO_AFTER_INIT current_level =
    LOCKDOWN_DEFAULT_LEVEL;

static const char *const names[] = {
    [LOCKDOWN_NONE] = "none",
    [LOCKDOWN_INTEGRITY] = "integrity",
    [LOCKDOWN_CONTAINMENT] = "containment",
};

enum lockdown_level lockdown_level(void)
{
    return current_level;
}

enum lockdown_level lockdown_raise(enum lockdown_level to)
{
    if ( (unsigned int)to > LOCKDOWN_CONTAINMENT )
        to = LOCKDOWN_CONTAINMENT;
    if ( to > current_level )
        current_level = to;

    return current_level;
}

const char *lockdown_level_name(enum lockdown_level level)
{
    return (unsigned int)level <= LOCKDOWN_CONTAINMENT ? names[level] : "?";
}

static bool spells(const char *value, size_t len, const char *word)
{
    size_t i;

    for ( i = 0; i < len; i++ )
        if ( word[i] == '\0' || word[i] != value[i] )
            return false;

    return word[len] == '\0';
}

bool lockdown_level_parse(const char *value, size_t len,
                          enum lockdown_level *level)
{
    if ( len == 0 || spells(value, len, names[LOCKDOWN_INTEGRITY]) )
        *level = LOCKDOWN_INTEGRITY;
    else if ( spells(value, len, names[LOCKDOWN_CONTAINMENT]) )
        *level = LOCKDOWN_CONTAINMENT;
    else
        return false;

    return true;
}
