/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads a plan of boots and the logs that its boots left, and decides
 * conditions on them.
 */
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *plan_name;

_Noreturn void plan_fail(const struct plan_line *line, const char *message)
{
    fprintf(stderr, "%s:%u: %s\n", plan_name, line->nr, message);
    exit(2);
}

/*
 * Cuts the line's text into words, as xargs does: blanks separate, "" keeps
 * them together.
 */
static void split(struct plan_line *line)
{
    char *from = line->text, *to = line->text;

    line->words = 0;
    while ( *(from += strspn(from, " \t\n")) && *from != '#' )
    {
        bool quoted = false;

        if ( line->words == PLAN_MAX_WORDS )
            plan_fail(line, "too many words");
        line->word[line->words++] = to;
        for ( ; *from && (quoted || !strchr(" \t\n", *from)); from++ )
        {
            if ( *from == '"' )
                quoted = !quoted;
            else
                *to++ = *from;
        }
        if ( quoted )
            plan_fail(line, "a quote is not closed");
        if ( *from )
            from++;
        *to++ = '\0';
    }
}

/* Serial lines carry noise. A NUL in it becomes a blank: it must not end the text. */
static char *read_file(const char *directory, const char *boot,
                       const char *name)
{
    char path[4096], *text = NULL;
    size_t size = 0, max = 0;
    FILE *f;
    int c;

    snprintf(path, sizeof(path), "%s/%s/%s", directory, boot, name);
    f = fopen(path, "r");
    do
    {
        c = f ? getc(f) : EOF;
        if ( size == max && !(text = realloc(text, max = 2 * max + 4096)) )
            exit(2);
        text[size++] = c == EOF ? '\0' : c ? (char)c : ' ';
    } while ( c != EOF );
    if ( f )
        fclose(f);
    return text;
}

static void read_boot(struct plan *plan, const struct plan_line *line)
{
    struct boot *boot = &plan->boots[plan->nr_boots++];
    char *result;

    if ( plan->nr_boots == PLAN_MAX_BOOTS || line->words < 3 )
        plan_fail(line, "too many boots, or a boot without name and column");
    snprintf(boot->name, sizeof(boot->name), "%s", line->word[1]);
    snprintf(boot->column, sizeof(boot->column), "%s", line->word[2]);
    boot->serial[0] = read_file(plan->boots_dir, boot->name, "serial1.log");
    boot->serial[1] = read_file(plan->boots_dir, boot->name, "serial2.log");
    result = read_file(plan->boots_dir, boot->name, "result");
    sscanf(result, "end: %63[^\n] code: %79[^\n]", boot->end, boot->code);
    free(result);
}

void plan_read(struct plan *plan, char *path, char *boots_dir)
{
    FILE *f = fopen(path, "r");
    struct plan_line line = { 0 };

    *plan = (struct plan){ .path = path, .boots_dir = boots_dir };
    plan_name = path;
    if ( !f )
    {
        perror(path);
        exit(2);
    }

    plan->lines = calloc(512, sizeof(line));
    while ( plan->lines && fgets(line.text, sizeof(line.text), f) )
    {
        struct plan_line *kept = &plan->lines[plan->nr_lines];

        line.nr++;
        if ( plan->nr_lines == 512 )
            plan_fail(&line, "too many lines");
        *kept = line;
        split(kept);
        if ( !kept->words )
            continue;
        plan->nr_lines++;
        if ( !strcmp(kept->word[0], "boot") )
            read_boot(plan, kept);
    }
    fclose(f);
}

const struct boot *plan_boot(const struct plan *plan,
                             const struct plan_line *line, const char *name)
{
    for ( unsigned int i = 0; i < plan->nr_boots; i++ )
        if ( !strcmp(plan->boots[i].name, name) )
            return &plan->boots[i];
    plan_fail(line, "no boot of that name is planned");
}

/*
 * Does the boot's log have results of the rogue, and each of them is @word? A
 * torn line is passed over: the rogue prints each result twice.
 */
static bool has_only(const struct boot *boot, const char *word)
{
    static const char mark[] = "@rogue result ";
    bool any = false;

    for ( const char *at = boot->serial[0]; (at = strstr(at, mark)); at++ )
    {
        char said[32];

        if ( sscanf(at, "@rogue result %*s %31s", said) != 1 ||
             (strcmp(said, "succeeds") && strcmp(said, "refused") &&
              strcmp(said, "not-applicable") && strcmp(said, "error")) )
            continue;
        if ( strcmp(said, word) )
            return false;
        any = true;
    }

    return any;
}

/*
 * Are all errors of @boot's kernel in @reference's log too? No, unless both boots
 * came to their end: one that stopped early may have had no time for errors.
 */
static bool has_errors_of(const struct boot *boot, const struct boot *reference)
{
    static const char mark[] = "@rogue kernel-error ", done[] = "@rogue done";

    if ( !strstr(boot->serial[0], done) || !strstr(reference->serial[0], done) )
        return false;

    for ( const char *at = boot->serial[0]; (at = strstr(at, mark)); at++ )
    {
        char *error = strndup(at, strcspn(at, "\r\n"));
        const bool known = strstr(reference->serial[0], error);

        free(error);
        if ( !known )
            return false;
    }

    return true;
}

bool plan_holds(const struct plan *plan, const struct plan_line *line,
                const struct boot *boot, const char *condition)
{
    const bool wanted = *condition != '!';
    char id[64], word[32], result[128];

    condition += !wanted;
    if ( !*boot->end )
        return false;
    if ( !strncmp(condition, "serial1:", 8) )
        return !!strstr(boot->serial[0], condition + 8) == wanted;
    if ( !strncmp(condition, "serial2:", 8) )
        return !!strstr(boot->serial[1], condition + 8) == wanted;
    if ( !strncmp(condition, "end:", 4) )
        return !strcmp(boot->end, condition + 4) == wanted;
    if ( !strncmp(condition, "code:", 5) )
        return !strncmp(boot->code, condition + 5, strlen(condition + 5)) ==
               wanted;
    if ( !strncmp(condition, "errors-of:", 10) )
        return has_errors_of(boot, plan_boot(plan, line, condition + 10)) ==
               wanted;
    if ( !strncmp(condition, "rogue:*=", 8) )
        return has_only(boot, condition + 8) == wanted;
    if ( sscanf(condition, "rogue:%63[^=]=%31s", id, word) == 2 )
    {
        snprintf(result, sizeof(result), "@rogue result %s %s", id, word);
        return !!strstr(boot->serial[0], result) == wanted;
    }
    plan_fail(line, "a condition is none");
}
