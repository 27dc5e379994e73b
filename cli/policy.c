/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verb policy: prints the classification of hypercalls, or of options, as a
 * table for people, as Markdown for the documentation, or as JSON.
 */
#include "cli.h"
#include "request.h"
#include "rules.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    const char *class, *hypercall; /* null: all */
    enum style style;
    bool options;
} asked;

static bool wanted_class(const char *class)
{
    return !asked.class || !strcmp(class, asked.class);
}

static bool wanted(const struct row *row)
{
    return wanted_class(row->class) &&
           (!asked.hypercall || !strcmp(hypercall_of(row), asked.hypercall));
}

/* ---- a row's pointers ---- */

static const char *place(const struct pointer *pointer)
{
    return pointer->reg ? pointer->reg : pointer->path;
}

static json_t *pointers_json(const struct row *row)
{
    json_t *all = json_array();

    for ( size_t i = 0; i < nr_pointers; i++ )
        if ( !strcmp(pointers[i].op, row->op) )
            json_array_append_new(
                all, json_pack("{s:s, s:s, s:s, s:s}",
                               pointers[i].reg ? "register" : "path",
                               place(&pointers[i]), "direction",
                               pointers[i].direction, "count",
                               pointers[i].count, "unit", pointers[i].unit));
    return all;
}

/* In a Markdown table a bar ends the cell, even a bar in code. */
static void print_code(const char *code)
{
    putchar('`');
    for ( ; *code; code++ )
        printf(*code == '|' ? "\\|" : "%c", *code);
    putchar('`');
}

static void print_pointers(const struct row *row)
{
    bool first = true;

    for ( size_t i = 0; i < nr_pointers; i++ )
    {
        const struct pointer *pointer = &pointers[i];

        if ( strcmp(pointer->op, row->op) )
            continue;

        if ( asked.style == TABLE )
        {
            printf("%10s%-6s%s: %s", "", pointer->direction, place(pointer),
                   pointer->unit);
            puts(strcmp(pointer->count, "1") ? text(" [%s]", pointer->count)
                                             : "");
            continue;
        }
        fputs(first ? "" : "<br>", stdout);
        first = false;
        printf("%s ", pointer->direction);
        print_code(place(pointer));
        fputs(": ", stdout);
        if ( strcmp(pointer->count, "1") )
        {
            print_code(pointer->count);
            fputs(" of ", stdout);
        }
        print_code(pointer->unit);
    }
}

/* ---- rows ---- */

static const char *release_of(const struct row *row)
{
    const unsigned int release = since_of(row->op);

    return release && release < SINCE_NEVER
               ? text("%u.%u", release / 100, release % 100)
               : NULL;
}

/* "-" where a column says nothing. */
static const char *cell(const char *value)
{
    return !strcmp(value, "NONE") || !*value ? "-" : value;
}

static json_t *row_json(const struct row *row)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:s?, s:s, s:o}",
                     "hypercall", hypercall_of(row), "group", row->group,
                     "operation", row->op, "number", (json_int_t)row->number,
                     "class", row->class, "own", row->own, "issuer",
                     row->issuer, "since", release_of(row), "why", row->why,
                     "pointers", pointers_json(row));
}

static void print_row(const struct row *row)
{
    const char *since = release_of(row);

    if ( asked.style == MARKDOWN )
    {
        printf("| `%s`%s | %llu | %s | %s | %s | ", row->op,
               since ? text(" (from %s)", since) : "",
               (unsigned long long)row->number, row->class, cell(row->own),
               cell(row->issuer));
        print_pointers(row);
        fputs(" | ", stdout);
        print_prose(row->why);
        puts(" |");
        return;
    }

    printf("%8llu  %-38s %-9s %-10s %-10s %s%s\n",
           (unsigned long long)row->number, row->op, row->class, cell(row->own),
           cell(row->issuer), row->why, since ? text(" (from %s)", since) : "");
    print_pointers(row);
}

static void print_heading(const char *title)
{
    static bool again;

    if ( again )
        putchar('\n');
    again = true;

    if ( asked.style == TABLE )
        printf("%s\n%8s  %-38s %-9s %-10s %-10s %s\n", title, "number",
               "operation", "class", "on itself", "issuer", "why");
    else
        printf("### %s\n\n| Operation | Number | Class | On itself | Issuer | "
               "Pointers | Why |\n| --- | ---: | --- | --- | --- | --- | --- "
               "|\n",
               title);
}

/* All wanted rows of a group, under a heading if there are any. */
static void print_group(const struct group *group)
{
    const struct row *parent = find_row(group->parent);
    const char *title = "Hypercalls";
    bool any = false;

    if ( parent && !parent_of(parent) )
        title = text("%s: by `%s`", hypercall_of(parent), group->selector);
    else if ( parent )
        title = text("%s, %s: by `%s`", hypercall_of(parent), parent->op,
                     group->selector);

    for ( size_t i = 0; i < nr_rows; i++ )
        if ( !strcmp(rows[i].group, group->name) && wanted(&rows[i]) )
        {
            if ( !any )
                print_heading(title);
            any = true;
            print_row(&rows[i]);
        }
}

