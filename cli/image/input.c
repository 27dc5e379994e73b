/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files are mapped, not read: a ramdisk of some hundred MiB is then copied once,
 * into the image.
 */
#include "build.h"
#include "sections.h"

#include "../cli.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Returns why it cannot be mapped, if it cannot. An empty file has no bytes. */
static const char *map(const char *path, int flags, int protection,
                       uint8_t **bytes, size_t *size)
{
    const int fd = open(path, flags | O_CLOEXEC);
    struct stat stat;
    void *at = NULL;

    if ( fd < 0 || fstat(fd, &stat) )
        return strerror(errno);
    if ( !S_ISREG(stat.st_mode) )
        return "this is no file";

    *size = (size_t)stat.st_size;
    if ( *size )
        at = mmap(NULL, *size, protection, MAP_SHARED, fd, 0);
    if ( at == MAP_FAILED )
        return text("it cannot be mapped: %s", strerror(errno));
    close(fd);
    *bytes = at;

    return NULL;
}

static uint8_t *map_all(const char *path, int flags, int protection,
                        size_t *size)
{
    uint8_t *bytes;
    const char *why = map(path, flags, protection, &bytes, size);

    if ( why )
        trouble("%s: %s", path, why);
    if ( !*size )
        refuse(path, FAULT_EMPTY);

    return bytes;
}

const char *try_input(struct input *input)
{
    uint8_t *bytes = NULL;
    const char *why = map(input->path, O_RDONLY, PROT_READ, &bytes,
                          &input->size);

    input->bytes = bytes;

    return why;
}

struct input map_input(const char *path)
{
    struct input input = { .path = path };

    input.bytes = map_all(path, O_RDONLY, PROT_READ, &input.size);

    return input;
}

void forget(const uint8_t *bytes, size_t size)
{
    const uintptr_t start = (uintptr_t)bytes & -(uintptr_t)PAGE;
    const uintptr_t end = ((uintptr_t)bytes + size) & -(uintptr_t)PAGE;

    if ( start < end )
        madvise((void *)start, end - start, MADV_DONTNEED);
}

uint8_t *map_output(const char *path, size_t *size)
{
    return map_all(path, O_RDWR, PROT_READ | PROT_WRITE, size);
}
