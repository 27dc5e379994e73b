/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verb console: prints as much of Xen's log as Xen still has.
 */
#include "cli.h"
#include "call.h"
#include "request.h"

#include <stdio.h>

/* In control_memory(): how far the log has been read, and a part of it. */
struct page_of_log {
    uint32_t position;
    char text[CONTROL_MEMORY_SIZE - sizeof(uint32_t)];
};

int console_main(const struct request *request)
{
    const uint32_t max = sizeof(((struct page_of_log *)NULL)->text);
    struct page_of_log *log;
    uint32_t got;

    refuse_operands(request);

    control_open();
    log = control_memory();
    log->position = 0;
    while ( (
        got = control_must("its log", max, CONTROL_OP_CONSOLE,
                           IN_MEMORY(offsetof(struct page_of_log, text)), max,
                           IN_MEMORY(offsetof(struct page_of_log, position)))) )
        fwrite(log->text, 1, got, stdout);

    return CLI_OK;
}
