/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What locked costs compared with stock, and a machine whose dom0 is contained
 * with one whose dom0 is not. This program adds the figures that
 * both boots have counted (tests/bench/boots) to the report that gate_bench
 * began, prints the report, and fails if a figure is above its bound.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#define REPORT "build/report/bench.json"

/* @bound: the highest ratio of ours to theirs that passes. */
static const struct measure {
    const char *name;
    bool contained;
    const char *ours, *theirs;
    double bound;
} measures[] = {
    { "domctl getdomaininfo", false, "domctl", "domctl", 1.15 },
    { "16 KiB of Xen's log", false, "console", "console", 1.05 },
    { "getdomaininfo, 16 in one trap, each", false, "batch", "domctl", 0.60 },
    { "xl create -p, xl destroy", false, "xl", "xl", 1.05 },
    { "contained: configuration space", true, "config", "config", 2.00 },
    { "contained: a device's register", true, "mmio", "mmio", 1.00 },
};

/*
 * -1 if there is none. A boot prints each figure again at its end, since a
 * message of Xen or the kernel may have broken the first line; the last counts.
 */
static json_int_t figure(const char *directory, const char *side,
                         const char *key)
{
    char path[256], name[32];
    json_int_t found = -1;
    long value;
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s", directory, side);
    f = fopen(path, "r");
    while ( f && fscanf(f, "%31s %ld", name, &value) == 2 )
        if ( !strcmp(name, key) )
            found = value;
    if ( f )
        fclose(f);

    return found;
}

static bool add(json_t *report, const struct measure *measure,
                const char *directory)
{
    const json_int_t ours = figure(
        directory, measure->contained ? "contained" : "locked", measure->ours);
    const json_int_t theirs = figure(
        directory, measure->contained ? "open" : "stock", measure->theirs);

    if ( ours <= 0 || theirs <= 0 )
    {
        printf("FAIL bench/%s: not measured\n", measure->name);
        return false;
    }

    return !json_array_append_new(
        report,
        json_pack("{s:s, s:s, s:I, s:I, s:f, s:f}", "name", measure->name,
                  "unit", "instructions", "ours", ours, "theirs", theirs,
                  "ratio", (double)ours / (double)theirs, "bound",
                  measure->bound));
}

static double number(const json_t *row, const char *key)
{
    return json_number_value(json_object_get(row, key));
}

/* If there is no figure of theirs, the bound is for ours, not for a ratio. */
static bool is_alone(const json_t *row)
{
    return json_is_null(json_object_get(row, "theirs"));
}

static void print_row(const json_t *row)
{
    const char *name = json_string_value(json_object_get(row, "name"));

    if ( is_alone(row) )
        printf("%-36s %12s %12.0f %7s %7.0f\n", name, "-", number(row, "ours"),
               "-", number(row, "bound"));
    else
        printf("%-36s %12.0f %12.0f %7.3f %7.2f\n", name, number(row, "theirs"),
               number(row, "ours"), number(row, "ratio"), number(row, "bound"));
}

static bool holds(const json_t *row)
{
    const double value = number(row, is_alone(row) ? "ours" : "ratio");

    if ( value <= number(row, "bound") )
        return true;

    printf("FAIL bench/%s: %.4g, bound %.4g\n",
           json_string_value(json_object_get(row, "name")), value,
           number(row, "bound"));
    return false;
}

int main(int argc, char **argv)
{
    json_t *report = argc == 2 ? json_load_file(REPORT, 0, NULL) : NULL;
    unsigned int trouble = 0;
    const json_t *row;
    size_t i;

    if ( !json_is_array(report) )
    {
        fputs("usage: table DIRECTORY, and " REPORT " must be there\n", stderr);
        return 2;
    }

    for ( i = 0; i < sizeof(measures) / sizeof(*measures); i++ )
        trouble += !add(report, &measures[i], argv[1]);
    if ( json_dump_file(report, REPORT,
                        JSON_INDENT(2) | JSON_REAL_PRECISION(5)) )
        return 2;

    printf("\n%-36s %12s %12s %7s %7s\n", "instructions", "stock", "locked",
           "ratio", "bound");
    json_array_foreach(report, i, row) print_row(row);
    json_array_foreach(report, i, row) trouble += !holds(row);

    return trouble != 0;
}
