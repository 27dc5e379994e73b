// SPDX-License-Identifier: GPL-2.0-only
/*
 * The domains of the workload, and what xl says of them. Each runs the small
 * kernel with guest.c as its only program.
 */
#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *configuration(const struct domain *domain)
{
    static char path[64];

    snprintf(path, sizeof(path), "/etc/%s.cfg", domain->name);
    return path;
}

const char *configure(const struct domain *domain)
{
    const char *path = configuration(domain);
    FILE *f = fopen(path, "w");

    if ( !f )
        return path;
    fprintf(f,
            "name = \"%s\"\ntype = \"%s\"\nmemory = %u\nvcpus = 1\n"
            "kernel = \"/guest/vmlinuz\"\nramdisk = \"/guest/ramdisk\"\n"
            "extra = \"console=hvc0 quiet\"\n",
            domain->name, domain->type, domain->memory);
    /* QEMU 7.2: an HVM guest dies at its first RDTSCP */
    if ( !strcmp(domain->type, "pvh") )
        fputs("cpuid = \"host,rdtscp=0\"\n", f);
    fclose(f);

    return path;
}

bool create(const struct domain *domain, bool paused)
{
    return paused ? xl("create", "-p", configuration(domain))
                  : xl("create", configuration(domain));
}

/* Name ID Mem VCPUs State Time(s) */
bool list_row(const char *name, struct row *row)
{
    char *line = xl("list") ? strtok(output, "\n") : NULL;

    for ( ; line; line = strtok(NULL, "\n") )
    {
        char found[64];

        if ( sscanf(line, "%63s %u %u %u %7s", found, &row->id, &row->memory,
                    &row->vcpus, row->state) == 5 &&
             !strcmp(found, name) )
            return true;
    }

    return false;
}

unsigned int count_domains(void)
{
    unsigned int lines = 0;

    if ( !xl("list") )
        return 0;
    for ( const char *at = output; (at = strchr(at, '\n')); at++ )
        lines++;

    return lines ? lines - 1 : 0;
}

bool is_gone(const void *domain)
{
    const struct domain *of = domain;
    struct row row;

    return !list_row(of->name, &row) && strstr(output, "Name");
}

long number_of(const char *text, const char *key)
{
    const size_t length = strlen(key);

    for ( const char *at = text; at; at = strchr(at, '\n') )
    {
        at += *at == '\n';
        if ( !strncmp(at, key, length) && strchr(" \t:", at[length]) )
        {
            at += length;
            return strtol(at + strspn(at, " \t:"), NULL, 10);
        }
    }

    return -1;
}
