/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the verb sbat share. */
#ifndef CLI_SBAT_H
#define CLI_SBAT_H

#include "request.h"

#include "../image/image.h"

#include <stddef.h>

/* The SBAT data of a file; @why is null, or says why there is none. */
struct sbat_data {
    const char *at;
    size_t size;
    const char *why;
};

/* The section .sbat of @pe, as shim finds it; no bytes if shim finds none. */
struct sbat_data sbat_section(const struct image_pe *pe);

/* sbat advise */
int advise(const struct request *request);

#endif
