/* SPDX-License-Identifier: GPL-2.0-only */
/* What is in an image: which Xen, which dom0 kernel. */
#ifndef CONTENTS_H
#define CONTENTS_H

#include "../../image/image.h"

#include <stdbool.h>

/* Does the file have Xen's EFI loader in it? */
bool is_xen(const uint8_t *bytes, size_t size);

/* The version that Xen's loader prints, in new memory; null if there is no Xen. */
const char *xen_version(const uint8_t *bytes, size_t size);

/* The build ID that Xen prints, in hexadecimal digits; null: none. */
const char *build_id(const struct image_pe *pe);

/* Bytes in hexadecimal digits, in new memory. */
const char *in_hex(const uint8_t *bytes, size_t size);

struct declaration {
    unsigned int
        version; /* of control_op; 0: it does not declare that it filters */
    const char *unknown; /* why that is not known; null: it is */
};

/* What the dom0 kernel of @size bytes at @bytes declares; it is unpacked. */
struct declaration kernel_declares(const uint8_t *bytes, size_t size);

#endif
