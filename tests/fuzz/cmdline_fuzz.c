/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzz target of core/cmdline.c: the input is a whole command line, taken apart
 * as Xen does it. Each decision must follow the rules of provenance, and must
 * not depend on bytes beyond the given lengths. If a value is allowed, models
 * of Xen's own parsers must find it harmless.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lockdown.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define PARAM_SIZE                                                             \
    128 /* longest option that Xen's parser keeps, with its NUL */

#define SAFE                 0
#define UNSAFE               0
#define CHECKED(kind, forms) 0

static const char *const names[] = {
#define OPTION(name, class, why) name,
#define PARAM(name, class, why)
#include "../../policy/cmdline.def"
#undef OPTION
#undef PARAM
    "no such option",
};

static void check(bool holds, const char *what, const char *name,
                  const char *value)
{
    if ( holds )
        return;

    fprintf(stderr, "%s: %s=%s\n", what, name, value);
    abort();
}

/* How Xen reads a boolean: 1, 0, or -1 for none. */
static int read_bool(const char *s, size_t len)
{
    static const char *const words[][2] = {
        { "0", "1" },        { "no", "on" },          { "off", "yes" },
        { "false", "true" }, { "disable", "enable" },
    };
    size_t i, j;

    for ( i = 0; i < ARRAY_SIZE(words); i++ )
        for ( j = 0; j < 2; j++ )
            if ( len == strlen(words[i][j]) && !memcmp(s, words[i][j], len) )
                return (int)j;

    return -1;
}

/*
 * How Xen reads the part @s of a list as the switch @name: 1, 0, or -1 for
 * something else.
 */
static int read_switch(const char *name, const char *s, size_t len)
{
    const bool negated = len >= 3 && !memcmp(s, "no-", 3);
    const size_t name_len = strlen(name);

    if ( name_len == 0 )
        return read_bool(s, len);

    if ( negated )
    {
        s += 3;
        len -= 3;
    }

    if ( len < name_len || memcmp(s, name, name_len) )
        return -1;
    if ( len == name_len )
        return !negated;
    if ( negated || s[name_len] != '=' )
        return -1;

    return read_bool(s + name_len + 1, len - name_len - 1);
}

/*
 * How a switch must never be read in an allowed value: 1, on, or 0, off. An
 * option that is itself the switch has the name "".
 */
static const struct {
    const char *option, *name;
    int reading;
} never[] = {
    { "iommu", "", 0 },
    { "iommu", "force", 0 },
    { "iommu", "required", 0 },
    { "iommu", "quarantine", 0 },
    { "iommu", "intremap", 0 },
    { "iommu", "qinval", 0 },
    { "iommu", "igfx", 0 },
    { "iommu", "amd-iommu-perdev-intremap", 0 },
    { "iommu", "dom0-strict", 0 },
    { "iommu", "dom0-passthrough", 1 },
    { "dom0-iommu", "none", 1 },
    { "dom0-iommu", "strict", 0 },
    { "dom0-iommu", "passthrough", 1 },
    { "dom0-iommu", "map-inclusive", 1 },
    { "dom0", "msr-relaxed", 1 },
    { "dom0", "pf-fixup", 1 },
    { "smep", "", 0 },
    { "smep", "hvm", 1 },
    { "smap", "", 0 },
    { "smap", "hvm", 1 },
    { "cet", "", 0 },
    { "cet", "shstk", 0 },
    { "cet", "ibt", 0 },
    { "spec-ctrl", "", 0 },
    { "spec-ctrl", "xen", 0 },
    { "spec-ctrl", "pv", 0 },
    { "spec-ctrl", "hvm", 0 },
    { "spec-ctrl", "ibrs", 0 },
    { "xpti", "", 0 },
    { "xpti", "dom0", 0 },
    { "xpti", "domu", 0 },
    { "ucode", "digest-check", 0 },
    { "acpi", "", 0 },
    { "acpi", "ht", 1 },
    { "acpi", "noirq", 1 },
    { "console", "ehci", 1 },
    { "console", "xhci", 1 },
    { "console", "dbgp", 1 },
    { "cpufreq", "dom0-kernel", 1 },
    { "ats", "", 1 },
    { "vpmu", "", 1 },
    { "vpmu", "bts", 1 },
};

static void model_switches(const char *name, const char *value)
{
    size_t i, len;

    for ( i = 0; i < ARRAY_SIZE(never); i++ )
    {
        const char *s = value;

        if ( strcmp(never[i].option, name) )
            continue;

        for ( ;; s += len + 1 )
        {
            len = strcspn(s, ",");
            check(read_switch(never[i].name, s, len) != never[i].reading,
                  "turns a switch the wrong way", name, value);
            if ( s[len] == '\0' )
                break;
        }
    }
}

/*
 * Read com1= as Xen's serial driver does: the parts in order until the first
 * that has a name, then all by their names. One release reads on behind the
 * NUL, so the bytes there are the attacker's. Returns false if a part other
 * than rate and format is set.
 */
