/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verbs for dom0 on a kernel and a Xen that this test simulates: what they
 * print, and their exit status. Each verb runs in a process of its own, since
 * an error ends the process.
 */
#include "unit.h"

#include "../../cli/cli.h"
#include "../../cli/request.h"

#include "../../abi/control_op.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define NR_REFUSED 600 /* more than one call returns */
#define MAX_OUTPUT (1 << 20)

/* A verb frees nothing: its process ends with it. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

/* ---- the kernel and Xen ---- */

enum { CONTROL, PRIVCMD, NR_NODES };

static const char *const paths[] = { "/dev/xen/control", "/dev/xen/privcmd" };

static struct {
    int open_error[NR_NODES];    /* 0: it opens */
    int control_error[NR_NODES]; /* of CONTROL_OP_IOCTL; 0: none */
    int opened;                  /* the node opened last */

    const char *lockdown; /* what securityfs says; null: not there */

    struct control_op_status status;
    struct control_op_host host;
    int64_t result;      /* of all calls except status; 0: carry them out */
    unsigned int faults; /* so many of the next calls return -EFAULT */
    unsigned int nr_refused;
    struct control_op_domain domains[200];
    unsigned int nr_domains;
    const char *log;
} host;

int __wrap_open(const char *path, int flags, ...);
FILE *__wrap_fopen(const char *path, const char *mode);
int __wrap_ioctl(int fd, unsigned long request, void *argument);

/* Used in the verb's process, where cmocka does not see its own assertions. */
static void demand(bool holds, const char *what)
{
    if ( holds )
        return;
    fprintf(stderr, "the verb does wrong: %s\n", what);
    abort();
}

int __wrap_open(const char *path, int flags, ...)
{
    demand(flags == (O_RDWR | O_CLOEXEC), path);
    for ( int i = 0; i < NR_NODES; i++ )
        if ( !strcmp(path, paths[i]) )
        {
            host.opened = i;
            errno = host.open_error[i];
            return errno ? -1 : dup(STDERR_FILENO);
        }
    demand(false, path);
    return -1;
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
    demand(!strcmp(path, "/sys/kernel/security/lockdown"), path);
    errno = ENOENT;

    return host.lockdown
               ? fmemopen((void *)(uintptr_t)host.lockdown,
                          strlen(host.lockdown), mode[0] == 'r' ? "r" : "")
               : NULL;
}

/* The @size bytes to which @reference leads. */
static void *at(const struct control_op_call *call, uint64_t reference,
                uint64_t size)
{
    const uint64_t offset = reference % CONTROL_OP_MAX_SIZE;

    demand(reference / CONTROL_OP_MAX_SIZE == 1, "its reference");
    demand(size <= call->buffers[0].size &&
               offset <= call->buffers[0].size - size,
           "its length");

    return (char *)(uintptr_t)call->buffers[0].address + offset;
}

static int64_t tell_counters(const struct control_op_call *call)
{
    struct control_op_counter *to = at(call, call->args[0],
                                       call->args[1] * sizeof(*to));
    uint64_t i, first = call->args[2];

    for ( i = 0; i < call->args[1] && first + i < host.nr_refused; i++ )
    {
        to[i].refused = first + i + 1;
        snprintf(to[i].name, sizeof(to[i].name), "XEN_OP_%u",
                 (unsigned int)(first + i));
    }

    return (int64_t)i;
}

static int64_t tell_domains(const struct control_op_call *call)
{
    struct control_op_domain *to = at(call, call->args[0],
                                      call->args[1] * sizeof(*to));
    int64_t nr = 0;

    for ( unsigned int i = 0; i < host.nr_domains; i++ )
        if ( host.domains[i].domid >= call->args[2] && nr < 64 &&
             nr < (int64_t)call->args[1] )
            to[nr++] = host.domains[i];

    return nr;
}

