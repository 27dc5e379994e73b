// SPDX-License-Identifier: GPL-2.0-only
/*
 * The toolstack's daemons, started as a distribution's service files start
 * them.
 */
#include "workload.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* The name that xen-init-dom0 gives to dom0. */
static bool store_holds_name(const void *name)
{
    return run("xenstore-read", "/local/domain/0/name", (char *)NULL) &&
           strstr(output, name);
}

static bool store_answers(const void *unused)
{
    (void)unused;
    return run("xenstore-write", "/tool/workload", "1", (char *)NULL) &&
           run("xenstore-read", "/tool/workload", (char *)NULL) &&
           output[0] == '1';
}

static bool is_alive(const void *pid_file)
{
    const int pid = atoi(read_text(pid_file));

    return pid > 1 && !kill(pid, 0);
}

void start_daemons(void)
{
    static const char console_pid[] = "/run/xen/xenconsoled.pid";
    bool done;

    done = run("xenstored", "--pid-file", "/run/xen/xenstored.pid",
               (char *)NULL) &&
           within(10, store_answers, NULL);
    control("xenstored", done, "%s",
            done ? "a key was written and read back" : last_line());

    done = run("xen-init-dom0", (char *)NULL) && store_holds_name("Domain-0");
    control("xen-init-dom0", done, "dom0 is called %s", last_line());

    done = run("xenconsoled", "--log=guest", "--log-dir=/var/log/xen/console",
               "--pid-file", console_pid, (char *)NULL) &&
           within(5, is_alive, console_pid);
    control("xenconsoled", done, "%s", done ? "it runs" : last_line());
}
