/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verb audit: compares the policy's tables with a Xen source tree for
 * x86-64, and prints what the tables lack, misdescribe, or list although the
 * tree does not have it.
 *
 * An option that the tree does not have is no finding: policy/cmdline.def
 * serves several releases at once, and a row without an option allows nothing.
 */
#include "audit.h"

#include "../cli.h"
#include "../request.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What every Xen tree has, and the audit reads. */
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

int audit_main(const struct request *request)
{
    const char *const tree = request->option[OPTION_xen];
    const char *const config = request->option[OPTION_config];
    struct audit audit = { .findings = json_array(), .config = json_array() };

    refuse_operands(request);
    if ( !tree )
        misused(request, "no tree is given; give one with --xen TREE");
    check_tree(tree);
    audit.tree = tree;
    audit.release = read_release(audit.tree);
    if ( config )
        audit_config(&audit, config);

    compiler_start(&audit);
    audit_headers(&audit);
    audit_expressions(&audit);
    audit_object(&audit);
    audit_sources(&audit);

    return audit_report(&audit, request->option[OPTION_json]);
}
