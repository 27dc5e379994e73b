/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the verb sbat share. */
#ifndef CLI_SBAT_H
#define CLI_SBAT_H

#include "request.h"

#include "../image/image.h"
#include "../image/sbat.h"

#include <stddef.h>

/* The SBAT data of a file; @why is null, or says why there is none. */
struct sbat_data {
    const char *at;
    size_t size;
    const char *why;
};

/* The section .sbat of @pe, as shim finds it; no bytes if shim finds none. */
struct sbat_data sbat_section(const struct image_pe *pe);

/* The bytes before a variable's contents, if a file is one as efivarfs has it; else 0. */
size_t efivarfs_header(const char *bytes, size_t size);

/* The SBAT level in a file, also one as efivarfs has it. Exits if it cannot be read. */
struct sbat_data sbat_level(const char *path);

/* A decision in words. */
const char *sbat_why(const struct sbat_decision *decision);

/* sbat advise */
int advise(const struct request *request);

#endif
