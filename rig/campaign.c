/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prints what boots of the fuzzer have shown: how many calls of each operation
 * were made, and what was found. A finding is what Xen says that it never says
 * of itself, a dom0 that was damaged, changed code, or an end without a word.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_OPERATIONS 512
#define MAX_FINDINGS   256
#define LINE           1024

static struct operation {
    char name[64], errors[400], reason[100];
    unsigned long calls, taken;
} operations[MAX_OPERATIONS];

static struct finding {
    char text[200], life[200], log[200];
    unsigned int times;
} findings[MAX_FINDINGS];

static unsigned int nr_operations, nr_findings, nr_lives, nr_boots;
static double processor_seconds;

/* What was looked into already: docs/findings.md tells of each. */
static const struct known {
    const char *text, *id;
} known[] = {
#define KNOWN(text, id) { text, id },
#include "known.def"
};

static _Noreturn void fail(const char *what, const char *name)
{
    fprintf(stderr, "rig-campaign: %s: %s\n", name, what);
    exit(2);
}

/* ---- one log ---- */

static void add_finding(const char *text, const char *life, const char *log)
{
    struct finding *f = findings;
    char line[sizeof(f->text)];

    snprintf(line, sizeof(line), "%s", text);
    line[strcspn(line, "\r\n")] = '\0';
    while ( f < findings + nr_findings && strcmp(f->text, line) )
        f++;
    if ( f == findings + MAX_FINDINGS )
        return; /* there is enough to look into */
    if ( f == findings + nr_findings )
    {
        nr_findings++;
        snprintf(f->text, sizeof(f->text), "%s", line);
        snprintf(f->life, sizeof(f->life), "%s", life);
        snprintf(f->log, sizeof(f->log), "%s", log);
    }
    f->times++;
}

static void add_operation(const char *text)
{
    struct operation read = { 0 }, *o = operations;

    if ( sscanf(text, "%63s %lu %lu %399s %99[^\r\n]", read.name, &read.calls,
                &read.taken, read.errors, read.reason) < 4 )
        return;
    while ( o < operations + nr_operations && strcmp(o->name, read.name) )
        o++;
    if ( o == operations + MAX_OPERATIONS )
        fail("more operations than there is room for", read.name);
    if ( o == operations + nr_operations )
        nr_operations++;
    read.calls += o->calls;
    read.taken += o->taken;
    *o = read;
}

/* What follows @word in a line, NULL if the line is none of that kind. */
static const char *after(const char *line, const char *word)
{
    const char *found = strstr(line, word);

    return found ? found + strlen(word) : NULL;
}

/* The words of Xen's that make a line a finding. */
static const char *finding_in(const char *line)
{
    static const char *const words[] = { "Assertion '",      "Xen BUG at ",
                                         "Xen WARN at ",     "UBSAN: Undefined",
                                         "FATAL TRAP: ",     "FATAL PAGE FAULT",
                                         "DOUBLE FAULT",     "BUG in Xen",
                                         "memory corruption" };

    for ( unsigned int i = 0; i < sizeof(words) / sizeof(*words); i++ )
        if ( strstr(line, "(XEN)") && strstr(line, words[i]) )
            return strstr(line, words[i]);

    return NULL;
}

/*
 * A report of UBSAN's: a place, and what happened there in one of the lines
 * behind it, among which another CPU's may stand; then the registers.
 */
struct report {
    char place[200], said[600];
};

/* Add a line without its numbers, which differ. */
static void note_said(struct report *report, const char *line)
{
    size_t used = strlen(report->said);

    for ( ; !strchr("\r\n", *line) && used < sizeof(report->said) - 2; line++ )
        if ( !strchr("0123456789", *line) )
            report->said[used++] = *line;
    report->said[used++] = ' ';
    report->said[used] = '\0';
}

static void end_report(struct report *report, const char *life,
                       const char *boot)
{
    const char *what = report->said;
    char finding[900];

    for ( unsigned int i = 0; i < sizeof(known) / sizeof(*known); i++ )
        if ( strstr(report->said, known[i].text) )
            what = known[i].text;
    snprintf(finding, sizeof(finding), "UBSAN %s: %s", report->place, what);
    add_finding(finding, life, boot);
    *report = (struct report){ 0 };
}

/* A kernel may complain of a CPU that was taken from it. */
static bool is_kernel_bug(const char *text)
{
    static const char *const words[] = { "BUG", "Oops", "general protection",
                                         "Kernel panic", "WARNING" };

    for ( unsigned int i = 0; i < sizeof(words) / sizeof(*words); i++ )
        if ( strstr(text, words[i]) )
            return true;

    return false;
}

/* "WARNING: CPU: 0 PID: 7 at PLACE": each life has processes of its own. */
static const char *without_process(const char *text)
{
    static char warning[LINE];
    const char *at = strstr(text, " at ");

    if ( strncmp(text, "WARNING: CPU", 12) || !at )
        return text;
    snprintf(warning, sizeof(warning), "WARNING%s", at);
    return warning;
}

/* The function at the head of a call trace, without address and offset. */
static void note_function(char *function, size_t size, const char *line)
{
    const char *at = strstr(line, ">]");

    if ( at && strlen(at) > 5 )
        snprintf(function, size, "%.*s", (int)strcspn(at + 5, "+\r\n"), at + 5);
}

