// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running attacks: each in a process of its own, once for each device node that
 * leads to Xen, until one has the effect.
 */
#include "rogue.h"

#include "run.h"

#include "../kernel/hostile.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

static const unsigned int seconds_per_attempt = 30;

/* Shared with the process of the running attempt. */
static struct attempt {
    enum outcome outcome;
    int node_error;
    char text[REPORT_SIZE];
} * attempt;

static void run_in_child(const struct attack *attack, unsigned int node)
{
    use_node(node);
    alarm(seconds_per_attempt);
    attempt->outcome = attack->run();
    attempt->node_error = node_error();
    _exit(0);
}

/*
 * An attempt whose process dies counts as not tried: the effect was not
 * observed.
 */
static void run_attempt(const struct attack *attack, unsigned int node)
{
    pid_t child;
    int status;

    *attempt = (struct attempt){ .outcome = ERROR,
                                 .text = "the attempt did not end" };

    child = fork();
    if ( child == 0 )
        run_in_child(attack, node);

    if ( child < 0 || waitpid(child, &status, 0) != child )
        snprintf(attempt->text, REPORT_SIZE, "cannot start: %s",
                 strerror(errno));
    else if ( WIFSIGNALED(status) )
        snprintf(attempt->text, REPORT_SIZE, "ended by %s",
                 strsignal(WTERMSIG(status)));
}

static const char *short_error(int error)
{
    const char *name = error ? strerrorname_np(error) : "no error";

    return name ? name : "unknown error";
}

struct result {
    enum outcome outcome;
    char text[REPORT_SIZE], through[REPORT_SIZE];
};

/*
 * Refused means refused through every node; one effect anywhere is success. An
 * attempt that could not be made outweighs a refusal, so that nothing is called
 * refused that was not tried.
 */
static struct result run_attack(const struct attack *attack)
{
    struct result result = { .outcome = REFUSED };
    unsigned int tried = 0;

    if ( is_within_kernel(attack) )
        return (struct result){ NOT_APPLICABLE, "the kernel is the attacker",
                                "" };

    log_line("begin %s", attack->id);

    for ( unsigned int node = 0; node < nr_nodes; node++ )
    {
        const size_t used = strlen(result.through);

        if ( !node_offers_hypercalls(node) )
            continue;

        run_attempt(attack, node);

        if ( !tried++ || attempt->outcome != REFUSED )
            memcpy(result.text, attempt->text, REPORT_SIZE);

        if ( attempt->outcome == SUCCEEDS ||
             attempt->outcome == NOT_APPLICABLE )
        {
            result.outcome = attempt->outcome;
            result.through[0] = '\0';
            return result;
        }

        if ( attempt->outcome == ERROR )
            result.outcome = ERROR;
        snprintf(result.through + used, REPORT_SIZE - used, "%s%s: %s",
                 used ? ", " : "; ", nodes[node],
                 short_error(attempt->node_error));
    }

    if ( !tried )
        result = (struct result){ ERROR, "no node offers hypercalls", "" };
    return result;
}

static void print_result(const char *id, const struct result *result)
{
    log_line("result %s %s %s%s", id, outcome_names[result->outcome],
             result->text, result->through);
}

/*
 * An item of the list by which no attack is asked for is an error: a name that
 * has changed must not leave an attack out.
 */
static void report_unknown(const char *list)
{
    char *items = strdup(list);

    for ( char *item = strtok(items, ","); item; item = strtok(NULL, ",") )
    {
        const struct attack *const *at = __start_attacks;

        while ( at < __stop_attacks &&
                !is_asked_for(*at, item + (*item == '-')) )
            at++;
        if ( at == __stop_attacks && strcmp(item, "none") )
            print_result(item, &(struct result){ ERROR, "no such attack", "" });
    }
    free(items);
}

unsigned int run_attacks(const char *list)
{
    const size_t nr = (size_t)(__stop_attacks - __start_attacks);
    struct result *results = calloc(nr, sizeof(*results));
    unsigned int run = 0;

    attempt = mmap(NULL, sizeof(*attempt), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    report_text = attempt->text;
    report_unknown(list);

    for ( size_t i = 0; i < nr; i++ )
        if ( is_asked_for(__start_attacks[i], list) )
        {
            results[i] = run_attack(__start_attacks[i]);
            print_result(__start_attacks[i]->id, &results[i]);
            run++;
        }

    /* Again, in one go: what was printed first may be torn by other output. */
    for ( size_t i = 0; i < nr; i++ )
        if ( is_asked_for(__start_attacks[i], list) )
            print_result(__start_attacks[i]->id, &results[i]);

    free(results);
    return run;
}
