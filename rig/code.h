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
    bool looked;         /* code_keep() has searched the RAM */
    unsigned int places; /* how often it was found there; 1 if all is well */
    size_t at;
    uint8_t *copy; /* the code as code_keep() found it */
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
 * What has become of the code, in words that begin with "unchanged", "changed"
 * or "unknown". The words are valid until the next call. "unknown" includes that
 * the code found is as it was in the file: code that runs has patched itself, so
 * this is another copy of it.
 */
const char *code_fate(const struct code *code);

#endif /* RIG_CODE_H */
