/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the command's arguments by the rows of verbs.def.
 */
#include "request.h"

#include "cli.h"

#include <ctype.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct verb verbs[NR_VERBS] = {
#define VERB(name, synopsis, summary, text) { #name, synopsis, summary, text },
#include "verbs.def"
};

const struct verb_option verb_options[NR_OPTIONS] = {
#define OPTION(name, value, choices, text) { #name, value, choices, text },
#define OPTION_ALSO(name, value, choices, text)                                \
    { #name, #value, choices, text },
#include "verbs.def"
};

/* What getopt_long() returns for the first option: no character. */
#define FIRST_OPTION 256

const char *spelling(const struct verb_option *option)
{
    char *name = text("%s", option->name), *at = name;

    for ( ; (at = strchr(at, '_')); )
        *at = '-';

    return name;
}

enum verb_id find_verb(const char *name)
{
    const char *all = "";

    for ( enum verb_id verb = 0; verb < NR_VERBS; verb++ )
    {
        if ( !strcmp(name, verbs[verb].name) )
            return verb;
        all = text("%s %s", all, verbs[verb].name);
    }

    trouble("%s: no such verb; the verbs are:%s", *name ? name : "(empty)",
            all);
}

bool takes_option(enum verb_id verb, enum option_id option)
{
    const struct verb_option *row = &verb_options[option];
    const char *word = text("--%s%s%s", spelling(row), *row->value ? " " : "",
                            row->value);
    const char *at = verbs[verb].synopsis;

    if ( option == OPTION_help )
        return true;
    while ( (at = strstr(at, word)) )
    {
        at += strlen(word);
        if ( !isalnum((unsigned char)*at) && *at != '-' )
            return true;
    }

    return false;
}

void misused(const struct request *request, const char *format, ...)
{
    const char *verb = verbs[request->verb].name;
    char *wrong;
    va_list args;

    va_start(args, format);
    wrong = vtext(format, args);
    va_end(args);

    trouble("%s: %s; xen-lockdown %s --help says how", verb, wrong, verb);
}

void refuse_operands(const struct request *request)
{
    if ( request->nr_operands )
        misused(request, "%s: not expected here", request->operands[0]);
}

int carry_out_task(const struct request *request, const struct task *tasks,
                   size_t nr)
{
    const char *task = request->nr_operands ? request->operands[0] : "";
    const char *all = "";

    for ( size_t i = 0; i < nr; i++ )
    {
        if ( !strcmp(task, tasks[i].name) )
            return tasks[i].carry_out(request);
        all = text("%s %s", all, tasks[i].name);
    }

    misused(request, "%s: no such task; choose one of:%s",
            *task ? task : "(none)", all);
}

/* The choice that is spelt like @value, in whatever case; exits if none is. */
static const char *read_value(const struct request *request,
                              const struct verb_option *option,
                              const char *value)
{
    char *choices = text("%s", option->choices), *choice;

    if ( !*option->choices )
        return value ? value : "";
    while ( (choice = strsep(&choices, " ")) )
        if ( !strcasecmp(choice, value) )
            return choice;

    misused(request, "--%s %s: no such %s; choose one of: %s", spelling(option),
            value, option->value, option->choices);
}

static void add_value(struct request *request, enum option_id option,
                      const char *given)
{
    const char *value = read_value(request, &verb_options[option], given);
    size_t *nr = &request->nr_values[option];

    request->values[option] = grow(request->values[option], *nr + 1,
                                   sizeof(value));
    request->values[option][(*nr)++] = value;
    request->option[option] = value;
}

/* @c is what getopt_long() returned for @word. */
static _Noreturn void refuse_option(const struct request *request, int c,
                                    const char *word)
{
    const struct verb_option *option;

    if ( optopt < FIRST_OPTION )
        misused(request, "%s: no such option",
                optopt ? text("-%c", optopt) : word);

    option = &verb_options[optopt - FIRST_OPTION];
    if ( c == ':' )
        misused(request, "--%s: its value, %s, is missing", spelling(option),
                option->value);

    misused(request, "%s: --%s takes no value", word, spelling(option));
}

struct request read_request(enum verb_id verb, int argc, char **argv)
{
    const bool verbatim = strstr(verbs[verb].synopsis, "...") &&
                          !islower((unsigned char)*verbs[verb].synopsis);
    struct request request = { .verb = verb };
    struct option known[NR_OPTIONS + 1] = { { 0 } }, *next = known;
    int c;

    for ( enum option_id option = 0; option < NR_OPTIONS; option++ )
        if ( takes_option(verb, option) )
            *next++ = (struct option){
                .name = spelling(&verb_options[option]),
                .has_arg = *verb_options[option].value ? required_argument
                                                       : no_argument,
                .val = FIRST_OPTION + (int)option,
            };

    while ( (c = getopt_long(argc, argv, verbatim ? "+:" : ":", known, NULL)) !=
            -1 )
    {
        if ( c < FIRST_OPTION )
            refuse_option(&request, c, argv[optind - 1]);
        add_value(&request, (enum option_id)(c - FIRST_OPTION), optarg);
    }
    request.operands = argv + optind;
    request.nr_operands = argc - optind;

    return request;
}
