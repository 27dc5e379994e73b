/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads an advisory, and refuses one that is not complete: each field is there,
 * and what is null is listed as not established. Files may come from anywhere, so
 * nothing here exits.
 */
#include "advisory.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum kind { TEXT, TEXTS, DATE, BRANCH, RELEASES };

static const struct {
    const char *name;
    enum kind kind;
    bool must; /* may not be null */
} fields[] = {
    { "id", TEXT, true },        { "cve", TEXTS, false },
    { "title", TEXT, true },     { "date", DATE, false },
    { "component", TEXT, true }, { "affected", TEXT, false },
    { "since", BRANCH, false },  { "fixed", RELEASES, false },
    { "reach", TEXT, false },    { "effect", TEXT, false },
    { "commits", TEXTS, false },
};

static const char *const levels[NR_BUMP_LEVELS] = {
    [AT_INTEGRITY] = "integrity",
    [AT_CONTAINMENT] = "containment",
};

/* ---- releases ---- */

static bool read_number(const char **text, unsigned int *number)
{
    const char *at = *text;

    *number = 0;
    while ( isdigit((unsigned char)*at) && at - *text < 3 )
        *number = *number * 10 + (unsigned int)(*at++ - '0');
    if ( at == *text || isdigit((unsigned char)*at) )
        return false;
    *text = at;

    return true;
}

bool release_read(const char *text, struct release *release)
{
    release->point = 0;
    if ( !read_number(&text, &release->major) || *text++ != '.' ||
         !read_number(&text, &release->minor) )
        return false;
    if ( *text == '\0' )
        return true;

    return *text++ == '.' && read_number(&text, &release->point) &&
           *text == '\0';
}

int release_compare(const struct release *a, const struct release *b)
{
    if ( a->major != b->major )
        return a->major < b->major ? -1 : 1;
    if ( a->minor != b->minor )
        return a->minor < b->minor ? -1 : 1;

    return (a->point > b->point) - (a->point < b->point);
}

/* ---- fields ---- */

static bool is_text(const json_t *value)
{
    return json_is_string(value) && json_string_length(value) > 0;
}

static bool is_date(const json_t *value)
{
    static const char form[] = "dddd-dd-dd";
    const char *text = json_string_value(value);

    if ( !text || strlen(text) != strlen(form) )
        return false;
    for ( size_t i = 0; form[i]; i++ )
        if ( form[i] == 'd' ? !isdigit((unsigned char)text[i])
                            : text[i] != form[i] )
            return false;

    return true;
}

static bool are_texts(const json_t *value)
{
    const json_t *one;
    size_t i;

    json_array_foreach(value, i, one)
    {
        if ( !is_text(one) )
            return false;
    }

    return json_array_size(value) > 0;
}

static bool is_branch(const json_t *value)
{
    struct release release;

    return is_text(value) && release_read(json_string_value(value), &release);
}

/* {"4.20": "4.20.4"}: each release is one of its branch. */
static bool are_releases(json_t *value)
{
    struct release branch, release;
    const char *name;
    json_t *one;

    json_object_foreach(value, name, one)
    {
        if ( !release_read(name, &branch) || !is_text(one) ||
             !release_read(json_string_value(one), &release) ||
             branch.major != release.major || branch.minor != release.minor )
            return false;
    }

    return json_object_size(value) > 0;
}

static bool fits(json_t *value, enum kind kind)
{
    switch ( kind )
    {
    case TEXT:
        return is_text(value);
    case TEXTS:
        return are_texts(value);
    case DATE:
        return is_date(value);
    case BRANCH:
        return is_branch(value);
    case RELEASES:
        return are_releases(value);
    }

    return false;
}

static bool lists(const json_t *not_established, const char *name)
{
    const json_t *one;
    size_t i;

    json_array_foreach(not_established, i, one)
    {
        if ( json_is_string(one) && !strcmp(json_string_value(one), name) )
            return true;
    }

    return false;
}

/* What is wrong with the field @i; null: nothing. */
static const char *fault_of(const json_t *object, size_t i)
{
    json_t *value = json_object_get(object, fields[i].name);
    const bool listed = lists(json_object_get(object, "not_established"),
                              fields[i].name);

    if ( !value )
        return "is missing";
    if ( json_is_null(value) )
        return fields[i].must ? "must not be null"
               : listed       ? NULL
                              : "is null: name it in not_established, or fill "
                                "it in";
    if ( listed )
        return "has a value: take its name out of not_established";

    return fits(value, fields[i].kind) ? NULL : "has another form";
}

