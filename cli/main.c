/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command xen-lockdown: finds the verb and hands it its arguments.
 */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage_text[] =
    "usage: xen-lockdown VERB ...\n"
    "\n"
    "  audit --xen TREE [--json] [--config FILE]\n"
    "      Hold the policy against a Xen source tree: operations, pointers and\n"
    "      options that it lacks or misdescribes. An option that only other\n"
    "      releases have is no finding. With --config, also say which choices of\n"
    "      a Xen .config matter for Secure Boot.\n"
    "      The compiler is cc, or what CC names.\n"
    "\n"
    "  policy [--class CLASS] [--hypercall NAME] [--markdown | --json]\n"
    "  policy --options [--class CLASS] [--markdown | --json]\n"
    "      Print how each hypercall operation, or each boot option and run-time\n"
    "      parameter, is classified, and why.\n"
    "\n"
    "  cmdline [--level LEVEL] [--from SOURCE] [--json] OPTION... | -\n"
    "      Say of each option of a Xen command line whether it is applied,\n"
    "      refused or unknown, and why. With -, read the line from standard "
    "input.\n"
    "      LEVEL:  none, integrity (default), containment\n"
    "      SOURCE: builtin, signed, file, loader (default)\n"
    "\n"
    "In dom0, as root:\n"
    "\n"
    "  status [--json]\n"
    "      Say whether this host is locked down, and what has been refused. It\n"
    "      is if Xen's level is integrity or more and the lockdown of dom0's\n"
    "      kernel, which Xen trusts, is integrity or more too; else the exit\n"
    "      status is 1.\n"
    "\n"
    "  domains [--json]\n"
    "      List the domains.\n"
    "\n"
    "  domain pause|unpause|shutdown|destroy ID [--json]\n"
    "      Do that to a domain, at once, whether its kernel takes part or not,\n"
    "      and behind the back of the toolstack, which may have to tidy up.\n"
    "  domain event-channel ID PEER [--json]\n"
    "      Make an event channel of a domain's, to which the domain PEER may bind.\n"
    "\n"
    "  console\n"
    "      Print Xen's log.\n"
    "\n"
    "Exit status: 0 nothing to report, 1 something found or refused, 2 trouble.\n";

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} verbs[] = {
    { "audit", audit_main },
    { "policy", policy_main },
    { "cmdline", cmdline_main },
    /* in dom0 */
    { "status", status_main },
    { "domains", domains_main },
    { "domain", domain_main },
    { "console", console_main },
};

static bool asks_for_help(int argc, char **argv)
{
    for ( int i = 1; i < argc && i <= 2; i++ )
        if ( !strcmp(argv[i], "--help") )
            return true;
    return false;
}

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
    atexit(flush);

    if ( argc < 2 )
        usage("no verb");
    if ( asks_for_help(argc, argv) )
    {
        fputs(usage_text, stdout);
        return CLI_OK;
    }

    for ( size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++ )
        if ( !strcmp(argv[1], verbs[i].name) )
        {
            if ( !verbs[i].run )
                trouble("%s: not in this build, which is for dom0; use the one "
                        "that make build/xen-lockdown makes",
                        argv[1]);
            return verbs[i].run(argc - 1, argv + 1);
        }

    usage("%s: no such verb", argv[1]);
}
