/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verb status: whether the host that this dom0 runs on is locked down, Xen
 * and the dom0 kernel both, and what has been refused since boot.
 */
#include "cli.h"
#include "call.h"
#include "request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KERNEL_LOCKDOWN "/sys/kernel/security/lockdown"

static const char *const levels[] = {
    [CONTROL_OP_LEVEL_NONE] = "none",
    [CONTROL_OP_LEVEL_INTEGRITY] = "integrity",
    [CONTROL_OP_LEVEL_CONTAINMENT] = "containment",
};

static const struct {
    const char *name, *text;
} reasons[] = {
    [CONTROL_OP_REASON_NONE] = { "none", "nothing has raised it" },
    [CONTROL_OP_REASON_SECURE_BOOT] = { "secure-boot", "by Secure Boot" },
    [CONTROL_OP_REASON_OPTION] = { "option", "by the option lockdown" },
    [CONTROL_OP_REASON_BUILD] = { "build", "built in" },
};

struct facts {
    struct control_op_status status;
    struct control_op_host host;
    uint32_t domains;
    json_t *refused;       /* [{operation, count}] */
    const char *kernel;    /* the level of its lockdown; null if unknown */
    const char *no_kernel; /* why the level is unknown */
    bool xen_locked, kernel_locked;
};

/* A newer Xen may have levels that this command does not know. */
static const char *name_of_level(uint32_t level)
{
    return level < sizeof(levels) / sizeof(*levels) ? levels[level]
                                                    : text("%u", level);
}

static bool known_reason(uint32_t reason)
{
    return reason < sizeof(reasons) / sizeof(*reasons);
}

/* ---- what is asked ---- */

/* The file says "none [integrity] confidentiality": integrity is in force. */
static void ask_kernel(struct facts *facts)
{
    const char *all = slurp(KERNEL_LOCKDOWN, NULL);
    const char *bracket = all ? strchr(all, '[') : NULL;

    if ( bracket )
        facts->kernel = text("%.*s", (int)strcspn(bracket + 1, "]"),
                             bracket + 1);
    else if ( all )
        facts->no_kernel = KERNEL_LOCKDOWN " says nothing";
    else if ( errno == ENOENT )
        facts->no_kernel = KERNEL_LOCKDOWN
            " is not there: the kernel has no lockdown, or "
            "securityfs is not mounted; mount -t securityfs "
            "securityfs /sys/kernel/security";
    else
        facts->no_kernel = text(KERNEL_LOCKDOWN ": %s", strerror(errno));

    facts->kernel_locked = facts->kernel && strcmp(facts->kernel, "none");
}

static void ask_refused(struct facts *facts)
{
    const struct control_op_counter *counter = control_memory();
    const uint32_t max = CONTROL_MEMORY_SIZE / sizeof(*counter);
    uint32_t first = 0, got;

    facts->refused = json_array();
    do
    {
        got = control_must("what it refused", max, CONTROL_OP_COUNTERS,
                           IN_MEMORY(0), max, first);
        for ( uint32_t i = 0; i < got; i++ )
            json_array_append_new(
                facts->refused,
                json_pack(
                    "{s:s, s:I}", "operation",
                    text("%.*s", (int)sizeof(counter->name), counter[i].name),
                    "count", (json_int_t)counter[i].refused));
        first += got;
    } while ( got == max );
}

static uint32_t count_domains(void)
{
    const struct control_op_domain *domain = control_memory();
    uint32_t all = 0, first = 0, got;

    while ( (got = control_domains(first)) )
    {
        all += got;
        first = domain[got - 1].domid + 1;
    }

    return all;
}

static struct facts ask(void)
{
    struct facts facts = { .status = control_open() };

    control_must("what host this is", 0, CONTROL_OP_HOST, IN_MEMORY(0), 0, 0);
    memcpy(&facts.host, control_memory(), sizeof(facts.host));
    ask_refused(&facts);
    facts.domains = count_domains();
    ask_kernel(&facts);
    facts.xen_locked = facts.status.level >= CONTROL_OP_LEVEL_INTEGRITY;

    return facts;
}

/* ---- what is said ---- */

static bool has(const struct facts *facts, uint32_t flag)
{
    return facts->host.flags & flag;
}

static const char *dom0_type(const struct facts *facts)
{
    return has(facts, CONTROL_OP_HOST_DOM0_PVH) ? "PVH" : "PV";
}

