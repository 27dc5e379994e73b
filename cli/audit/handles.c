/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares the pointers within the structures that operations take, which are
 * read from debugging information, with the PTR rows: each pointer must have a
 * PTR of an operation that takes the structure, and each PTR must name a
 * pointer.
 *
 * On x86 a guest handle is a structure named __guest_handle_TYPE that holds the
 * pointer p. Bare pointers are compared as well: they too are addresses that
 * the caller gives.
 */
#include "audit.h"

#include "../cli.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdio.h>
#include <string.h>

#define HANDLE "__guest_handle"

/* How many handles are followed, one after the other; no structure has more. */
#define MAX_DEPTH 4

/* The pointers in the structure of one ARG. */
struct structure {
    const struct pointer *arg;
    char **paths;
    const char **where; /* each: the header that declares it */
    size_t nr;
};

static Dwarf_Die *units;    /* by pointer: its unit's type */
static bool *has_unit_type; /* by pointer; void has none */

/* ---- debugging information ---- */

static bool type_of(Dwarf_Die *die, Dwarf_Die *type)
{
    Dwarf_Attribute attribute;

    return dwarf_attr_integrate(die, DW_AT_type, &attribute) &&
           dwarf_formref_die(&attribute, type);
}

static bool is_handle(Dwarf_Die *type)
{
    const char *name = dwarf_diename(type);

    return name && starts_with(name, HANDLE);
}

/* Strip typedefs and qualifiers off a type; a handle keeps its typedef. */
static bool peel(Dwarf_Die *type)
{
    for ( ;; )
        switch ( dwarf_tag(type) )
        {
        case DW_TAG_typedef:
            if ( is_handle(type) )
                return true;
            /* fall through */
        case DW_TAG_const_type:
        case DW_TAG_volatile_type:
            if ( !type_of(type, type) )
                return false;
            break;
        default:
            return true;
        }
}

static const char *declared_at(const struct audit *audit, Dwarf_Die *member)
{
    const char *file = dwarf_decl_file(member);
    const char *tree = text("%s/", audit->tree);
    int line = 0;

    if ( !file || dwarf_decl_line(member, &line) )
        return "?";
    if ( starts_with(file, tree) )
        file += strlen(tree);

    return text("%s:%d", file, line);
}

/* What a handle, or a pointer, points to; false: void. */
static bool pointee_of(Dwarf_Die *type, Dwarf_Die *pointee)
{
    Dwarf_Die pointer = *type;

    if ( is_handle(type) )
    {
        while ( dwarf_tag(&pointer) == DW_TAG_typedef )
            if ( !type_of(&pointer, &pointer) )
                return false;
        if ( dwarf_child(&pointer, &pointer) || !type_of(&pointer, &pointer) )
            return false;
    }

    return type_of(&pointer, pointee) && peel(pointee);
}

/* ---- structures ---- */

/* The path of a PTR within the structure; null if it is none, or elsewhere. */
static const char *place_in(const struct structure *structure,
                            const struct pointer *pointer)
{
    const struct row *row = pointer->path ? find_row(pointer->op) : NULL;
    const struct row *owner = row ? structure_owner(row) : NULL;

    if ( !structure->arg || !owner || strcmp(owner->op, structure->arg->op) )
        return NULL;

    return path_within(pointer, structure->arg);
}

static bool is_at(const struct structure *structure,
                  const struct pointer *pointer, const char *path)
{
    const char *place = place_in(structure, pointer);

    return place && !strcmp(place, path);
}

static void walk(const struct audit *audit, struct structure *structure,
                 Dwarf_Die *type, const char *path, const char *where,
                 unsigned int depth);

static void add(struct structure *structure, const char *path,
                const char *where)
{
    structure->paths = grow(structure->paths, structure->nr + 1,
                            sizeof(*structure->paths));
    structure->where = grow(structure->where, structure->nr + 1,
                            sizeof(*structure->where));
    structure->paths[structure->nr] = text("%s", path);
    structure->where[structure->nr++] = where;
}

/* The unit of the PTR, if there is one: the handle itself may be of void. */
static bool element_type(const struct structure *structure, Dwarf_Die *type,
                         const char *path, Dwarf_Die *element)
{
    for ( size_t i = 0; i < nr_pointers; i++ )
        if ( has_unit_type[i] && is_at(structure, &pointers[i], path) )
        {
            *element = units[i];
            return true;
        }

    return pointee_of(type, element);
}

/*
 * Some unions hold one address both as a handle and as a bare pointer: then
 * only the handle counts.
 */
static bool has_handle(Dwarf_Die *type)
{
    Dwarf_Die member, member_type;

    if ( dwarf_tag(type) != DW_TAG_union_type || dwarf_child(type, &member) )
        return false;
    do
        if ( type_of(&member, &member_type) && peel(&member_type) &&
             is_handle(&member_type) )
            return true;
    while ( !dwarf_siblingof(&member, &member) );

    return false;
}

static bool is_bare(Dwarf_Die type)
{
    return peel(&type) && dwarf_tag(&type) == DW_TAG_pointer_type;
}

static void walk_members(const struct audit *audit, struct structure *structure,
                         Dwarf_Die *type, const char *path, unsigned int depth)
{
    const bool twice = has_handle(type);
    Dwarf_Die member, member_type;

    if ( dwarf_child(type, &member) )
        return;

    do
    {
        const char *name = dwarf_diename(&member);

        if ( dwarf_tag(&member) == DW_TAG_member &&
             type_of(&member, &member_type) &&
             !(twice && is_bare(member_type)) )
            walk(audit, structure, &member_type,
                 name ? text("%s%s%s", path, *path ? "." : "", name) : path,
                 declared_at(audit, &member), depth);
    } while ( !dwarf_siblingof(&member, &member) );
}

