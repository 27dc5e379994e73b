/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verb audit: holds the policy's tables against a Xen source tree for
 * x86-64, and prints what they lack, misdescribe, or describe in vain.
 *
 * An option that the tree does not have is no finding: policy/cmdline.def
 * serves several releases at once, and a row too many allows nothing.
 */
#include "audit.h"

#include "../cli.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a Xen tree is known by, and what the audit reads of it. */
static const char *const landmarks[] = {
    "xen/Makefile",
    "xen/include/public/xen.h",
    "xen/include/hypercall-defs.c",
    "xen/common",
    "xen/arch/x86",
};

static void check_tree(const char *tree)
{
    for ( size_t i = 0; i < sizeof(landmarks) / sizeof(*landmarks); i++ )
        if ( access(text("%s/%s", tree, landmarks[i]), R_OK) )
            trouble("%s: not a Xen source tree: %s: %s\n"
                    "give the top of an unpacked release or of a checkout, "
                    "4.17 or newer",
                    tree, landmarks[i], strerror(errno));
}

/* The number that the Makefile assigns to a variable; exits if none. */
static unsigned int assigned(const char *path, const char *makefile,
                             const char *name)
{
    for ( const char *at = makefile; (at = strstr(at, name)); )
    {
        at += strlen(name);
        at += strspn(at, " \t:?");
        if ( *at == '=' )
        {
            at += 1 + strspn(at + 1, " \t");
            if ( isdigit((unsigned char)*at) )
                return (unsigned int)strtoul(at, NULL, 10);
        }
    }

    trouble("%s: no line assigns a number to %s, so the release is unknown",
            path, name);
}

static unsigned int read_release(const char *tree)
{
    const char *path = text("%s/xen/Makefile", tree);
    const char *makefile = slurp(path, NULL);

    if ( !makefile )
        trouble("%s: %s", path, strerror(errno));

    return 100 * assigned(path, makefile, "XEN_VERSION") +
           assigned(path, makefile, "XEN_SUBVERSION");
}

static struct {
    const char *tree, *config;
    bool json;
} asked;

static void read_arguments(int argc, char **argv)
{
    static const struct option known[] = {
        { "xen", required_argument, NULL, 'x' },
        { "json", no_argument, NULL, 'j' },
        { "config", required_argument, NULL, 'c' },
        { NULL, 0, NULL, 0 },
    };
    int c;

    opterr = 0;
    while ( (c = getopt_long(argc, argv, "", known, NULL)) != -1 )
        switch ( c )
        {
        case 'x':
            asked.tree = optarg;
            break;
        case 'j':
            asked.json = true;
            break;
        case 'c':
            asked.config = optarg;
            break;
        default:
            usage("audit: %s: no such option, or its value is missing",
                  argv[optind - 1]);
        }

    if ( optind < argc )
        usage("audit: %s: not expected here", argv[optind]);
    if ( !asked.tree )
        usage("audit: no tree; say --xen TREE");
}

int audit_main(int argc, char **argv)
{
    struct audit audit = { .findings = json_array(), .config = json_array() };

    read_arguments(argc, argv);
    check_tree(asked.tree);
    audit.tree = asked.tree;
    audit.release = read_release(audit.tree);
    if ( asked.config )
        audit_config(&audit, asked.config);

    compiler_start(&audit);
    audit_headers(&audit);
    audit_expressions(&audit);
    audit_object(&audit);
    audit_sources(&audit);

    return audit_report(&audit, asked.json);
}
