/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the verbs of xen-lockdown share: their entry points, and the few helpers
 * that a short-lived program needs. What is allocated lives until it exits.
 */
#ifndef CLI_H
#define CLI_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* What every verb exits with. */
enum {
    CLI_OK = 0,
    CLI_FOUND = 1,   /* it has something to report */
    CLI_TROUBLE = 2, /* it could not do its work, or was asked wrongly */
};

/* @argv[0] is the verb. They return what to exit with. */
int policy_main(int argc, char **argv);
int cmdline_main(int argc, char **argv);
int status_main(int argc, char **argv);
int domains_main(int argc, char **argv);
int domain_main(int argc, char **argv);
int console_main(int argc, char **argv);

/* It takes libdw, so the build for dom0 is without it: there this is null. */
int audit_main(int argc, char **argv) __attribute__((weak));

/*
 * Whether --json is among the arguments of a verb that knows no other option.
 * The others begin at optind.
 */
bool asks_for_json(int argc, char **argv);

/* Says what is wrong, which file it is about and the cure; exits. */
_Noreturn void trouble(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* As trouble(), for a command that is not spelt right. */
_Noreturn void usage(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* printf() into new memory. */
char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* realloc() that exits when there is no memory. */
void *grow(void *memory, size_t count, size_t size);

/*
 * The whole file with a NUL after it, @size bytes if not null; null where it
 * cannot be read, with errno set.
 */
char *slurp(const char *path, size_t *size);

bool starts_with(const char *string, const char *prefix);

/* Prints @value, takes it over, and ends the line. */
void print_json(json_t *value);

#endif
