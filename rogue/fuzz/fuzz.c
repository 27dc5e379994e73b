// SPDX-License-Identifier: GPL-2.0-only
#include "fuzz.h"

#include <syslog.h>
#include <time.h>

#include "host.h"
#include "life.h"
#include "shared.h"

/* Lives in which an operation had a result for the first time. */
static struct life corpus[1024];
static unsigned int nr_corpus, nr_lives;

static void run_life(const struct life *life)
{
    const char *damage;

    log_line("fuzz life %s", life_text(life));
    nr_lives++;
    if ( live(life) && nr_corpus < ARRAY_SIZE(corpus) )
    {
        corpus[nr_corpus++] = *life;
        log_line("fuzz new %s", life_text(life));
    }

    if ( nr_lives % 64 == 0 )
        report_counts();
    report_kernel_errors(LOG_WARNING); /* WARN() and oopses are no worse */
    damage = host_damage();
    if ( damage )
    {
        log_line("fuzz finding: %s", damage);
        watch_host();
    }
}

static void add_piece(struct life *life, struct random *random)
{
    if ( life->nr == MAX_PIECES )
        life->nr--;
    life->pieces[life->nr++] = (struct piece){
        random_number(random), 32 + (unsigned int)random_below(random, 224)
    };
}

/* A new one, or the beginning of a known one that goes on in another way. */
static struct life next_life(struct random *random)
{
    struct life life = { 0 };
    struct piece *last;

    if ( nr_corpus && random_once_in(random, 2) )
    {
        life = corpus[random_below(random, nr_corpus)];
        life.nr = 1 + (unsigned int)random_below(random, life.nr);
        last = &life.pieces[life.nr - 1];
        last->calls = 1 + (unsigned int)random_below(random, last->calls);
    }
    add_piece(&life, random);

    return life;
}

static void replay_corpus(time_t end)
{
    FILE *file = fopen("/corpus", "r");
    char line[LIFE_TEXT];
    struct life life;

    while ( file && time(NULL) < end && fgets(line, sizeof(line), file) )
        if ( life_parse(&life, line) )
            run_life(&life);
    if ( file )
        fclose(file);
}

static bool prepare(void)
{
    const char *failure;

    use_node(0);
    find_door();
    failure = has_door() ? control_failure() : "no door";
    if ( failure )
    {
        log_line("fuzz finding: control_op does not work: %s", failure);
        return false;
    }

    make_shared();
    watch_host();
    return true;
}

unsigned int run_fuzz(const char *request)
{
    struct random random;
    struct life life;
    unsigned long seed, seconds;
    time_t end;

    if ( !*request || !prepare() )
        return 0;

    if ( life_parse(&life, request) )
    {
        shared->aloud = true;
        run_life(&life);
    }
    else if ( sscanf(request, "%lu,%lu", &seed, &seconds) == 2 )
    {
        random.state = seed;
        end = time(NULL) + (time_t)seconds;
        replay_corpus(end - (time_t)seconds / 2);
        while ( time(NULL) < end )
        {
            life = next_life(&random);
            run_life(&life);
        }
    }
    report_counts();

    return nr_lives;
}
