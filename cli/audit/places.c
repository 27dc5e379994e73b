/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The places where Xen treats dom0 apart, as hardware domain or as control
 * domain: how often each function names what tells dom0 from others, against
 * hwdom.def.
 */
#include "audit.h"

#include "../cli.h"

#include <string.h>

/* How often a function names a token. */
struct use {
    const char *function, *token;
    unsigned int count, since, until;
    bool may_lack; /* some point releases have fewer, or none */
};

/* A row of the table; behind the last of its uses is an empty one. */
struct place {
    const char *file;
    const struct use *uses;
};

#define NEWEST                       9999
#define USES(function, token, count) USES_IN(0, NEWEST, function, token, count)
#define USES_IN(since, until, function, token, count)                          \
    { #function, #token, count, since, until, false },
#define USES_SOME(since, until, function, token, count)                        \
    { #function, #token, count, since, until, true },
static const struct place places[] = {
#define HWDOM(file, verdict, by, uses, why)                                    \
    { file, (const struct use[]){ uses{} } },
#include "../hwdom.def"
};
#define NR_PLACES (sizeof(places) / sizeof(*places))

/* How often a function of the tree names a token. */
struct found {
    const char *file, *function, *token;
    char *where; /* the first time */
    unsigned int count;
};

static struct found *found;
static size_t nr_found;

/* ---- reading ---- */

/*
 * The words that are counted: who is dom0, what gives it frames and ports or
 * takes them away, and which defaults of XSM it passes. XSM_HOOK is not among
 * them: every domain passes it.
 */
static const char *token_of(const char *word, size_t length)
{
    static const char *const tokens[] = {
        "is_hardware_domain",
        "is_control_domain",
        "is_hwdom_pinned_vcpu",
        "is_cpufreq_controller",
        "is_privileged",
        "hardware_domain",
        "hardware_domid",
        "dom0",
        "dom0_setup_permissions",
        "iomem_permit_access",
        "iomem_deny_access",
        "ioports_permit_access",
        "ioports_deny_access",
        "CDF_hardware",
        "CDF_privileged",
        "XSM_TARGET",
        "XSM_DM_PRIV",
        "XSM_XS_PRIV",
        "XSM_HW_PRIV",
        "XSM_PRIV",
        "XSM_OTHER",
    };

    for ( size_t i = 0; i < sizeof(tokens) / sizeof(*tokens); i++ )
        if ( is_spelt(word, length, tokens[i]) )
            return tokens[i];
    return NULL;
}

static bool is_compared_with_zero(struct source source)
{
    const char *word;

    skip_space(&source);
    if ( !starts_with(source.at, "==") && !starts_with(source.at, "!=") )
        return false;
    source.at += strlen("==");
    skip_space(&source);

    return is_spelt(word, take_word(&source, &word), "0");
}

static void count_token(const struct source *source, const char *function,
                        const char *token)
{
    const char *file = source->path + strlen("xen/");
    size_t i;

    for ( i = 0; i < nr_found; i++ )
        if ( !strcmp(found[i].file, file) &&
             !strcmp(found[i].function, function) &&
             !strcmp(found[i].token, token) )
            break;
    if ( i == nr_found )
    {
        found = grow(found, ++nr_found, sizeof(*found));
        found[i] = (struct found){ file, function, token, source_at(source),
                                   0 };
    }
    found[i].count++;
}

/* Read a word, or else step on. */
static void read_word(struct source *source, const char *function)
{
    const char *word, *token;
    const size_t length = take_word(source, &word);

    if ( !length )
    {
        step(source);
        return;
    }

    /* A domain's number that is compared with 0 asks for dom0. */
    token = token_of(word, length);
    if ( (is_spelt(word, length, "domain_id") ||
          is_spelt(word, length, "domid")) &&
         is_compared_with_zero(*source) )
        token = "dom0";
    if ( token )
        count_token(source, function, token);
}

/* Read a line of the preprocessor's. A macro counts like a function. */
static void read_directive(struct source *source, const char *function)
{
    const char *word;
    size_t length;

    step(source);
    skip_space(source);
    length = take_word(source, &word);
    if ( is_spelt(word, length, "define") )
    {
        skip_space(source);
        length = take_word(source, &word);
        function = text("%.*s", (int)length, word);
    }

    while ( *source->at && *source->at != '\n' )
        if ( starts_with(source->at, "\\\n") )
            skip_space(source);
        else
            read_word(source, function);
}

/*
 * The name of the function whose definition begins here: the word before the
 * last parenthesis before the brace. Anything else is a declaration.
 */
static const char *function_ahead(struct source source)
{
    const char *last = "", *name = NULL, *word;
    size_t length, last_length = 0, name_length = 0;
    unsigned int depth = 0;

    while ( *source.at && (depth || !strchr("{;=", *source.at)) )
    {
        length = take_word(&source, &word);
        if ( length )
        {
            last = word;
            last_length = length;
            continue;
        }
        if ( *source.at == '#' )
        {
            source.at += strcspn(source.at, "\n");
            continue;
        }
        if ( *source.at == '(' && !depth++ )
        {
            name = last;
            name_length = last_length;
        }
        depth -= *source.at == ')' && depth;
        step(&source);
    }

    return name && *source.at == '{' ? text("%.*s", (int)name_length, name)
                                     : "declarations";
}

/*
 * Read a definition or a declaration. A brace in the first column ends it in any
 * case: where both branches of a condition open a brace, only one is closed.
 */
static void read_item(struct source *source)
{
    const char *function = function_ahead(*source), *from;
    unsigned int braces = 0;

    while ( *source->at )
    {
        from = source->at;
        if ( *from == '#' )
        {
            read_directive(source, function);
            continue;
        }
        read_word(source, function);
        braces += *from == '{';
        if ( (*from == ';' && !braces) ||
             (*from == '}' && (braces <= 1 || from[-1] == '\n')) )
            break;
        braces -= *from == '}';
    }
}

/* Sources that no build for x86 has. */
static bool is_foreign(const char *path)
{
    return strstr(path, "/arm/") || strstr(path, "/device-tree/") ||
           strstr(path, "/dt-overlay.c") || strstr(path, "/fdt-");
}

void read_places(struct source source)
{
    if ( is_foreign(source.path) )
        return;

    for ( skip_space(&source); *source.at; skip_space(&source) )
        if ( *source.at == '#' )
            read_directive(&source, "declarations");
        else
            read_item(&source);
}

/* ---- against the table ---- */

static bool is_same(const char *file, const struct use *use,
                    const struct found *one)
{
    return !strcmp(file, one->file) && !strcmp(use->function, one->function) &&
           !strcmp(use->token, one->token);
}

static bool applies(const struct audit *audit, const struct use *use)
{
    return use->since <= audit->release && audit->release <= use->until;
}

static const char *name_of(const char *file, const char *function,
                           const char *token)
{
    return text("%s: %s: %s", file, function, token);
}

/* What the table says of it in this release; null if nothing. */
static const struct use *find_use(const struct audit *audit,
                                  const struct found *one)
{
    for ( size_t i = 0; i < NR_PLACES; i++ )
        for ( const struct use *use = places[i].uses; use->token; use++ )
            if ( applies(audit, use) && is_same(places[i].file, use, one) )
                return use;
    return NULL;
}

static void check_found(struct audit *audit, const struct found *one)
{
    const struct use *use = find_use(audit, one);
    const char *name = name_of(one->file, one->function, one->token);

    if ( !use )
        finding(audit, "unclassified", name, one->where,
                "dom0 is treated apart here: add it to " TABLE_HWDOM
                ", with why it is harmless or what withholds it");
    else if ( one->count > use->count ||
              (one->count < use->count && !use->may_lack) )
        finding(audit, "misdescribed", name, one->where,
                text("%u times, and %u times in %s: read the function again",
                     one->count, use->count, TABLE_HWDOM));
}

static void check_use(struct audit *audit, const char *file,
                      const struct use *use)
{
    if ( use->may_lack || !applies(audit, use) )
        return;

    for ( size_t i = 0; i < nr_found; i++ )
        if ( is_same(file, use, &found[i]) )
            return;
    finding(audit, "gone", name_of(file, use->function, use->token),
            TABLE_HWDOM,
            "this tree has no such place: remove it, or say with USES_IN which "
            "releases have it");
}

void check_places(struct audit *audit)
{
    for ( size_t i = 0; i < nr_found; i++ )
    {
        audit->nr_places += found[i].count;
        check_found(audit, &found[i]);
    }

    for ( size_t i = 0; i < NR_PLACES; i++ )
        for ( const struct use *use = places[i].uses; use->token; use++ )
            check_use(audit, places[i].file, use);
}
