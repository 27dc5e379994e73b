/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verb cmdline: says of each option of a Xen command line whether a Xen in
 * lockdown applies it. The line is split as Xen's parse_params() splits it:
 * only blanks separate options, nothing quotes, and an option that is longer
 * than Xen's buffer is cut off.
 */
#include "cmdline.h"

#include "cli.h"
#include "request.h"
#include "table.h"

#include "../core/lockdown.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Xen's MAX_PARAM_SIZE, less one for the NUL. */
#define MAX_OPTION 127

enum verdict { APPLIED, REFUSED, UNKNOWN };

static const char *const verdicts[] = { "applied", "refused", "unknown" };

struct answer {
    enum verdict verdict;
    const char *name; /* of the row; if there is none, the option itself */
    const char *why;
};

static enum lockdown_level level = LOCKDOWN_INTEGRITY;
static enum lockdown_source source = LOCKDOWN_LOADER;

/* ---- one option ---- */

/*
 * Find the row of the option that Xen would match, and fill in @option with
 * what Xen would hand to it. For an option with brackets, the row's name ends
 * with the opening bracket, and the value begins with it.
 */
static const struct option_row *match(const char *word,
                                      struct lockdown_option *option)
{
    const char *equals = strchr(word, '=');
    const size_t length = equals ? (size_t)(equals - word) : strlen(word);
    const char *key = text("%.*s", (int)length, word);
    const char *bracket = equals ? strpbrk(key, "([{<") : NULL;
    const bool negated = starts_with(key, "no-");
    const struct option_row *row = find_option(key + (negated ? 3 : 0));

    if ( row )
        *option = (struct lockdown_option){
            .value = equals ? equals + 1 : "",
            .negated = negated,
        };
    else if ( bracket )
    {
        row = find_option(text("%.*s", (int)(bracket + 1 - key), key));
        *option = (struct lockdown_option){ .value = word + (bracket - key) };
    }
    if ( !row )
        return NULL;

    option->name = row->name;
    option->name_len = strlen(row->name);
    option->value_len = strlen(option->value);

    return row;
}

/* As in Xen, the option raises the level for the options to its right. */
static void apply_lockdown(const struct lockdown_option *option,
                           struct answer *answer)
{
    enum lockdown_level to;

    if ( option->negated ||
         !lockdown_level_parse(option->value, option->value_len, &to) )
    {
        answer->verdict = REFUSED;
        answer->why = "neither integrity nor containment; nothing lowers the "
                      "level";
        return;
    }

    answer->why = to > level ? text("raises the level to %s from here on",
                                    lockdown_level_name(to))
                             : "the level is as high already";
    if ( to > level )
        level = to;
}

static const char *reason_to_apply(const struct option_row *row,
                                   const struct lockdown_option *option)
{
    const char *why = NULL;

    if ( lockdown_source_trusted(source) )
        return "whoever signed this Xen vouches for it";
    if ( level == LOCKDOWN_NONE &&
         !lockdown_cmdline_allows(LOCKDOWN_INTEGRITY, source, option, &why) )
        return text("Xen is not locked down here; in lockdown it is refused: "
                    "%s",
                    why);
    if ( *row->forms )
        return "its value is one of those that are allowed";

    return row->why;
}

static struct answer answer_to(const char *word)
{
    struct lockdown_option option;
    const struct option_row *row = match(word, &option);
    struct answer answer = { .verdict = APPLIED };

    if ( !row )
        return (
            struct answer){ UNKNOWN, word,
                            "no Xen from 4.17 to 4.20 knows it; Xen logs it "
                            "and boots on" };

    answer.name = row->name;
    if ( !lockdown_cmdline_allows(level, source, &option, &answer.why) )
    {
        answer.verdict = REFUSED;
        if ( *row->forms )
            answer.why = text("%s; allowed: %s", answer.why,
                              forms_in_words(row));
    }
    else if ( !strcmp(row->name, "lockdown") )
        apply_lockdown(&option, &answer);
    else
        answer.why = reason_to_apply(row, &option);

    return answer;
}

/* ---- the line ---- */

