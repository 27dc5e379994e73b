/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs another program, and waits for it.
 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void become(const char *const *argv, const char *log)
{
    const int out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    if ( out >= 0 && dup2(out, 1) >= 0 && dup2(out, 2) >= 0 )
        execvp(argv[0], (char *const *)argv);
    _exit(127);
}

int run_program(const char *const *argv, const char *log)
{
    pid_t pid;
    int status;

    fflush(NULL);
    pid = fork();
    if ( pid < 0 )
        trouble("%s: %s", argv[0], strerror(errno));
    if ( pid == 0 )
        become(argv, log);
    while ( waitpid(pid, &status, 0) < 0 )
        if ( errno != EINTR )
            trouble("%s: %s", argv[0], strerror(errno));

    return status;
}
