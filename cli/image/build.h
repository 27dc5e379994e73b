/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of image build share: files that are given, the layout of the
 * image that is made of them, and refusals.
 */
#ifndef BUILD_H
#define BUILD_H

#include "input.h"

#include "../../image/image.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- refusals: refuse.c ---- */

/* The rows of faults.def. */
enum fault {
#define FAULT(name, text) FAULT_##name,
#include "faults.def"
    NR_FAULTS
};

/* Says what is wrong with @what, the name of a file or of a part of it; exits. */
_Noreturn void refuse(const char *what, enum fault fault);
_Noreturn void refuse_file(const char *what, enum image_reason reason);
_Noreturn void refuse_as(const char *what, const char *why);

/* ---- the image's layout: layout.c ---- */

/* A section of the image. */
struct part {
    char name[9];
    uint32_t rva, memory_size;
    uint32_t offset,
        data_size;  /* in the image's file; data_size is not padded */
    uint32_t flags; /* IMAGE_SECTION_* */

    /* Its data; null: what Xen has in memory at @rva. */
    const uint8_t *bytes;
};

struct layout {
    const char *path; /* Xen's */
    const struct image_pe *xen;

    struct part parts[IMAGE_MAX_SECTIONS];
    unsigned int nr, nr_xen; /* Xen's are the first */

    uint32_t headers_size, memory_size, file_size;
    struct image_range relocations; /* by RVA */

    const char *not_nx; /* why it does not earn NX_COMPAT; null: it does */
};

/*
 * Begin with Xen's own sections. Debug sections and SBAT data are left away. Two
 * sections that share a page cannot have permissions of their own: the second
 * then begins with the page, and has the permissions of both.
 */
void layout_xen(struct layout *layout, const char *path,
                const struct image_pe *xen);

/* Add a section of @size bytes at @bytes, which stay; @path names it in messages. */
void layout_add(struct layout *layout, const char *name, const char *path,
                const uint8_t *bytes, size_t size, uint32_t flags);

/* Call it last: places in the file, and sizes of the whole. */
void layout_finish(struct layout *layout);

/* The part of which Xen's memory at @rva is; null if there is none. */
const struct part *part_at(const struct layout *layout, uint64_t rva);

/* ---- the image's file: write.c ---- */

/* Writes the image into a new file. */
void write_image(const struct layout *layout, const char *path);

/* Puts the right checksum into a PE file. */
void write_checksum(const char *path);

/* ---- SBAT: merge.c ---- */

/*
 * Text of several sources, merged: begin with zeros. A line that is there already
 * is not repeated; the first line, which is SBAT's own, stands once.
 */
struct sbat {
    char *text;
    size_t size;
};

void merge_sbat(struct sbat *sbat, const char *path, const char *bytes,
                size_t size);

/* The same, of the section .sbat of a PE file, if it has one. */
void merge_sbat_of(struct sbat *sbat, const char *path,
                   const struct image_pe *pe);

/* ---- signatures: sign.c ---- */

struct signer {
    const char *key, *cert; /* for sbsign; null: @command signs */
    const char *command;
};

/* Signs the file @from, as @to; both are in the private directory. */
void sign(const struct signer *signer, const char *from, const char *to);

/* Exits if @path is not the unsigned image, with @nr signatures. */
void check_signed(const char *unsigned_path, const char *path, unsigned int nr);

/* ---- a private directory: scratch.c ---- */

/*
 * Makes a directory beside @path. It is removed, with its files, when the program
 * exits or is interrupted.
 */
void scratch_start(const char *path);

/* The path of a file there. There may be a few, of short names. */
const char *scratch_file(const char *name);

/* ---- what the verb does ---- */

struct request;
int image_build(const struct request *request);
int image_inspect(const struct request *request);
int image_verify(const struct request *request);

#endif
