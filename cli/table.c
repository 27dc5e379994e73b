/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The policy's tables as arrays of strings: the verb policy prints them, and
 * the audit compares them with a tree.
 */
#include "table.h"

#include "cli.h"

#include <string.h>

/* The rows of every release: no header of Xen is included here. */
#define POLICY_WHOLE

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define GROUP(group, parent, selector, header, names)                          \
    { #group, #parent, #selector, header, names },
const struct group groups[] = {
#include "../policy/hypercalls.def"
};
const size_t nr_groups = COUNT_OF(groups);

#define ROW(group, op, number, class, own, issuer, why)                        \
    { #group, #op, number, #class, #own, #issuer, why },
const struct row rows[] = {
#include "../policy/hypercalls.def"
};
const size_t nr_rows = COUNT_OF(rows);

#define ARG(op, reg, direction, count, unit)                                   \
    { #op, #reg, NULL, NULL, #direction, #count, #unit },
#define PTR(op, type, path, direction, count, unit)                            \
    { #op, NULL, #type, #path, #direction, #count, #unit },
#define NESTED(op, path, direction, count, unit)                               \
    { #op, NULL, NULL, #path, #direction, #count, #unit },
const struct pointer pointers[] = {
#include "../policy/hypercalls.def"
};
const size_t nr_pointers = COUNT_OF(pointers);

#define FIELD(op, type, path, condition, threats, why)                         \
    { #op, NULL, #type, #path, #condition },
#define RECORD(name, path, condition, threats, why)                            \
    { "XEN_DOMCTL_sethvmcontext", #name, "HVM_SAVE_TYPE(" #name ")", #path,    \
      #condition },
const struct field fields[] = {
#include "../policy/contents.def"
};
const size_t nr_fields = COUNT_OF(fields);

#define SINCE(op, release) { #op, release },
const struct since sinces[] = {
#include "../policy/hypercalls.def"
};
const size_t nr_sinces = COUNT_OF(sinces);

#define CONSTANT(name) #name,
const char *const constants[] = {
#include "../policy/hypercalls.def"
};
const size_t nr_constants = COUNT_OF(constants);

#define SAFE                 "SAFE", ""
#define UNSAFE               "UNSAFE", ""
#define CHECKED(kind, forms) "CHECKED " #kind, forms

#define OPTION(name, class, why) { name, class, why },
#define PARAM(name, class, why)
const struct option_row options[] = {
#include "../policy/cmdline.def"
};
const size_t nr_options = COUNT_OF(options);
#undef OPTION
#undef PARAM

#define OPTION(name, class, why)
#define PARAM(name, class, why) { name, class, why },
const struct option_row params[] = {
#include "../policy/cmdline.def"
};
const size_t nr_params = COUNT_OF(params);
#undef OPTION
#undef PARAM

const struct row *find_row(const char *op)
{
    for ( size_t i = 0; i < nr_rows; i++ )
        if ( !strcmp(rows[i].op, op) )
            return &rows[i];
    return NULL;
}

const struct group *find_group(const char *name)
{
    for ( size_t i = 0; i < nr_groups; i++ )
        if ( !strcmp(groups[i].name, name) )
            return &groups[i];
    return NULL;
}

static const struct option_row *find(const struct option_row *row, size_t nr,
                                     const char *name)
{
    for ( ; nr; nr--, row++ )
        if ( !strcmp(row->name, name) )
            return row;
    return NULL;
}

const struct option_row *find_option(const char *name)
{
    return find(options, nr_options, name);
}

const struct option_row *find_param(const char *name)
{
    return find(params, nr_params, name);
}

const struct row *parent_of(const struct row *row)
{
    const struct group *group = find_group(row->group);

    return group ? find_row(group->parent) : NULL;
}

const char *hypercall_of(const struct row *row)
{
    static const char prefix[] = "__HYPERVISOR_";
    const struct row *up;

    while ( (up = parent_of(row)) )
        row = up;

    return row->op + (starts_with(row->op, prefix) ? sizeof(prefix) - 1 : 0);
}

unsigned int since_of(const char *op)
{
    for ( size_t i = 0; i < nr_sinces; i++ )
        if ( !strcmp(sinces[i].op, op) )
            return sinces[i].release;
    return 0;
}

bool is_constant(const char *name)
{
    for ( size_t i = 0; i < nr_constants; i++ )
        if ( !strcmp(constants[i], name) )
            return true;
    return false;
}
