/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the processes of the fuzzer share: the domUs that calls act on, what
 * earlier calls answered, and what became of the calls.
 */
#ifndef ROGUE_FUZZ_SHARED_H
#define ROGUE_FUZZ_SHARED_H

#include "../user/envelope/operations.h"

#define NR_ANSWERS 256

extern struct shared {
    struct target targets[NR_KINDS];
    /* Words of what calls wrote, the last NR_ANSWERS of them. */
    uint64_t answers[NR_ANSWERS];
    unsigned int nr_answers; /* all there ever were */
    /* Say each call before it is made: a life is seen again. */
    bool aloud;
    /* Some call of this life had a result that none of its operation's had. */
    bool news;
    struct count {
        uint64_t calls, taken; /* taken: those that Xen gave no error for */
        uint64_t errors[3];    /* a bit for each result, 0 for those taken */
    } counts[];
} * shared;

void make_shared(void);
void add_answer(uint64_t word);
/* What is about to be called, with what its first pointer leads to. */
void say_call(const struct operation *operation, const void *bytes,
              size_t size);
void count_call(const struct operation *operation, long result);

/*
 * Print what became of the calls since the last report, an operation a line: a
 * host that is brought down does not take all the numbers with it.
 */
void report_counts(void);

#endif /* ROGUE_FUZZ_SHARED_H */