static bool serial_is_harmless(const char *value)
{
    static const char stale[] = ",8n1,0xcf8,5,00:14.0,00:1c.0";
    char buffer[2 * PARAM_SIZE], *s = buffer, *named;

    memset(buffer, 0, sizeof(buffer));
    strcpy(buffer, value);
    strcpy(buffer + strlen(value) + 1, stale);

    if ( *s == '\0' )
        return true;

    named = strchr(s, '=');
    if ( named )
    {
        while ( named > s && named[-1] != ',' )
            named--;
        if ( named > s )
            named[-1] = '\0';
    }

    if ( named != s )
    {
        if ( !strncmp(s, "auto", 4) )
            s += 4;
        else
            strtoul(s, &s, 10);
        if ( *s == '/' )
            strtoul(s + 1, &s, 0);
        if ( *s == ',' && *++s != ',' )
        {
            strtoul(s, &s, 10);
            strtoul(s + 1, &s,
                    10); /* steps over the parity, even if that is the NUL */
        }
        if ( *s == ',' )
            return false;
    }

    for ( s = named; s != NULL && *s != '\0'; )
    {
        static const char *const harmless[] = {
            "baud=", "clock-hz=", "data-bits=", "parity=", "stop-bits="
        };
        size_t i;

        for ( i = 0; i < ARRAY_SIZE(harmless); i++ )
            if ( !strncmp(s, harmless[i], strlen(harmless[i])) )
                break;
        if ( i == ARRAY_SIZE(harmless) )
            return false;

        s += strcspn(s, ",");
        if ( *s == ',' )
            s++;
    }

    return true;
}

static void model(const char *name, const char *value)
{
    model_switches(name, value);

    if ( !strcmp(name, "com1") || !strcmp(name, "com2") )
        check(serial_is_harmless(value), "aims a serial port", name, value);
    if ( !strcmp(name, "crashkernel") )
        check(!strchr(value, '@'), "chooses an address", name, value);
    if ( !strcmp(name, "dom0_mem") )
        check(value[strspn(value, "0123456789bkmgtBKMGT-+%:,inax")] == '\0',
              "is no size", name, value);
}

static bool decide(enum lockdown_level level, enum lockdown_source source,
                   const struct lockdown_option *option)
{
    const char *why = NULL;
    const bool allowed = lockdown_cmdline_allows(level, source, option, &why);

    check(allowed == (why == NULL), "reason without refusal, or the reverse",
          option->name, option->value);

    return allowed;
}

/*
 * A copy without NUL, of exactly the right size, so that the sanitizer reports
 * each byte read beyond it.
 */
static char *exact(const char *s)
{
    char *copy = malloc(strlen(s) + !*s);

    if ( copy == NULL )
        abort();

    return memcpy(copy, s, strlen(s));
}

static void decide_everywhere(const char *name, const char *value, bool negated)
{
    const struct lockdown_option option = { name, strlen(name), value,
                                            strlen(value), negated };
    const bool allowed = decide(LOCKDOWN_INTEGRITY, LOCKDOWN_FILE, &option);
    struct lockdown_option bare = option;
    enum lockdown_source source;
    char *copies[2] = { exact(name), exact(value) };

    bare.name = copies[0];
    bare.value = copies[1];
    check(lockdown_cmdline_allows(LOCKDOWN_INTEGRITY, LOCKDOWN_FILE, &bare,
                                  NULL) == allowed,
          "depends on what follows", name, value);
    free(copies[0]);
    free(copies[1]);

    check(decide(LOCKDOWN_NONE, LOCKDOWN_LOADER, &option),
          "refused without lockdown", name, value);

    for ( source = LOCKDOWN_BUILTIN; source <= LOCKDOWN_RUNTIME; source++ )
    {
        const bool trusted = source == LOCKDOWN_BUILTIN ||
                             source == LOCKDOWN_EMBEDDED;
        const bool contained = decide(LOCKDOWN_CONTAINMENT, source, &option);

        check(contained == (trusted || allowed), "differs by source or level",
              name, value);
    }

    if ( !allowed )
        return;

    model(name, negated && *value == '\0' ? "no" : value);
}

/* One word of the command line, matched against each name as Xen does it. */
static void parse_option(char *word)
{
    char *name = word, *bracket = NULL, *value = strchr(word, '=');
    bool negated;
    size_t i;

    if ( value != NULL )
    {
        *value++ = '\0';
        bracket = strpbrk(word, "([{<");
    }
    else
        value = word + strlen(word);

    negated = !strncmp(name, "no-", 3);
    if ( negated )
        name += 3;

    for ( i = 0; i < ARRAY_SIZE(names); i++ )
    {
        const size_t len = strlen(names[i]);

        if ( !strcmp(names[i], name) )
            decide_everywhere(names[i], value, negated);
        else if ( bracket && len == (size_t)(bracket - word) + 1 &&
                  !strncmp(names[i], word, len) )
        {
            value[-1] = '=';
            decide_everywhere(names[i], bracket, false);
            value[-1] = '\0';
        }
    }

    decide_everywhere(name, value, negated);
    lockdown_param_allows(LOCKDOWN_INTEGRITY, name, strlen(name), NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t at = 0;

    while ( at < size && data[at] != '\0' )
    {
        char word[PARAM_SIZE];
        size_t len = 0;

        for ( ; at < size && data[at] != '\0' && data[at] != ' '; at++ )
            if ( len < sizeof(word) - 1 )
                word[len++] = (char)data[at];
        word[len] = '\0';

        if ( len != 0 )
            parse_option(word);
        else
            at++;
    }

    return 0;
}