static int64_t tell_log(const struct control_op_call *call)
{
    uint32_t *position = at(call, call->args[2], sizeof(*position));
    const size_t left = strlen(host.log) - *position;
    const size_t size = left < call->args[1] ? left : call->args[1];

    memcpy(at(call, call->args[0], call->args[1]), host.log + *position, size);
    *position += (uint32_t)size;

    return (int64_t)size;
}

static int64_t manage(const struct control_op_call *call)
{
    if ( call->args[0] == host.status.domid )
        return -EPERM;
    for ( unsigned int i = 0; i < host.nr_domains; i++ )
        if ( host.domains[i].domid == call->args[0] )
        {
            fprintf(stderr, "operation %u\n", call->operation);
            return call->operation == CONTROL_OP_EVENT_CHANNEL
                       ? 100 + (int64_t)call->args[1]
                       : 0;
        }
    return -ESRCH;
}

static int64_t carry_out(const struct control_op_call *call)
{
    if ( host.faults && host.faults-- )
        return -EFAULT;

    if ( call->operation == CONTROL_OP_STATUS )
    {
        memcpy(at(call, call->args[0], sizeof(host.status)), &host.status,
               sizeof(host.status));
        return 0;
    }
    if ( host.result )
        return host.result;

    switch ( call->operation )
    {
    case CONTROL_OP_HOST:
        memcpy(at(call, call->args[0], sizeof(host.host)), &host.host,
               sizeof(host.host));
        return 0;

    case CONTROL_OP_COUNTERS:
        return tell_counters(call);

    case CONTROL_OP_DOMAINS:
        return tell_domains(call);

    case CONTROL_OP_CONSOLE:
        return tell_log(call);

    default:
        demand((call->operation >= CONTROL_OP_PAUSE &&
                call->operation <= CONTROL_OP_DESTROY) ||
                   call->operation == CONTROL_OP_EVENT_CHANNEL,
               "its operation");
        return manage(call);
    }
}

int __wrap_ioctl(int fd, unsigned long request, void *argument)
{
    const struct control_op_ioctl *ask = argument;
    struct control_op_call *call = (void *)(uintptr_t)ask->calls;

    demand(request == CONTROL_OP_IOCTL, "its ioctl");
    demand(fd > STDERR_FILENO, "its file");
    errno = host.control_error[host.opened];
    if ( errno )
        return -1;

    demand(ask->nr == 1 && call->version == CONTROL_OP_VERSION &&
               call->nr_buffers == 1 &&
               ask->size == sizeof(*call) + sizeof(call->buffers[0]),
           "its call");
    call->result = carry_out(call);

    return 0;
}

/* ---- running a verb ---- */

static char out[MAX_OUTPUT], err[MAX_OUTPUT];

static void read_back(FILE *file, char *to)
{
    rewind(file);
    to[fread(to, 1, MAX_OUTPUT - 1, file)] = '\0';
    fclose(file);
}

