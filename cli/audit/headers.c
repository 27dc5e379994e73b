/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The macros of Xen's public headers: each that is spelt like an operation must
 * have a ROW, or a CONSTANT, which says that it is no operation.
 */
#include "audit.h"

#include "../cli.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A group's names. @prefix: how each of them begins; quicker to compare. */
struct pattern {
    regex_t regex;
    char *prefix;
};

static struct pattern *patterns;

static char *literal_prefix(const char *names)
{
    size_t length = strcspn(names, "\\^$.[|()?*+{");
    int depth = 0;

    for ( const char *at = names; *at; at++ )
    {
        depth += (*at == '(') - (*at == ')');
        if ( *at == '|' && depth == 0 )
            return text("%s", "");
    }
    if ( length && names[length] && strchr("?*{", names[length]) )
        length--;

    return text("%.*s", (int)length, names);
}

static void compile_patterns(void)
{
    patterns = grow(NULL, nr_groups, sizeof(*patterns));
    for ( size_t i = 0; i < nr_groups; i++ )
    {
        patterns[i].prefix = literal_prefix(groups[i].names);
        if ( regcomp(&patterns[i].regex, text("^(%s)", groups[i].names),
                     REG_EXTENDED | REG_NOSUB) )
            trouble(POLICY_HYPERCALLS ": group %s: %s: no regular expression",
                    groups[i].name, groups[i].names);
    }
}

static bool is_spelt_like_one(const char *name)
{
    for ( size_t i = 0; i < nr_groups; i++ )
        if ( starts_with(name, patterns[i].prefix) &&
             !regexec(&patterns[i].regex, name, 0, NULL, 0) )
            return true;
    return false;
}

bool is_unclassified(const char *name)
{
    if ( !patterns )
        compile_patterns();

    return is_spelt_like_one(name) && !find_row(name) && !is_constant(name);
}

const struct macro *find_macro(const struct audit *audit, const char *name)
{
    for ( size_t i = 0; i < audit->nr_macros; i++ )
        if ( !strcmp(audit->macros[i].name, name) )
            return &audit->macros[i];
    return NULL;
}

const char *where_defined(const struct audit *audit, const char *name)
{
    const struct macro *macro = find_macro(audit, name);

    return macro ? text("%s:%u", macro->file, macro->line) : POLICY_HYPERCALLS;
}

void check_number(struct audit *audit, size_t row, uint64_t number)
{
    if ( number != rows[row].number )
        finding(audit, "misdescribed", rows[row].op,
                where_defined(audit, rows[row].op),
                text("is %llu, the row says %llu", (unsigned long long)number,
                     (unsigned long long)rows[row].number));
}

/* Add a header's line to @lines, once, if the tree has it. */
static char *include(const struct audit *audit, char *lines, const char *header)
{
    const char *line = text("#include <%s>\n", header);

    if ( strstr(lines, line) ||
         access(text("%s/xen/include/%s", audit->tree, header), R_OK) )
        return lines;

    return text("%s%s", lines, line);
}

/*
 * The public headers that the groups name, as far as this tree has them, and
 * that of control_op, if the tree has lockdown woven in.
 */
static char *include_headers(const struct audit *audit)
{
    char *lines = text("#define __XEN_TOOLS__ 1\n#include <stddef.h>\n"
                       "#include <stdint.h>\n");

    for ( size_t i = 0; i < nr_groups; i++ )
        lines = include(audit, lines, text("public/%s", groups[i].header));

    return include(audit, lines, "../common/lockdown/abi/control_op.h");
}

static void define(struct audit *audit, const char *line, const char *file,
                   unsigned int at, bool hidden)
{
    size_t room = audit->nr_macros;
    char name[256], rest[64] = "";
    struct macro macro = { .file = file, .line = at, .hidden = hidden };

    if ( sscanf(line, " # define %255[A-Za-z0-9_]%63[^\n]", name, rest) < 1 ||
         rest[0] == '(' )
        return;
    if ( hidden && find_macro(audit, name) )
        return;

    macro.name = text("%s", name);
    macro.body = text("%s", rest + strspn(rest, " \t"));
    if ( (room & (room - 1)) == 0 )
        audit->macros = grow(audit->macros, room ? 2 * room : 1,
                             sizeof(*audit->macros));
    audit->macros[audit->nr_macros++] = macro;
}

static void undefine(struct audit *audit, const char *name)
{
    for ( size_t i = 0; i < audit->nr_macros; i++ )
        if ( !strcmp(audit->macros[i].name, name) )
        {
            audit->macros[i] = audit->macros[--audit->nr_macros];
            return;
        }
}

/*
 * Read the preprocessor's output. A line # LINE "FILE" says where the next line
 * comes from; the lines with #define are as they were written.
 */
static void read_macros(struct audit *audit, char *output)
{
    const char *tree = text("%s/", audit->tree), *file = NULL;
    char name[256], path[4096], *line;
    unsigned int at = 0, marked;

    for ( ; (line = strsep(&output, "\n")); at++ )
        if ( sscanf(line, "# %u \"%4095[^\"]\"", &marked, path) == 2 )
        {
            at = marked - 1;
            file = starts_with(path, tree) ? text("%s", path + strlen(tree))
                                           : NULL;
        }
        else if ( sscanf(line, "#undef %255s", name) == 1 )
            undefine(audit, name);
        else if ( file )
            define(audit, line, file, at, false);
}

/* So that a #define within a comment does not count. Newlines are kept. */
static void blank_comments(char *at)
{
    while ( (at = strstr(at, "/*")) )
        for ( at[1] = ' '; *at && !starts_with(at, "*/"); at++ )
            if ( *at != '\n' )
                *at = ' ';
}

/*
 * Headers hide macros for older guests, or for Xen alone, from the toolstack.
 * Xen may still implement the operations, so these macros count as well.
 */
static void read_hidden(struct audit *audit, const char *file)
{
    const char *path = text("%s/%s", audit->tree, file);
    char *content = slurp(path, NULL), *line;

    if ( !content )
        trouble("%s: %s", path, strerror(errno));
    blank_comments(content);
    for ( unsigned int at = 1; (line = strsep(&content, "\n")); at++ )
        define(audit, line, file, at, true);
}

static void read_all_hidden(struct audit *audit)
{
    for ( size_t i = 0; i < nr_groups; i++ )
    {
        const char *file = text("xen/include/public/%s", groups[i].header);
        bool again = false;

        for ( size_t j = 0; j < i; j++ )
            again |= !strcmp(groups[i].header, groups[j].header);
        if ( !again && !access(text("%s/%s", audit->tree, file), R_OK) )
            read_hidden(audit, file);
    }
}

void audit_headers(struct audit *audit)
{
    const char *out = beside(audit, "probe.out");
    const char *const args[] = { "-E", "-dD", "-o", out, NULL };
    char *said, *output;
    bool ok;

    audit->headers = include_headers(audit);
    said = compile(audit, audit->headers, args, &ok);
    output = ok ? slurp(out, NULL) : NULL;
    if ( !output )
        trouble("%s: the compiler rejects xen/include/public:\n%s", audit->tree,
                said);
    read_macros(audit, output);
    read_all_hidden(audit);

    for ( size_t i = 0; i < audit->nr_macros; i++ )
        if ( is_unclassified(audit->macros[i].name) )
            finding(audit, "unclassified", audit->macros[i].name,
                    where_defined(audit, audit->macros[i].name),
                    "add a row to " POLICY_HYPERCALLS);
}