static void print_as_json(const struct facts *facts)
{
    const struct control_op_status *status = &facts->status;
    const struct control_op_host *host = &facts->host;
    json_t *xen = json_pack(
        "{s:s, s:s, s:s, s:I, s:I, s:I, s:O}", "version",
        text("%u.%u", host->xen_major, host->xen_minor), "level",
        name_of_level(status->level), "reason",
        known_reason(status->reason) ? reasons[status->reason].name : "unknown",
        "control_op", (json_int_t)status->version, "options_refused",
        (json_int_t)status->options_refused, "operations_refused",
        (json_int_t)status->ops_refused, "refused", facts->refused);
    json_t *machine = json_pack(
        "{s:I, s:I, s:I, s:I, s:b, s:I}", "cpus", (json_int_t)host->cpus,
        "nodes", (json_int_t)host->nodes, "memory", (json_int_t)host->memory,
        "free", (json_int_t)host->free, "iommu",
        has(facts, CONTROL_OP_HOST_IOMMU), "domains",
        (json_int_t)facts->domains);
    json_t *dom0 = json_pack(
        "{s:I, s:s, s:s?, s:b}", "id", (json_int_t)status->domid, "type",
        dom0_type(facts), "kernel_lockdown", facts->kernel, "dma_confined",
        has(facts, CONTROL_OP_HOST_DOM0_IOMMU));

    print_json(json_pack("{s:b, s:o, s:o, s:o, s:i}", "locked",
                         facts->xen_locked && facts->kernel_locked, "xen", xen,
                         "dom0", dom0, "host", machine, "control_op",
                         CONTROL_OP_VERSION));
}

/*
 * Prints a fact. @mark: "ok" if it is good, "!!" if it is bad, "" if neither.
 */
static void say(const char *mark, const char *name, const char *fact)
{
    printf("%-2s  %-11s %s\n", mark, name, fact);
}

static void say_levels(const struct facts *facts)
{
    const uint32_t reason = facts->status.reason;

    say(facts->xen_locked ? "ok" : "!!", "Xen",
        text("level %s, %s%s", name_of_level(facts->status.level),
             known_reason(reason) ? reasons[reason].text
                                  : "for a reason that this command is too old "
                                    "to know",
             facts->xen_locked ? ""
                               : ": not locked down; turn Secure Boot on, or "
                                 "give Xen the option lockdown"));

    if ( !facts->kernel )
        say("!!", "kernel", text("lockdown unknown: %s", facts->no_kernel));
    else
        say(facts->kernel_locked ? "ok" : "!!", "kernel",
            text("lockdown %s%s", facts->kernel,
                 facts->kernel_locked
                     ? ""
                     : ": root can change the kernel that Xen trusts; give it "
                       "the option lockdown=integrity"));
}

static void say_iommu(const struct facts *facts)
{
    if ( has(facts, CONTROL_OP_HOST_DOM0_IOMMU) )
        say("ok", "IOMMU", "in use, and confines what dom0's devices reach");
    else if ( has(facts, CONTROL_OP_HOST_IOMMU) )
        say("!!", "IOMMU",
            "in use, but dom0's devices reach all memory, Xen's too; give Xen "
            "the option dom0-iommu=strict");
    else
        say("!!", "IOMMU",
            "not in use: devices reach all memory, Xen's too; turn it on in "
            "the firmware");
}

static void say_refused(const struct facts *facts)
{
    const json_t *one;
    size_t i;

    say("", "refused",
        text("boot options: %u%s, operations: %llu",
             facts->status.options_refused,
             facts->status.options_refused ? " (see xen-lockdown console)" : "",
             (unsigned long long)facts->status.ops_refused));
    json_array_foreach(facts->refused, i, one)
        say("", "",
            text("%8lld %s",
                 (long long)json_integer_value(json_object_get(one, "count")),
                 json_string_value(json_object_get(one, "operation"))));
}

static void print_facts(const struct facts *facts)
{
    const struct control_op_host *host = &facts->host;

    say_levels(facts);
    say_iommu(facts);
    say_refused(facts);
    say("", "version",
        text("Xen %u.%u; control_op %u, of this command %u", host->xen_major,
             host->xen_minor, facts->status.version, CONTROL_OP_VERSION));
    say("", "dom0",
        text("%s, domain %u", dom0_type(facts), facts->status.domid));
    say("", "host",
        text("CPUs: %u, nodes: %u, memory: %llu MiB, free: %llu MiB",
             host->cpus, host->nodes, (unsigned long long)(host->memory >> 20),
             (unsigned long long)(host->free >> 20)));
    say("", "domains", text("%u", facts->domains));
}

int status_main(const struct request *request)
{
    struct facts facts;

    refuse_operands(request);

    facts = ask();
    if ( request->option[OPTION_json] )
        print_as_json(&facts);
    else
        print_facts(&facts);

    return facts.xen_locked && facts.kernel_locked ? CLI_OK : CLI_FOUND;
}
