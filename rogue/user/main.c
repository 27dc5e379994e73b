// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rogue: the only program of a dom0, running as root, that tries to break
 * out. As /init it prepares the machine, runs the attacks that the kernel's
 * command line asks for and reports each on the console; run as an ordinary
 * program it lists the attacks.
 */
#include "rogue.h"

#include "../fuzz/fuzz.h"
#include "run.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <syslog.h>

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
}

int main(int argc, char **argv)
{
    if ( getpid() != 1 )
        return list_attacks(argc > 1 && !strcmp(argv[1], "--markdown"));

    prepare();
    run_controls();
    report_kernel_errors(LOG_ERR);
    run_workload(asked_for("workload="));
    run_fuzz(asked_for("fuzz="));
    log_line("done %u", run_attacks(asked_for("rogue=")));

    sync();
    reboot(RB_POWER_OFF);
    return 1;
}