/*
 * Xen cuts dom0's options off before it reads its own. Returns them; null if
 * there are none.
 */
static char *cut_dom0_options(char *line)
{
    char *dashes = strstr(line, " -- ");

    if ( !dashes )
        return NULL;
    *dashes = '\0';
    dashes += strlen(" -- ");

    return dashes + strspn(dashes, " ");
}

static json_t *answer_all(char *line, bool *bad)
{
    json_t *all = json_array();
    struct answer answer;
    char *word, *rest;

    for ( word = strtok_r(line, " ", &rest); word;
          word = strtok_r(NULL, " ", &rest) )
    {
        if ( strlen(word) > MAX_OPTION )
            word[MAX_OPTION] = '\0';
        answer = answer_to(word);
        *bad |= answer.verdict != APPLIED;
        if ( json_array_append_new(
                 all, json_pack("{s:s, s:s, s:s, s:s}", "option", word, "name",
                                answer.name, "verdict",
                                verdicts[answer.verdict], "why", answer.why)) )
            trouble("cmdline: %s: not UTF-8; options of Xen are plain ASCII",
                    word);
    }

    return all;
}

static void print_answers(const json_t *all, const char *dom0)
{
    const json_t *one;
    size_t i;

    json_array_foreach(all, i, one) printf(
        "%-8s %s: %s\n", json_string_value(json_object_get(one, "verdict")),
        json_string_value(json_object_get(one, "option")),
        json_string_value(json_object_get(one, "why")));
    if ( dom0 )
        printf("%-8s %s: not Xen's; dropped where the signed image brings its "
               "own\n",
               "to dom0", dom0);
    printf("level %s in the end, options from: %s\n",
           lockdown_level_name(level), lockdown_source_name(source));
}

json_t *explain_options(const char *line, enum lockdown_level at,
                        enum lockdown_source from)
{
    bool bad = false;

    level = at;
    source = from;

    return answer_all(text("%s", line), &bad);
}

/* ---- the verb ---- */

static enum lockdown_level read_level(const char *name)
{
    enum lockdown_level to = LOCKDOWN_NONE;

    while ( to < LOCKDOWN_CONTAINMENT && strcmp(name, lockdown_level_name(to)) )
        to++;

    return to;
}

static enum lockdown_source read_source(const char *name)
{
    return !strcmp(name, "builtin")  ? LOCKDOWN_BUILTIN
           : !strcmp(name, "signed") ? LOCKDOWN_EMBEDDED
           : !strcmp(name, "file")   ? LOCKDOWN_FILE
                                     : LOCKDOWN_LOADER;
}

static char *read_line(void)
{
    char *line = NULL;
    size_t room = 0;

    errno = 0;
    if ( getline(&line, &room, stdin) < 0 )
    {
        if ( errno )
            trouble("standard input: %s; give the line through a pipe, or as "
                    "operands",
                    strerror(errno));
        return text("%s", "");
    }
    line[strcspn(line, "\n")] = '\0';

    return line;
}

static char *join(char **words)
{
    char *line = text("%s", *words);

    while ( *++words )
        line = text("%s %s", line, *words);

    return line;
}

int cmdline_main(const struct request *request)
{
    char *line, *dom0;
    bool bad = false;
    json_t *all;

    if ( !request->nr_operands )
        misused(request, "no option of Xen's is given; give some, or - to read "
                         "the line from standard input");
    if ( request->option[OPTION_level] )
        level = read_level(request->option[OPTION_level]);
    if ( request->option[OPTION_from] )
        source = read_source(request->option[OPTION_from]);

    line = strcmp(request->operands[0], "-") ? join(request->operands)
                                             : read_line();
    dom0 = cut_dom0_options(line);
    all = answer_all(line, &bad);
    if ( request->option[OPTION_json] )
        print_json(json_pack("{s:s, s:s, s:o, s:s?}", "level",
                             lockdown_level_name(level), "source",
                             lockdown_source_name(source), "options", all,
                             "dom0", dom0));
    else
        print_answers(all, dom0);

    return bad ? CLI_FOUND : CLI_OK;
}