static FILE *open_in(const char *directory, const char *name)
{
    char path[400];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    file = fopen(path, "r");
    if ( !file )
        fail("cannot be read", path);
    return file;
}

/* The log of a boot. Returns why it is no good one, or NULL. */
static const char *read_log(const char *boot)
{
    FILE *file = open_in(boot, "serial1.log");
    char line[LINE], life[200] = "none", function[100] = "", fault[300];
    struct report report = { 0 };
    bool done = false, begun = false, traced = false, fatal = false;

    while ( fgets(line, sizeof(line), file) )
    {
        const char *text;

        if ( *report.place && strstr(line, "----[ Xen") )
            end_report(&report, life, boot);
        else if ( *report.place && after(line, "(XEN) ") )
            note_said(&report, after(line, "(XEN) "));
        if ( traced )
            note_function(function, sizeof(function), line);
        traced = strstr(line, "Xen call trace:");

        if ( (text = after(line, "@rogue fuzz life ")) )
        {
            snprintf(life, sizeof(life), "%.*s", (int)strcspn(text, "\r\n"),
                     text);
            begun = true;
            nr_lives++;
        }
        else if ( (text = after(line, "@rogue fuzz finding: ")) )
            add_finding(text, life, boot);
        else if ( after(line, "@rogue fuzz unfinished ") )
            add_finding("a life did not end", life, boot);
        else if ( begun && (text = after(line, "@rogue kernel-error ")) &&
                  is_kernel_bug(text) )
            add_finding(without_process(text), life, boot);
        else if ( (text = after(line, "@rogue fuzz operation ")) )
            add_operation(text);
        else if ( after(line, "@rogue done") )
            done = true;
        else if ( begun && (text = after(line, "UBSAN: Undefined behaviour ")) )
            snprintf(report.place, sizeof(report.place), "%.*s",
                     (int)strcspn(text, "\r\n"), text);
        else if ( begun && (text = finding_in(line)) )
        {
            fatal |= strncmp(text, "Xen WARN", 8) != 0;
            snprintf(fault, sizeof(fault), "%.*s in %s",
                     (int)strcspn(text, "\r\n"), text, function);
            add_finding(*text == 'F' || *text == 'D' ? fault : text, life,
                        boot);
        }
    }
    fclose(file);
    if ( *report.place )
        end_report(&report, life, boot);

    return !begun          ? "no life began"
           : done || fatal ? NULL
                           : "the machine ended without a word";
}

static void read_boot(const char *boot)
{
    const char *failure = read_log(boot);
    FILE *file = open_in(boot, "result");
    char line[LINE];
    bool unchanged = false;
    double seconds;

    nr_boots++;
    if ( failure )
        add_finding(failure, "the last", boot);
    while ( fgets(line, sizeof(line), file) )
    {
        unchanged |= !!after(line, "code: unchanged");
        if ( sscanf(line, "processor seconds: %lf", &seconds) == 1 )
            processor_seconds += seconds;
    }
    if ( !unchanged )
        add_finding("Xen's code is not as it was", "any", boot);
    fclose(file);
}

/* ---- the report ---- */

static const char *known_as(const struct finding *finding)
{
    for ( unsigned int i = 0; i < sizeof(known) / sizeof(*known); i++ )
        if ( strstr(finding->text, known[i].text) )
            return known[i].id;

    return NULL;
}

static unsigned int print_findings(void)
{
    unsigned int nr_new = 0;

    for ( unsigned int i = 0; i < nr_findings; i++ )
    {
        const struct finding *f = &findings[i];
        const char *id = known_as(f);

        nr_new += !id;
        printf("%s %s\n    %u times; first in %s, life %s\n", id ? id : "NEW",
               f->text, f->times, f->log, f->life);
    }

    return nr_new;
}

static void print_operations(void)
{
    unsigned long calls = 0, taken = 0;

    printf("%-40s %10s %6s  %s\n", "operation", "calls", "taken",
           "where few are: why, or the errors");
    for ( unsigned int i = 0; i < nr_operations; i++ )
    {
        const struct operation *o = &operations[i];
        const bool few = o->taken * 10 < o->calls;

        calls += o->calls;
        taken += o->taken;
        printf("%-40s %10lu %5lu%%  %s\n", o->name, o->calls,
               o->taken * 100 / o->calls,
               !few         ? ""
               : *o->reason ? o->reason
                            : o->errors);
    }
    printf("%u operations, %lu calls, %lu%% taken\n", nr_operations, calls,
           calls ? taken * 100 / calls : 0);
}

int main(int argc, char **argv)
{
    unsigned int nr_new;

    if ( argc < 2 )
    {
        fputs("usage: rig-campaign BOOT-DIRECTORY...\n", stderr);
        return 2;
    }

    for ( int i = 1; i < argc; i++ )
        read_boot(argv[i]);
    print_operations();
    nr_new = print_findings();
    printf("%u boots, %.1f processor-hours, %u lives, %u findings, %u of them "
           "new\n",
           nr_boots, processor_seconds / 3600, nr_lives, nr_findings, nr_new);

    return nr_new ? 1 : 0;
}
