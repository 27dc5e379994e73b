// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines on the machine's console, where the rig reads them.
 */
#include "rogue.h"

#include <time.h>

#define LINE_SIZE 700

/*
 * One write a line, and on lines of its own: Xen and the kernel print on the
 * same console.
 */
static void print(const char *text, va_list args)
{
    static const char begin[] = "\n@rogue ";
    char line[LINE_SIZE + 1];
    size_t length = sizeof(begin) - 1;

    memcpy(line, begin, sizeof(begin));
    vsnprintf(line + length, LINE_SIZE - length, text, args);
    length = strlen(line);
    line[length++] = '\n';
    if ( write(STDOUT_FILENO, line, length) < 0 )
        perror("console");
}

void rest(unsigned int milliseconds)
{
    const struct timespec time = { milliseconds / 1000,
                                   milliseconds % 1000 * 1000 * 1000 };

    nanosleep(&time, NULL);
}

void log_line(const char *text, ...)
{
    va_list args;

    va_start(args, text);
    print(text, args);
    va_end(args);
}

void announce(const char *text, ...)
{
    va_list args;

    va_start(args, text);
    print(text, args);
    va_end(args);
    rest(200); /* until it is printed */
}
