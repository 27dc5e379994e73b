/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen's own memory: where it is, and a word of its code of which any domain can
 * see whether it was changed. It is the beginning of the function that tells
 * Xen's version: mov $major, %eax.
 */
#ifndef ROGUE_XEN_MEMORY_H
#define ROGUE_XEN_MEMORY_H

#include "machine.h"

/* The machine address of Xen's image, 0 if Xen does not tell. */
uint64_t xen_image(void);
/* The machine address of a function of Xen's, 0 if Xen does not tell. */
uint64_t xen_function(const char *name);

/* The machine address of the word. */
uint64_t version_code(void);
/* The word for a version, and the version as Xen tells it now. */
#define VERSION_WORD(major) (0xb8U | (uint32_t)(major) << 8)
uint32_t shown_version(void);

/* A version that attacks choose. */
#define OUR_VERSION 'e'

/*
 * The outcome of an attack that @write carries out: it is to write a word to the
 * machine address that it is given. If Xen then tells our version, what was
 * there is written back.
 */
enum outcome change_version(void (*write)(uint64_t where, uint32_t word));

#endif /* ROGUE_XEN_MEMORY_H */
