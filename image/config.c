/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen's EFI configuration, read as Xen reads it, and what in it Xen would read
 * otherwise than its author. Xen looks at single characters, so what looks like a
 * comment, a line or a section may be none.
 */
#include "image.h"

#define TEXT(literal)                                                          \
    (struct image_text)                                                        \
    {                                                                          \
        (literal), sizeof(literal) - 1                                         \
    }

/* ---- characters and texts ---- */

/*
 * Xen's iscntrl() and isspace(); but a control character, which ends a line, is
 * no blank here.
 */
static bool is_control(char c)
{
    return (c & 0xff) < 0x20 || c == 0x7f;
}

static bool is_blank(char c)
{
    return c == ' ' || (c & 0xff) == 0xa0;
}

static void skip_blanks(struct image_text *text)
{
    while ( text->left != 0 && is_blank(*text->at) )
        text_step(text, 1);
}

/* If @text begins with @prefix, what follows it is put into @rest. */
static bool has_prefix(struct image_text text, struct image_text prefix,
                       struct image_text *rest)
{
    for ( ; prefix.left != 0; text_step(&prefix, 1), text_step(&text, 1) )
        if ( text.left == 0 || *text.at != *prefix.at )
            return false;

    *rest = text;

    return true;
}

static struct image_text string(const char *s)
{
    struct image_text text = { s, 0 };

    while ( s[text.left] != '\0' )
        text.left++;

    return text;
}

/* What stands before the first @c in @text, all of it if there is none. */
static struct image_text before(struct image_text text, char c)
{
    struct image_text part = { text.at, 0 };

    while ( part.left < text.left && text.at[part.left] != c )
        part.left++;

    return part;
}

/* ---- lines ---- */

/* Take one character of the file, and count the author's lines. */
static void take(struct image_config *config)
{
    if ( *config->left.at == '\n' )
    {
        config->number++;
        config->follows = false;
    }
    text_step(&config->left, 1);
}

static void take_comment(struct image_config *config)
{
    config->follows = true;
    while ( config->left.left != 0 && !is_control(*config->left.at) )
        take(config);
}

/* Go to where the next line begins for Xen; false if there is none. */
static bool find_line(struct image_config *config)
{
    while ( config->left.left != 0 )
    {
        const char c = *config->left.at;

        if ( c == '#' || c == ';' )
            take_comment(config);
        else if ( is_control(c) || is_blank(c) )
            take(config);
        else
            return true;
    }

    return false;
}

/* What a line says: "[name]", or "name=value". */
static void take_apart(struct image_config_line *line)
{
    struct image_text rest = line->text;

    line->is_section = has_prefix(rest, TEXT("["), &rest);
    line->name = before(rest, line->is_section ? ']' : '=');
    line->is_setting = !line->is_section && line->name.left < line->text.left;

    line->value = (struct image_text){ rest.at + rest.left, 0 };
    if ( line->is_setting )
    {
        line->value.at = rest.at + line->name.left + 1;
        line->value.left = rest.left - line->name.left - 1;
        skip_blanks(&line->value);
    }
}

bool image_config_next(struct image_config *config,
                       struct image_config_line *line)
{
    if ( !find_line(config) )
        return false;

    line->number = config->number;
    line->follows = config->follows;
    line->text = (struct image_text){ config->left.at, 0 };
    while ( config->left.left != 0 && *config->left.at != '#' &&
            !is_control(*config->left.at) )
    {
        line->text.left++;
        take(config);
    }

    line->ended = config->left.left != 0;
    line->commented = line->ended && *config->left.at == '#';
    config->follows = true;
    if ( line->commented )
        take_comment(config);
    take_apart(line);

    return true;
}

/* ---- what Xen finds ---- */

/* Is @line, which begins with [, the section @name for Xen? It ignores what follows ]. */
static bool opens(const struct image_config_line *line, struct image_text name)
{
    struct image_text rest = line->text;

    text_step(&rest, 1);

    return has_prefix(rest, name, &rest) && rest.left != 0 && *rest.at == ']';
}

bool image_config_value(struct image_text file, struct image_text section,
                        const char *item, struct image_text *value)
{
    struct image_config config = { file, 1, false };
    struct image_config_line line;
    const bool whole = section.left == 0;
    bool match = whole;

    while ( image_config_next(&config, &line) )
    {
        if ( line.is_section )
        {
            if ( whole )
                continue;
            if ( match )
                return false;
            match = opens(&line, section);
        }
        else if ( match && line.is_setting &&
                  text_same(line.name, string(item)) )
        {
            *value = line.value;
            return true;
        }
    }

    return false;
}

/* ---- what its author did not mean ---- */

