/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files are mapped, not read: a ramdisk of some hundred MiB is then copied once,
 * into the image.
 */
#include "build.h"

#include "../cli.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static uint8_t *map(const char *path, int flags, int protection, size_t *size)
{
    const int fd = open(path, flags | O_CLOEXEC);
    struct stat stat;
    void *bytes;

    if ( fd < 0 || fstat(fd, &stat) )
        trouble("%s: %s", path, strerror(errno));
    if ( !S_ISREG(stat.st_mode) )
        trouble("%s: this is no file", path);
    if ( stat.st_size == 0 )
        refuse(path, FAULT_EMPTY);

    *size = (size_t)stat.st_size;
    bytes = mmap(NULL, *size, protection, MAP_SHARED, fd, 0);
    if ( bytes == MAP_FAILED )
        trouble("%s: it cannot be mapped: %s", path, strerror(errno));
    close(fd);

    return bytes;
}

struct input map_input(const char *path)
{
    struct input input = { .path = path };

    input.bytes = map(path, O_RDONLY, PROT_READ, &input.size);

    return input;
}

void forget_input(const struct input *input)
{
    if ( input->path )
        madvise((void *)(uintptr_t)input->bytes, input->size, MADV_DONTNEED);
}

uint8_t *map_output(const char *path, size_t *size)
{
    return map(path, O_RDWR, PROT_READ | PROT_WRITE, size);
}