#define RUN(verb, ...)                                                         \
    run(VERB_##verb, verb##_main,                                              \
        (char *[]){ (char[]){ #verb }, __VA_ARGS__ },                          \
        sizeof((char *[]){ NULL, __VA_ARGS__ }) / sizeof(char *))

/* Returns the verb's exit status. What it prints is in out and err. */
static int run(enum verb_id verb, int (*carry_out)(const struct request *),
               char **words, size_t nr)
{
    struct request request;
    FILE *files[] = { tmpfile(), tmpfile() };
    char *argv[8] = { NULL };
    int status;
    pid_t child;

    memcpy(argv, words, nr * sizeof(*argv));
    fflush(NULL);
    child = fork();
    if ( child == 0 )
    {
        dup2(fileno(files[0]), STDOUT_FILENO);
        dup2(fileno(files[1]), STDERR_FILENO);
        request = read_request(verb, (int)nr, argv);
        exit(carry_out(&request));
    }

    assert_int_equal(waitpid(child, &status, 0), child);
    read_back(files[0], out);
    read_back(files[1], err);
    if ( !WIFEXITED(status) )
        fail_msg("%s", err);

    return WEXITSTATUS(status);
}

static void assert_says(const char *all, const char *words)
{
    if ( !strstr(all, words) )
        fail_msg("\"%s\" is not in:\n%s", words, all);
}

/* An error: the only output is one line, which holds @what and @cure. */
static void assert_trouble(int status, const char *what, const char *cure)
{
    assert_int_equal(status, CLI_TROUBLE);
    assert_string_equal(out, "");
    assert_says(err, what);
    assert_says(err, cure);
    assert_int_equal(strchr(err, '\n') - err, strlen(err) - 1);
}

static json_t *parse(void)
{
    json_error_t error;
    json_t *all = json_loads(out, JSON_REJECT_DUPLICATES, &error);

    if ( !all )
        fail_msg("line %d: %s:\n%s", error.line, error.text, out);
    return all;
}

/* The member @name of the object @part of @all. */
static json_t *of(json_t *all, const char *part, const char *name)
{
    json_t *found = json_object_get(json_object_get(all, part), name);

    assert_non_null(found);
    return found;
}

/* ---- each test begins with a host that is locked down ---- */

static int set_up(void **state)
{
    (void)state;
    memset(&host, 0, sizeof(host));
    host.lockdown = "none [integrity] confidentiality\n";
    host.status = (struct control_op_status){
        .version = CONTROL_OP_VERSION,
        .level = CONTROL_OP_LEVEL_INTEGRITY,
        .reason = CONTROL_OP_REASON_SECURE_BOOT,
        .options_refused = 2,
        .ops_refused = 3,
    };
    host.host = (struct control_op_host){
        .xen_major = 4,
        .xen_minor = 20,
        .flags = CONTROL_OP_HOST_HVM | CONTROL_OP_HOST_PV |
                 CONTROL_OP_HOST_IOMMU | CONTROL_OP_HOST_DOM0_PVH |
                 CONTROL_OP_HOST_DOM0_IOMMU,
        .cpus = 2,
        .nodes = 1,
        .memory = 4096ULL << 20,
        .free = 1234ULL << 20,
    };
    host.nr_refused = 2;
    host.nr_domains = 3;
    host.domains[0].vcpus = 2;
    host.domains[0].memory = 1024ULL << 20;
    host.domains[0].flags = CONTROL_OP_DOMAIN_RUNNING | CONTROL_OP_DOMAIN_HVM;
    host.domains[1].domid = 5;
    host.domains[1].flags = CONTROL_OP_DOMAIN_PAUSED |
                            CONTROL_OP_DOMAIN_SHUTDOWN;
    host.domains[1].shutdown_reason = 3;
    host.domains[1].cpu_time = 12345678901;
    host.domains[2].domid = 0x7fef;
    host.domains[2].uuid[0] = 0xab;
    host.domains[2].uuid[15] = 0xcd;
    host.log = "(XEN) Xen version 4.20\n";

    return 0;
}

/* ---- status ---- */

static void test_locked(void **state)
{
    (void)state;
    assert_int_equal(RUN(status), CLI_OK);
    assert_string_equal(
        out, "ok  Xen         level integrity, by Secure Boot\n"
             "ok  kernel      lockdown integrity\n"
             "ok  IOMMU       in use, and confines what dom0's devices reach\n"
             "    refused     boot options: 2 (see xen-lockdown console), "
             "operations: 3\n"
             "                       1 XEN_OP_0\n"
             "                       2 XEN_OP_1\n"
             "    version     Xen 4.20; control_op 1, of this command 1\n"
             "    dom0        PVH, domain 0\n"
             "    host        CPUs: 2, nodes: 1, memory: 4096 MiB, free: 1234 "
             "MiB\n"
             "    domains     3\n");
    assert_string_equal(err, "");
}

static void test_locked_in_json(void **state)
{
    json_t *all, *refused;

    (void)state;
    assert_int_equal(RUN(status, (char[]){ "--json" }), CLI_OK);
    all = parse();
    assert_true(json_is_true(json_object_get(all, "locked")));
    assert_int_equal(json_integer_value(json_object_get(all, "control_op")),
                     CONTROL_OP_VERSION);
    assert_string_equal(json_string_value(of(all, "xen", "version")), "4.20");
    assert_string_equal(json_string_value(of(all, "xen", "level")),
                        "integrity");
    assert_string_equal(json_string_value(of(all, "xen", "reason")),
                        "secure-boot");
    assert_int_equal(json_integer_value(of(all, "xen", "options_refused")), 2);
    assert_int_equal(json_integer_value(of(all, "xen", "operations_refused")),
                     3);
    refused = of(all, "xen", "refused");
    assert_int_equal(json_array_size(refused), 2);
    assert_string_equal(json_string_value(json_object_get(
                            json_array_get(refused, 1), "operation")),
                        "XEN_OP_1");
    assert_string_equal(json_string_value(of(all, "dom0", "type")), "PVH");
    assert_string_equal(json_string_value(of(all, "dom0", "kernel_lockdown")),
                        "integrity");
    assert_true(json_is_true(of(all, "dom0", "dma_confined")));
    assert_true(json_is_true(of(all, "host", "iommu")));
    assert_true(json_integer_value(of(all, "host", "memory")) == 4096LL << 20);
    assert_int_equal(json_integer_value(of(all, "host", "domains")), 3);
    json_decref(all);
}

static void test_xen_unlocked(void **state)
{
    (void)state;
    host.status.level = CONTROL_OP_LEVEL_NONE;
    host.status.reason = CONTROL_OP_REASON_NONE;
    assert_int_equal(RUN(status), CLI_FOUND);
    assert_says(out, "!!  Xen         level none, nothing has raised it: not "
                     "locked down; turn Secure Boot on, or ");
    assert_string_equal(err, "");
}

static void test_xen_unlocked_in_json(void **state)
{
    json_t *all;

    (void)state;
    host.status.level = CONTROL_OP_LEVEL_NONE;
    assert_int_equal(RUN(status, (char[]){ "--json" }), CLI_FOUND);
    all = parse();
    assert_true(json_is_false(json_object_get(all, "locked")));
    assert_string_equal(json_string_value(of(all, "xen", "level")), "none");
    json_decref(all);
}

static void test_kernel_unlocked(void **state)
{
    (void)state;
    host.lockdown = "[none] integrity confidentiality\n";
    assert_int_equal(RUN(status), CLI_FOUND);
    assert_says(out, "ok  Xen ");
    assert_says(out, "!!  kernel      lockdown none: ");
    assert_says(out, "lockdown=integrity");
}

static void test_kernel_in_confidentiality(void **state)
{
    (void)state;
    host.lockdown = "none integrity [confidentiality]\n";
    assert_int_equal(RUN(status), CLI_OK);
    assert_says(out, "ok  kernel      lockdown confidentiality\n");
}

/* What is not known to be locked is reported as not locked. */
static void test_kernel_unknown(void **state)
{
    json_t *all;

    (void)state;
    host.lockdown = NULL;
    assert_int_equal(RUN(status), CLI_FOUND);
    assert_says(out, "!!  kernel      lockdown unknown: ");
    assert_says(out, "mount -t securityfs");
    assert_int_equal(RUN(status, (char[]){ "--json" }), CLI_FOUND);
    all = parse();
    assert_true(json_is_null(of(all, "dom0", "kernel_lockdown")));
    assert_true(json_is_false(json_object_get(all, "locked")));
    json_decref(all);
    host.lockdown = "\n";
    assert_int_equal(RUN(status), CLI_FOUND);
    assert_says(out, "lockdown unknown: ");
}

/* Values that a later Xen may give. */
static void test_what_is_not_known(void **state)
{
    (void)state;
    host.status.version = CONTROL_OP_VERSION + 1;
    host.status.level = 7;
    host.status.reason = 8;
    assert_int_equal(RUN(status), CLI_OK);
    assert_says(out, "ok  Xen         level 7, for a reason ");
    assert_int_equal(RUN(status, (char[]){ "--json" }), CLI_OK);
    assert_says(out, "\"unknown\"");
}

static void test_iommu(void **state)
{
    (void)state;
    host.host.flags = CONTROL_OP_HOST_IOMMU;
    assert_int_equal(RUN(status), CLI_OK);
    assert_says(out, "!!  IOMMU       in use, but ");
    assert_says(out, "    dom0        PV, domain 0\n");
    host.host.flags = 0;
    assert_int_equal(RUN(status), CLI_OK);
    assert_says(out, "!!  IOMMU       not in use: ");
}

static void test_many_refusals_and_domains(void **state)
{
    json_t *all, *refused;

    (void)state;
    host.nr_refused = NR_REFUSED;
    host.nr_domains = 200;
    for ( uint32_t i = 0; i < host.nr_domains; i++ )
        host.domains[i].domid = 3 * i;
    assert_int_equal(RUN(status, (char[]){ "--json" }), CLI_OK);
    all = parse();
    refused = of(all, "xen", "refused");
    assert_int_equal(json_array_size(refused), NR_REFUSED);
    for ( size_t i = 0; i < NR_REFUSED; i++ )
        assert_int_equal(json_integer_value(json_object_get(
                             json_array_get(refused, i), "count")),
                         i + 1);
    assert_int_equal(json_integer_value(of(all, "host", "domains")), 200);
    json_decref(all);
}

static void test_nothing_refused(void **state)
{
    (void)state;
    host.nr_refused = 0;
    host.status.ops_refused = host.status.options_refused = 0;
    assert_int_equal(RUN(status), CLI_OK);
    assert_says(out, "    refused     boot options: 0, operations: 0\n"
                     "    version ");
}

/* While the kernel moves a page, Xen does not find it; the verb asks again. */
static void test_absent_page(void **state)
{
    (void)state;
    host.faults = 2;
    assert_int_equal(RUN(status), CLI_OK);
    host.faults = 100;
    assert_trouble(RUN(status), "Bad address", "/dev/xen/control");
}

static void test_wrong_words(void **state)
{
    (void)state;
    assert_trouble(RUN(status, (char[]){ "--frob" }),
                   "status: --frob: ", "--help");
    assert_trouble(RUN(status, (char[]){ "now" }), "status: now: ", "--help");
}

/* ---- the device that a verb uses ---- */

static void test_through_privcmd(void **state)
{
    (void)state;
    host.open_error[CONTROL] = ENOENT;
    assert_int_equal(RUN(status), CLI_OK);
    host.open_error[CONTROL] = 0;
    host.control_error[CONTROL] = ENOTTY;
    assert_int_equal(RUN(status), CLI_OK);
}

static void test_no_device(void **state)
{
    (void)state;
    host.open_error[CONTROL] = host.open_error[PRIVCMD] = ENOENT;
    assert_trouble(RUN(status), "/dev/xen/control: no such device",
                   "this is no dom0");
}

static void test_node_without_device(void **state)
{
    (void)state;
    host.open_error[CONTROL] = ENXIO;
    host.open_error[PRIVCMD] = ENODEV;
    assert_trouble(RUN(status), "/dev/xen/control: no such device",
                   "this is no dom0");
}

static void test_stock_kernel(void **state)
{
    (void)state;
    host.open_error[CONTROL] = ENOENT;
    host.control_error[PRIVCMD] = ENOTTY;
    assert_trouble(RUN(status), "/dev/xen/privcmd: this kernel cannot",
                   "CONFIG_XEN_LOCKDOWN");
}

static void test_not_root(void **state)
{
    (void)state;
    host.open_error[CONTROL] = EACCES;
    assert_trouble(RUN(status), "/dev/xen/control: Permission denied",
                   "run this as root");
    host.open_error[CONTROL] = EPERM;
    assert_trouble(RUN(status), "/dev/xen/control: Operation not permitted",
                   "run this as root");
}

static void test_other_error(void **state)
{
    (void)state;
    host.open_error[CONTROL] = EMFILE;
    assert_trouble(RUN(status), "/dev/xen/control: ", "Too many open files");
}

static void test_xen_without_control_op(void **state)
{
    (void)state;
    host.control_error[CONTROL] = ENOSYS;
    assert_trouble(RUN(status), "/dev/xen/control: Xen has no control_op",
                   "boot a Xen with lockdown");
    host.control_error[CONTROL] = EIO;
    assert_trouble(RUN(status), "does not tell its status", "locked");
}

static void test_older_xen(void **state)
{
    (void)state;
    host.status.version = CONTROL_OP_VERSION - 1;
    assert_trouble(RUN(status), "Xen speaks version 0 of control_op",
                   "update Xen");
}

static void test_refused_calls(void **state)
{
    (void)state;
    host.result = -EPERM;
    assert_trouble(RUN(status), "does not tell this domain",
                   "run this in dom0");
    host.result = -ENOSYS;
    assert_trouble(RUN(status), "cannot tell", "came with that Xen");
    host.result = 100000;
    assert_trouble(RUN(domains, (char[]){ "--json" }), "its domains",
                   "makes no sense");
}

/* ---- the other verbs ---- */

static void test_domains(void **state)
{
    (void)state;
    assert_int_equal(RUN(domains), CLI_OK);
    assert_string_equal(out,
                        "   ID Type State VCPUs Mem(MiB)     Time(s)  UUID\n"
                        "    0 HVM  r----     2     1024         0.0  "
                        "00000000-0000-0000-0000-000000000000\n"
                        "    5 PV   --ps-     0        0        12.3  "
                        "00000000-0000-0000-0000-000000000000\n"
                        "32751 PV   -----     0        0         0.0  "
                        "ab000000-0000-0000-0000-0000000000cd\n");
}

static void test_domains_in_json(void **state)
{
    json_t *all, *domain;

    (void)state;
    assert_int_equal(RUN(domains, (char[]){ "--json" }), CLI_OK);
    all = parse();
    assert_int_equal(json_array_size(json_object_get(all, "domains")), 3);
    domain = json_array_get(json_object_get(all, "domains"), 1);
    assert_int_equal(json_integer_value(json_object_get(domain, "id")), 5);
    assert_int_equal(
        json_integer_value(json_object_get(domain, "shutdown_reason")), 3);
    assert_int_equal(json_array_size(json_object_get(domain, "state")), 2);
    domain = json_array_get(json_object_get(all, "domains"), 0);
    assert_true(json_is_null(json_object_get(domain, "shutdown_reason")));
    json_decref(all);
}

static void test_actions(void **state)
{
    (void)state;
    assert_int_equal(RUN(domain, (char[]){ "pause" }, (char[]){ "5" }), CLI_OK);
    assert_string_equal(out, "ok  domain 5 paused\n");
    assert_string_equal(err, "operation 65541\n");
    RUN(domain, (char[]){ "unpause" }, (char[]){ "5" });
    assert_string_equal(err, "operation 65542\n");
    RUN(domain, (char[]){ "shutdown" }, (char[]){ "5" });
    assert_string_equal(err, "operation 65543\n");
    assert_int_equal(RUN(domain, (char[]){ "destroy" }, (char[]){ "5" },
                         (char[]){ "--json" }),
                     CLI_OK);
    assert_string_equal(err, "operation 65544\n");
    json_decref(parse());
}

static void test_event_channel(void **state)
{
    json_t *all;

    (void)state;
    assert_int_equal(RUN(domain, (char[]){ "event-channel" }, (char[]){ "5" },
                         (char[]){ "7" }),
                     CLI_OK);
    assert_string_equal(out, "ok  domain 5 has an event channel: port 107\n");
    assert_int_equal(RUN(domain, (char[]){ "event-channel" }, (char[]){ "5" },
                         (char[]){ "0" }, (char[]){ "--json" }),
                     CLI_OK);
    all = parse();
    assert_int_equal(json_integer_value(json_object_get(all, "port")), 100);
    json_decref(all);
}

static void test_impossible_actions(void **state)
{
    (void)state;
    assert_trouble(RUN(domain, (char[]){ "pause" }, (char[]){ "6" }),
                   "domain 6: there is none", "xen-lockdown domains");
    assert_trouble(RUN(domain, (char[]){ "destroy" }, (char[]){ "0" }),
                   "domain 0: Xen refuses to destroy it", "asks");
    assert_trouble(RUN(domain, (char[]){ "frob" }, (char[]){ "5" }),
                   "domain: frob: ", "--help");
    assert_trouble(RUN(domain, (char[]){ "pause" }, (char[]){ "pv" }),
                   "domain: pv: ", "xen-lockdown domains");
    assert_trouble(RUN(domain, (char[]){ "pause" }, (char[]){ "32752" }),
                   "domain: 32752: ", "xen-lockdown domains");
    assert_trouble(
        RUN(domain, (char[]){ "pause" }, (char[]){ "5" }, (char[]){ "6" }),
        "domain: pause: say the ID of a domain", "--help");
    assert_trouble(RUN(domain, (char[]){ "event-channel" }, (char[]){ "5" }),
                   "domain: event-channel: ", "--help");
    assert_trouble(RUN(domain, (char[]){ "event-channel" }, (char[]){ "0" },
                       (char[]){ "5" }),
                   "refuses to make an event channel for it", "asks");
    assert_trouble(RUN(domain, (char[]){ "pause" }), "ID of a domain",
                   "--help");
    host.result = -EBUSY;
    assert_trouble(RUN(domain, (char[]){ "pause" }, (char[]){ "5" }),
                   "domain 5: Xen could not pause it", "busy");
}

static void test_console(void **state)
{
    static char log[50000];

    (void)state;
    assert_int_equal(RUN(console), CLI_OK);
    assert_string_equal(out, "(XEN) Xen version 4.20\n");
    for ( size_t i = 0; i < sizeof(log) - 1; i++ )
        log[i] = (char)(' ' + i % 91);
    host.log = log;
    assert_int_equal(RUN(console), CLI_OK);
    assert_string_equal(out, log);
    assert_trouble(RUN(console, (char[]){ "--json" }),
                   "console: --json: ", "--help");
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_locked),
        TEST(test_locked_in_json),
        TEST(test_xen_unlocked),
        TEST(test_xen_unlocked_in_json),
        TEST(test_kernel_unlocked),
        TEST(test_kernel_in_confidentiality),
        TEST(test_kernel_unknown),
        TEST(test_what_is_not_known),
        TEST(test_iommu),
        TEST(test_many_refusals_and_domains),
        TEST(test_nothing_refused),
        TEST(test_absent_page),
        TEST(test_wrong_words),
        TEST(test_through_privcmd),
        TEST(test_no_device),
        TEST(test_node_without_device),
        TEST(test_stock_kernel),
        TEST(test_not_root),
        TEST(test_other_error),
        TEST(test_xen_without_control_op),
        TEST(test_older_xen),
        TEST(test_refused_calls),
        TEST(test_domains),
        TEST(test_domains_in_json),
        TEST(test_actions),
        TEST(test_event_channel),
        TEST(test_impossible_actions),
        TEST(test_console),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
