/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command xen-lockdown: finds the verb and hands it its arguments.
 */
#include "cli.h"
#include "help.h"
#include "request.h"

#include "../abi/control_op.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int (*const carry_out[NR_VERBS])(const struct request *request) = {
#define VERB(name, synopsis, summary, text) name##_main,
#include "verbs.def"
};

static void flush(void)
{
    if ( fflush(stdout) || ferror(stdout) )
    {
        perror("xen-lockdown: standard output");
        _Exit(CLI_TROUBLE);
    }
}

int main(int argc, char **argv)
{
    struct request request;

    atexit(flush);

    if ( argc < 2 )
        trouble("no verb; xen-lockdown --help lists them");
    if ( !strcmp(argv[1], "--help") )
    {
        print_help();
        return CLI_OK;
    }
    if ( !strcmp(argv[1], "--version") )
    {
        printf("xen-lockdown %s\ncontrol_op %u\n", VERSION, CONTROL_OP_VERSION);
        return CLI_OK;
    }

    request = read_request(find_verb(argv[1]), argc - 1, argv + 1);
    if ( request.option[OPTION_help] )
    {
        print_help_of(request.verb);
        return CLI_OK;
    }
    if ( !carry_out[request.verb] )
        trouble(NOT_BUILT, verbs[request.verb].name);

    return carry_out[request.verb](&request);
}
