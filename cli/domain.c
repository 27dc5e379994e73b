/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verbs domains and domain: list the domains, and act on one of them,
 * without a toolstack. Only the toolstack knows domains by name, so here they
 * are numbers.
 */
#include "cli.h"
#include "call.h"
#include "request.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- domains ---- */

/* The letters are those of xl list. */
static const struct {
    uint32_t flag;
    char letter;
    const char *name;
} states[] = {
    { CONTROL_OP_DOMAIN_RUNNING, 'r', "running" },
    { CONTROL_OP_DOMAIN_BLOCKED, 'b', "blocked" },
    { CONTROL_OP_DOMAIN_PAUSED, 'p', "paused" },
    { CONTROL_OP_DOMAIN_SHUTDOWN, 's', "shutdown" },
    { CONTROL_OP_DOMAIN_DYING, 'd', "dying" },
};

#define NR_STATES (sizeof(states) / sizeof(*states))

static const char *type_of(const struct control_op_domain *domain)
{
    return domain->flags & CONTROL_OP_DOMAIN_HVM ? "HVM" : "PV";
}

static const char *uuid_of(const struct control_op_domain *domain)
{
    const uint8_t *u = domain->uuid;

    return text("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
                "%02x%02x%02x%02x%02x%02x",
                u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9],
                u[10], u[11], u[12], u[13], u[14], u[15]);
}

static json_t *domain_json(const struct control_op_domain *domain)
{
    json_t *state = json_array(), *reason = json_null();

    for ( size_t i = 0; i < NR_STATES; i++ )
        if ( domain->flags & states[i].flag )
            json_array_append_new(state, json_string(states[i].name));
    if ( domain->flags & CONTROL_OP_DOMAIN_SHUTDOWN )
        reason = json_integer(domain->shutdown_reason);

    return json_pack(
        "{s:I, s:s, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:s}", "id",
        (json_int_t)domain->domid, "type", type_of(domain), "state", state,
        "shutdown_reason", reason, "vcpus", (json_int_t)domain->vcpus,
        "vcpus_max", (json_int_t)domain->vcpus_max, "cpupool",
        (json_int_t)domain->cpupool, "cpu_time", (json_int_t)domain->cpu_time,
        "memory", (json_int_t)domain->memory, "memory_max",
        (json_int_t)domain->memory_max, "uuid", uuid_of(domain));
}

static void print_domain(const struct control_op_domain *domain)
{
    char letters[NR_STATES + 1] = "";

    for ( size_t i = 0; i < NR_STATES; i++ )
        letters[i] = domain->flags & states[i].flag ? states[i].letter : '-';

    printf("%5u %-4s %s %5u %8llu %9llu.%llu  %s\n", domain->domid,
           type_of(domain), letters, domain->vcpus,
           (unsigned long long)(domain->memory >> 20),
           (unsigned long long)(domain->cpu_time / 1000000000),
           (unsigned long long)(domain->cpu_time / 100000000 % 10),
           uuid_of(domain));
}

int domains_main(const struct request *request)
{
    json_t *all = request->option[OPTION_json] ? json_array() : NULL;
    const struct control_op_domain *domain;
    uint32_t first = 0, got;

    refuse_operands(request);

    control_open();
    domain = control_memory();
    if ( !all )
        printf("%5s %-4s %s %5s %8s %11s  %s\n", "ID", "Type", "State", "VCPUs",
               "Mem(MiB)", "Time(s)", "UUID");
    while ( (got = control_domains(first)) )
    {
        first = domain[got - 1].domid + 1;
        for ( uint32_t i = 0; i < got; i++ )
            if ( all )
                json_array_append_new(all, domain_json(&domain[i]));
            else
                print_domain(&domain[i]);
    }
    if ( all )
        print_json(json_pack("{s:o}", "domains", all));

    return CLI_OK;
}

/* ---- domain ---- */

static const struct action {
    const char *name, *deed, *done;
    uint32_t operation;
    int nr_ids;
} actions[] = {
    { "pause", "pause", "paused", CONTROL_OP_PAUSE, 1 },
    { "unpause", "unpause", "unpaused", CONTROL_OP_UNPAUSE, 1 },
    /* peer is 0, which Xen takes as the reason: powered off */
    { "shutdown", "shut down", "shut down", CONTROL_OP_SHUTDOWN, 1 },
    { "destroy", "destroy", "destroyed", CONTROL_OP_DESTROY, 1 },
    { "event-channel", "make an event channel for", "has an event channel",
      CONTROL_OP_EVENT_CHANNEL, 2 },
};

static const struct action *read_action(const struct request *request)
{
    const char *name = request->operands[0], *all = "";

    for ( size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++ )
    {
        if ( !strcmp(name, actions[i].name) )
            return &actions[i];
        all = text("%s %s", all, actions[i].name);
    }

    misused(request, "%s: that cannot be done to a domain; choose one of:%s",
            name, all);
}

static uint32_t read_id(const struct request *request, int operand)
{
    const char *word = request->operands[operand];
    char *end;
    const unsigned long id = strtoul(word, &end, 10);

    if ( !isdigit((unsigned char)*word) || *end || id >= NR_DOMIDS )
        misused(request,
                "%s: no domain's ID, which is a number; xen-lockdown domains "
                "lists them",
                word);

    return (uint32_t)id;
}

static _Noreturn void failed(const char *deed, uint32_t id, int64_t result)
{
    if ( result == -ESRCH )
        trouble("domain %u: there is none; xen-lockdown domains lists them",
                id);
    if ( result == -EPERM )
        trouble("domain %u: Xen refuses to %s it: nobody may do that to the "
                "domain that asks, and only dom0 to others",
                id, deed);

    trouble("domain %u: Xen could not %s it: %s", id, deed,
            strerror((int)-result));
}

static void report(const struct action *action, uint32_t id, int64_t result,
                   bool json)
{
    json_t *all = json_pack("{s:I, s:s}", "domain", (json_int_t)id, "done",
                            action->name);

    if ( action->nr_ids > 1 )
        json_object_set_new(all, "port", json_integer(result));
    if ( json )
        print_json(all);
    else if ( action->nr_ids > 1 )
        printf("ok  domain %u %s: port %lld\n", id, action->done,
               (long long)result);
    else
        printf("ok  domain %u %s\n", id, action->done);
}

int domain_main(const struct request *request)
{
    const struct action *action;
    uint32_t id, peer = 0;
    int64_t result;

    if ( !request->nr_operands )
        misused(request, "say what to do, and the ID of a domain");
    action = read_action(request);
    if ( request->nr_operands != 1 + action->nr_ids )
        misused(request, "%s: %s", action->name,
                action->nr_ids > 1
                    ? "say the ID of a domain, and of the one that may bind"
                    : "say the ID of a domain, and no more");
    id = read_id(request, 1);
    if ( action->nr_ids > 1 )
        peer = read_id(request, 2);

    control_open();
    result = control(action->operation, id, peer, 0);
    if ( result < 0 )
        failed(action->deed, id, result);
    report(action, id, result, request->option[OPTION_json]);

    return CLI_OK;
}
