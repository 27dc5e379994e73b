// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the toolstack's programs, for a limited time, and keeps what they print.
 */
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A save takes more than one minute under a PVH dom0. */
static const unsigned int seconds_per_command = 180, tick_ms = 20;

char output[1 << 17];

/* A program that runs, its standard input and its output. */
struct child {
    pid_t pid;
    int in, out;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void wait_ms(unsigned int milliseconds)
{
    const struct timespec t = { .tv_sec = milliseconds / 1000,
                                .tv_nsec = milliseconds % 1000 * 1000000L };

    nanosleep(&t, NULL);
}

bool within(unsigned int seconds, bool (*holds)(const void *), const void *of)
{
    const double end = now() + seconds;

    while ( !holds(of) )
    {
        if ( now() > end )
            return false;
        wait_ms(10 * tick_ms);
    }

    return true;
}

static bool start(struct child *child, const char *const *words)
{
    int in[2], out[2];

    if ( pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) )
        return false;

    child->pid = fork();
    if ( child->pid == 0 )
    {
        dup2(in[0], 0);
        dup2(out[1], 1);
        dup2(out[1], 2);
        execvp(words[0], (char *const *)words);
        dprintf(2, "%s: %s\n", words[0], strerror(errno));
        _exit(127);
    }

    close(in[0]);
    close(out[1]);
    child->in = in[1];
    child->out = out[0];
    fcntl(child->out, F_SETFL, O_NONBLOCK);
    return child->pid > 0;
}

static bool start_on_terminal(struct child *child, const char *const *words)
{
    child->pid = forkpty(&child->out, NULL, NULL, NULL);
    if ( child->pid == 0 )
    {
        execvp(words[0], (char *const *)words);
        _exit(127);
    }

    child->in = dup(child->out);
    fcntl(child->out, F_SETFL, O_NONBLOCK);
    return child->pid > 0;
}

/* Read what the program has printed so far. */
static void collect(const struct child *child, size_t *used)
{
    ssize_t n;

    while ( *used < sizeof(output) - 1 &&
            (n = read(child->out, output + *used, sizeof(output) - 1 - *used)) >
                0 )
        *used += (size_t)n;
    output[*used] = '\0';
}

static void finish(const struct child *child)
{
    close(child->in);
    close(child->out);
}

/*
 * Wait for the end of the program, not of its output: a process that it leaves
 * in the background may keep the output open.
 */
bool run(const char *program, ...)
{
    const double end = now() + seconds_per_command;
    const char *words[16] = { program };
    struct child child;
    size_t used = 0;
    va_list args;
    int status;

    va_start(args, program);
    for ( unsigned int n = 1; n < ARRAY_SIZE(words) - 1 && words[n - 1]; n++ )
        words[n] = va_arg(args, const char *);
    va_end(args);

    output[0] = '\0';
    if ( !start(&child, words) )
        return false;

    for ( ;; )
    {
        struct pollfd wait = { .fd = child.out, .events = POLLIN };
        const bool ended = waitpid(child.pid, &status, WNOHANG) == child.pid;

        collect(&child, &used);
        if ( ended )
            break;
        if ( now() > end )
        {
            kill(child.pid, SIGKILL);
            waitpid(child.pid, &status, 0);
            snprintf(output + used, sizeof(output) - used,
                     "\nno end within %u s\n", seconds_per_command);
            break;
        }
        poll(&wait, 1, (int)tick_ms);
        if ( wait.revents & POLLHUP )
            wait_ms(1);
    }

    finish(&child);
    if ( status && !used )
        snprintf(output, sizeof(output), "silent, with status %#x", status);

    return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* One line, since a report is one line. */
const char *last_line(void)
{
    static char line[160];
    size_t end = strlen(output), begin;

    while ( end && strchr("\r\n ", output[end - 1]) )
        end--;
    for ( begin = end; begin && !strchr("\r\n", output[begin - 1]); )
        begin--;
    snprintf(line, sizeof(line), "%.*s", (int)(end - begin), output + begin);
    return *line ? line : "nothing printed";
}

const char *read_text(const char *path)
{
    static char text[1 << 16];
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t used = 0;
    ssize_t n;

    while ( fd >= 0 && used < sizeof(text) - 1 &&
            (n = read(fd, text + used, sizeof(text) - 1 - used)) > 0 )
        used += (size_t)n;
    text[used] = '\0';
    if ( fd >= 0 )
        close(fd);
    return text;
}

bool console_answers(const char *domain, const char *line, const char *text)
{
    const char *const words[] = { "xl", "console", domain, NULL };
    const double end = now() + seconds_per_command;
    struct child child;
    bool found = false;
    size_t used = 0;
    unsigned int turn = 0;

    output[0] = '\0';
    if ( !start_on_terminal(&child, words) )
        return false;

    while ( !found && now() < end )
    {
        /* the line is lost if the console is not connected yet: say it again */
        if ( turn++ % 50 == 25 && write(child.in, line, strlen(line)) < 0 )
            break;
        wait_ms(tick_ms);
        collect(&child, &used);
        found = strstr(output, text);
    }

    kill(child.pid, SIGTERM);
    waitpid(child.pid, NULL, 0);
    finish(&child);
    return found;
}
