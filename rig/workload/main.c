// SPDX-License-Identifier: GPL-2.0-only
/*
 * The workload: the distribution's toolstack at work in dom0. The rogue, which
 * is dom0's /init, starts it with one argument: "1" for the checks, "restart"
 * for devices, and what stays when the machine restarts, "soak:N" for N lives of a domain,
 * "bench" for what calls cost.
 */
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static void mount_at(const char *type, const char *path)
{
    mkdir(path, 0755);
    if ( mount(type, path, type, 0, NULL) && errno != EBUSY )
        perror(path);
}

/* Make the directories of a distribution that the toolstack needs. */
static void prepare(void)
{
    static const char *const directories[] = {
        "/etc",      "/etc/xen",          "/run",
        "/run/lock", "/run/xen",          "/run/xenstored",
        "/var",      "/var/lib",          "/var/lib/xen",
        "/var/log",  "/var/log/xen",      "/var/log/xen/console",
        "/tmp",      "/var/lib/xen/dump", "/var/lib/xenstored",
    };

    mount_at("devpts", "/dev/pts");
    mount_at("tmpfs", "/run");
    for ( unsigned int i = 0; i < ARRAY_SIZE(directories); i++ )
        mkdir(directories[i], 0755);
    if ( symlink("/run", "/var/run") || symlink("/run/lock", "/var/lock") )
        perror("/var");
    close(open("/etc/xen/xl.conf", O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    setenv("PATH", "/usr/lib/xen-4.20/bin:/usr/bin", 1);
}

int main(int argc, char **argv)
{
    unsigned int cycles;

    if ( argc != 2 )
    {
        fputs("usage: workload 1|restart|soak:N|bench\n", stderr);
        return 2;
    }

    prepare();
    if ( !strcmp(argv[1], "restart") )
    {
        check_restart();
        repeat_results();
        return 0;
    }

    start_daemons();
    if ( sscanf(argv[1], "soak:%u", &cycles) == 1 )
        soak(cycles);
    else if ( !strcmp(argv[1], "bench") )
        bench();
    else
        run_checks();

    repeat_results();

    return 0;
}
