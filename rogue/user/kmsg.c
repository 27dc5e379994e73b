// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the dom0 kernel complains of. A refusal by Xen that the
 * kernel cannot live with shows here; the plan compares one boot with another.
 */
#include "rogue.h"

#include <fcntl.h>
#include <syslog.h>

/* A record of /dev/kmsg: "PRIORITY,SEQUENCE,...;TEXT\n" and lines of its own. */
static void report_record(char *record, int level)
{
    char *text = strchr(record, ';');

    if ( !text || LOG_PRI(atoi(record)) > level )
        return;

    text[strcspn(text, "\n")] = '\0';
    log_line("kernel-error %s", text + 1);
}

void report_kernel_errors(int level)
{
    static int fd = -1;
    char record[8192];
    ssize_t length;

    if ( fd < 0 )
        fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    while ( fd >= 0 && (length = read(fd, record, sizeof(record) - 1)) > 0 )
    {
        record[length] = '\0';
        report_record(record, level);
    }
}
