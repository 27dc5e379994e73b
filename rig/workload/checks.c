// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of two domUs, PV and PVH, by the commands of xl that an administrator
 * uses. Another command, or the domain itself, shows what a command did: that
 * it returned without an error proves little.
 */
#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

static const struct domain pv = { "pv", "pv", 96 }, pvh = { "pvh", "pvh", 64 };

/* The last row that a command printed for a domain, "" if there is none. */
static const char *row_of(const char *name)
{
    static char row[160];
    char *line, *rest;

    row[0] = '\0';
    for ( line = strtok_r(output, "\n", &rest); line;
          line = strtok_r(NULL, "\n", &rest) )
        if ( !strncmp(line, name, strlen(name)) && line[strlen(name)] == ' ' )
            snprintf(row, sizeof(row), "%s", line);

    return row;
}

/* ---- the host ---- */

static void check_info(void)
{
    const long major = xl("info") ? number_of(output, "xen_major") : -1;
    const long cpus = number_of(output, "nr_cpus");
    const long total = number_of(output, "total_memory");
    const long free = number_of(output, "free_memory");
    struct utsname kernel;

    uname(&kernel);
    control("xl-info",
            major == atol(read_text("/sys/hypervisor/version/major")) &&
                cpus > 0 && free > 0 && free < total &&
                strstr(output, kernel.release),
            "Xen %ld.%ld, %ld CPUs, %ld of %ld MiB free", major,
            number_of(output, "xen_minor"), cpus, free, total);
}

static void check_dmesg(void)
{
    const char *version = xl("dmesg") ? strstr(output, "(XEN) Xen version ")
                                      : NULL;

    control("xl-dmesg", version && strstr(output, " init memory"), "%.40s",
            version ? version + strlen("(XEN) ") : last_line());
}

/* Name CPUs Sched Active Domain-count */
static void check_cpupool(void)
{
    unsigned int cpus = 0, domains = 0;
    char scheduler[32] = "", active[8] = "";
    const char *row = xl("cpupool-list") ? row_of("Pool-0") : "";
    const bool read = sscanf(row, "Pool-0 %u %31s %7s %u", &cpus, scheduler,
                             active, &domains) == 4;

    control("xl-cpupool", read && cpus > 0 && *active == 'y' && domains == 3,
            "%s", *row ? row : last_line());
}

/* ---- two domains come to life ---- */

/* The domain's own words, as xenconsoled wrote them down. */
static const char *words_of(const struct domain *domain)
{
    static char path[64], words[64];
    const char *up;

    snprintf(path, sizeof(path), "/var/log/xen/console/guest-%s.log",
             domain->name);
    up = strstr(read_text(path), "domU up: ");
    snprintf(words, sizeof(words), "%.*s", up ? (int)strcspn(up, "\r\n") : 0,
             up ? up : "");
    return words;
}

static bool is_up(const void *domain)
{
    return *words_of(domain);
}

/* Each domain's own Linux tells of which kind the domain is. */
static void check_create(const struct domain *domain, const char *name,
                         const char *type)
{
    const char *words;

    configure(domain);
    if ( !create(domain, false) )
    {
        control(name, false, "%s", last_line());
        return;
    }

    within(60, is_up, domain);
    words = words_of(domain);
    control(name, strstr(words, type), "%s",
            *words ? words : "created, and silent for a minute");
}

static void check_list(void)
{
    struct row dom0, one, two;
    const bool all = list_row("Domain-0", &dom0) && list_row(pv.name, &one) &&
                     list_row(pvh.name, &two);

    if ( !all )
        control("xl-list", false, "a domain is missing");
    else
        control("xl-list",
                !dom0.id && dom0.state[0] == 'r' && one.id && two.id &&
                    one.memory < pv.memory && one.vcpus == 1 &&
                    two.memory > pvh.memory - 3 && two.vcpus == 1,
                "ids %u %u %u, memory %u %u %u MiB", dom0.id, one.id, two.id,
                dom0.memory, one.memory, two.memory);
}

/* ---- the command xen-lockdown ---- */

#define xen_lockdown(...) run("xen-lockdown", __VA_ARGS__, (char *)NULL)

static bool has_control_device(void)
{
    return !access("/dev/xen/control", F_OK);
}

