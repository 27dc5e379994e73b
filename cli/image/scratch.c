/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A private directory beside the image, so that the image appears under its name
 * only when it is complete, by rename(). What is left there is removed when the
 * program exits, or when it is interrupted.
 */
#include "build.h"

#include "../cli.h"

#include <errno.h>
#include <libgen.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_FILES 16

static const char *directory;
static const char *files[MAX_FILES];
static size_t nr_files;

/* Only what may be called while a signal is handled. */
static void clean_up(void)
{
    for ( size_t i = 0; i < nr_files; i++ )
        unlink(files[i]);
    rmdir(directory);
}

static void interrupted(int signal)
{
    clean_up();
    raise(signal); /* its action is the default again */
}

void scratch_start(const char *path)
{
    static const int signals[] = { SIGHUP, SIGINT, SIGTERM };
    const struct sigaction action = { .sa_handler = interrupted,
                                      .sa_flags = (int)SA_RESETHAND };
    char *made = text("%s/.xen-lockdown.XXXXXX", dirname(text("%s", path)));

    if ( !mkdtemp(made) )
        trouble("%s: %s; --output names a file in a directory that can be "
                "written",
                path, strerror(errno));

    directory = made;
    atexit(clean_up);
    for ( size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++ )
        sigaction(signals[i], &action, NULL);
}

const char *scratch_file(const char *name)
{
    const char *path = text("%s/%s", directory, name);

    if ( nr_files == MAX_FILES )
        trouble("%s: too many signatures", path);
    files[nr_files++] = path;

    return path;
}
