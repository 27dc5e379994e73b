/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sbat advise: does a build that fixes these advisories need a higher SBAT
 * generation than the one that is shipped?
 */
#include "sbat.h"

#include "advisory.h"
#include "cli.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where `make install` puts it, seen from the command; and in the source tree. */
#define INSTALLED "../share/xen-lockdown/advisories"
#define IN_TREE   "advisories"

struct catalogue {
    const char *directory;
    struct advisory *all;
    size_t nr;
};

/* What is asked for. */
struct question {
    struct release from;
    const char *version;
    unsigned long generation;
    int level; /* AT_INTEGRITY, AT_CONTAINMENT */
};

/* ---- the advisories ---- */

static const char *installed_directory(void)
{
    char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    char *slash;

    if ( length < 0 )
        return IN_TREE;
    path[length] = '\0';
    slash = strrchr(path, '/');
    if ( slash )
        *slash = '\0';

    return text("%s/%s", path, INSTALLED);
}

static const char *directory_of(const struct request *request)
{
    const char *installed = installed_directory();

    if ( request->option[OPTION_advisories] )
        return request->option[OPTION_advisories];

    return access(installed, R_OK) ? IN_TREE : installed;
}

static int is_advisory(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot && dot != entry->d_name && !strcmp(dot, ".json");
}

static void add(struct catalogue *catalogue, const char *path)
{
    char wrong[256];
    size_t size;
    const char *data = slurp(path, &size), *why;
    struct advisory *added;

    if ( !data )
        trouble("sbat: %s: %s", path, strerror(errno));
    catalogue->all = grow(catalogue->all, catalogue->nr + 1,
                          sizeof(*catalogue->all));
    added = &catalogue->all[catalogue->nr];
    why = advisory_read(added, data, size, wrong, sizeof(wrong));
    if ( why )
        trouble("sbat: %s: %s; advisories/README.md has the form", path, why);
    for ( size_t i = 0; i < catalogue->nr; i++ )
        if ( advisory_is(&catalogue->all[i], added->id) )
            trouble("sbat: %s: %s is in another file too; keep one", path,
                    added->id);
    catalogue->nr++;
}

static struct catalogue read_catalogue(const char *directory)
{
    struct catalogue catalogue = { .directory = directory };
    struct dirent **names;
    const int nr = scandir(directory, &names, is_advisory, versionsort);

    if ( nr <= 0 )
        trouble("sbat: %s: %s; name the directory by --advisories", directory,
                nr < 0 ? strerror(errno) : "no file whose name ends in .json");
    for ( int i = 0; i < nr; i++ )
        add(&catalogue, text("%s/%s", directory, names[i]->d_name));

    return catalogue;
}

static const struct advisory *find(const struct catalogue *catalogue,
                                   const char *name)
{
    for ( size_t i = 0; i < catalogue->nr; i++ )
        if ( advisory_is(&catalogue->all[i], name) )
            return &catalogue->all[i];

    trouble("sbat: %s: no advisory in %s has this ID or CVE; correct it, or "
            "write its file (advisories/README.md) and name the directory by "
            "--advisories",
            *name ? name : "(empty)", catalogue->directory);
}

/* ---- the question ---- */

/* The releases are known of which an advisory says when it was fixed. */
static bool knows(const struct catalogue *catalogue,
                  const struct release *release)
{
    const char *branch = text("%u.%u", release->major, release->minor);

    for ( size_t i = 0; i < catalogue->nr; i++ )
        if ( json_object_get(catalogue->all[i].fixed, branch) )
            return true;

    return false;
}

static struct question read_question(const struct request *request,
                                     const struct catalogue *catalogue)
{
    const char *level = request->option[OPTION_level];
    const char *number = request->option[OPTION_generation];
    struct question question = {
        .version = request->option[OPTION_from_VERSION],
        .level = level && !strcmp(level, "containment") ? AT_CONTAINMENT
                                                        : AT_INTEGRITY,
    };
    char *end;

    if ( level && !strcmp(level, "none") )
        misused(request, "--level none: nothing is promised there; choose "
                         "integrity or containment");
    question.generation = strtoul(number, &end, 10);
    if ( number[0] < '1' || number[0] > '9' || *end ||
         question.generation > 65534 )
        misused(request, "--generation %s: not a number from 1 to 65534",
                number);
    if ( !release_read(question.version, &question.from) )
        misused(request, "--from %s: no release of Xen; write it as 4.20.2",
                question.version);
    if ( !knows(catalogue, &question.from) )
        misused(request,
                "--from %s: no advisory in %s names a fix for that branch; "
                "correct it, or get newer advisories",
                question.version, catalogue->directory);

    return question;
}

