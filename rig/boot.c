/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Boots a directory as EFI system partition under QEMU, and hands back the
 * serial logs and how the boot ended. It knows nothing of what runs inside: it
 * stops at a text that the caller waits for, when the machine goes off or
 * resets, when the machine falls silent, or at a time limit.
 */
#include "code.h"
#include "qtest.h"
#include "vars.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_TEXTS 8
#define MAX_ARGS  64
#define PORTS     2
#define RAM_MIB   "2048"
#define OVMF      "/usr/share/OVMF/"

/*
 * What the firmware says of Secure Boot: active, in setup mode, or not
 * enforced.
 */
static const struct firmware {
    const char *name, *code, *vars;
    bool smm;
} firmwares[] = {
    { "enforcing", OVMF "OVMF_CODE_4M.secboot.fd",
      OVMF "OVMF_VARS_4M.snakeoil.fd", true },
    { "setup", OVMF "OVMF_CODE_4M.secboot.fd", OVMF "OVMF_VARS_4M.fd", true },
    { "without", OVMF "OVMF_CODE_4M.fd", OVMF "OVMF_VARS_4M.fd", false },
};

/* What the caller asks for. */
struct request {
    const struct firmware *firmware;
    const char *esp, *out, *options, *texts[MAX_TEXTS];
    const char *code, *code_ready; /* file; text that says it is loaded */
    char **extra;                  /* arguments for QEMU */
    unsigned int nr_texts;
    double limit, silence;
    bool pvh;
    const char *restart;    /* text that announces a restart, which is no end */
    const char *line_ready; /* text behind which the idle line is raised */
    char *qtest;
};

struct log {
    char *path, *text;
    size_t size;
};

struct machine {
    pid_t pid;
    int status;
    double used; /* processor time */
    struct log logs[PORTS];
    struct code code;
};

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
    interrupted = signal;
}

