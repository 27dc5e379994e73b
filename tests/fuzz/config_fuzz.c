/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzz target of image/config.c: the input is a configuration. A model of Xen
 * works on a copy, which it cuts into strings as Xen does; reader and model must
 * find the same values. If no line has a fault, then a reader that takes the
 * file as its author would, line by line, must find these values too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/image.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const char *const items[] = { "default", "kernel", "ramdisk", "xsm",
                                     "options", "ucode",  "video",   "chain" };

static void check(bool holds, const char *what, const char *item)
{
    if ( holds )
        return;

    fprintf(stderr, "%s: %s\n", what, item);
    abort();
}

/* ---- Xen: lines become strings, all else zeros ---- */

static bool xen_control(unsigned char c)
{
    return c < 32 || c == 127;
}

static bool xen_space(unsigned char c)
{
    return c == 32 || c == 160 || (c >= 9 && c <= 13);
}

static void cut_as_xen(char *file, size_t size)
{
    enum { BEFORE, IN_LINE, IN_COMMENT } where = BEFORE;

    for ( size_t i = 0; i < size; i++ )
    {
        const unsigned char c = (unsigned char)file[i];

        if ( xen_control(c) )
            where = BEFORE;
        else if ( where != IN_COMMENT && c == '#' )
            where = IN_COMMENT;
        else if ( where == BEFORE && c == ';' )
            where = IN_COMMENT;
        else if ( where == BEFORE && !xen_space(c) )
            where = IN_LINE;
        if ( where != IN_LINE )
            file[i] = '\0';
    }
}

/* @cut ends with a NUL of its own behind its @size bytes. */
static const char *find_as_xen(const char *cut, size_t size,
                               const char *section, const char *item)
{
    const size_t len = strlen(item), section_len = strlen(section);
    bool match = section_len == 0;

    for ( size_t i = 0; i < size; i += strlen(cut + i) + 1 )
    {
        const char *line = cut + i;

        if ( *line == '[' && section_len )
        {
            if ( match )
                return NULL;
            match = !strncmp(line + 1, section, section_len) &&
                    line[1 + section_len] == ']';
        }
        else if ( *line && *line != '[' && match && !strncmp(line, item, len) &&
                  line[len] == '=' )
        {
            for ( line += len + 1; xen_space((unsigned char)*line); line++ )
                ;
            return line;
        }
    }

    return NULL;
}

/* ---- the author: lines end with newlines ---- */

static const char *find_as_author(char *file, const char *section,
                                  const char *item)
{
    const size_t len = strlen(item);
    bool match = false;
    char *line;

    while ( (line = strsep(&file, "\n")) )
    {
        line += strspn(line, " \t\xa0");
        line[strcspn(line, "\r")] = '\0';
        if ( *line == '[' )
            match = !strncmp(line + 1, section, strlen(section)) &&
                    line[1 + strlen(section)] == ']';
        else if ( match && !strncmp(line, item, len) && line[len] == '=' )
            return line + len + 1 + strspn(line + len + 1, " \xa0");
    }

    return NULL;
}

/* ---- the target ---- */

static bool has_fault(struct image_text file)
{
    struct image_config config = { file, 1, false };
    struct image_config_line line;
    bool found = image_config_lacks(file) != IMAGE_REASON_NONE;

    while ( image_config_next(&config, &line) )
    {
        check(line.text.at >= file.at &&
                  line.text.at + line.text.left <= file.at + file.left,
              "a line outside the file", "");
        check(line.text.left != 0, "an empty line", "");
        found |= image_config_fault(file, &line, IMAGE_HAS_KERNEL) !=
                 IMAGE_REASON_NONE;
    }

    return found;
}

static void compare(struct image_text file, const char *cut,
                    const char *section, bool sound)
{
    const struct image_text name = { section, strlen(section) };
    struct image_text value;

    for ( size_t i = 0; i < ARRAY_SIZE(items); i++ )
    {
        const char *xen = find_as_xen(cut, file.left, section, items[i]);
        const bool found = image_config_value(file, name, items[i], &value);
        char *copy;

        check(found == !!xen, "Xen finds it, or not, and we do not", items[i]);
        check(!found || (value.left == strlen(xen) &&
                         !memcmp(value.at, xen, value.left)),
              "Xen finds another value", items[i]);
        if ( !sound || !*section )
            continue;

        copy = strndup(file.at, file.left);
        if ( copy )
        {
            const char *meant = find_as_author(copy, section, items[i]);

            check(!meant == !xen && (!meant || !strcmp(meant, xen)),
                  "no fault, but not what its author meant", items[i]);
        }
        free(copy);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* a copy of its own size each, so that a read beyond it is seen */
    char *bytes = malloc(size ? size : 1), *cut = calloc(1, size + 1);
    const struct image_text file = { bytes, size };
    struct image_text name;
    bool sound;

    if ( !bytes || !cut )
        abort();
    memcpy(bytes, data, size);
    memcpy(cut, data, size);
    cut_as_xen(cut, size);

    sound = !has_fault(file);
    compare(file, cut, "", sound);
    compare(file, cut, "global", sound);
    compare(file, cut, "xen", sound);
    if ( image_config_value(file, (struct image_text){ "global", 6 }, "default",
                            &name) )
    {
        char *section = strndup(name.at, name.left);

        if ( section )
            compare(file, cut, section, sound);
        free(section);
    }

    free(cut);
    free(bytes);

    return 0;
}
