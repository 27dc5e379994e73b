// SPDX-License-Identifier: GPL-2.0-only
#include "calls.h"

#include "device.h"
#include "mutate.h"

#define MAX_AT_ONCE 8

static bool is_of_device_model(const struct operation *operation)
{
    return !strcmp(operation->group, "dm_op");
}

/* What control_op carries, and what privcmd lets a device model do. */
static const struct operation *any_operation(struct random *random)
{
    const struct operation *operation;

    do
        operation = &operations[random_below(random, nr_operations)];
    while ( operation->class != CONTROL && !is_of_device_model(operation) );

    return operation;
}

/* ---- control_op ---- */

static void remember(struct random *random, const struct carried *carried)
{
    for ( unsigned int i = 0; i < carried->nr; i++ )
    {
        const struct pointer *pointer = &carried->pointers[i];
        const size_t words = pointer->size / sizeof(uint64_t);
        const uint64_t *memory = (void *)pointer->memory;

        if ( !words )
            continue;
        add_answer(memory[random_below(random, words < 24 ? words : 24)]);
        add_answer((uint32_t)memory[random_below(random, words)]);
    }
}

static void swap(struct target *a, struct target *b)
{
    const struct target was = *a;

    *a = *b;
    *b = was;
}

static struct carried *build_any(struct random *random,
                                 const struct operation *operation)
{
    const bool exchanged = random_once_in(random, 12);
    struct target *targets = shared->targets;
    struct carried *carried;

    if ( exchanged )
        swap(&targets[PV], &targets[HVM]);
    carried = build(operation);
    if ( exchanged )
        swap(&targets[PV], &targets[HVM]);
    if ( !random_once_in(random, 3) )
        change_call(random, operation, carried);
    tame_call(operation, carried);

    return carried;
}

unsigned int make_calls(struct random *random)
{
    const unsigned int mark = mark_fences(),
                       nr = random_once_in(random, 8)
                                ? 1 + (unsigned int)random_below(random,
                                                                 MAX_AT_ONCE)
                                : 1;
    const struct operation *made[MAX_AT_ONCE];
    struct control_op_call *calls[MAX_AT_ONCE];
    struct carried last = { 0 };
    unsigned int built = 0;
    long failed;

    for ( unsigned int i = 0; i < nr; i++ )
    {
        const struct operation *operation = any_operation(random);

        if ( is_of_device_model(operation) )
        {
            call_as_device_model(random, operation);
            continue;
        }
        last = *build_any(random, operation);
        say_call(operation, last.nr ? last.pointers[0].memory : NULL,
                 last.nr ? last.pointers[0].size : 0);
        made[built] = operation;
        calls[built++] = last.call;
    }

    failed = built ? issue_all(calls, built) : 0;
    for ( unsigned int i = 0; i < built; i++ )
        count_call(made[i], failed ? failed : (long)calls[i]->result);
    if ( fences_broken() )
        log_line("fuzz finding: memory beside a buffer has changed: %s",
                 built ? made[built - 1]->name : "a device model's");
    remember(random, &last);
    release_fences(mark);

    return nr;
}
