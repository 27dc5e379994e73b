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
#define TABLE_HWDOM       "cli/hwdom.def"

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

    /* how many were compared */
    size_t nr_handles, nr_options, nr_cases, nr_places;

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

/* ---- C text: words.c ---- */

/* What is left to read of a source file; a NUL ends it. */
struct source {
    const char *at, *path; /* path: within the tree */
    unsigned int line;
};

/* Step over one character, or over a comment, or over a literal. */
void step(struct source *source);

void skip_space(struct source *source);

/* Take the identifier or number that begins here; return its length. */
size_t take_word(struct source *source, const char **word);

bool is_spelt(const char *word, size_t length, const char *what);

/* Where the source is read, for people. */
char *source_at(const struct source *source);

/* ---- the parts, in the order in which they are run ---- */

/* The public headers' macros against GROUP, ROW and CONSTANT. */
void audit_headers(struct audit *audit);

/* What ROW, ARG, PTR and NESTED say in C. Fills has_row and means_unit. */
void audit_expressions(struct audit *audit);

/* The rows' numbers, and the pointers in the structures. */
void audit_object(struct audit *audit);

/* Handlers' cases, registrations of options, and places. */
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

/* Find the places in a source file of Xen where dom0 is treated apart. */
void read_places(struct source source);

/* Compare the places that were found in all files with hwdom.def. */
void check_places(struct audit *audit);

#endif