/* ---- the answer ---- */

static bool is_xen(const struct advisory *advisory)
{
    return !strcmp(advisory->component, "xen");
}

static const char *verdict_on(const struct advisory *advisory,
                              const struct question *question)
{
    if ( is_xen(advisory) && !advisory_affects(advisory, &question->from) )
        return "not affected";
    if ( advisory->bump[question->level] == BUMP_NO )
        return "no bump";
    if ( !is_xen(advisory) )
        return "other line";

    return "bump";
}

static const char *reason_of(const struct advisory *advisory,
                             const struct question *question,
                             const char *verdict)
{
    if ( !strcmp(verdict, "not affected") )
        return text("%s does not have the flaw", question->version);
    if ( !strcmp(verdict, "other line") )
        return text("the line of %s needs a bump, not Xen's: %s",
                    advisory->component, advisory->reason[question->level]);
    if ( advisory->bump[question->level] == BUMP_NOT_ESTABLISHED )
        return text("counted as needing one. %s",
                    advisory->reason[question->level]);

    return advisory->reason[question->level];
}

static json_t *judge(const struct advisory *advisory,
                     const struct question *question)
{
    const char *verdict = verdict_on(advisory, question);

    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", advisory->id, "title",
                     advisory->title, "component", advisory->component,
                     "verdict", verdict, "why",
                     reason_of(advisory, question, verdict));
}

/* The IDs that would need a bump if they were fixed, and are not in @fixed. */
static json_t *still_open(const struct catalogue *catalogue,
                          const struct question *question, const json_t *fixed)
{
    json_t *open = json_array();

    for ( size_t i = 0; i < catalogue->nr; i++ )
    {
        const struct advisory *advisory = &catalogue->all[i];

        if ( !strcmp(verdict_on(advisory, question), "bump") &&
             !json_object_get(fixed, advisory->id) )
            json_array_append_new(open, json_string(advisory->id));
    }

    return open;
}

static void print_answer(const struct question *question, bool bump,
                         const json_t *judged, const json_t *open)
{
    const json_t *one;
    size_t i;

    if ( bump )
        printf("bump to %lu\n", question->generation + 1);
    else
        printf("no bump: stay at %lu\n", question->generation);
    json_array_foreach(judged, i, one)
    {
        printf("%-12s %s, %s: %s\n",
               json_string_value(json_object_get(one, "verdict")),
               json_string_value(json_object_get(one, "id")),
               json_string_value(json_object_get(one, "title")),
               json_string_value(json_object_get(one, "why")));
    }
    json_array_foreach(open, i, one)
    {
        printf("%-12s %s: in %s, not in --fixed, and would need a bump\n",
               "still open", json_string_value(one), question->version);
    }
}

int advise(const struct request *request)
{
    json_t *judged = json_array(), *fixed = json_object(), *open;
    struct catalogue catalogue;
    struct question question;
    char *list, *name;
    bool bump = false;

    if ( request->nr_operands != 1 || !request->option[OPTION_from_VERSION] ||
         !request->option[OPTION_fixed] || !request->option[OPTION_generation] )
        misused(request, "advise takes --from VERSION, --fixed LIST and "
                         "--generation N");

    catalogue = read_catalogue(directory_of(request));
    question = read_question(request, &catalogue);
    list = text("%s", request->option[OPTION_fixed]);
    while ( (name = strsep(&list, ",")) )
    {
        const struct advisory *advisory = find(&catalogue, name);

        if ( json_object_get(fixed, advisory->id) )
            continue;
        json_object_set_new(fixed, advisory->id, json_true());
        json_array_append_new(judged, judge(advisory, &question));
        bump |= !strcmp(verdict_on(advisory, &question), "bump");
    }

    open = still_open(&catalogue, &question, fixed);
    if ( request->option[OPTION_json] )
        print_json(json_pack(
            "{s:b, s:I, s:s, s:o, s:o}", "bump", bump, "generation",
            (json_int_t)question.generation + bump, "from", question.version,
            "advisories", judged, "still_open", open));
    else
        print_answer(&question, bump, judged, open);

    return CLI_OK;
}
