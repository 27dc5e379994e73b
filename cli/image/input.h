/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that are given. They are mapped, and stay so. */
#ifndef INPUT_H
#define INPUT_H

#include <stddef.h>
#include <stdint.h>

struct input {
    const char *path; /* null: not given */
    const uint8_t *bytes;
    size_t size;
};

/* Maps the file; exits if it cannot be read or is empty. */
struct input map_input(const char *path);

/*
 * Maps the file @input->path. Returns why it cannot be read, or null; an empty
 * file has no bytes.
 */
const char *try_input(struct input *input);

/* Takes bytes of a mapped file, nearly all of them, out of memory; reading them again brings them back. */
void forget(const uint8_t *bytes, size_t size);

/*
 * Maps a file of ours in order to change it. *@size: its size. Exits if it
 * cannot be.
 */
uint8_t *map_output(const char *path, size_t *size);

#endif
