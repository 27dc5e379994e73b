// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many lives of a domain, one after the other: created, run, destroyed. What
 * one of them left behind in Xen or in dom0's kernel shows at the end, many
 * times over.
 */
#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const unsigned int warm_up = 10;

static const struct domain kinds[] = { { "pv", "pv", 48 },
                                       { "pvh", "pvh", 48 } };

/* What must be as much at the end as at the beginning. */
struct left {
    unsigned int domains;
    long free_memory;     /* Xen's, MiB */
    long slab, available; /* of dom0's kernel, KiB */
};

/* One life. On an error, last_line() is what the command said. */
static bool live(unsigned int cycle)
{
    const struct domain *domain = &kinds[cycle % ARRAY_SIZE(kinds)];

    return create(domain, true) && xl("unpause", domain->name) &&
           xl("destroy", domain->name);
}

static unsigned int lives(unsigned int wanted)
{
    unsigned int done = 0;

    while ( done < wanted && live(done) )
    {
        if ( ++done % 2 )
            continue;
        printf("\n@workload %u lives\n", done);
        fflush(stdout);
    }

    return done;
}

/* Measure when nothing changes any more. */
static void look(struct left *left)
{
    const char *memory;

    wait_ms(3000);
    left->domains = count_domains();
    left->free_memory = xl("info") ? number_of(output, "free_memory") : -1;
    memory = read_text("/proc/meminfo");
    left->slab = number_of(memory, "Slab");
    left->available = number_of(memory, "MemAvailable");
}

/*
 * A life takes hundreds of hypercalls: what each of them lost would be far more
 * than this, in KiB. dom0's kernel is never quite still, and the toolstack
 * keeps logs in memory.
 */
static long slab_noise(unsigned int done)
{
    return 1024 + 2 * (long)done;
}

static long page_noise(unsigned int done)
{
    return 4096 + 16 * (long)done;
}

void soak(unsigned int cycles)
{
    struct left before, after;
    unsigned int done;
    time_t began;

    for ( unsigned int i = 0; i < ARRAY_SIZE(kinds); i++ )
        configure(&kinds[i]);
    lives(warm_up);
    look(&before);
    began = time(NULL);
    done = lives(cycles);
    control("soak-cycles", done == cycles, "%u lives of %u in %ld s%s%s", done,
            cycles, (long)(time(NULL) - began), done < cycles ? ": " : "",
            done < cycles ? last_line() : "");
    look(&after);

    control("soak-memory",
            done && before.free_memory > 0 &&
                after.free_memory >= before.free_memory,
            "Xen's free memory: %ld MiB, then %ld MiB", before.free_memory,
            after.free_memory);
    control("soak-domains", done && before.domains == 1 && after.domains == 1,
            "domains: %u, then %u", before.domains, after.domains);
    control(
        "soak-slab",
        done && before.slab > 0 && after.slab - before.slab < slab_noise(done),
        "dom0 kernel's slab: %ld KiB, then %ld KiB", before.slab, after.slab);
    control("soak-pages",
            done && after.available > 0 &&
                before.available - after.available < page_noise(done),
            "dom0's available memory: %ld KiB, then %ld KiB", before.available,
            after.available);
}
