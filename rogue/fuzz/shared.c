// SPDX-License-Identifier: GPL-2.0-only
#include "shared.h"

#include <sys/mman.h>

struct shared *shared;

void make_shared(void)
{
    shared = mmap(NULL, sizeof(*shared) + nr_operations * sizeof(struct count),
                  PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if ( shared == MAP_FAILED )
        abort();
}

void add_answer(uint64_t word)
{
    const unsigned int nr = __atomic_fetch_add(&shared->nr_answers, 1,
                                               __ATOMIC_RELAXED);

    shared->answers[nr % NR_ANSWERS] = word;
}

void say_call(const struct operation *operation, const void *bytes, size_t size)
{
    char text[400];
    size_t used = 0;

    if ( !shared->aloud )
        return;

    *text = '\0';
    for ( size_t at = 0; at < size && used < sizeof(text) - 20; at += 8 )
    {
        uint64_t word = 0;

        memcpy(&word, (const char *)bytes + at, size - at < 8 ? size - at : 8);
        if ( word )
            used += (size_t)snprintf(text + used, sizeof(text) - used,
                                     " %lu:%lx", at, word);
    }
    log_line("fuzz call %s%s", operation->name, text);
}

void count_call(const struct operation *operation, long result)
{
    struct count *count = &shared->counts[operation - operations];
    const unsigned long error = result < 0 ? (unsigned long)-result : 0;
    const uint64_t bit = 1UL << error % 64;

    if ( shared->aloud )
        log_line("fuzz result %s %ld", operation->name, result);
    __atomic_fetch_add(&count->calls, 1, __ATOMIC_RELAXED);
    if ( result >= 0 )
        __atomic_fetch_add(&count->taken, 1, __ATOMIC_RELAXED);
    if ( error < 64 * ARRAY_SIZE(count->errors) &&
         !(__atomic_fetch_or(&count->errors[error / 64], bit,
                             __ATOMIC_RELAXED) &
           bit) )
        shared->news = true;
}

static const char *errors_of(const struct count *count)
{
    static char names[400];
    size_t used = 0;

    *names = '\0';
    for ( int error = 1; error < 64 * (int)ARRAY_SIZE(count->errors); error++ )
        if ( count->errors[error / 64] >> error % 64 & 1 &&
             used < sizeof(names) - 40 )
        {
            const char *name = strerrorname_np(error);

            used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s",
                                     used ? "," : "", name ? name : "?");
        }

    return used ? names : "-";
}

void report_counts(void)
{
    for ( size_t i = 0; i < nr_operations; i++ )
    {
        struct count *count = &shared->counts[i];
        const struct failing *failing = failing_call(&operations[i]);

        if ( count->calls )
            log_line("fuzz operation %s %lu %lu %s %s", operations[i].name,
                     count->calls, count->taken, errors_of(count),
                     failing ? failing->reason : "");
        count->calls = count->taken = 0;
    }
}