/* Where the command cannot ask Xen, it must say why and fail. */
static void check_no_answer(const char *name, bool answered)
{
    control(name, !answered && strstr(output, "this kernel cannot hand"), "%s",
            last_line());
}

/* As Xen's log has it: "integrity", say. */
static const char *level(void)
{
    static const char said[] = "Lockdown: level ";
    static char level[32];
    const char *at = xl("dmesg") ? strstr(output, said) : NULL;

    if ( at )
        snprintf(level, sizeof(level), "%.*s",
                 (int)strcspn(at + strlen(said), " \r\n,:"), at + strlen(said));
    return level;
}

static void check_status(void)
{
    char as_logged[64];
    bool locked;

    snprintf(as_logged, sizeof(as_logged), "\"level\": \"%s\"", level());
    locked = xen_lockdown("status", "--json");

    if ( !has_control_device() )
    {
        check_no_answer("status", locked);
        return;
    }

    control("status",
            locked && strstr(output, "\"locked\": true") &&
                strstr(output, as_logged) &&
                strstr(output, "\"kernel_lockdown\": \"integrity\""),
            "%s", locked ? "locked down, Xen and its dom0" : last_line());
}

/* Are they what `xl list` says, all domains and no more? */
static bool same_domains(const void *unused)
{
    static const char *const names[] = { "Domain-0", "pv", "pvh" };
    struct row ours[ARRAY_SIZE(names)], xls;
    char *line = xen_lockdown("domains") ? strtok(output, "\n") : NULL;

    (void)unused;
    for ( unsigned int i = 0; i < ARRAY_SIZE(names); i++ )
    {
        line = line ? strtok(NULL, "\n") : NULL;
        if ( !line ||
             sscanf(line, "%u %*s %7s %u %u", &ours[i].id, ours[i].state,
                    &ours[i].vcpus, &ours[i].memory) != 4 )
            return false;
    }
    if ( strtok(NULL, "\n") )
        return false;

    for ( unsigned int i = 0; i < ARRAY_SIZE(names); i++ )
        if ( !list_row(names[i], &xls) || xls.id != ours[i].id ||
             xls.vcpus != ours[i].vcpus || xls.memory != ours[i].memory ||
             xls.state[2] != ours[i].state[2] )
            return false;

    return true;
}

/* The port of a new event channel of a domain's, for dom0; 0 if there is none. */
static unsigned int event_channel(const char *id)
{
    unsigned int port;

    return xen_lockdown("domain", "event-channel", id, "0") &&
                   sscanf(output,
                          "ok  domain %*u has an event channel: port %u",
                          &port) == 1
               ? port
               : 0;
}

/* Xen's stable operations, which need no toolstack, beside the toolstack. */
static void check_stable(void)
{
    struct row row = { 0 };
    bool same, paused, unpaused, connected, told;
    unsigned int port;
    char id[12];

    if ( !has_control_device() )
    {
        check_no_answer("stable", xen_lockdown("domains"));
        return;
    }

    same = within(5, same_domains, NULL) && list_row(pvh.name, &row);
    snprintf(id, sizeof(id), "%u", row.id);
    paused = same && xen_lockdown("domain", "pause", id) &&
             list_row(pvh.name, &row) && row.state[2] == 'p' &&
             same_domains(NULL);
    unpaused = paused && xen_lockdown("domain", "unpause", id) &&
               list_row(pvh.name, &row) && row.state[2] == '-';
    port = unpaused ? event_channel(id) : 0;
    connected = port && event_channel(id) > port;
    told = connected && xen_lockdown("console") &&
           strstr(output, "(XEN) Xen version ");
    control("stable", told, "%s",
            told ? "3 domains, one of them paused, event channels and Xen's log"
            : connected ? "Xen's log does not begin"
            : same      ? last_line()
                        : "not the domains that xl list says");
}

static void check_console(void)
{
    const bool heard = console_answers(pv.name, "hello\n", "domU heard: hello");
    const bool both = heard &&
                      console_answers(pvh.name, "hello\n", "domU heard: hello");

    control("xl-console", both, "%s",
            both    ? "each domU answered a line"
            : heard ? "the PVH domU did not answer"
                    : last_line());
}

/* ---- they are managed ---- */

