/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Helpers of a short-lived program: memory that is not freed, whole files,
 * messages after which the program exits, and JSON.
 */
#include "cli.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void trouble(const char *format, ...)
{
    va_list args;

    fflush(stdout);
    fputs("xen-lockdown: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(CLI_TROUBLE);
}

char *vtext(const char *format, va_list args)
{
    char *string;

    if ( vasprintf(&string, format, args) < 0 )
        trouble("out of memory");

    return string;
}

char *text(const char *format, ...)
{
    va_list args;
    char *string;

    va_start(args, format);
    string = vtext(format, args);
    va_end(args);

    return string;
}

void *grow(void *memory, size_t count, size_t size)
{
    void *grown = reallocarray(memory, count ? count : 1, size);

    if ( !grown )
        trouble("out of memory");

    return grown;
}

char *slurp(const char *path, size_t *size)
{
    FILE *file = fopen(path, "re");
    size_t used = 0, room = 0;
    char *content = NULL;
    bool failed;

    if ( !file )
        return NULL;

    do
    {
        room = room ? 2 * room : 1 << 16;
        content = grow(content, room, 1);
        used += fread(content + used, 1, room - 1 - used, file);
    } while ( used == room - 1 );

    failed = ferror(file);
    fclose(file);
    if ( failed )
    {
        errno = EIO; /* in most cases the path is a directory */
        free(content);
        return NULL;
    }

    content[used] = '\0';
    if ( size )
        *size = used;

    return content;
}

const char *printable(const char *bytes, size_t size)
{
    char *to = grow(NULL, size + 1, 1);

    for ( size_t i = 0; i < size; i++ )
        to[i] = bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : '?';
    to[size] = '\0';

    return to;
}

const char *in_small(const char *name)
{
    char *small = text("%s", name);

    for ( char *at = small; *at; at++ )
        *at = *at == '_' ? '-' : (char)tolower((unsigned char)*at);

    return small;
}

bool starts_with(const char *string, const char *prefix)
{
    return !strncmp(string, prefix, strlen(prefix));
}

void print_json(json_t *value)
{
    if ( !value || json_dumpf(value, stdout, JSON_INDENT(2)) )
        trouble("standard output: cannot write JSON: %s", strerror(errno));
    putchar('\n');
    json_decref(value);
}
