/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenstore, for attacks by what the kernel believes of it. Where nobody serves
 * xenstore, the rogue does, as root may.
 */
#ifndef ROGUE_STORE_H
#define ROGUE_STORE_H

#include "../rogue.h"

/* Have xenstore served from now on; false if that is impossible. */
bool serve_store(void);

/* Paths are absolute. A key that does not exist is "", until the next call. */
bool store_write(const char *path, const char *value);
const char *store_read(const char *path);
/* A directory's keys and values, in pairs up to a NULL. */
bool store_write_all(const char *directory, const char *const *pairs);
/* Wait up to five seconds until a key has the value, or any if that is NULL. */
bool store_shows(const char *path, const char *value);

#endif /* ROGUE_STORE_H */
