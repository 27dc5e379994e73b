/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compiles an object file from the tree's own headers, and reads it: its data
 * are the numbers of the rows' macros, its debugging information describes the
 * structures that the pointers' units name.
 */
#include "audit.h"

#include "../cli.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SECTION ".xen_lockdown_numbers"

static char *write_source(const struct audit *audit)
{
    char *source;
    size_t size;
    FILE *out = open_memstream(&source, &size);

    fprintf(out,
            "%s__attribute__((section(\"" SECTION "\"), used))\n"
            "const unsigned long long numbers[] = {\n",
            audit->headers);
    for ( size_t i = 0; i < nr_rows; i++ )
        fprintf(out, "(%s),\n", audit->has_row[i] ? rows[i].op : "0");
    fprintf(out, "};\n");
    for ( size_t i = 0; i < nr_pointers; i++ )
        if ( audit->means_unit[i] )
            fprintf(out, "%s *unit_%zu;\n", pointers[i].unit, i);
    fclose(out);

    return source;
}

static void build(const struct audit *audit, const char *path)
{
    const char *const args[] = { "-c", "-O0", "-g", "-o", path, NULL };
    char *said;
    bool ok;

    said = compile(audit, write_source(audit), args, &ok);
    if ( !ok )
        trouble("%s: the compiler cannot make an object file of the public "
                "headers: %s",
                audit->tree, said);
}

static Elf_Data *find_numbers(Elf *elf)
{
    Elf_Scn *section = NULL;
    GElf_Shdr header;
    size_t names;

    if ( !elf || elf_getshdrstrndx(elf, &names) )
        return NULL;

    while ( (section = elf_nextscn(elf, section)) )
        if ( gelf_getshdr(section, &header) &&
             !strcmp(elf_strptr(elf, names, header.sh_name), SECTION) )
            return elf_getdata(section, NULL);

    return NULL;
}

static uint64_t *read_numbers(const char *path)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const size_t size = nr_rows * sizeof(uint64_t);
    uint64_t *values = grow(NULL, 1, size);
    Elf_Data *data;
    Elf *elf;

    elf_version(EV_CURRENT);
    elf = elf_begin(file, ELF_C_READ, NULL);
    data = find_numbers(elf);
    if ( !data || data->d_size != size )
        trouble("%s: holds no section " SECTION " of %zu bytes: %s", path, size,
                elf_errmsg(-1));

    memcpy(values, data->d_buf, size);
    elf_end(elf);
    close(file);

    return values;
}

void audit_object(struct audit *audit)
{
    const char *path = beside(audit, "probe.out");
    const uint64_t *values;

    build(audit, path);
    values = read_numbers(path);
    for ( size_t i = 0; i < nr_rows; i++ )
        if ( audit->has_row[i] )
            check_number(audit, i, values[i]);

    audit_handles(audit, path);
}
