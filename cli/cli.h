/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the verbs of xen-lockdown share: the exit status, and the few helpers
 * that a short-lived program needs. Memory is not freed before the program
 * exits.
 */
#ifndef CLI_H
#define CLI_H

#include <jansson.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* What xen-lockdown --version says. */
#define VERSION "0.1"

/* The exit status of every verb; EXIT_STATUS says it to users. */
enum {
    CLI_OK = 0,
    CLI_FOUND = 1,
    CLI_TROUBLE = 2,
};

/* Says what is wrong, which file it is about and the cure; exits. */
_Noreturn void trouble(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* printf() into new memory. */
char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));

char *vtext(const char *format, va_list args)
    __attribute__((format(printf, 1, 0)));

/* reallocarray() that exits when there is no memory. */
void *grow(void *memory, size_t count, size_t size);

/*
 * Reads a whole file, and puts a NUL after it. *@size: the bytes before the
 * NUL; @size may be null. Returns null if the file cannot be read, with errno
 * set.
 */
char *slurp(const char *path, size_t *size);

/*
 * Runs @argv, which ends with a null pointer, and waits for it; all that it
 * prints goes to the file @log. Returns its status, as waitpid() has it: exit 127
 * if it cannot be run.
 */
int run_program(const char *const *argv, const char *log);

/* Bytes from a file, fit for a terminal and for JSON: in new memory, plain ASCII. */
const char *printable(const char *bytes, size_t size);

/* The name of a row, as JSON has it: in new memory, small letters, and - for _. */
const char *in_small(const char *name);

bool starts_with(const char *string, const char *prefix);

/* Prints @value and a newline, and releases @value. */
void print_json(json_t *value);

#endif
