// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rogue: the only program of a dom0, running as root, that tries to break
 * out. As /init it prepares the machine, runs the attacks that the kernel's
 * command line asks for and reports each on the console; run as an ordinary
 * program it lists the attacks.
 */
#include "rogue.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

extern const struct attack *const __start_attacks[];
extern const struct attack *const __stop_attacks[];

static const char *const outcome_names[] = {
    [SUCCEEDS] = "succeeds",
    [REFUSED] = "refused",
    [NOT_APPLICABLE] = "not-applicable",
    [ERROR] = "error",
};

static const unsigned int seconds_per_attempt = 30;

/* ---- reporting ---- */

#define TEXT_SIZE 200
#define LINE_SIZE 500

/* Shared with the process of the running attempt. */
struct attempt {
    enum outcome outcome;
    int node_error;
    char text[TEXT_SIZE];
};

static struct attempt *attempt;

/*
 * One write a line, and on lines of its own: Xen and the kernel print on the
 * same console.
 */
static void print(const char *line)
{
    char framed[LINE_SIZE + 20];
    int length = snprintf(framed, sizeof(framed), "\n@rogue %s\n", line);

    if ( write(STDOUT_FILENO, framed, (size_t)length) < 0 )
        perror("console");
}

void log_line(const char *text, ...)
{
    char line[LINE_SIZE];
    va_list args;

    va_start(args, text);
    vsnprintf(line, sizeof(line), text, args);
    va_end(args);
    print(line);
}

void announce(const char *text, ...)
{
    static const struct timespec until_printed = { .tv_nsec = 200 * 1000 *
                                                              1000 };
    char line[LINE_SIZE];
    va_list args;

    va_start(args, text);
    vsnprintf(line, sizeof(line), text, args);
    va_end(args);
    print(line);
    nanosleep(&until_printed, NULL);
}

static enum outcome report(enum outcome outcome, const char *text, va_list args)
{
    vsnprintf(attempt->text, sizeof(attempt->text), text, args);
    return outcome;
}

enum outcome effect(bool observed, const char *text, ...)
{
    enum outcome outcome;
    va_list args;

    va_start(args, text);
    outcome = report(observed ? SUCCEEDS : REFUSED, text, args);
    va_end(args);
    return outcome;
}

enum outcome not_applicable(const char *text, ...)
{
    enum outcome outcome;
    va_list args;

    va_start(args, text);
    outcome = report(NOT_APPLICABLE, text, args);
    va_end(args);
    return outcome;
}

enum outcome cannot_try(const char *text, ...)
{
    enum outcome outcome;
    va_list args;

    va_start(args, text);
    outcome = report(ERROR, text, args);
    va_end(args);
    return outcome;
}

/* ---- running attacks ---- */

static void run_in_child(const struct attack *attack, unsigned int node)
{
    use_node(node);
    alarm(seconds_per_attempt);
    attempt->outcome = attack->run();
    attempt->node_error = node_error();
    _exit(0);
}

/*
 * An attempt whose process dies counts as not tried: the effect was not
 * observed.
 */
static void run_attempt(const struct attack *attack, unsigned int node)
{
    pid_t child;
    int status;

    *attempt = (struct attempt){ .outcome = ERROR,
                                 .text = "the attempt did not end" };

    child = fork();
    if ( child == 0 )
        run_in_child(attack, node);

    if ( child < 0 || waitpid(child, &status, 0) != child )
        snprintf(attempt->text, sizeof(attempt->text), "cannot start: %s",
                 strerror(errno));
    else if ( WIFSIGNALED(status) )
        snprintf(attempt->text, sizeof(attempt->text), "ended by %s",
                 strsignal(WTERMSIG(status)));
}

static const char *short_error(int error)
{
    const char *name = error ? strerrorname_np(error) : "no error";

    return name ? name : "unknown error";
}

/*
 * Refused means refused through every node; one effect anywhere is success. An
 * attempt that could not be made outweighs a refusal, so that nothing is called
 * refused that was not tried.
 */
static void run_attack(const struct attack *attack, char result[LINE_SIZE])
{
    enum outcome worst = REFUSED;
    char text[TEXT_SIZE] = "", through[TEXT_SIZE] = "";
    unsigned int tried = 0;

    log_line("begin %s", attack->id);

    for ( unsigned int node = 0; node < nr_nodes; node++ )
    {
        size_t used = strlen(through);

        if ( !node_offers_hypercalls(node) )
            continue;

        run_attempt(attack, node);

        if ( !tried++ || attempt->outcome != REFUSED )
            memcpy(text, attempt->text, sizeof(text));

        if ( attempt->outcome == SUCCEEDS ||
             attempt->outcome == NOT_APPLICABLE )
        {
            worst = attempt->outcome;
            through[0] = '\0';
            break;
        }

        if ( attempt->outcome == ERROR )
            worst = ERROR;
        snprintf(through + used, sizeof(through) - used, "%s%s: %s",
                 used ? ", " : "; ", nodes[node],
                 short_error(attempt->node_error));
    }

    if ( !tried )
    {
        worst = ERROR;
        snprintf(text, sizeof(text), "no node offers hypercalls");
    }

    snprintf(result, LINE_SIZE, "result %s %s %s%s", attack->id,
             outcome_names[worst], text, through);
    print(result);
}

