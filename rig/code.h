/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine's RAM, which the rig shares with QEMU, and code in it that must
 * stay as it is.
 */
#ifndef RIG_CODE_H
#define RIG_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct code {
    int ram; /* a file, which QEMU inherits */
    size_t ram_size;
    uint8_t *file; /* the code as it is loaded; null if none is watched */
    size_t size;
    bool looked;         /* for it, in RAM */
    unsigned int places; /* where it was found: only one is of use */
    size_t at;
    uint8_t *copy; /* what it was then */
};

/* Make RAM of @size bytes. Exits with a message if that fails. */
void code_make_ram(struct code *code, size_t size);

/*
 * Watch what will be loaded from the file @path, which is the code alone. Exits
 * with a message if it cannot be read.
 */
void code_watch(struct code *code, const char *path);

/*
 * The code has been loaded and has patched itself: find it, and keep a copy. Its
 * beginning stands at the beginning of a page, and is not patched.
 */
void code_keep(struct code *code);

/*
 * What has become of it, in words that begin with "unchanged", "changed" or
 * "unknown". They stand until the next call. What has not been patched is not
 * what runs, but another copy: of that nothing is known.
 */
const char *code_fate(const struct code *code);

#endif /* RIG_CODE_H */
