/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The audit's findings: recorded once each, and printed for people or as JSON.
 */
#include "audit.h"

#include "../cli.h"

#include <stdio.h>
#include <string.h>

static const char *field(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

void finding(struct audit *audit, const char *kind, const char *name,
             const char *where, const char *cure)
{
    json_t *known;
    size_t i;

    json_array_foreach(audit->findings, i,
                       known) if ( !strcmp(field(known, "kind"), kind) &&
                                   !strcmp(field(known, "name"), name) ) return;

    known = json_pack("{s:s, s:s, s:s, s:s}", "kind", kind, "name", name,
                      "where", where, "cure", cure);
    if ( !known || json_array_append_new(audit->findings, known) )
        trouble("%s: cannot be recorded: it is no UTF-8", where);
}

static json_t *checked(const struct audit *audit)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i}", "operations",
                     (int)nr_rows, "macros", (int)audit->nr_macros, "pointers",
                     (int)audit->nr_handles, "options", (int)audit->nr_options,
                     "cases", (int)audit->nr_cases, "places",
                     (int)audit->nr_places);
}

static void print_choices(const struct audit *audit)
{
    const json_t *one;
    size_t i;

    json_array_foreach(audit->config, i, one)
    {
        const char *verdict = field(one, "verdict");

        printf("%-7s %s=%s%s: %s\n", verdict, field(one, "name"),
               field(one, "value"), strcmp(verdict, "good") ? "" : "; else",
               field(one, "why"));
    }
}

static void print_findings(const struct audit *audit)
{
    const json_t *one;
    size_t i;

    json_array_foreach(audit->findings, i, one)
        printf("%s: %s (%s): %s\n", field(one, "kind"), field(one, "name"),
               field(one, "where"), field(one, "cure"));
}

int audit_report(const struct audit *audit, bool json)
{
    const size_t nr = json_array_size(audit->findings);
    char *release = text("%u.%u", audit->release / 100, audit->release % 100);

    if ( json )
        print_json(json_pack("{s:s, s:s, s:o, s:O, s:O}", "tree", audit->tree,
                             "release", release, "checked", checked(audit),
                             "findings", audit->findings, "config",
                             audit->config));
    else
    {
        print_choices(audit);
        print_findings(audit);
        printf("Xen %s, %s: %zu macros, %zu pointers, %zu options and %zu "
               "cases held against %zu operations, %zu places that treat dom0 "
               "apart against their verdicts: %zu finding%s\n",
               release, audit->tree, audit->nr_macros, audit->nr_handles,
               audit->nr_options, audit->nr_cases, nr_rows, audit->nr_places,
               nr, nr == 1 ? "" : "s");
    }

    return nr ? CLI_FOUND : CLI_OK;
}
