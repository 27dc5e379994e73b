/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A Xen .config, held against kconfig.def: what its choices mean for Secure
 * Boot.
 */
#include "audit.h"

#include "../cli.h"

#include <errno.h>
#include <string.h>

static const struct choice {
    const char *name, *weight, *good, *why;
} choices[] = {
#define CONFIG(name, weight, good, why) { #name, #weight, good, why },
#include "kconfig.def"
};

/* The rest of the line that begins with @start; null if there is none. */
static char *line_after(const char *config, const char *start)
{
    for ( const char *at = config; (at = strstr(at, start)); at++ )
        if ( at == config || at[-1] == '\n' )
        {
            at += strlen(start);
            return text("%.*s", (int)strcspn(at, "\r\n"), at);
        }
    return NULL;
}

/*
 * A choice's value without quotes; null if the file does not have the choice.
 */
static const char *value_of(const char *config, const char *name)
{
    char *value = line_after(config, text("CONFIG_%s=", name));
    size_t length;

    if ( !value )
        return line_after(config, text("# CONFIG_%s is not set", name)) ? "n"
                                                                        : NULL;

    length = strlen(value);
    if ( length >= 2 && value[0] == '"' && value[length - 1] == '"' )
    {
        value[length - 1] = '\0';
        value++;
    }

    return value;
}

static void judge_choice(struct audit *audit, const struct choice *choice,
                         const char *value, const char *path)
{
    const char *verdict = "good";

    if ( strcmp(value, choice->good) )
        verdict = !strcmp(choice->weight, "PROMISE")  ? "unsafe"
                  : !strcmp(choice->weight, "ADVICE") ? "advice"
                                                      : "note";
    else if ( !strcmp(choice->weight, "NOTE") )
        return;

    if ( !strcmp(verdict, "unsafe") )
        finding(audit, verdict, text("CONFIG_%s=%s", choice->name, value), path,
                text("let it be %s: %s", choice->good, choice->why));
    json_array_append_new(audit->config,
                          json_pack("{s:s+, s:s, s:s, s:s}", "name", "CONFIG_",
                                    choice->name, "value", value, "verdict",
                                    verdict, "why", choice->why));
}

void audit_config(struct audit *audit, const char *path)
{
    const char *config = slurp(path, NULL), *value;

    if ( !config )
        trouble("%s: %s; give the .config that Xen is built with", path,
                strerror(errno));
    if ( !value_of(config, "X86") )
        trouble("%s: no .config of a Xen for x86: it lacks CONFIG_X86", path);
    if ( !strncmp(config, "#\n# Automatically generated", 28) &&
         strstr(config, "# Linux/") )
        trouble("%s: is Linux's .config; give the one that Xen is built with",
                path);

    for ( size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++ )
    {
        value = value_of(config, choices[i].name);

        /*
         * A missing choice counts as n if the promise needs it; else it is
         * skipped.
         */
        if ( value )
            judge_choice(audit, &choices[i], value, path);
        else if ( !strcmp(choices[i].weight, "PROMISE") )
            judge_choice(audit, &choices[i], "n", path);
    }
}
