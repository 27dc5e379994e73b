/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verb sbat: prints SBAT data, and says what shim would say of it at a level.
 */
#include "sbat.h"

#include "cli.h"

#include "../image/sbat.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const verdicts[] = {
    [SBAT_PASSES] = "passes",         [SBAT_BAD_LEVEL] = "bad-level",
    [SBAT_NO_SECTION] = "no-section", [SBAT_BAD_SECTION] = "malformed",
    [SBAT_REVOKED] = "revoked",
};

static const char *const field_names[SBAT_NR_FIELDS] = {
    [SBAT_COMPONENT] = "component", [SBAT_GENERATION] = "generation",
    [SBAT_VENDOR] = "vendor",       [SBAT_PACKAGE] = "package",
    [SBAT_VERSION] = "version",     [SBAT_URL] = "url",
};

static const char *plain(struct image_text from)
{
    return printable(from.at, from.left);
}

/* ---- what is wrong, in words ---- */

static const char *fault_in_words(enum sbat_kind kind, enum sbat_fault fault,
                                  const struct sbat_row *row)
{
    const unsigned int least = kind == SBAT_SECTION ? SBAT_NR_FIELDS : 2;

    switch ( fault )
    {
    case SBAT_NOTHING:
        return "there is no SBAT data";
    case SBAT_FEW_FIELDS:
        return text("\"%s\": %u fields, and it needs %u", plain(row->line),
                    row->nr, least);
    case SBAT_EMPTY_FIELD:
        return text("\"%s\": a field is empty", plain(row->line));
    case SBAT_SOUND:
        break;
    }

    return "sound";
}

/*
 * What shim reads in a way that the writer of the row will not have meant; null
 * if there is nothing. A generation is meant as it is written without blanks.
 */
static const char *note_on(const struct sbat_row *row)
{
    const struct image_text generation = row->field[SBAT_GENERATION];
    const char *written = plain(generation);
    const char *taken = text("%u", sbat_generation(generation));

    if ( strcmp(written, taken) )
        return text("\"%s\": shim takes the generation for %s; write a number "
                    "from 1 to 65535",
                    plain(row->line), taken);

    return NULL;
}

/* How many bytes at the end shim does not read, although they are not padding. */
static size_t unread(enum sbat_kind kind, const char *data, size_t size)
{
    struct sbat_reader reader = sbat_read(kind, data, size);
    size_t read = (size_t)(reader.rest.at - data);
    struct sbat_row row;

    while ( sbat_next(&reader, &row) )
        read = (size_t)(row.line.at - data) + row.line.left;
    for ( ; size > read; size-- )
        if ( !strchr("\r\n", data[size - 1]) ) /* the NUL of padding as well */
            return size - read;

    return 0;
}

static json_t *notes_on(enum sbat_kind kind, const char *data, size_t size)
{
    struct sbat_reader reader = sbat_read(kind, data, size);
    const size_t ignored = unread(kind, data, size);
    json_t *notes = json_array();
    struct sbat_row row;

    while ( sbat_next(&reader, &row) )
    {
        const char *note = row.nr >= 2 ? note_on(&row) : NULL;

        if ( note )
            json_array_append_new(notes, json_string(note));
    }
    if ( ignored )
        json_array_append_new(
            notes,
            json_string(text("a NUL hides the last %zu bytes from shim; remove "
                             "it",
                             ignored)));

    return notes;
}

/* ---- files ---- */

size_t efivarfs_header(const char *bytes, size_t size)
{
    return size > 4 && bytes[0] != '\0' && !memcmp(bytes + 1, "\0\0", 3) ? 4
                                                                         : 0;
}

struct sbat_data sbat_level(const char *path)
{
    struct sbat_data level = { NULL, 0, NULL };
    size_t header;

    level.at = slurp(path, &level.size);
    if ( !level.at )
        trouble("sbat: %s: %s; give a file with the contents of SbatLevel",
                path, strerror(errno));
    header = efivarfs_header(level.at, level.size);
    level.at += header;
    level.size -= header;

    return level;
}

/* The section of a PE file; all of a file that does not begin as one. */
static struct sbat_data read_file(const char *path)
{
    enum image_reason reason;
    struct image_pe pe;
    size_t size;
    const char *file = slurp(path, &size);

    if ( !file )
        return (struct sbat_data){ NULL, 0, text("%s", strerror(errno)) };
    if ( !starts_with(file, "MZ") )
        return (struct sbat_data){ file, size, NULL };

    reason = image_pe_read(&pe, file, size);
    if ( reason != IMAGE_REASON_NONE )
        return (struct sbat_data){ NULL, 0, image_reason_text(reason) };

    return sbat_section(&pe);
}

/* ---- sbat show ---- */

static json_t *row_as_json(const struct sbat_row *row)
{
    json_t *object = json_object();

    for ( unsigned int i = 0; i < row->nr; i++ )
        json_object_set_new(object, field_names[i],
                            json_string(plain(row->field[i])));

    return object;
}

