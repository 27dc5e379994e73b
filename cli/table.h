/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The policy's tables as arrays of strings. policy/hypercalls.def,
 * policy/contents.def and policy/cmdline.def say what their columns mean.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct group {
    const char *name, *parent, *selector, *header, *names;
};

struct row {
    const char *group, *op;
    uint64_t number;
    const char *class, *own, *issuer, *why;
};

/*
 * ARG has @reg, PTR has @type and @path, NESTED has @path; the others are null.
 */
struct pointer {
    const char *op, *reg, *type, *path, *direction, *count, *unit;
};

/* A condition on a field: a row of contents.def. In a record @name is not null. */
struct field {
    const char *op, *name, *type, *path, *condition;
};

struct since {
    const char *op;
    unsigned int release; /* 418 for 4.18 */
};

/* A boot option, or a run-time parameter. */
struct option_row {
    const char *name, *class, *forms, *why; /* forms: "" but for CHECKED */
};

extern const struct group groups[];
extern const struct row rows[];
extern const struct pointer pointers[];
extern const struct field fields[];
extern const struct since sinces[];
extern const char *const constants[];
extern const struct option_row options[], params[];

extern const size_t nr_groups, nr_rows, nr_pointers, nr_fields, nr_sinces,
    nr_constants, nr_options, nr_params;

/* Null where there is none. */
const struct row *find_row(const char *op);
const struct group *find_group(const char *name);
const struct option_row *find_option(const char *name);
const struct option_row *find_param(const char *name);

/* The row of the operation that has @row as a sub-operation; null if none. */
const struct row *parent_of(const struct row *row);

/* The hypercall that @row belongs to, without its prefix: "domctl". */
const char *hypercall_of(const struct row *row);

/* The release of an operation that no pristine Xen's public headers name. */
#define SINCE_NEVER 9999

/* The first release that has @op; 0: all have it. */
unsigned int since_of(const char *op);

/* The allowed forms of an option, in words. */
const char *forms_in_words(const struct option_row *row);

bool is_constant(const char *name);

#endif