/* The section in which @line stands; false if it stands before all sections. */
static bool section_of(struct image_text file,
                       const struct image_config_line *line,
                       struct image_config_line *section)
{
    struct image_config config = { file, 1, false };
    struct image_config_line other;
    bool found = false;

    while ( image_config_next(&config, &other) &&
            other.text.at < line->text.at )
        if ( other.is_section )
        {
            *section = other;
            found = true;
        }

    return found;
}

/* Does a line before @line, behind @from, say the same for Xen? */
static bool is_repeated(struct image_text file, const char *from,
                        const struct image_config_line *line)
{
    struct image_config config = { file, 1, false };
    struct image_config_line other;

    while ( image_config_next(&config, &other) &&
            other.text.at < line->text.at )
        if ( other.text.at >= from && other.is_section == line->is_section &&
             other.is_setting == line->is_setting &&
             text_same(other.name, line->name) )
            return true;

    return false;
}

static bool has_section(struct image_text file, struct image_text name)
{
    struct image_config config = { file, 1, false };
    struct image_config_line line;

    while ( image_config_next(&config, &line) )
        if ( line.is_section && opens(&line, name) )
            return true;

    return false;
}

/* Which file of the image a setting names; 0 if it names none. */
static unsigned int file_named(struct image_text name)
{
    static const struct {
        struct image_text name;
        unsigned int file;
    } files[] = {
        { { "kernel", 6 }, IMAGE_HAS_KERNEL },
        { { "ramdisk", 7 }, IMAGE_HAS_RAMDISK },
        { { "xsm", 3 }, IMAGE_HAS_XSM },
        { { "ucode", 5 }, IMAGE_HAS_UCODE },
    };
    size_t i;

    for ( i = 0; i < sizeof(files) / sizeof(files[0]); i++ )
        if ( text_same(name, files[i].name) )
            return files[i].file;

    return 0;
}

static bool is_known(struct image_text name, bool global)
{
    if ( text_same(name, TEXT("ucode")) || text_same(name, TEXT("video")) )
        return true;

    return global ? text_same(name, TEXT("default"))
                  : text_same(name, TEXT("options")) || file_named(name) != 0;
}

static enum image_reason setting_fault(struct image_text file,
                                       const struct image_config_line *line,
                                       unsigned int embedded)
{
    const unsigned int named = file_named(line->name);
    struct image_config_line section;
    bool global;

    if ( text_same(line->name, TEXT("chain")) )
        return IMAGE_REASON_CHAIN;
    if ( !section_of(file, line, &section) )
        return IMAGE_REASON_BEFORE_SECTIONS;
    global = text_same(section.name, TEXT("global"));
    if ( !is_known(line->name, global) )
        return IMAGE_REASON_UNKNOWN_SETTING;
    if ( is_repeated(file, section.text.at, line) )
        return IMAGE_REASON_SETTING_TWICE;
    if ( (named & ~embedded) != 0 )
        return IMAGE_REASON_NOT_EMBEDDED;
    if ( global && text_same(line->name, TEXT("default")) &&
         line->value.left != 0 && !has_section(file, line->value) )
        return IMAGE_REASON_DEFAULT_MISSING;

    return IMAGE_REASON_NONE;
}

static enum image_reason section_fault(struct image_text file,
                                       const struct image_config_line *line)
{
    struct image_text rest = line->text;

    has_prefix(rest, TEXT("["), &rest);
    has_prefix(rest, line->name, &rest);
    if ( line->name.left == 0 || !has_prefix(rest, TEXT("]"), &rest) )
        return IMAGE_REASON_SECTION_NAME;
    skip_blanks(&rest);
    if ( rest.left != 0 )
        return IMAGE_REASON_SECTION_NAME;

    return is_repeated(file, file.at, line) ? IMAGE_REASON_SECTION_TWICE
                                            : IMAGE_REASON_NONE;
}

enum image_reason image_config_fault(struct image_text file,
                                     const struct image_config_line *line,
                                     unsigned int embedded)
{
    struct image_text rest;

    if ( has_prefix(line->text, TEXT("\xef\xbb\xbf"), &rest) )
        return IMAGE_REASON_BYTE_ORDER_MARK;
    if ( line->follows )
        return IMAGE_REASON_CONTROL_CHARACTER;
    if ( line->commented )
        return IMAGE_REASON_COMMENT;
    if ( !line->ended )
        return IMAGE_REASON_NO_NEWLINE;

    if ( line->is_section )
        return section_fault(file, line);
    if ( line->is_setting )
        return setting_fault(file, line, embedded);

    return IMAGE_REASON_NO_SETTING;
}

enum image_reason image_config_lacks(struct image_text file)
{
    struct image_text section;

    return image_config_value(file, TEXT("global"), "default", &section) &&
                   section.left != 0
               ? IMAGE_REASON_NONE
               : IMAGE_REASON_NO_DEFAULT;
}
