/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads SBAT as shim does, and decides as shim does. Where shim's reading
 * surprises, a comment says so: such a line must not be "repaired" here.
 */
#include "sbat.h"

/* ---- text ---- */

static bool begins_with(const struct image_text *text, char c)
{
    return text->left != 0 && *text->at == c;
}

/* shim puts a NUL behind the text; so a text ends at its first NUL or there. */
static bool ended(const struct image_text *text)
{
    return text->left == 0 || *text->at == '\0';
}

static bool at_line_end(const struct image_text *text)
{
    return begins_with(text, '\r') || begins_with(text, '\n');
}

/* Take what stands before the next comma, and the comma as well, if any. */
static bool take_field(struct image_text *line, struct image_text *field)
{
    *field = (struct image_text){ line->at, 0 };

    while ( line->left != 0 )
    {
        const bool comma = begins_with(line, ',');

        text_step(line, 1);
        if ( comma )
            return true;

        field->left++;
    }

    return false;
}

/* Spaces and zeros may stand in front, anything behind. No sign is read. */
uint16_t sbat_generation(struct image_text field)
{
    unsigned int value = 0;

    while ( begins_with(&field, ' ') || begins_with(&field, '\t') )
        text_step(&field, 1);

    for ( ; field.left != 0 && *field.at >= '0' && *field.at <= '9';
          text_step(&field, 1) )
        value = (value * 10 + (unsigned int)(*field.at - '0')) & 0xffff;

    return (uint16_t)value;
}

/* ---- rows ---- */

struct sbat_reader sbat_read(enum sbat_kind kind, const void *data, size_t size)
{
    static const struct image_text mark = { "\xef\xbb\xbf", 3 };
    struct sbat_reader reader = { kind, { data, size } };

    if ( size >= mark.left &&
         text_same((struct image_text){ data, mark.left }, mark) )
        text_step(&reader.rest, mark.left);

    return reader;
}

static unsigned int most_fields(enum sbat_kind kind)
{
    return kind == SBAT_SECTION ? SBAT_NR_FIELDS : 3; /* the third: a date */
}

static unsigned int least_fields(enum sbat_kind kind)
{
    return kind == SBAT_SECTION ? SBAT_NR_FIELDS : 2;
}

/* shim takes a line without comma for one without fields, not with one. */
static void split(enum sbat_kind kind, struct sbat_row *row)
{
    struct image_text rest = row->line;
    bool more = take_field(&rest, &row->field[0]);

    for ( row->nr = more; more && row->nr < most_fields(kind); row->nr++ )
        more = take_field(&rest, &row->field[row->nr]);
}

/* Take a line, and its end: shim reads nothing behind a NUL that ends one. */
static struct image_text take_line(struct image_text *rest)
{
    struct image_text line = { rest->at, 0 };

    for ( ; !ended(rest) && !at_line_end(rest); text_step(rest, 1) )
        line.left++;

    if ( !ended(rest) )
        text_step(rest, 1);
    else if ( line.left != 0 )
        rest->left = 0;

    return line;
}

/*
 * A NUL right behind the ends of empty lines ends nothing: shim steps over it
 * and reads on.
 */
bool sbat_next(struct sbat_reader *reader, struct sbat_row *row)
{
    struct image_text *rest = &reader->rest;

    while ( !ended(rest) )
    {
        struct image_text line;

        while ( at_line_end(rest) )
            text_step(rest, 1);

        line = take_line(rest);
        if ( line.left != 0 )
        {
            *row = (struct sbat_row){ .line = line };
            split(reader->kind, row);

            return true;
        }

        if ( rest->left != 0 )
            text_step(rest, 1);
    }

    return false;
}

static enum sbat_fault fault_of(enum sbat_kind kind, const struct sbat_row *row)
{
    if ( row->nr < least_fields(kind) )
        return SBAT_FEW_FIELDS;

    for ( unsigned int i = 0; i < row->nr; i++ )
        if ( row->field[i].left == 0 )
            return SBAT_EMPTY_FIELD;

    return SBAT_SOUND;
}

enum sbat_fault sbat_check(enum sbat_kind kind, const void *data, size_t size,
                           struct sbat_row *row)
{
    struct sbat_reader reader = sbat_read(kind, data, size);
    struct sbat_row next;

    if ( size == 0 )
        return SBAT_NOTHING;

    while ( sbat_next(&reader, &next) )
    {
        const enum sbat_fault fault = fault_of(kind, &next);

        if ( fault != SBAT_SOUND )
        {
            *row = next;
            return fault;
        }
    }

    return SBAT_SOUND;
}

/* ---- the decision ---- */

/* Of the lines that name the component, the first alone counts. */
static bool revokes(struct sbat_reader level, const struct sbat_row *entry,
                    struct sbat_row *line)
{
    while ( sbat_next(&level, line) )
        if ( text_same(line->field[SBAT_COMPONENT],
                       entry->field[SBAT_COMPONENT]) )
            return sbat_generation(entry->field[SBAT_GENERATION]) <
                   sbat_generation(line->field[SBAT_GENERATION]);

    return false;
}

static bool has_rows(struct sbat_reader reader)
{
    struct sbat_row row;

    return sbat_next(&reader, &row);
}

/* In the order in which shim asks: a level without lines ends it all. */
struct sbat_decision sbat_decide(const void *section, size_t section_size,
                                 const void *level, size_t level_size)
{
    const struct sbat_reader lines = sbat_read(SBAT_LEVEL, level, level_size);
    struct sbat_reader entries = sbat_read(SBAT_SECTION, section, section_size);
    struct sbat_decision decision = { .verdict = SBAT_BAD_LEVEL };

    decision.fault = sbat_check(SBAT_LEVEL, level, level_size, &decision.line);
    if ( decision.fault != SBAT_SOUND )
        return decision;

    decision.verdict = SBAT_PASSES;
    if ( !has_rows(lines) )
        return decision;

    decision.verdict = section_size == 0 ? SBAT_NO_SECTION : SBAT_BAD_SECTION;
    decision.fault = sbat_check(SBAT_SECTION, section, section_size,
                                &decision.entry);
    if ( decision.fault != SBAT_SOUND )
        return decision;

    while ( sbat_next(&entries, &decision.entry) )
        if ( revokes(lines, &decision.entry, &decision.line) )
        {
            decision.verdict = SBAT_REVOKED;
            return decision;
        }

    return (struct sbat_decision){ .verdict = SBAT_PASSES };
}
