// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reports the workload's results on the console, in the form that the rig reads.
 */
#include "workload.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define MAX_RESULTS 64

static char lines[MAX_RESULTS][400];
static unsigned int nr_lines, nr_passed;

/*
 * Xen and the kernel print on the same console: each result is one write, and
 * starts and ends a line.
 */
static void print(const char *line)
{
    char framed[sizeof(lines[0]) + 20];
    int length = snprintf(framed, sizeof(framed), "\n@rogue %s\n", line);

    if ( write(STDOUT_FILENO, framed, (size_t)length) < 0 )
        perror("console");
}

static void keep(bool passed)
{
    print(lines[nr_lines]);
    nr_passed += passed;
    if ( nr_lines < MAX_RESULTS - 1 )
        nr_lines++;
}

void control(const char *name, bool passed, const char *text, ...)
{
    char *line = lines[nr_lines];
    int used = snprintf(line, sizeof(lines[0]), "control %s %s ", name,
                        passed ? "pass" : "fail");
    va_list args;

    va_start(args, text);
    vsnprintf(line + used, sizeof(lines[0]) - (size_t)used, text, args);
    va_end(args);
    keep(passed);
}

void figure(const char *name, unsigned long value)
{
    snprintf(lines[nr_lines], sizeof(lines[0]), "bench %s %lu", name, value);
    keep(value != 0);
}

void repeat_results(void)
{
    for ( unsigned int i = 0; i < nr_lines; i++ )
        print(lines[i]);
    printf("\n@rogue workload %u of %u\n", nr_passed, nr_lines);
    fflush(stdout);
}
