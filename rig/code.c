/* SPDX-License-Identifier: GPL-2.0-only */
#include "code.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE      4096
#define BEGINNING 64

static void fail(const char *what)
{
    perror(what);
    exit(2);
}

void code_make_ram(struct code *code, size_t size)
{
    *code = (struct code){ .ram_size = size };
    code->ram = memfd_create("ram", 0);
    if ( code->ram < 0 || ftruncate(code->ram, (off_t)size) )
        fail("memory for the machine");
}

static void read_ram(const struct code *code, void *to, size_t size, size_t at)
{
    if ( pread(code->ram, to, size, (off_t)at) != (ssize_t)size )
        fail("memory of the machine");
}

static void find(struct code *code)
{
    uint8_t found[BEGINNING];

    for ( size_t at = 0; at + code->size <= code->ram_size; at += PAGE )
    {
        read_ram(code, found, sizeof(found), at);
        if ( memcmp(found, code->file, sizeof(found)) )
            continue;
        code->at = at;
        code->places++;
    }
}

static uint8_t *copy_of(const struct code *code)
{
    uint8_t *copy = malloc(code->size);

    if ( !copy )
        fail("malloc");
    read_ram(code, copy, code->size, code->at);

    return copy;
}

void code_watch(struct code *code, const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if ( fd < 0 || fstat(fd, &st) || st.st_size < BEGINNING )
        fail(path);
    code->size = (size_t)st.st_size;
    code->file = malloc(code->size);
    if ( !code->file || read(fd, code->file, code->size) != st.st_size )
        fail(path);
    close(fd);
}

void code_keep(struct code *code)
{
    code->looked = true;
    find(code);
    if ( code->places == 1 )
        code->copy = copy_of(code);
}

const char *code_fate(const struct code *code)
{
    static char text[80];
    size_t changed = 0, first = 0;
    uint8_t *now;

    if ( !code->copy )
    {
        snprintf(text, sizeof(text), "unknown: found in %u places",
                 code->places);
        return text;
    }
    if ( !memcmp(code->copy, code->file, code->size) )
        return "unknown: what was found is not patched";

    now = copy_of(code);
    for ( size_t i = code->size; i-- > 0; )
        if ( now[i] != code->copy[i] )
        {
            changed++;
            first = i;
        }
    free(now);

    if ( changed )
        snprintf(text, sizeof(text), "changed: %zu bytes, the first at %#zx",
                 changed, first);
    else
        snprintf(text, sizeof(text), "unchanged: %zu bytes", code->size);

    return text;
}
