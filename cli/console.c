/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verb console: prints Xen's log, all that Xen still has of it.
 */
#include "cli.h"
#include "control.h"

#include <getopt.h>
#include <stdio.h>

/* As it lies in control_memory(). */
struct page_of_log {
    uint32_t position;
    char text[CONTROL_MEMORY_SIZE - sizeof(uint32_t)];
};

int console_main(int argc, char **argv)
{
    const uint32_t max = sizeof(((struct page_of_log *)NULL)->text);
    struct page_of_log *log;
    uint32_t got;

    if ( argc > 1 )
        usage("console: %s: not expected here", argv[1]);

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