static void walk(const struct audit *audit, struct structure *structure,
                 Dwarf_Die *type, const char *path, const char *where,
                 unsigned int depth)
{
    Dwarf_Die peeled = *type, element;

    if ( !peel(&peeled) )
        return;

    if ( is_handle(&peeled) || dwarf_tag(&peeled) == DW_TAG_pointer_type )
    {
        add(structure, path, where);
        if ( depth < MAX_DEPTH &&
             element_type(structure, &peeled, path, &element) )
            walk(audit, structure, &element, text("%s[]", path), where,
                 depth + 1);
        return;
    }

    switch ( dwarf_tag(&peeled) )
    {
    case DW_TAG_array_type:
        if ( type_of(&peeled, &element) )
            walk(audit, structure, &element, text("%s[]", path), where, depth);
        break;
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
        walk_members(audit, structure, &peeled, path, depth);
        break;
    }
}

/* ---- against the policy ---- */

static bool has_path(const struct structure *structure, const char *path)
{
    for ( size_t i = 0; i < structure->nr; i++ )
        if ( !strcmp(structure->paths[i], path) )
            return true;
    return false;
}

static bool is_named(const struct structure *structure, const char *path)
{
    for ( size_t i = 0; i < nr_pointers; i++ )
        if ( is_at(structure, &pointers[i], path) )
            return true;
    return false;
}

static void check_structure(struct audit *audit,
                            const struct structure *structure)
{
    const char *unit = structure->arg->unit;
    const char *cure = text("a pointer that no PTR of %s names: add one to %s",
                            structure->arg->op, POLICY_HYPERCALLS);

    unit += starts_with(unit, "struct ") ? strlen("struct ") : 0;
    for ( size_t i = 0; i < structure->nr; i++ )
        if ( !is_named(structure, structure->paths[i]) )
            finding(audit, "misdescribed",
                    text("%s.%s", unit, structure->paths[i]),
                    structure->where[i], cure);
}

static void check_pointer(struct audit *audit, size_t pointer,
                          const struct structure *structures)
{
    const char *place;
    bool any = false;

    for ( size_t i = 0; i < nr_pointers; i++ )
    {
        place = place_in(&structures[i], &pointers[pointer]);
        if ( !place )
            continue;
        if ( has_path(&structures[i], place) )
            return;
        any = true;
    }

    if ( any )
        finding(audit, "misdescribed",
                text("%s %s", pointers[pointer].op, pointers[pointer].path),
                POLICY_HYPERCALLS, "the structure has no pointer there");
}

/* ---- the object ---- */

static int no_debuginfo(Dwfl_Module *module, void **userdata, const char *name,
                        Dwarf_Addr base, const char *file, const char *link,
                        GElf_Word crc, char **found)
{
    (void)module, (void)userdata, (void)name, (void)base;
    (void)file, (void)link, (void)crc, (void)found;
    return -1;
}

/* The object's one compilation unit. */
static Dwarf_Die *open_unit(const char *path)
{
    static const Dwfl_Callbacks callbacks = {
        .find_elf = dwfl_build_id_find_elf,
        .find_debuginfo = no_debuginfo,
        .section_address = dwfl_offline_section_address,
    };
    Dwfl *dwfl = dwfl_begin(&callbacks);
    Dwfl_Module *module = dwfl_report_offline(dwfl, "", path, -1);
    Dwarf_Die *unit = NULL;
    Dwarf_Addr bias;

    if ( module && !dwfl_report_end(dwfl, NULL, NULL) )
        unit = dwfl_module_nextcu(module, NULL, &bias);
    if ( !unit )
        trouble("%s: no debugging information: %s", path, dwfl_errmsg(-1));

    return unit;
}

static void read_units(const char *path)
{
    Dwarf_Die die, pointer;
    size_t i;

    units = grow(NULL, nr_pointers, sizeof(*units));
    has_unit_type = grow(NULL, nr_pointers, sizeof(*has_unit_type));
    memset(has_unit_type, 0, nr_pointers);

    if ( dwarf_child(open_unit(path), &die) )
        trouble("%s: debugging information without content", path);
    do
        if ( dwarf_tag(&die) == DW_TAG_variable && dwarf_diename(&die) &&
             sscanf(dwarf_diename(&die), "unit_%zu", &i) == 1 &&
             i < nr_pointers && type_of(&die, &pointer) )
            has_unit_type[i] = type_of(&pointer, &units[i]);
    while ( !dwarf_siblingof(&die, &die) );
}

void audit_handles(struct audit *audit, const char *path)
{
    struct structure *structures = grow(NULL, nr_pointers, sizeof(*structures));

    read_units(path);
    memset(structures, 0, nr_pointers * sizeof(*structures));
    for ( size_t i = 0; i < nr_pointers; i++ )
    {
        audit->nr_handles += audit->means_unit[i];
        if ( !pointers[i].reg || !audit->means_unit[i] )
            continue;
        structures[i].arg = &pointers[i];
        if ( has_unit_type[i] )
            walk(audit, &structures[i], &units[i], "", "?", 0);
        check_structure(audit, &structures[i]);
    }

    for ( size_t i = 0; i < nr_pointers; i++ )
        if ( pointers[i].path && audit->means_unit[i] )
            check_pointer(audit, i, structures);
}