static void fail(const char *what)
{
    perror(what);
    exit(2);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/*
 * The processor time that a process has used. On a busy host a machine is slow,
 * not silent: so silence is measured by this clock too.
 */
static double used(pid_t pid)
{
    char path[64];
    unsigned long user, system;
    double seconds = 0;
    FILE *f;

    snprintf(path, sizeof(path), "/proc/%d/stat", pid);
    f = fopen(path, "r");
    if ( !f )
        return 0;
    if ( fscanf(
             f,
             "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
             &user, &system) == 2 )
        seconds = (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
    fclose(f);
    return seconds;
}

static char *join(const char *a, const char *b)
{
    char *s = NULL;

    if ( asprintf(&s, "%s%s", a, b) < 0 )
        fail("asprintf");
    return s;
}

/*
 * The variable store is the machine's own memory, so each boot begins with a
 * fresh copy.
 */
static void make_store(const struct request *request, const char *path)
{
    char block[1 << 16];
    ssize_t n;
    const int in = open(request->firmware->vars, O_RDONLY | O_CLOEXEC);
    const int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    if ( in < 0 || out < 0 )
        fail(in < 0 ? request->firmware->vars : path);
    while ( (n = read(in, block, sizeof(block))) > 0 )
        if ( write(out, block, (size_t)n) != n )
            fail(path);
    if ( n < 0 )
        fail(request->firmware->vars);
    close(in);
    close(out);

    if ( request->options )
        vars_add_boot_entry(path, request->options);
}

/* ---- the machine ---- */

static void start(struct machine *machine, const struct request *request,
                  const char *store)
{
    const bool smm = request->firmware->smm;
    char ram[96];
    char *argv[MAX_ARGS] = {
        "qemu-system-x86_64",
        "-display",
        "none",
        "-action",
        request->restart ? "reboot=reset" : "reboot=shutdown",
        "-net",
        "none",
        "-m",
        RAM_MIB,
        "-object",
        ram,
        "-machine",
        smm ? "q35,smm=on,accel=tcg,memory-backend=ram"
            : "q35,accel=tcg,memory-backend=ram",
        /*
         * QEMU 7.2: a PV dom0 dies at its first exception with SMAP, a PVH dom0
         * with RDTSCP. QEMU 10: with x2APIC, which 7.2 lacks, no instructions
         * can be counted.
         */
        "-cpu",
        request->pvh ? "max,smap=off,x2apic=off,rdtscp=off"
                     : "max,smap=off,x2apic=off",
        "-drive",
        join("if=pflash,format=raw,unit=0,readonly=on,file=",
             request->firmware->code),
        "-drive",
        join("if=pflash,format=raw,unit=1,file=", store),
        "-drive",
        join("format=raw,file=fat:rw:", request->esp),
        "-serial",
        join("file:", machine->logs[0].path),
        "-serial",
        join("file:", machine->logs[1].path),
        "-qtest",
        join(join("unix:", request->qtest), ",server=on,wait=off"),
        "-qtest-log",
        "none",
    };
    char *errors = join(request->out, "/qemu.log");
    unsigned int n = 0;

    snprintf(
        ram, sizeof(ram),
        "memory-backend-file,id=ram,size=%sM,share=on,mem-path=/proc/self/fd/%d",
        RAM_MIB, machine->code.ram);
    while ( argv[n] )
        n++;
    for ( char **extra = request->extra; *extra; extra++ )
    {
        if ( n == MAX_ARGS - 5 )
        {
            fputs("boot: too many arguments for QEMU\n", stderr);
            exit(2);
        }
        argv[n++] = *extra;
    }
    if ( smm )
    {
        argv[n++] = "-global";
        argv[n++] = "driver=cfi.pflash01,property=secure,value=on";
    }
    if ( request->pvh )
    {
        argv[n++] = "-device";
        argv[n++] = "amd-iommu";
    }

    machine->pid = fork();
    if ( machine->pid < 0 )
        fail("fork");
    if ( machine->pid == 0 )
    {
        const int fd = open(errors, O_WRONLY | O_CREAT | O_TRUNC, 0644);

        if ( fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0 )
            fail(errors);
        execvp(argv[0], argv);
        fail(argv[0]);
    }
}

/* True if the log has grown. */
static bool follow(struct log *log)
{
    struct stat st;
    const int fd = open(log->path, O_RDONLY | O_CLOEXEC);
    ssize_t n = 0;

    if ( fd < 0 )
        return false;
    if ( !fstat(fd, &st) && (size_t)st.st_size > log->size )
    {
        log->text = realloc(log->text, (size_t)st.st_size);
        if ( !log->text )
            fail("realloc");
        n = pread(fd, log->text + log->size, (size_t)st.st_size - log->size,
                  (off_t)log->size);
        log->size += n > 0 ? (size_t)n : 0;
    }
    close(fd);
    return n > 0;
}

static bool shows(const struct log *log, const char *text)
{
    return memmem(log->text, log->size, text, strlen(text));
}

static const char *awaited_text(const struct request *request,
                                const struct log *log)
{
    for ( unsigned int i = 0; i < request->nr_texts; i++ )
        if ( shows(log, request->texts[i]) )
            return request->texts[i];
    return NULL;
}

/* Look for the code once, when the log tells that it is loaded. */
static void look_for_code(struct machine *machine,
                          const struct request *request, const struct log *log)
{
    if ( machine->code.file && !machine->code.looked &&
         shows(log, request->code_ready) )
        code_keep(&machine->code);
}

/*
 * Raise the line once, when the log tells that it is time. False if that failed:
 * the boot would not be the one that was asked for.
 */
static bool raise_line(struct request *request, const struct log *log)
{
    if ( !request->line_ready || !shows(log, request->line_ready) )
        return true;

    request->line_ready = NULL;
    return qtest_raise_line(request->qtest);
}

/* Where the last @text in @log ends, or 0. */
static size_t end_of_last(const struct log *log, const char *text)
{
    const size_t length = strlen(text);
    const char *at = log->text, *const end = log->text + log->size;
    size_t last = 0;

    while ( at && (at = memmem(at, (size_t)(end - at), text, length)) )
    {
        at += length;
        last = (size_t)(at - log->text);
    }

    return last;
}

/* Is Xen at work, and not the firmware on its way to it? */
static bool xen_runs(const struct machine *machine,
                     const struct request *request)
{
    const struct log *log = &machine->logs[0];

    return machine->code.looked &&
           (!request->restart || end_of_last(log, request->code_ready) >
                                     end_of_last(log, request->restart));
}

/* A machine that Xen runs on may wait for an interrupt that QEMU has lost. */
static void wake(const struct machine *machine, const struct request *request,
                 double heard, double *woken)
{
    static const double patience = 4;
    const double last = heard > *woken ? heard : *woken;

    if ( now() - last < patience || !xen_runs(machine, request) )
        return;
    qtest_wake(request->qtest);
    *woken = now();
}

/* Returns why the boot ended. */
static const char *watch(struct machine *machine, struct request *request,
                         double began)
{
    const struct timespec tick = { .tv_nsec = 50000000 };
    double heard = began, heard_used = 0, woken = 0;

    for ( ;; )
    {
        const bool gone = waitpid(machine->pid, &machine->status, WNOHANG) ==
                          machine->pid;

        if ( !gone )
            machine->used = used(machine->pid);
        for ( unsigned int i = 0; i < PORTS; i++ )
        {
            const char *text;

            if ( !follow(&machine->logs[i]) )
                continue;
            look_for_code(machine, request, &machine->logs[i]);
            if ( !raise_line(request, &machine->logs[i]) )
                return "QEMU does not raise the line";
            text = awaited_text(request, &machine->logs[i]);
            if ( text )
                return text;
            heard = now();
            heard_used = machine->used;
        }

        if ( gone )
            return WIFEXITED(machine->status) && !WEXITSTATUS(machine->status)
                       ? "exit"
                       : "qemu failed";
        if ( interrupted )
            return "interrupted";
        if ( now() - began > request->limit )
            return "time limit";
        if ( machine->used - heard_used > request->silence ||
             now() - heard > 3 * request->silence )
            return "silence";
        wake(machine, request, heard, &woken);
        nanosleep(&tick, NULL);
    }
}

/* ---- the command ---- */

static int usage(void)
{
    fputs(
        "usage: boot [OPTION]... ESP-DIRECTORY OUT-DIRECTORY [QEMU-ARGUMENT]...\n"
        "  -f enforcing|setup|without   the firmware's Secure Boot (default: enforcing)\n"
        "  -p            a machine for PVH dom0\n"
        "  -r TEXT       a restart, which this text announces, is no end\n"
        "  -t SECONDS    limit of the whole boot (default: 900)\n"
        "  -s SECONDS    limit of silence, of processor time (default: 20)\n"
        "  -l OPTIONS    load options of the boot entry\n"
        "  -u TEXT       end when this text appears on a serial port (may be repeated)\n"
        "  -c FILE TEXT  watch the code in FILE, which is in place when TEXT appears\n"
        "  -i TEXT       raise an interrupt line that nobody serves when TEXT appears\n",
        stderr);
    return 2;
}

static bool parse(struct request *request, int argc, char **argv)
{
    const struct firmware *const end = firmwares +
                                       sizeof(firmwares) / sizeof(*firmwares);
    int opt;

    *request =
        (struct request){ .firmware = firmwares, .limit = 900, .silence = 20 };
    while ( (opt = getopt(argc, argv, "+f:pr:t:s:l:u:c:i:")) != -1 )
    {
        if ( opt == 'f' )
        {
            request->firmware = firmwares;
            while ( request->firmware < end &&
                    strcmp(request->firmware->name, optarg) )
                request->firmware++;
            if ( request->firmware == end )
                return false;
        }
        else if ( opt == 'p' )
            request->pvh = true;
        else if ( opt == 'r' )
            request->restart = optarg;
        else if ( opt == 't' )
            request->limit = atof(optarg);
        else if ( opt == 's' )
            request->silence = atof(optarg);
        else if ( opt == 'l' )
            request->options = optarg;
        else if ( opt == 'c' && optind < argc )
        {
            request->code = optarg;
            request->code_ready = argv[optind++];
        }
        else if ( opt == 'i' )
            request->line_ready = optarg;
        else if ( opt == 'u' && request->nr_texts < MAX_TEXTS )
            request->texts[request->nr_texts++] = optarg;
        else
            return false;
    }
    if ( argc - optind < 2 )
        return false;
    request->esp = argv[optind];
    request->out = argv[optind + 1];
    request->extra = argv + optind + 2;
    return true;
}

int main(int argc, char **argv)
{
    struct request request;
    struct machine machine = { 0 };
    const char *end;
    char *store, *result;
    double began;
    FILE *f;

    if ( !parse(&request, argc, argv) )
        return usage();
    if ( mkdir(request.out, 0755) && access(request.out, W_OK) )
        fail(request.out);
    store = join(request.out, "/vars.fd");
    result = join(request.out, "/result");
    request.qtest = join(request.out, "/qtest");
    machine.logs[0].path = join(request.out, "/serial1.log");
    machine.logs[1].path = join(request.out, "/serial2.log");
    unlink(machine.logs[0].path);
    unlink(machine.logs[1].path);
    unlink(result);
    make_store(&request, store);
    code_make_ram(&machine.code, strtoul(RAM_MIB, NULL, 10) << 20);
    if ( request.code )
        code_watch(&machine.code, request.code);

    signal(SIGINT, interrupt);
    signal(SIGTERM, interrupt);
    signal(SIGPIPE, SIG_IGN); /* a machine may end while it is spoken to */
    began = now();
    start(&machine, &request, store);
    end = watch(&machine, &request, began);
    if ( strcmp(end, "exit") && strcmp(end, "qemu failed") )
    {
        kill(machine.pid, SIGKILL);
        waitpid(machine.pid, &machine.status, 0);
    }
    unlink(store);
    unlink(request.qtest);

    f = fopen(result, "w");
    if ( !f ||
         fprintf(
             f, "end: %s\ncode: %s\nseconds: %.1f\nprocessor seconds: %.1f\n",
             end, code_fate(&machine.code), now() - began, machine.used) < 0 ||
         fclose(f) )
        fail(result);
    return !strcmp(end, "qemu failed") || interrupted;
}