static bool read_bump(struct advisory *advisory)
{
    const bool listed = lists(
        json_object_get(advisory->object, "not_established"), "bump");
    bool null = false;

    for ( int level = 0; level < NR_BUMP_LEVELS; level++ )
    {
        const json_t *bump = json_object_get(
            json_object_get(advisory->object, "bump"), levels[level]);
        const json_t *reason = json_object_get(
            json_object_get(advisory->object, "reason"), levels[level]);

        if ( !is_text(reason) ||
             (!json_is_boolean(bump) && !json_is_null(bump)) )
            return false;
        advisory->bump[level] = json_is_true(bump)    ? BUMP_YES
                                : json_is_false(bump) ? BUMP_NO
                                                      : BUMP_NOT_ESTABLISHED;
        advisory->reason[level] = json_string_value(reason);
        null |= json_is_null(bump);
    }

    return null == listed;
}

/* What names no field may be a field that is spelt wrong. */
static bool is_field(const char *name)
{
    for ( size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++ )
        if ( !strcmp(name, fields[i].name) )
            return true;

    return !strcmp(name, "bump") || !strcmp(name, "reason") ||
           !strcmp(name, "not_established");
}

static const char *check(struct advisory *advisory, char *wrong, size_t room)
{
    const char *name, *fault;
    json_t *value;

    if ( !json_is_array(json_object_get(advisory->object, "not_established")) )
        return "not_established is missing: list the fields that are null";
    json_object_foreach(advisory->object, name, value)
    {
        if ( is_field(name) )
            continue;
        snprintf(wrong, room, "%s: no such field", name);
        return wrong;
    }
    for ( size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++ )
        if ( (fault = fault_of(advisory->object, i)) )
        {
            snprintf(wrong, room, "%s %s", fields[i].name, fault);
            return wrong;
        }
    if ( !read_bump(advisory) )
        return "bump and reason need integrity and containment: true, false, "
               "or null if not_established has bump; and a text each";

    return NULL;
}

const char *advisory_read(struct advisory *advisory, const char *data,
                          size_t size, char *wrong, size_t room)
{
    json_error_t error;
    const char *since, *why;

    *advisory = (struct advisory){
        .object = json_loadb(data, size, JSON_REJECT_DUPLICATES, &error)
    };
    if ( !advisory->object )
    {
        snprintf(wrong, room, "line %d: no JSON: %s", error.line, error.text);
        return wrong;
    }
    why = check(advisory, wrong, room);
    if ( why )
    {
        json_decref(advisory->object);
        advisory->object = NULL;
        return why;
    }

    advisory->id = json_string_value(json_object_get(advisory->object, "id"));
    advisory->title = json_string_value(
        json_object_get(advisory->object, "title"));
    advisory->component = json_string_value(
        json_object_get(advisory->object, "component"));
    advisory->cve = json_object_get(advisory->object, "cve");
    advisory->fixed = json_object_get(advisory->object, "fixed");
    since = json_string_value(json_object_get(advisory->object, "since"));
    advisory->since_known = since && release_read(since, &advisory->since);

    return NULL;
}

/* ---- questions ---- */

bool advisory_affects(const struct advisory *advisory,
                      const struct release *release)
{
    struct release fixed;
    char branch[16];
    const char *text;

    if ( advisory->since_known &&
         release_compare(release, &advisory->since) < 0 )
        return false;

    snprintf(branch, sizeof(branch), "%u.%u", release->major, release->minor);
    text = json_string_value(json_object_get(advisory->fixed, branch));

    return !text || !release_read(text, &fixed) ||
           release_compare(release, &fixed) < 0;
}

bool advisory_is(const struct advisory *advisory, const char *name)
{
    const json_t *one;
    size_t i;

    if ( !strcasecmp(name, advisory->id) ||
         (!strncmp(advisory->id, "XSA-", 4) &&
          !strcmp(name, advisory->id + 4)) )
        return true;
    json_array_foreach(advisory->cve, i, one)
    {
        if ( !strcasecmp(name, json_string_value(one)) )
            return true;
    }

    return false;
}
