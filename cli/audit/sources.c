/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen's own sources for x86: the names of the options and run-time parameters
 * that they register, and of the cases that their handlers know. places.c
 * reads the same files.
 */
#include "audit.h"

#include "../cli.h"

#include <ctype.h>
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- options ---- */

/* How a word registers a name: as option, as parameter, or as both. */
static bool registers_name(const char *word, size_t length, bool *option,
                           bool *param)
{
    static const char *const kinds[] = { "boolean", "custom", "ignore",
                                         "integer", "size",   "string" };

    for ( size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++ )
    {
        const size_t kind = strlen(kinds[i]);
        const char *rest = word + kind;

        if ( length <= kind || strncmp(word, kinds[i], kind) )
            continue;
        *option = is_spelt(rest, length - kind, "_param") ||
                  is_spelt(rest, length - kind, "_runtime_param");
        *param = is_spelt(rest, length - kind, "_runtime_param") ||
                 is_spelt(rest, length - kind, "_runtime_only_param");
        return *option || *param;
    }

    return false;
}

static void check_name(struct audit *audit, const struct source *source,
                       const char *name, bool option, bool param)
{
    audit->nr_options += (size_t)option + (size_t)param;
    if ( option && !find_option(name) )
        finding(audit, "unclassified", text("option %s", name),
                source_at(source), "add an OPTION to " POLICY_CMDLINE);
    if ( param && !find_param(name) )
        finding(audit, "unclassified", text("parameter %s", name),
                source_at(source), "add a PARAM to " POLICY_CMDLINE);
}

/* Read ( "NAME" after the word that registers it. */
static void read_registration(struct audit *audit, struct source *source,
                              bool option, bool param)
{
    const char *name;

    skip_space(source);
    if ( *source->at != '(' )
        return;
    step(source);
    skip_space(source);
    if ( *source->at != '"' )
        return;

    name = source->at + 1;
    check_name(audit, source, text("%.*s", (int)strcspn(name, "\""), name),
               option, param);
}

/* ---- cases ---- */

/*
 * Read what follows the word case: NAME: or (NAME): or NAME ... NAME:. Each
 * name counts. If the headers have the name, audit_headers() has recorded it.
 */
static void read_case(struct audit *audit, struct source *source)
{
    const char *word, *name;
    size_t length;

    while ( *source->at && !strchr(":;{}", *source->at) )
    {
        length = take_word(source, &word);
        if ( !length )
        {
            step(source);
            continue;
        }
        audit->nr_cases++;
        name = text("%.*s", (int)length, word);
        if ( is_unclassified(name) && !find_macro(audit, name) )
            finding(audit, "unclassified", name, source_at(source),
                    "a handler knows it: add a row to " POLICY_HYPERCALLS);
    }
}

/* ---- files ---- */

static void read_source(struct audit *audit, struct source source)
{
    bool option, param;
    const char *word;
    size_t length;

    read_places(source);

    while ( *source.at )
    {
        length = take_word(&source, &word);
        if ( !length )
            step(&source);
        else if ( is_spelt(word, length, "case") )
            read_case(audit, &source);
        else if ( registers_name(word, length, &option, &param) )
            read_registration(audit, &source, option, param);
    }
}

static bool is_source(const FTSENT *entry)
{
    const size_t length = entry->fts_namelen;

    return entry->fts_info == FTS_F && length > 2 &&
           (!strcmp(entry->fts_name + length - 2, ".c") ||
            !strcmp(entry->fts_name + length - 2, ".h"));
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

void audit_sources(struct audit *audit)
{
    static const char *const rooms[] = { "common",  "arch/x86", "drivers",
                                         "include", "xsm",      "lib",
                                         "crypto" };
    char *roots[sizeof(rooms) / sizeof(*rooms) + 1] = { NULL };
    FTSENT *entry;
    char *content;
    FTS *files;

    for ( size_t i = 0; i < sizeof(rooms) / sizeof(*rooms); i++ )
        roots[i] = text("%s/xen/%s", audit->tree, rooms[i]);
    files = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);

    while ( files && (entry = fts_read(files)) )
    {
        if ( !is_source(entry) )
            continue;
        content = slurp(entry->fts_path, NULL);
        if ( !content )
            trouble("%s: %s", entry->fts_path, strerror(errno));
        read_source(audit,
                    (struct source){
                        content,
                        text("%s", entry->fts_path + strlen(audit->tree) + 1),
                        1 });
        free(content);
    }

    if ( !audit->nr_options )
        trouble("%s: no source registers an option; is it a whole tree?",
                audit->tree);
    check_places(audit);
}
