/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzz target of cli/advisory.c: the input is an advisory. Whatever it is, it is
 * refused with a reason or can be asked all questions; and one that is taken for
 * complete is so.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/advisory.h"

static void check(bool holds, const char *what)
{
    if ( holds )
        return;

    fprintf(stderr, "%s\n", what);
    abort();
}

static void ask(const struct advisory *advisory)
{
    static const char *const versions[] = { "4.17", "4.20.2", "999.999.999" };
    struct release release;

    check(advisory->id && *advisory->id && advisory->title &&
              advisory->component,
          "a field that must be there is not");
    check(advisory_is(advisory, advisory->id), "an ID that is not its own");
    for ( int level = 0; level < NR_BUMP_LEVELS; level++ )
        check(advisory->reason[level] && *advisory->reason[level], "no reason");
    for ( size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++ )
    {
        check(release_read(versions[i], &release), "not a release");
        if ( !advisory_affects(advisory, &release) )
            check(advisory->since_known || json_object_size(advisory->fixed),
                  "not affected, and nothing is established");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct advisory advisory;
    char wrong[256];
    char *copy = malloc(size);
    const char *why;

    if ( !copy )
        return 0;
    memcpy(copy, data, size);
    why = advisory_read(&advisory, copy, size, wrong, sizeof(wrong));
    free(copy);

    if ( why )
    {
        check(*why && !advisory.object, "refused without a reason");
        return 0;
    }
    ask(&advisory);
    json_decref(advisory.object);

    return 0;
}