static void check_pause(void)
{
    struct row before = { 0 }, paused = { 0 }, after = { 0 };
    bool done = list_row(pv.name, &before) && xl("pause", pv.name) &&
                list_row(pv.name, &paused);
    const bool silent = done && paused.state[2] == 'p';

    done = silent && xl("unpause", pv.name) && list_row(pv.name, &after) &&
           after.state[2] == '-' &&
           console_answers(pv.name, "again\n", "domU heard: again");
    control("xl-pause", done && before.state[2] == '-', "%s, %s, %s",
            before.state, paused.state, after.state);
}

/* Name ID VCPU CPU State Time(s) Affinity: Hard / Soft */
static bool affinity_of(const char *name, char hard[32])
{
    return xl("vcpu-list", name) &&
           sscanf(row_of(name), "%*s %*u %*u %*s %*s %*s %31s", hard) == 1;
}

static void check_vcpus(void)
{
    static const char *const cpus[] = { "1", "0" };
    char before[32] = "", hard[32] = "";
    bool done = affinity_of(pv.name, before) && !strcmp(before, "all");

    control("xl-vcpu-list", done, "%s",
            done ? "a vCPU that may run everywhere" : last_line());

    for ( unsigned int i = 0; i < ARRAY_SIZE(cpus); i++ )
        done = done && xl("vcpu-pin", pv.name, "0", cpus[i]) &&
               affinity_of(pv.name, hard) && !strcmp(hard, cpus[i]);
    control("xl-vcpu-pin", done, "from %s to %s", before,
            done ? "1, then 0" : last_line());
}

/* Name ID Weight Cap */
static bool weight_of(const char *name, unsigned int *weight)
{
    return xl("sched-credit2", "-d", name) &&
           sscanf(row_of(name), "%*s %*u %u", weight) == 1;
}

static void check_scheduler(void)
{
    unsigned int before = 0, after = 0;
    const bool done = weight_of(pv.name, &before) &&
                      xl("sched-credit2", "-d", pv.name, "-w", "512") &&
                      weight_of(pv.name, &after);

    control("xl-sched", done && before == 256 && after == 512,
            "weight %u, then %u%s%s", before, after, done ? "" : ": ",
            done ? "" : last_line());
}

static bool has_shrunk(const void *domain)
{
    const struct domain *of = domain;
    struct row row;

    return list_row(of->name, &row) && row.memory < of->memory - 15;
}

/* The domain's own kernel gives the memory back. */
static void check_memory(void)
{
    const bool done = xl("mem-set", pv.name, "80");
    const bool shrunk = done && within(60, has_shrunk, &pv);
    struct row row = { 0 };

    list_row(pv.name, &row);
    control("xl-mem-set", shrunk && row.memory >= 79, "from %u to %u MiB",
            pv.memory, row.memory);
}

/*
 * A PVH domU is saved, and goes on. Not a PV one: its toolstack maps a table of
 * Xen's for that, which a locked dom0 may not.
 */
static void check_save(void)
{
    static const char path[] = "/run/saved";
    struct stat file = { 0 };
    const bool saved = xl("save", "-c", pvh.name, path);
    bool on;

    if ( !saved || stat(path, &file) )
    {
        control("xl-save", false, "%s", last_line());
        return;
    }

    on = console_answers(pvh.name, "saved\n", "domU heard: saved");
    control("xl-save", on && file.st_size > (off_t)(pvh.memory - 3) << 20,
            "%ld KiB, and the domU %s", (long)file.st_size / 1024,
            on ? "goes on" : "does not answer");
    unlink(path);
}

/* ---- they end ---- */

static void check_shutdown(void)
{
    const bool done = xl("shutdown", pv.name) && within(60, is_gone, &pv);

    control("xl-shutdown", done, "%s",
            done ? "the PV domU ended itself" : last_line());
}

static void check_destroy(void)
{
    const bool done = xl("destroy", pvh.name) && within(10, is_gone, &pvh);
    const unsigned int left = count_domains();

    control("xl-destroy", done && left == 1,
            done ? "%u domain left" : "%u domains left", left);
}

void run_checks(void)
{
    check_info();
    check_dmesg();
    check_status();
    check_create(&pv, "xl-create-pv", "PV,");
    check_pause();
    check_vcpus();
    check_scheduler();
    check_memory();
    check_create(&pvh, "xl-create-pvh", "PVH,");
    check_list();
    check_stable();
    check_cpupool();
    check_console();
    check_save();
    check_shutdown();
    check_destroy();
}
