// SPDX-License-Identifier: GPL-2.0-only
/*
 * Carriers, tried one by one: a row that is new in the policy is tried from then
 * on.
 */
#include "carriers.h"

/* A domU that the call has made. */
static void clean_up(const struct operation *operation,
                     const struct carried *carried)
{
    const struct xen_domctl *op = (void *)carried->pointers[0].memory;

    if ( !strcmp(operation->name, "XEN_DOMCTL_createdomain") && op->domain &&
         !is_target(op->domain) )
        end_domain(op->domain);
}

static long honest_result;

bool as_honest(long result)
{
    return result >= 0 && result == honest_result;
}

static void try_honest(const struct operation *operation, struct tally *tally)
{
    const struct failing *known = failing_call(operation);
    struct carried *carried = build(operation);
    long result = -1;

    if ( !known || !known->never )
    {
        result = issue(carried->call);
        clean_up(operation, carried);
    }
    honest_result = result;
    if ( result >= 0 )
        tally->work++;
    else if ( known )
        tally->reason = known->reason;
    else if ( !*tally->failed )
        snprintf(tally->failed, sizeof(tally->failed), "%s: %s",
                 operation->name, strerrorname_np((int)-result));
    if ( fences_broken() && !*tally->culprit )
        snprintf(tally->culprit, sizeof(tally->culprit), "an honest %s",
                 operation->name);
}

bool any_pointer(struct carried *carried, struct pointer *pointer)
{
    (void)carried;
    (void)pointer;
    return true;
}

static bool is_wanted(const struct operation *operation, wants_pointer *wants)
{
    struct carried *carried = build(operation);

    for ( unsigned int i = 0; i < carried->nr; i++ )
        if ( wants(carried, &carried->pointers[i]) )
            return true;

    return false;
}

static void try_carrier(const struct operation *operation, wants_pointer *wants,
                        try_pointer *try, struct tally *tally)
{
    const struct failing *known = failing_call(operation);
    unsigned int nr = 1;

    if ( !is_wanted(operation, wants) )
        return;
    tally->operations++;
    try_honest(operation, tally);

    /* Where calls go raw, each is an honest one. */
    if ( known && known->never && !has_door() )
        return;

    for ( unsigned int i = 0; i < nr; i++ )
    {
        struct carried *carried = build(operation);

        if ( i < carried->nr && wants(carried, &carried->pointers[i]) &&
             try(carried, &carried->pointers[i]) && !*tally->culprit )
            snprintf(tally->culprit, sizeof(tally->culprit), "%s",
                     operation->name);
        clean_up(operation, carried);
        nr = carried->nr;
    }
}

struct tally try_carriers(const char *hypercall, wants_pointer *wants,
                          try_pointer *try)
{
    static const unsigned int seconds = 120;
    struct tally tally = { .elsewhere = !node_is_first() };

    if ( tally.elsewhere )
        return tally;

    alarm(seconds);
    for ( size_t i = 0; i < nr_operations; i++ )
    {
        const unsigned int mark = mark_fences();
        const struct operation *of = hypercall_of(&operations[i]);
        const char *name = strcmp(of->group, "stable") ? of->name : of->group;

        if ( operations[i].class != CONTROL ||
             (hypercall && strcmp(name, hypercall)) )
            continue;
        try_carrier(&operations[i], wants, try, &tally);
        release_fences(mark);
    }
    end_targets();

    return tally;
}

bool judged(const struct tally *tally, const char *what)
{
    static char text[120];

    if ( tally->elsewhere )
        return seen(false, "as through the first node");
    if ( !tally->operations )
        return missing("no operation has such a pointer");
    if ( !*tally->culprit && *tally->failed && has_door() )
    {
        snprintf(text, sizeof(text), "an honest call fails: %s", tally->failed);
        return missing(text);
    }
    if ( !*tally->culprit && !tally->work && has_door() )
        return pointless(tally->reason);

    return seen(*tally->culprit, "%s: %s, of %u operations (%u do their work)",
                what, *tally->culprit ? tally->culprit : "none",
                tally->operations, tally->work);
}
