// SPDX-License-Identifier: GPL-2.0-only
#include "mutate.h"

#include <xen/sched.h>

static uint64_t edge(struct random *random)
{
    const uint64_t power = 1UL << random_below(random, 64);

    switch ( random_below(random, 4) )
    {
    case 0:
        return power;
    case 1:
        return power - 1;
    case 2:
        return power + 1;
    default:
        return ~power + 1;
    }
}

/* Domains and their pages. */
static uint64_t name_of_something(struct random *random)
{
    const struct target *target =
        &shared->targets[random_below(random, NR_KINDS)];

    switch ( random_below(random, 4) )
    {
    case 0:
        return target->domid;
    case 1:
        return target->frame;
    case 2:
        return target->next;
    default:
        return aliases[random_below(random, NR_ALIASES)];
    }
}

uint64_t strange_value(struct random *random)
{
    switch ( random_below(random, 8) )
    {
    case 0:
    case 1:
        return random_below(random, 20);
    case 2:
    case 3:
        return edge(random);
    case 4:
        return name_of_something(random);
    case 5:
        return random_number(random);
    default:
        return shared->answers[random_below(random, NR_ANSWERS)];
    }
}

/* Few structures are long: the first bytes are chosen more often than later ones. */
static size_t near_beginning(struct random *random, size_t size)
{
    const size_t many = 8UL << random_below(random, 4);

    return random_below(random, size < many ? size : many);
}

/*
 * A structure is a union of many, most of them shorter: what is not zero is
 * part of the one that counts, and what counts begins at its beginning.
 */
static size_t place_in(struct random *random, const char *bytes, size_t size)
{
    size_t at;

    for ( unsigned int i = 0; i < 16; i++ )
    {
        at = random_below(random, size);
        if ( bytes[at] )
            return at;
    }

    return near_beginning(random, size);
}

void change_bytes(struct random *random, void *bytes, size_t size)
{
    const size_t width = 1UL << random_below(random, 4);
    const size_t near = random_once_in(random, 2)
                            ? place_in(random, bytes, size)
                            : near_beginning(random, size);
    const size_t at = near & ~(width - 1);
    uint64_t value = 0;

    if ( at + width > size )
        return;

    memcpy(&value, (char *)bytes + at, width);
    switch ( random_below(random, 4) )
    {
    case 0:
        value ^= 1UL << random_below(random, 8 * width);
        break;
    case 1:
        value += random_below(random, 9) - 4;
        break;
    default:
        value = strange_value(random);
        break;
    }
    memcpy((char *)bytes + at, &value, width);
}

/* What the structures of a hypercall begin with: which operation, on whom. */
static size_t header_size(const struct operation *operation)
{
    switch ( hypercall_of(operation)->number )
    {
    case __HYPERVISOR_domctl:
        return offsetof(struct xen_domctl, u);
    case __HYPERVISOR_sysctl:
        return offsetof(struct xen_sysctl, u);
    case __HYPERVISOR_platform_op:
        return offsetof(struct xen_platform_op, u);
    default:
        return 0;
    }
}

void change_call(struct random *random, const struct operation *operation,
                 struct carried *carried)
{
    const size_t header = random_once_in(random, 8) ? 0
                                                    : header_size(operation);

    do
    {
        const unsigned int nr = (unsigned int)random_below(random,
                                                           carried->nr + 2);
        const unsigned int arg = (unsigned int)random_below(
            random, CONTROL_OP_MAX_ARGS);

        if ( nr <= 1 && carried->nr )
            change_bytes(random, (char *)carried->pointers[0].memory + header,
                         carried->pointers[0].size - header);
        else if ( nr < carried->nr )
            change_bytes(random, carried->pointers[nr].memory,
                         carried->pointers[nr].size);
        else if ( carried->call->args[arg] == carried->args[arg] )
            carried->call->args[arg] = strange_value(random);
    } while ( random_once_in(random, 2) );

    put_number(operation, carried->call->args,
               carried->nr && carried->pointers[0].argument
                   ? carried->pointers[0].memory
                   : NULL);
}

static bool is_about_share(const struct operation *operation)
{
    return !strcmp(operation->name, "XEN_DOMCTL_setvcpuaffinity") ||
           !strncmp(operation->name, "XEN_DOMCTL_SCHEDOP_put", 22);
}

void tame_call(const struct operation *operation, struct carried *carried)
{
    struct sched_watchdog *watchdog = (void *)carried->pointers[0].memory;
    struct xen_domctl *domctl_op = (void *)carried->pointers[0].memory;

    if ( carried->nr && !strcmp(operation->name, "SCHEDOP_watchdog") &&
         (!watchdog->id || watchdog->timeout) )
        watchdog->timeout |= 1U << 30;
    if ( carried->nr && is_about_share(operation) && !domctl_op->domain )
        domctl_op->domain = shared->targets[PV].domid;
}
