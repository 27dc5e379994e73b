/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks what the policy says in C: the macros of its rows, the units and
 * counts of its pointers, the conditions on fields. Each becomes a function of
 * its own, which is compiled after the tree's headers.
 *
 * A missing operation is no finding if the tree is older than the release that
 * SINCE names. SINCE 9999 marks operations that no pristine tree's public
 * headers name: control_op, and the few whose names are in Xen's own sources.
 */
#include "audit.h"

#include "../cli.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The policy's line that a piece of C asks about. */
struct question {
    enum { A_ROW, A_POINTER, A_FIELD } kind;
    size_t line;
};

static struct question *questions;
static char **pieces;
static size_t nr;

static void ask(unsigned int kind, size_t line, char *piece)
{
    questions = grow(questions, nr + 1, sizeof(*questions));
    pieces = grow(pieces, nr + 1, sizeof(*pieces));
    questions[nr] = (struct question){ kind, line };
    pieces[nr++] = piece;
}

/* ---- registers ---- */

static char *prototypes; /* xen/include/hypercall-defs.c */

static void read_prototypes(const struct audit *audit)
{
    char *path = text("%s/xen/include/hypercall-defs.c", audit->tree);

    prototypes = slurp(path, NULL);
    if ( !prototypes )
        trouble("%s: %s", path, strerror(errno));
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/*
 * The registers of a hypercall, each after ", unsigned long "; empty if its
 * prototype is not known. A hypercall may have several prototypes, and each may
 * add names.
 */
static char *registers(const char *hypercall)
{
    const char *start = text("\n%s(", hypercall), *at = prototypes, *end, *name;
    char *all = text("%s", "");

    while ( (at = strstr(at, start)) )
        for ( at += strlen(start); *at && at[-1] != ')'; at = end + 1 )
        {
            end = at + strcspn(at, ",)");
            for ( name = end; name > at && is_word(name[-1]); )
                name--;
            if ( name < end &&
                 !strstr(text("%s,", all),
                         text(" %.*s,", (int)(end - name), name)) )
                all = text("%s, unsigned long %.*s", all, (int)(end - name),
                           name);
        }

    return all;
}

static bool is_register(const char *hypercall, const char *name)
{
    return strstr(text("%s,", registers(hypercall)), text(" %s,", name));
}

/* ---- questions ---- */

const struct row *structure_owner(const struct row *op)
{
    for ( ; op; op = parent_of(op) )
        for ( size_t i = 0; i < nr_pointers; i++ )
            if ( pointers[i].reg && !strcmp(pointers[i].op, op->op) )
                return op;
    return NULL;
}

const char *path_within(const struct pointer *pointer,
                        const struct pointer *arg)
{
    for ( size_t i = 0; i < nr_pointers; i++ )
    {
        const char *start;

        if ( !pointers[i].reg || strcmp(pointers[i].op, arg->op) )
            continue;
        start = text("%s[].", pointers[i].reg);
        if ( starts_with(pointer->path, start) )
            return &pointers[i] == arg ? pointer->path + strlen(start) : NULL;
    }

    return !pointer->type || !strcmp(pointer->type, arg->unit) ? pointer->path
                                                               : NULL;
}

static void ask_row(size_t i)
{
    ask(A_ROW, i,
        text("static inline void row_%zu(void) "
             "{ _Static_assert(((%s) | 1) != 0, \"\"); }",
             i, rows[i].op));
}

/* The unit of the PTR of that operation at that path; null if there is none. */
static const char *unit_at(const char *op, const char *path)
{
    for ( size_t i = 0; i < nr_pointers; i++ )
        if ( pointers[i].path && !strcmp(pointers[i].op, op) &&
             !strcmp(pointers[i].path, path) )
            return pointers[i].unit;
    return NULL;
}

/* The type of what the handle before the last [] of a path points to. */
static const char *element_of(const struct pointer *pointer,
                              const struct pointer *arg)
{
    const char *path = path_within(pointer, arg), *end = NULL, *unit;

    for ( const char *at = path; (at = strstr(at, "[]")); at++ )
        end = at;
    if ( !end )
        return arg->unit;

    unit = unit_at(pointer->op, text("%.*s", (int)(end - path), path));

    return unit ? unit
                : text("__typeof__(*((%s *)0)->%.*s.p)", arg->unit,
                       (int)(end - path), path);
}

static void ask_pointer(size_t i, const struct pointer *arg,
                        const char *element, const struct row *op)
{
    ask(A_POINTER, i,
        text("static inline unsigned long long pointer_%zu(const %s *a, "
             "const %s *e%s) "
             "{ (void)sizeof(%s); return (unsigned long long)(%s); }",
             nr, arg->unit, element, registers(hypercall_of(op)),
             pointers[i].unit, pointers[i].count));
}

/*
 * Ask about a PTR in each structure of its operation that has the PTR's type.
 * Returns whether there is one.
 */
static bool ask_ptr(size_t i, const struct row *op, const struct row *owner)
{
    bool any = false;

    for ( size_t j = 0; j < nr_pointers; j++ )
        if ( pointers[j].reg && !strcmp(pointers[j].op, owner->op) &&
             path_within(&pointers[i], &pointers[j]) )
        {
            ask_pointer(i, &pointers[j], element_of(&pointers[i], &pointers[j]),
                        op);
            any = true;
        }

    return any;
}

static void ask_pointers(struct audit *audit)
{
    for ( size_t i = 0; i < nr_pointers; i++ )
    {
        const struct row *op = find_row(pointers[i].op);
        const struct row *owner = op ? structure_owner(op) : NULL;

        if ( !op )
            finding(audit, "misdescribed", pointers[i].op, POLICY_HYPERCALLS,
                    "has a pointer, but no row");
        else if ( pointers[i].reg )
            ask_pointer(i, &pointers[i], "void", op);
        else if ( !owner || !ask_ptr(i, op, owner) )
            finding(audit, "misdescribed", pointers[i].op, POLICY_HYPERCALLS,
                    "has a PTR, but no ARG of that structure");
    }
}

static void ask_fields(void)
{
    for ( size_t i = 0; i < nr_fields; i++ )
        ask(A_FIELD, i,
            text("static inline int field_%zu(const %s *a, unsigned int i) "
                 "{ (void)a->%s; return !!(%s); }",
                 i, fields[i].type, fields[i].path, fields[i].condition));
}

/* ---- answers ---- */

/*
 * The compiler does not see a hidden macro. If it is a plain number, read it.
 */
static void hidden_answer(struct audit *audit, size_t i,
                          const struct macro *macro)
{
    char *end;
    const unsigned long long value = strtoull(macro->body, &end, 0);

    if ( end != macro->body )
        check_number(audit, i, value);
}

static void row_answer(struct audit *audit, size_t i, const char *error)
{
    const char *op = rows[i].op;
    const struct macro *macro = find_macro(audit, op);

    audit->has_row[i] = !error;
    if ( !error )
        return;

    if ( macro && macro->hidden )
        hidden_answer(audit, i, macro);
    else if ( macro )
        finding(audit, "misdescribed", op, where_defined(audit, op),
                text("has a row, but is no number: %s", error));
    else if ( since_of(op) <= audit->release )
        finding(
            audit, "gone", op, POLICY_HYPERCALLS,
            "this tree has no such operation: remove its row, or say with SINCE from "
            "which release on it exists");
}

/*
 * The first error about a line of the policy; null if one of its pieces is
 * right.
 */
static const char *complaint(unsigned int kind, size_t line,
                             char *const *verdicts)
{
    const char *first = NULL;

    for ( size_t i = 0; i < nr; i++ )
        if ( questions[i].kind == kind && questions[i].line == line )
        {
            if ( !verdicts[i] )
                return NULL;
            if ( !first )
                first = verdicts[i];
        }

    return first;
}

static bool exists(const struct audit *audit, const char *op)
{
    const struct row *row = find_row(op);

    return row && audit->has_row[row - rows];
}

static void pointer_answer(struct audit *audit, size_t i, char *const *verdicts)
{
    const struct pointer *pointer = &pointers[i];
    const char *wrong = complaint(A_POINTER, i, verdicts);
    const char *at = pointer->reg ? pointer->reg : pointer->path;
    const char *name = text("%s %s", pointer->op, at);

    if ( !exists(audit, pointer->op) )
        return;

    if ( !wrong && pointer->reg &&
         !is_register(hypercall_of(find_row(pointer->op)), pointer->reg) )
        wrong = "the hypercall has no such argument";
    if ( wrong )
        finding(
            audit, "misdescribed", name, POLICY_HYPERCALLS,
            text("count %s of %s: %s", pointer->count, pointer->unit, wrong));
    audit->means_unit[i] = !wrong;
}

static void field_answer(struct audit *audit, size_t i, char *const *verdicts)
{
    const struct field *field = &fields[i];
    const char *wrong = complaint(A_FIELD, i, verdicts);

    if ( wrong && exists(audit, field->op) )
        finding(
            audit, "misdescribed",
            text("%s %s", field->name ? field->name : field->op, field->path),
            POLICY_CONTENTS, text("condition %s: %s", field->condition, wrong));
}

void audit_expressions(struct audit *audit)
{
    char **verdicts;

    read_prototypes(audit);
    for ( size_t i = 0; i < nr_rows; i++ )
        ask_row(i);
    ask_pointers(audit);
    ask_fields();
    verdicts = judge(audit, pieces, nr);

    audit->has_row = grow(NULL, nr_rows, sizeof(*audit->has_row));
    audit->means_unit = grow(NULL, nr_pointers, sizeof(*audit->means_unit));
    memset(audit->means_unit, 0, nr_pointers);

    for ( size_t i = 0; i < nr_rows; i++ )
        row_answer(audit, i, complaint(A_ROW, i, verdicts));
    for ( size_t i = 0; i < nr_pointers; i++ )
        pointer_answer(audit, i, verdicts);
    for ( size_t i = 0; i < nr_fields; i++ )
        field_answer(audit, i, verdicts);
}
