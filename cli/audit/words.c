/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads C text word by word, without a compiler: what the parts share that look
 * into Xen's own sources.
 */
#include "audit.h"

#include "../cli.h"

#include <ctype.h>
#include <string.h>

void step(struct source *source)
{
    const char *from = source->at, *to = from + 1;
    const char quote = *from;

    if ( quote == '/' && from[1] == '/' )
        to = from + strcspn(from, "\n");
    else if ( quote == '/' && from[1] == '*' )
    {
        to = strstr(from + 2, "*/");
        to = to ? to + 2 : from + strlen(from);
    }
    else if ( quote == '"' || quote == '\'' )
    {
        while ( *to && *to != quote && *to != '\n' )
            to += to[0] == '\\' && to[1] ? 2 : 1;
        to += *to == quote;
    }

    for ( ; from < to; from++ )
        source->line += *from == '\n';
    source->at = to;
}

static bool is_space(const struct source *source)
{
    return isspace((unsigned char)*source->at) ||
           starts_with(source->at, "/*") || starts_with(source->at, "//") ||
           starts_with(source->at, "\\\n");
}

void skip_space(struct source *source)
{
    while ( *source->at && is_space(source) )
        step(source);
}

size_t take_word(struct source *source, const char **word)
{
    *word = source->at;
    while ( isalnum((unsigned char)*source->at) || *source->at == '_' )
        source->at++;

    return (size_t)(source->at - *word);
}

bool is_spelt(const char *word, size_t length, const char *what)
{
    return length == strlen(what) && !strncmp(word, what, length);
}

char *source_at(const struct source *source)
{
    return text("%s:%u", source->path, source->line);
}
