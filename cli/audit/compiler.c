/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs the C compiler, since only a compiler knows what a header says. Its
 * files are in a private directory, which is removed when the program exits.
 */
#include "audit.h"

#include "../cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_ARGS 32

/* The file that the compiler names in messages about a piece. */
#define PIECE "piece"

#define ERROR    " error: "
#define TOO_MANY "too many errors"

static const char *private_dir;
static const char *const private_files[] = { "probe.c", "probe.log",
                                             "probe.out" };

char *beside(const struct audit *audit, const char *name)
{
    return text("%s/%s", audit->dir, name);
}

static void clean_up(void)
{
    for ( size_t i = 0; i < sizeof(private_files) / sizeof(char *); i++ )
        unlink(text("%s/%s", private_dir, private_files[i]));
    rmdir(private_dir);
}

void compiler_start(struct audit *audit)
{
    const char *tmp = getenv("TMPDIR");

    audit->dir = text("%s/xen-lockdown.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if ( !mkdtemp(audit->dir) )
        trouble("%s: %s; name a directory in TMPDIR that can be written",
                audit->dir, strerror(errno));

    private_dir = audit->dir;
    atexit(clean_up);
}

static void write_file(const char *path, const char *content)
{
    FILE *file = fopen(path, "we");

    if ( !file || fputs(content, file) < 0 || fclose(file) )
        trouble("%s: %s", path, strerror(errno));
}

/* CC may hold arguments as well: "ccache gcc". */
static size_t compiler_words(const char **argv)
{
    char *cc = getenv("CC"), *word;
    size_t nr = 0;

    cc = text("%s", cc && *cc ? cc : "cc");
    for ( word = strtok(cc, " \t"); word && nr < MAX_ARGS / 2;
          word = strtok(NULL, " \t") )
        argv[nr++] = word;
    if ( !nr )
        trouble("CC is blank; let it name a C compiler, or unset it");

    return nr;
}

static int run(const char *const *argv, const char *log)
{
    const int status = run_program(argv, log);

    if ( WIFEXITED(status) && WEXITSTATUS(status) >= 126 )
        trouble("%s: no such C compiler; install gcc, or let CC name one",
                argv[0]);
    if ( !WIFEXITED(status) )
        trouble("%s: died of signal %d", argv[0], WTERMSIG(status));

    return WEXITSTATUS(status);
}

char *compile(const struct audit *audit, const char *source,
              const char *const *args, bool *ok)
{
    const char *argv[MAX_ARGS];
    size_t nr = compiler_words(argv);
    const char *path = beside(audit, "probe.c");
    const char *log = beside(audit, "probe.log");
    char *said;

    argv[nr++] = text("-I%s/xen/include", audit->tree);
    argv[nr++] = "-std=gnu11";
    argv[nr++] = "-w";
    while ( *args && nr < MAX_ARGS - 2 )
        argv[nr++] = *args++;
    argv[nr++] = path;
    argv[nr] = NULL;

    write_file(path, source);
    setenv("LC_ALL", "C", 1); /* read_verdicts() reads the messages */
    *ok = run(argv, log) == 0;
    said = slurp(log, NULL);
    if ( !said )
        trouble("%s: %s", log, strerror(errno));

    return said;
}

/*
 * The line is "FILE:LINE:COLUMN: KIND: MESSAGE". Is it about a piece, and
 * which?
 */
static bool is_piece(const char *line, size_t nr, size_t *number)
{
    char *end;

    if ( !starts_with(line, PIECE ":") )
        return false;
    *number = strtoul(line + sizeof(PIECE), &end, 10) - 1;

    return *end == ':' && *number < nr;
}

static void accuse(char **verdict, const char *message)
{
    if ( !*verdict )
        *verdict = text("%s", strstr(message, ERROR) + strlen(ERROR));
}

/*
 * The compiler reports an error in a macro's body at the place of the body. The
 * notes after the error say which piece used the macro.
 */
static void read_verdicts(char *said, char **verdicts, size_t nr)
{
    char *message = NULL, *line;
    size_t number;

    while ( (line = strsep(&said, "\n")) )
    {
        if ( strstr(line, TOO_MANY) )
            continue;
        if ( strstr(line, ERROR) )
        {
            if ( message )
                break;
            message = line;
        }
        if ( message && is_piece(line, nr, &number) )
        {
            accuse(&verdicts[number], message);
            message = NULL;
        }
    }

    if ( message )
        trouble("the compiler rejects the public headers: %s", message);
}

static char *write_pieces(const struct audit *audit, char *const *pieces,
                          char *const *verdicts, size_t nr)
{
    char *source;
    size_t size;
    FILE *out = open_memstream(&source, &size);

    fprintf(out, "%s", audit->headers);
    for ( size_t i = 0; i < nr; i++ )
        if ( !verdicts[i] )
            fprintf(out, "#line %zu \"" PIECE "\"\n%s\n", i + 1, pieces[i]);
    fclose(out);

    return source;
}

/* If the compiler stopped after many errors, compile the other pieces again. */
char **judge(const struct audit *audit, char *const *pieces, size_t nr)
{
    static const char *const args[] = { "-fsyntax-only", NULL };
    char **verdicts = grow(NULL, nr, sizeof(*verdicts)), *said;
    bool ok, again;

    memset(verdicts, 0, nr * sizeof(*verdicts));
    do
    {
        said = compile(audit, write_pieces(audit, pieces, verdicts, nr), args,
                       &ok);
        again = !ok && strstr(said, TOO_MANY);
        if ( !ok )
            read_verdicts(said, verdicts, nr);
    } while ( again );

    return verdicts;
}
