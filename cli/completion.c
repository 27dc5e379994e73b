/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The completion for bash: a function that looks up, by the verb and by the
 * word before the cursor, which words can follow.
 */
#include "help.h"

#include "cli.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static void print_all_verbs(void)
{
    for ( enum verb_id verb = 0; verb < NR_VERBS; verb++ )
        printf("%s ", verbs[verb].name);
}

/* What can be the first operand, as far as the synopsis lists it. */
static void print_first_operands(enum verb_id verb)
{
    char *lines = text("%s", verbs[verb].synopsis), *line;

    while ( (line = strsep(&lines, "\n")) )
        if ( islower((unsigned char)*line) )
            for ( char last = '|'; last == '|'; line += last == '|' )
            {
                const int length = (int)strcspn(line, "| ");

                printf("%.*s ", length, line);
                line += length;
                last = *line;
            }
}

/* The pattern for the word after the option, in each verb that takes it. */
static void print_place(enum option_id option)
{
    const char *bar = "    ";

    for ( enum verb_id verb = 0; verb < NR_VERBS; verb++ )
        if ( takes_option(verb, option) )
        {
            printf("%s%s:--%s", bar, verbs[verb].name,
                   spelling(&verb_options[option]));
            bar = " | ";
        }
}

static void print_values(enum option_id option)
{
    const struct verb_option *row = &verb_options[option];
    const bool file = !strcmp(row->value, "FILE");

    if ( !*row->value )
        return;

    print_place(option);
    if ( *row->choices )
        printf(") words='%s' ;;\n", row->choices);
    else if ( file || !strcmp(row->value, "TREE") ||
              !strcmp(row->value, "DIRECTORY") )
        printf(") files='%s' ;;\n", file ? "file" : "directory");
    else
        puts(") ;;");
}

static void print_words(enum verb_id verb)
{
    printf("        1:%s) words='", verbs[verb].name);
    if ( verb == VERB_help )
        print_all_verbs();
    print_first_operands(verb);
    for ( enum option_id option = 0; option < NR_OPTIONS; option++ )
        if ( takes_option(verb, option) )
            printf("--%s%s", spelling(&verb_options[option]),
                   option == OPTION_help ? "' ;;\n" : " ");
}

void print_completion(void)
{
    puts("# SPDX-License-Identifier: GPL-2.0-only\n"
         "# shellcheck shell=bash\n"
         "# Completion for bash, printed by xen-lockdown help --bash.\n"
         "_xen_lockdown() {\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} words='' files=''\n"
         "    case ${COMP_WORDS[1]}:${COMP_WORDS[COMP_CWORD - 1]} in");
    for ( enum option_id option = 0; option < NR_OPTIONS; option++ )
        print_values(option);
    puts("    *)\n"
         "        case $((COMP_CWORD > 1)):${COMP_WORDS[1]} in");
    printf("        0:*) words='");
    print_all_verbs();
    puts("--help --version' ;;");
    for ( enum verb_id verb = 0; verb < NR_VERBS; verb++ )
        print_words(verb);
    puts(
        "        esac\n"
        "        ;;\n"
        "    esac\n"
        "    if [ -n \"$files\" ]; then\n"
        "        compopt -o filenames 2> /dev/null\n"
        "        mapfile -t COMPREPLY < <(compgen -A \"$files\" -- \"$word\")\n"
        "    else\n"
        "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
        "    fi\n"
        "}\n"
        "complete -F _xen_lockdown xen-lockdown");
}
