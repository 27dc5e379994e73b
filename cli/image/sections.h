/* SPDX-License-Identifier: GPL-2.0-only */
/* Sections of a PE file, by their names. */
#ifndef SECTIONS_H
#define SECTIONS_H

#include "../../image/image.h"

#include <stdbool.h>

#define PAGE 4096U

bool is_called(const struct image_section *section, const char *name);

/* Is it one for debuggers? */
bool is_debug(const struct image_section *section);

/* What Xen finds in a section of that name: IMAGE_HAS_...; 0: none of these. */
unsigned int embedded_as(const char *name);

/* The same, of all sections. */
unsigned int embedded_in(const struct image_pe *pe);

/* Does Xen look for a section of this name in its own image? */
bool is_read_by_xen(const struct image_section *section);

#endif
