/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the audit share: the tree, the findings, and the C
 * compiler, which reads the tree's headers.
 */
#ifndef AUDIT_H
#define AUDIT_H

#include "../table.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POLICY_HYPERCALLS "policy/hypercalls.def"
#define POLICY_CONTENTS   "policy/contents.def"
#define POLICY_CMDLINE    "policy/cmdline.def"

/* A macro of the public headers that takes no arguments. */
struct macro {
    const char *name, *body, *file; /* file: within the tree */
    unsigned int line;
    bool hidden; /* a condition in the header hides it from the toolstack */
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

    size_t nr_handles, nr_options, nr_cases; /* how many were compared */

    json_t *findings; /* objects: kind, name, where, cure */
    json_t *config;   /* objects: name, value, verdict, why */
};

/* ---- findings: report.c ---- */

/*
 * Record that @name, seen at @where, is "unclassified", "misdescribed", "gone"
 * or "unsafe"; @cure says what to do. If a finding of the same kind and name is
 * recorded already, do nothing.
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
 * Run the compiler on the C text @source. @args are further arguments, and end
 * with a null. Returns the compiler's messages; *@ok: whether it succeeded.
 */
char *compile(const struct audit *audit, const char *source,
              const char *const *args, bool *ok);

/*
 * Compile @nr pieces of C, one line each, after the public headers. Returns for
 * each piece the compiler's first error in it; null if there is none.
 */
char **judge(const struct audit *audit, char *const *pieces, size_t nr);

/* ---- the parts, in the order in which they are run ---- */

/* The public headers' macros against GROUP, ROW and CONSTANT. */
void audit_headers(struct audit *audit);

/* What ROW, ARG, PTR and NESTED say in C. Fills has_row and means_unit. */
void audit_expressions(struct audit *audit);

/* The rows' numbers, and the pointers in the structures. */
void audit_object(struct audit *audit);

/* Handlers' cases, and registrations of options. */
void audit_sources(struct audit *audit);

/* A .config. */
void audit_config(struct audit *audit, const char *path);

/* ---- between the parts ---- */

/* Is @name spelt like an operation, and in neither a ROW nor a CONSTANT? */
bool is_unclassified(const char *name);

/* The macro of that name; null if the headers have none. */
const struct macro *find_macro(const struct audit *audit, const char *name);

/* Compare @number, which an operation has in the tree, with that of its row. */
void check_number(struct audit *audit, size_t row, uint64_t number);

/* Where the macro of that name is defined, for people. */
const char *where_defined(const struct audit *audit, const char *name);

/*
 * The operation whose ARG describes the structure that @op takes: @op itself,
 * or else the nearest operation above @op that has an ARG; null if there is
 * none.
 */
const struct row *structure_owner(const struct row *op);

/*
 * The path of @pointer within the structure that @arg describes; null if
 * another ARG describes the structure. If an operation takes several
 * structures, a path in the policy begins with the register of its structure:
 * arg2[].iov_hnd.
 */
const char *path_within(const struct pointer *pointer,
                        const struct pointer *arg);

/*
 * Compare the pointers within structures with the PTR rows. @path is an object
 * file, in which the variable unit_N points to the unit of pointer number N.
 */
void audit_handles(struct audit *audit, const char *path);

#endif