/* ---- what is asked for ---- */

/*
 * The value of a key on the kernel's command line that the rig addresses to us,
 * "" if there is none.
 */
static const char *asked_for(const char *key)
{
    static char line[4096];
    char *value;

    read_line("/proc/cmdline", line, sizeof(line));
    value = strstr(line, key);
    if ( !value )
        return "";

    value += strlen(key);
    value[strcspn(value, " ")] = '\0';
    return value;
}

/* Another program in the ramdisk works in dom0 before we attack it. */
static void run_workload(const char *what)
{
    const pid_t child = *what ? fork() : -1;

    if ( child == 0 )
    {
        execl("/workload", "workload", what, NULL);
        _exit(127);
    }

    /* whoever loses its parent is ours */
    while ( child > 0 && wait(NULL) != child )
        ;
}

static bool is_listed(const char *list, const char *id)
{
    size_t length = strlen(id);

    for ( const char *item = list; item; item = strchr(item, ',') )
    {
        if ( *item == ',' )
            item++;
        if ( !strncmp(item, id, length) &&
             (item[length] == ',' || item[length] == '\0') )
            return true;
    }

    return false;
}

/* Without a list, those that leave a machine for the next. */
static bool is_asked_for(const struct attack *attack, const char *list)
{
    if ( !*list )
        return !attack->own_boot;

    return !strcmp(list, "all") || is_listed(list, attack->id);
}

static unsigned int run_attacks(const char *list)
{
    static char results[512][LINE_SIZE];
    unsigned int run = 0;

    for ( const struct attack *const *attack = __start_attacks;
          attack < __stop_attacks && run < ARRAY_SIZE(results); attack++ )
        if ( is_asked_for(*attack, list) )
            run_attack(*attack, results[run++]);

    /* Again, in one go: what was printed first may be torn by other output. */
    for ( unsigned int i = 0; i < run; i++ )
        print(results[i]);

    return run;
}

/* As the rig reads it, or as the catalogue of threats shows it. */
static int list_attacks(bool markdown)
{
    for ( const struct attack *const *attack = __start_attacks;
          attack < __stop_attacks; attack++ )
        if ( markdown )
            printf("| %s | %s |\n", (*attack)->id, (*attack)->title);
        else
            printf("%s\t%d\t%s\n", (*attack)->id, (*attack)->own_boot,
                   (*attack)->title);

    return 0;
}

/* ---- being /init ---- */

static void mount_at(const char *type, const char *path)
{
    mkdir(path, 0755);
    if ( mount(type, path, type, 0, NULL) && errno != EBUSY )
        log_line("cannot mount %s on %s: %s", type, path, strerror(errno));
}

static void open_console(void)
{
    int fd = open("/dev/console", O_RDWR);

    if ( fd < 0 )
        return;

    for ( int std = 0; std <= 2; std++ )
        dup2(fd, std);
    if ( fd > 2 )
        close(fd);
}

/* Modules may need each other: go on as long as a round loads one more. */
static void load_modules(void)
{
    static const char directory[] = "/modules";
    bool loaded;

    do
    {
        DIR *modules = opendir(directory);
        struct dirent *entry;

        loaded = false;
        if ( !modules )
            return;

        while ( (entry = readdir(modules)) )
        {
            char path[300];

            snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
            if ( strstr(entry->d_name, ".ko") && load_module(path) )
                loaded = true;
        }
        closedir(modules);
    } while ( loaded );
}

static void prepare(void)
{
    mount_at("devtmpfs", "/dev");
    open_console();
    mount_at("proc", "/proc");
    mount_at("sysfs", "/sys");
    mount_at("securityfs", "/sys/kernel/security");
    load_modules();
    mount_at("xenfs", "/proc/xen");
    mount_at("efivarfs", "/sys/firmware/efi/efivars");

    find_kernel_symbols();

    attempt = mmap(NULL, sizeof(*attempt), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

int main(int argc, char **argv)
{
    if ( getpid() != 1 )
        return list_attacks(argc > 1 && !strcmp(argv[1], "--markdown"));

    prepare();
    run_controls();
    report_kernel_errors();
    run_workload(asked_for("workload="));
    log_line("done %u", run_attacks(asked_for("rogue=")));

    sync();
    reboot(RB_POWER_OFF);
    return 1;
}
