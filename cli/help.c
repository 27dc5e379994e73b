/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verb help, and what --help prints.
 */
#include "help.h"

#include "cli.h"

#include <stdio.h>
#include <string.h>

#define WIDTH 79

/*
 * Print words in lines that begin with @indent blanks; in the first line, @used
 * columns are taken already. A newline in @words ends a line.
 */
static void print_filled(const char *words, int indent, int used)
{
    int column = used;

    while ( *words )
    {
        const int length = (int)strcspn(words, " \n");

        if ( column > indent && column + 1 + length > WIDTH )
        {
            putchar('\n');
            column = 0;
        }
        if ( column <= indent )
            column += printf("%*s%.*s", indent - column, "", length, words);
        else
            column += printf(" %.*s", length, words);
        words += length;
        if ( *words == '\n' )
        {
            putchar('\n');
            column = 0;
        }
        words += *words != '\0';
    }
    if ( column )
        putchar('\n');
}

static bool is_built(enum verb_id verb)
{
    return !(verb == VERB_audit && !audit_main) &&
           !(verb == VERB_image && !image_main);
}

void print_help(void)
{
    puts("usage: xen-lockdown VERB ...\n"
         "       xen-lockdown --help | --version\n");
    for ( enum verb_id verb = 0; verb < NR_VERBS; verb++ )
        printf("  %-8s %s%s\n", verbs[verb].name, verbs[verb].summary,
               is_built(verb) ? "" : " (not in this build)");
    puts("\nxen-lockdown VERB --help says more.\n");
    print_filled("Exit status " EXIT_STATUS, 0, 0);
}

static void print_option(const struct verb_option *option)
{
    const int used = printf("  --%s%s%s", spelling(option),
                            *option->value ? " " : "", option->value);

    print_filled(option->text, 20, used);
    if ( *option->choices )
        print_filled(text("%s is one of: %s", option->value, option->choices),
                     20, 0);
}

void print_help_of(enum verb_id verb)
{
    char *lines = text("%s", verbs[verb].synopsis), *line;
    const char *start = "usage:";

    for ( ; (line = strsep(&lines, "\n")); start = "" )
        print_filled(line, 11,
                     printf("%-6s xen-lockdown %s", start, verbs[verb].name));
    putchar('\n');
    print_filled(verbs[verb].text, 0, 0);
    if ( !is_built(verb) )
        print_filled(text("Note: " NOT_BUILT ".", verbs[verb].name), 0, 0);
    putchar('\n');
    for ( enum option_id option = 0; option < NR_OPTIONS; option++ )
        if ( takes_option(verb, option) )
            print_option(&verb_options[option]);
}

int help_main(const struct request *request)
{
    const bool man = request->option[OPTION_man];
    const bool bash = request->option[OPTION_bash];

    if ( man + bash + request->nr_operands > 1 )
        misused(request, "one verb, or --man, or --bash");

    if ( man )
        print_manual();
    else if ( bash )
        print_completion();
    else if ( request->nr_operands )
        print_help_of(find_verb(request->operands[0]));
    else
        print_help();

    return CLI_OK;
}
