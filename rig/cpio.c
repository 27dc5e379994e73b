/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes the dom0 ramdisk: a cpio archive of the files named as PATH=FILE, each
 * made executable and owned by root, with the directories above them and the
 * console device that /init needs. cpio(1) could not make the device without
 * being root, and would carry the builder's times and owners.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIRECTORY 0040755u
#define REGULAR   0100755u
#define CHARACTER 0020600u

static unsigned int inode;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/*
 * Headers and contents are padded to four bytes, counted from the start of the
 * archive.
 */
static void pad(size_t written)
{
    fwrite("\0\0\0", 1, -written & 3, stdout);
}

static void entry(const char *path, unsigned int mode, unsigned int minor,
                  const char *data, size_t size)
{
    const size_t name = strlen(path) + 1;
    const int header = printf(
        "070701%08X%08X%08X%08X%08X%08X%08zX%08X%08X%08X%08X%08zX%08X", ++inode,
        mode, 0u, 0u, 1u, 0u, size, 0u, 0u, mode == CHARACTER ? 5u : 0u, minor,
        name, 0u);

    fwrite(path, 1, name, stdout);
    pad((size_t)header + name);
    fwrite(data, 1, size, stdout);
    pad(size);
}

/* A directory may be given again: the kernel keeps the first. */
static void parents(const char *path)
{
    for ( const char *slash = strchr(path, '/'); slash;
          slash = strchr(slash + 1, '/') )
    {
        char *directory = strndup(path, (size_t)(slash - path));

        entry(directory, DIRECTORY, 0, NULL, 0);
        free(directory);
    }
}

static void file(const char *path, const char *name)
{
    FILE *in = fopen(name, "rb");
    char *data;
    long size;

    if ( !in || fseek(in, 0, SEEK_END) || (size = ftell(in)) < 0 )
        fail(name);
    rewind(in);
    data = malloc((size_t)size + 1);
    if ( !data || fread(data, 1, (size_t)size, in) != (size_t)size )
        fail(name);

    parents(path);
    entry(path, REGULAR, 0, data, (size_t)size);
    free(data);
    fclose(in);
}

int main(int argc, char **argv)
{
    entry("dev", DIRECTORY, 0, NULL, 0);
    entry("dev/console", CHARACTER, 1, NULL, 0);

    for ( int i = 1; i < argc; i++ )
    {
        char *equals = strchr(argv[i], '=');

        if ( !equals )
        {
            fprintf(stderr, "usage: cpio PATH=FILE... > ARCHIVE\n");
            return 2;
        }
        *equals = '\0';
        file(argv[i], equals + 1);
    }

    entry("TRAILER!!!", 0, 0, NULL, 0);
    if ( fflush(stdout) || ferror(stdout) )
        fail("standard output");
    return 0;
}
