/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The manual page xen-lockdown(1), in the roff macros man(7).
 */
#include "help.h"

#include "cli.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/*
 * Print prose. roff would take a point or a quote at the start of a line for a
 * request, and a lone - for a hyphen.
 */
static void print_prose(const char *prose)
{
    char before = '\n';

    for ( ; *prose; before = *prose++ )
        if ( *prose == '-' && !isalnum((unsigned char)before) )
            fputs("\\-", stdout);
        else if ( *prose == '\\' )
            fputs("\\e", stdout);
        else if ( before == '\n' && strchr(".'", *prose) )
            printf("\\&%c", *prose);
        else if ( *prose == '\n' && prose[1] )
            puts("\n.PP");
        else
            putchar(*prose);
    if ( before != '\n' )
        putchar('\n');
}

/* What is typed as it stands is bold, what stands for something is italic. */
static void print_synopsis(const char *synopsis)
{
    char font = 'R';

    for ( ; *synopsis; synopsis++ )
    {
        const char wanted = isupper((unsigned char)*synopsis)   ? 'I'
                            : islower((unsigned char)*synopsis) ? 'B'
                            : *synopsis == '-'                  ? 'B'
                                                                : 'R';

        if ( wanted != font )
            printf("\\f%c", wanted);
        font = wanted;
        printf(*synopsis == '-' ? "\\-" : "%c", *synopsis);
    }
    puts(font == 'R' ? "" : "\\fR");
}

static void print_usage(const struct verb *verb)
{
    char *lines = text("%s", verb->synopsis), *line;

    while ( (line = strsep(&lines, "\n")) )
    {
        printf("\\fBxen\\-lockdown %s\\fR ", verb->name);
        print_synopsis(line);
        puts(".br");
    }
}

static void print_option(const struct verb_option *option)
{
    puts(".TP");
    print_synopsis(text("--%s%s%s", spelling(option), *option->value ? " " : "",
                        option->value));
    print_prose(option->text);
    if ( *option->choices )
        print_prose(text("%s is one of: %s.", option->value, option->choices));
}

static void print_verb(enum verb_id verb)
{
    printf(".SS %s: %s\n", verbs[verb].name, verbs[verb].summary);
    print_prose(verbs[verb].text);
    for ( enum option_id option = 0; option < NR_OPTIONS; option++ )
        if ( option != OPTION_help && takes_option(verb, option) )
            print_option(&verb_options[option]);
}

void print_manual(void)
{
    puts(".\\\" SPDX-License-Identifier: GPL-2.0-only\n"
         ".\\\" Printed by xen-lockdown help --man.\n"
         ".TH XEN\\-LOCKDOWN 1 \"\" \"xen\\-lockdown " VERSION "\"\n"
         ".SH NAME\n"
         "xen\\-lockdown \\- UEFI Secure Boot lockdown for Xen\n"
         ".SH SYNOPSIS");
    for ( enum verb_id verb = 0; verb < NR_VERBS; verb++ )
        print_usage(&verbs[verb]);
    puts(
        "\\fBxen\\-lockdown \\-\\-help\\fR | \\fB\\-\\-version\\fR\n"
        ".SH DESCRIPTION\n"
        "In lockdown Xen refuses whatever would let root in dom0, or an "
        "unsigned file, change Xen or the dom0 kernel.\n"
        ".B xen\\-lockdown\n"
        "shows the policy by which Xen does so, compares the policy with a Xen "
        "source tree, explains a command line, builds, inspects and verifies a "
        "signed image, and asks a running host.\n"
        ".SH VERBS\n"
        "Each verb also takes\n"
        ".BR \\-\\-help .");
    for ( enum verb_id verb = 0; verb < NR_VERBS; verb++ )
        print_verb(verb);
    puts(".SH EXIT STATUS\n" EXIT_STATUS);
}
