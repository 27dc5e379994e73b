/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SBAT as shim reads it: the entries of an image's .sbat section, the lines of
 * a revocation level (the contents of the variable SbatLevel), and whether the
 * level revokes the image.
 *
 * Each function answers as shim 16.1 does, for malformed text too. A stricter
 * reader would refuse an image that shim starts, or promise that shim starts
 * one that it refuses. tests/integration/sbat-parity holds both side by side.
 *
 * Nothing is copied: what the functions return points into the caller's text.
 */
#ifndef IMAGE_SBAT_H
#define IMAGE_SBAT_H

#include "text.h"

#include "../core/types.h"

enum sbat_kind {
    SBAT_SECTION, /* contents of a section .sbat */
    SBAT_LEVEL,   /* contents of the variable SbatLevel */
};

/* The fields of a section's entry; a level's line begins with the same two. */
enum sbat_field {
    SBAT_COMPONENT,
    SBAT_GENERATION,
    SBAT_VENDOR,
    SBAT_PACKAGE,
    SBAT_VERSION,
    SBAT_URL,
    SBAT_NR_FIELDS,
};

/* An entry of a section, or a line of a level. */
struct sbat_row {
    struct image_text line;
    unsigned int nr; /* of its fields; those that shim does not look at are no
                        part of it. 0 if the line has no comma */
    struct image_text field[SBAT_NR_FIELDS];
};

struct sbat_reader {
    enum sbat_kind kind;
    struct image_text rest;
};

/* A reader before the first row of @size bytes at @data. */
struct sbat_reader sbat_read(enum sbat_kind kind, const void *data,
                             size_t size);

/* The next row. Returns false, and leaves *@row alone, if there is none. */
bool sbat_next(struct sbat_reader *reader, struct sbat_row *row);

/* What makes shim refuse a text as malformed. */
enum sbat_fault {
    SBAT_SOUND,
    SBAT_NOTHING,    /* not one byte */
    SBAT_FEW_FIELDS, /* a row with less than 6 fields; in a level, less than 2 */
    SBAT_EMPTY_FIELD, /* a row with nothing between two commas */
};

/*
 * What is wrong with the text, if anything. *@row is then the first row at
 * fault, if a row is.
 */
enum sbat_fault sbat_check(enum sbat_kind kind, const void *data, size_t size,
                           struct sbat_row *row);

/*
 * The number that shim takes a generation for: that of its decimal digits, of
 * which 16 bits are kept; 0 if it does not begin with a digit.
 */
uint16_t sbat_generation(struct image_text field);

/* What shim says of an image, of which it has verified the signature. */
enum sbat_verdict {
    SBAT_PASSES,
    SBAT_BAD_LEVEL,   /* shim stops before it looks at any image */
    SBAT_NO_SECTION,  /* shim does not start it */
    SBAT_BAD_SECTION, /* shim does not start it */
    SBAT_REVOKED,
};

struct sbat_decision {
    enum sbat_verdict verdict;
    enum sbat_fault fault; /* of a bad section or level */
    struct sbat_row entry; /* of the section: at fault, or revoked */
    struct sbat_row line;  /* of the level: at fault, or what revokes */
};

/*
 * Does @level let an image with that @section pass? A section that is missing
 * has no bytes.
 */
struct sbat_decision sbat_decide(const void *section, size_t section_size,
                                 const void *level, size_t level_size);

#endif /* IMAGE_SBAT_H */
