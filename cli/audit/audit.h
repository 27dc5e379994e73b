/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the audit share: the tree, what was found in it, and the
 * compiler by which the tree's own headers are asked.
 */
#ifndef AUDIT_H
#define AUDIT_H

#include "../table.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POLICY_HYPERCALLS "policy/hypercalls.def"
#define POLICY_CMDLINE    "policy/cmdline.def"

/* A macro of the public headers that takes no arguments. */
struct macro {
    const char *name, *body, *file; /* file: within the tree */
    unsigned int line;
    bool hidden; /* from the toolstack, by a condition in the header */
};

struct audit {
    const char *tree;
    unsigned int release; /* 418 for 4.18 */

    char *dir;     /* private, for the compiler's input and output */
    char *headers; /* the lines that include the public headers */

    struct macro *macros;
    size_t nr_macros;

    bool *has_row;    /* by row: its macro has a value in this tree */
    bool *means_unit; /* by pointer: its unit is a type of this tree */

    size_t nr_handles, nr_options, nr_cases; /* looked at */

    json_t *findings; /* objects: kind, name, where, cure */
    json_t *config;   /* objects: name, value, verdict, why */
};

/* ---- findings: report.c ---- */

/*
 * Record that @name, seen at @where, is "unclassified", "misdescribed", "gone"
 * or "unsafe", and what to do. What has been recorded under that kind and name
 * is not recorded again.
 */
void finding(struct audit *audit, const char *kind, const char *name,
             const char *where, const char *cure);

/* Prints all of it, and returns what to exit with. */
int audit_report(const struct audit *audit, bool json);

/* ---- the compiler: compiler.c ---- */

/* Make the private directory. It is removed when the program exits. */
void compiler_start(struct audit *audit);

/* The path of a file in the private directory. */
char *beside(const struct audit *audit, const char *name);

/*
 * Run the compiler on C text with more arguments, up to a null. Returns what it
 * has to say; *@ok: it compiled.
 */
char *compile(const struct audit *audit, const char *source,
              const char *const *args, bool *ok);

/*
 * Does each of @nr pieces of C, one line each, compile after the public
 * headers? Returns for each what the compiler has against it, or null.
 */
char **judge(const struct audit *audit, char *const *pieces, size_t nr);

/* ---- the parts, in the order in which they are run ---- */

/* The public headers' macros against GROUP, ROW and CONSTANT. */
void audit_headers(struct audit *audit);

/* What ROW, GROUP, ARG, PTR and NESTED say in C. Fills has_row and means_unit. */
void audit_expressions(struct audit *audit);

/* The rows' numbers, and the pointers in the structures. */
void audit_object(struct audit *audit);

/* Handlers' cases, and registrations of options. */
void audit_sources(struct audit *audit);

/* A .config. */
void audit_config(struct audit *audit, const char *path);

/* ---- between the parts ---- */

/* Is @name spelt like an operation of a group, and has no row? */
bool is_unclassified(const char *name);

/* The macro of that name; null if the headers have none. */
const struct macro *find_macro(const struct audit *audit, const char *name);

/* @number is what the tree gives the operation of that row. */
void check_number(struct audit *audit, size_t row, uint64_t number);

/* Where the macro of that name is defined, for people. */
const char *where_defined(const struct audit *audit, const char *name);

/*
 * The operation whose ARG describes the structure that @op is given: itself, or
 * the nearest of those by which it is selected; null where none has one.
 */
const struct row *structure_owner(const struct row *op);

/*
 * Where @pointer stands in the structure that @arg describes; null if another
 * ARG describes its structure. Where an operation has several structures, a path
 * may begin with the register that it is meant for: arg2[].iov_hnd.
 */
const char *path_within(const struct pointer *pointer,
                        const struct pointer *arg);

/*
 * In the file of object code at @path, the structures that the variables
 * unit_N, N the number of a pointer, point to: hold their pointers against PTR.
 */
void audit_handles(struct audit *audit, const char *path);

#endif