static void print_rows(void)
{
    json_t *all = json_array();

    if ( asked.style != JSON )
    {
        /* A group with several entries is printed at its first entry. */
        for ( size_t i = 0; i < nr_groups; i++ )
            if ( find_group(groups[i].name) == &groups[i] )
                print_group(&groups[i]);
        return;
    }

    for ( size_t i = 0; i < nr_rows; i++ )
        if ( wanted(&rows[i]) )
            json_array_append_new(all, row_json(&rows[i]));
    print_json(json_pack("{s:o}", "operations", all));
}

/* ---- options ---- */

/* CHECKED is one class, whatever the kind of its forms. */
static const char *option_class(const struct option_row *row)
{
    return text("%.*s", (int)strcspn(row->class, " "), row->class);
}

static void print_option(const struct option_row *row)
{
    if ( asked.style == MARKDOWN )
    {
        printf("| `%s` | %s | ", row->name, option_class(row));
        print_prose(forms_in_words(row));
        fputs(" | ", stdout);
        print_prose(row->why);
        puts(" |");
        return;
    }

    printf("  %-30s %-8s %s\n", row->name, option_class(row), row->why);
    if ( *row->forms )
        printf("%42sallowed: %s\n", "", forms_in_words(row));
}

static void print_options(const char *title, const struct option_row *row,
                          size_t nr)
{
    if ( asked.style == MARKDOWN )
        printf("### %s\n\n| Name | Class | Allowed forms | Why |\n"
               "| --- | --- | --- | --- |\n",
               title);
    else
        printf("%s\n", title);

    for ( ; nr; nr--, row++ )
        if ( wanted_class(option_class(row)) )
            print_option(row);
}

static json_t *options_json(const struct option_row *row, size_t nr)
{
    json_t *all = json_array();

    for ( ; nr; nr--, row++ )
        if ( wanted_class(option_class(row)) )
            json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s}", "name",
                                                 row->name, "class", row->class,
                                                 "forms", row->forms, "why",
                                                 row->why));
    return all;
}

static void print_all_options(void)
{
    if ( asked.style == JSON )
    {
        print_json(json_pack("{s:o, s:o}", "options",
                             options_json(options, nr_options), "parameters",
                             options_json(params, nr_params)));
        return;
    }

    print_options("Boot options", options, nr_options);
    putchar('\n');
    print_options("Run-time parameters", params, nr_params);
}

/* ---- the verb ---- */

static void check_hypercall(const struct request *request)
{
    const char *prefix = "__HYPERVISOR_";

    if ( starts_with(asked.hypercall, prefix) )
        asked.hypercall += strlen(prefix);
    for ( size_t i = 0; i < nr_rows; i++ )
        if ( !strcmp(hypercall_of(&rows[i]), asked.hypercall) )
            return;

    misused(request,
            "--hypercall %s: policy/hypercalls.def has no such hypercall; "
            "xen-lockdown policy lists them",
            asked.hypercall);
}

static void check_class(const struct request *request)
{
    if ( asked.options )
    {
        for ( size_t i = 0; i < nr_options; i++ )
            if ( wanted_class(option_class(&options[i])) )
                return;
    }
    else
        for ( size_t i = 0; i < nr_rows; i++ )
            if ( wanted_class(rows[i].class) )
                return;

    misused(request, "--class %s: that is no class of %s", asked.class,
            asked.options ? "options" : "operations, but of --options");
}

static void read_options(const struct request *request)
{
    const bool markdown = request->option[OPTION_markdown];
    const bool json = request->option[OPTION_json];
    const int rules =
        !!request->option[OPTION_classes] + !!request->option[OPTION_refusals] +
        !!request->option[OPTION_fields] + !!request->option[OPTION_handlers] +
        !!request->option[OPTION_platform] + !!request->option[OPTION_hwdom] +
        !!request->option[OPTION_doors];

    refuse_operands(request);
    if ( markdown && json )
        misused(request, "either --markdown or --json, not both");

    asked.style = markdown ? MARKDOWN : json ? JSON : TABLE;
    asked.options = request->option[OPTION_options];
    asked.class = request->option[OPTION_class];
    asked.hypercall = request->option[OPTION_hypercall];
    if ( asked.options && asked.hypercall )
        misused(request, "either --options or --hypercall: an option belongs "
                         "to no hypercall");
    if ( rules &&
         (rules > 1 || asked.options || asked.class || asked.hypercall) )
        misused(request, "--classes, --refusals, --fields, --handlers, "
                         "--platform, --hwdom and --doors each print whole "
                         "tables");
    if ( asked.class )
        check_class(request);
    if ( asked.hypercall )
        check_hypercall(request);
}

int policy_main(const struct request *request)
{
    read_options(request);
    if ( request->option[OPTION_classes] )
        print_classes(asked.style);
    else if ( request->option[OPTION_refusals] )
        print_refusals(asked.style);
    else if ( request->option[OPTION_fields] )
        print_fields(asked.style);
    else if ( request->option[OPTION_handlers] )
        print_handlers(asked.style);
    else if ( request->option[OPTION_platform] )
        print_platform(asked.style);
    else if ( request->option[OPTION_hwdom] )
        print_hwdom(asked.style);
    else if ( request->option[OPTION_doors] )
        print_doors(asked.style);
    else if ( asked.options )
        print_all_options();
    else
        print_rows();

    return CLI_OK;
}