static int show(const struct request *request)
{
    const char *path = request->operands[1];
    struct sbat_reader reader;
    struct sbat_data data;
    json_t *entries = json_array();
    enum sbat_fault fault;
    struct sbat_row row;

    if ( request->nr_operands != 2 )
        misused(request, "show takes one file");

    data = read_file(path);
    if ( data.why )
        trouble("sbat: %s: %s", path, data.why);
    fault = sbat_check(SBAT_SECTION, data.at, data.size, &row);
    if ( fault != SBAT_SOUND )
        trouble("sbat: %s: %s; shim starts no image with such data", path,
                fault_in_words(SBAT_SECTION, fault, &row));

    reader = sbat_read(SBAT_SECTION, data.at, data.size);
    while ( sbat_next(&reader, &row) )
    {
        json_array_append_new(entries, row_as_json(&row));
        if ( !request->option[OPTION_json] )
            printf("%-20s %-5s %s, %s %s, %s\n", plain(row.field[0]),
                   plain(row.field[1]), plain(row.field[2]),
                   plain(row.field[3]), plain(row.field[4]),
                   plain(row.field[5]));
    }
    if ( request->option[OPTION_json] )
        print_json(json_pack("{s:s, s:o}", "file", path, "entries", entries));

    return CLI_OK;
}

/* ---- sbat check ---- */

const char *sbat_why(const struct sbat_decision *decision)
{
    switch ( decision->verdict )
    {
    case SBAT_BAD_LEVEL:
        return text(
            "the level is malformed: %s; shim stops before it looks at "
            "any image",
            fault_in_words(SBAT_LEVEL, decision->fault, &decision->line));
    case SBAT_NO_SECTION:
        return "it has no section .sbat; shim does not start it. A boot loader "
               "that has shim verify it gets it";
    case SBAT_BAD_SECTION:
        return fault_in_words(SBAT_SECTION, decision->fault, &decision->entry);
    case SBAT_REVOKED:
        return text("its entry %s has generation %u, and the line \"%s\" of "
                    "the level revokes all below %u",
                    plain(decision->entry.field[SBAT_COMPONENT]),
                    sbat_generation(decision->entry.field[SBAT_GENERATION]),
                    plain(decision->line.line),
                    sbat_generation(decision->line.field[SBAT_GENERATION]));
    case SBAT_PASSES:
        break;
    }

    return "no entry is revoked";
}

/* {file, verdict, why, notes} */
static json_t *answer_on(const char *path, const struct sbat_data *level)
{
    const struct sbat_data data = read_file(path);
    struct sbat_decision decision;

    if ( data.why )
        return json_pack("{s:s, s:s, s:s, s:[]}", "file", path, "verdict",
                         "unreadable", "why", data.why, "notes");

    decision = sbat_decide(data.at, data.size, level->at, level->size);
    return json_pack("{s:s, s:s, s:s, s:o}", "file", path, "verdict",
                     verdicts[decision.verdict], "why", sbat_why(&decision),
                     "notes", notes_on(SBAT_SECTION, data.at, data.size));
}

static const char *get(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void print_notes(const char *file, const json_t *notes)
{
    const json_t *note;
    size_t i;

    json_array_foreach(notes, i, note)
        printf("note        %s: %s\n", file, json_string_value(note));
}

static int check(const struct request *request)
{
    const char *path = request->option[OPTION_revocations];
    json_t *answers = json_array(), *notes;
    struct sbat_data level;
    bool refused = false;

    if ( !path || request->nr_operands < 2 )
        misused(request, "check takes --revocations FILE and the files to "
                         "check");

    level = sbat_level(path);
    notes = notes_on(SBAT_LEVEL, level.at, level.size);
    if ( !request->option[OPTION_json] )
        print_notes(path, notes);
    for ( int i = 1; i < request->nr_operands; i++ )
    {
        json_t *answer = answer_on(request->operands[i], &level);

        if ( !answer )
            trouble("sbat: %s: the name is not UTF-8; rename the file",
                    request->operands[i]);
        json_array_append_new(answers, answer);
        refused |= strcmp(get(answer, "verdict"), verdicts[SBAT_PASSES]);
        if ( request->option[OPTION_json] )
            continue;
        printf("%-11s %s: %s\n", get(answer, "verdict"), get(answer, "file"),
               get(answer, "why"));
        print_notes(get(answer, "file"), json_object_get(answer, "notes"));
    }
    if ( request->option[OPTION_json] )
        print_json(json_pack("{s:s, s:o, s:o}", "level", path, "notes", notes,
                             "files", answers));

    return refused ? CLI_FOUND : CLI_OK;
}

/* ---- the verb ---- */

int sbat_main(const struct request *request)
{
    static const struct task tasks[] = {
        { "show", show },
        { "check", check },
        { "advise", advise },
    };

    return carry_out_task(request, tasks, sizeof(tasks) / sizeof(tasks[0]));
}
