/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads an advisory of advisories/, whose README.md says what its fields mean.
 */
#ifndef ADVISORY_H
#define ADVISORY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* A release of Xen. */
struct release {
    unsigned int major, minor, point;
};

enum bump { BUMP_NO, BUMP_YES, BUMP_NOT_ESTABLISHED };

/* At which of the two levels. */
enum { AT_INTEGRITY, AT_CONTAINMENT, NR_BUMP_LEVELS };

/* Strings are the JSON object's; null: not established. */
struct advisory {
    json_t *object;
    const char *id, *title, *component;
    const json_t *cve;
    const json_t *fixed; /* by branch: the first release with the fix */
    bool since_known;
    struct release since; /* the first affected */
    enum bump bump[NR_BUMP_LEVELS];
    const char *reason[NR_BUMP_LEVELS];
};

/*
 * "4.20" is read as 4.20.0. Returns false if @text is no release; numbers are
 * below 1000.
 */
bool release_read(const char *text, struct release *release);

/* Below 0, 0 or above 0, as @a is older than @b, the same, or newer. */
int release_compare(const struct release *a, const struct release *b);

/*
 * Reads an advisory from @size bytes at @data. Returns null; else what is wrong,
 * for a message that names the file, in @wrong, which has @room. Release the
 * advisory by json_decref(advisory->object).
 */
const char *advisory_read(struct advisory *advisory, const char *data,
                          size_t size, char *wrong, size_t room);

/* Was the flaw in @release? What is not established counts as yes. */
bool advisory_affects(const struct advisory *advisory,
                      const struct release *release);

/* Does a user who writes @name mean it? "XSA-500", "500", a CVE, an ID. */
bool advisory_is(const struct advisory *advisory, const char *name);

#endif
