// SPDX-License-Identifier: GPL-2.0-only
#include "calls.h"

#include "mutate.h"

#include <fcntl.h>
#include <sys/ioctl.h>

#include <xen/hvm/dm_op.h>

#include "../user/privcmd.h"

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

/* ---- device models ---- */

static int privcmd(void)
{
    static int fd = -1;

    if ( fd < 0 )
        fd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
    return fd;
}

/* Numbers of servers, pages and lines are small, and most of the rest is 0. */
static void fill_device_call(struct random *random, uint32_t *words, size_t nr)
{
    const size_t used = random_below(random, nr + 1);

    for ( size_t i = 0; i < used; i++ )
        words[i] = random_once_in(random, 3)
                       ? (uint32_t)strange_value(random)
                       : (uint32_t)random_below(random, 4);
    if ( random_once_in(random, 2) )
        change_bytes(random, words, nr * sizeof(*words));
}

static void call_as_device_model(struct random *random,
                                 const struct operation *operation)
{
    struct xen_dm_op *op = fenced(sizeof(*op));
    char *list = fenced(256);
    const struct privcmd_dm_op_buf bufs[] = {
        { .uptr = op, .size = sizeof(*op) },
        { .uptr = list, .size = random_below(random, 257) },
    };
    const struct privcmd_dm_op request = {
        .dom = shared->targets[random_once_in(random, 8) ? PV : HVM].domid,
        .num = random_once_in(random, 2) ? 1 : 2,
        .ubufs = bufs,
    };
    long result;

    memset(op, 0, sizeof(*op));
    memset(list, 0, 256);
    op->op = operation->number;
    fill_device_call(random, (uint32_t *)&op->u, sizeof(op->u) / 4);
    fill_device_call(random, (uint32_t *)list, 64);

    say_call(operation, op, sizeof(*op));
    result = ioctl(privcmd(), IOCTL_PRIVCMD_DM_OP, &request);
    count_call(operation, result < 0 ? -errno : result);
    add_answer(((uint64_t *)&op->u)[random_below(random, 3)]);
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
