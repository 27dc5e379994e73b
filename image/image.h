/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The face of image: readers of what is signed. A PE file, the envelopes of its
 * signatures, the lists of what a machine trusts, Xen's configuration, a dom0
 * kernel.
 *
 * All are for x86-64 and for bytes that an attacker wrote. None changes the
 * bytes, allocates, keeps state of its own or calls out, so all may be called in
 * any context. What a reader returns points into the caller's bytes and lives as
 * long as they do. All numbers that a reader returns are in bytes.
 *
 * References: "PE Format" and "Windows Authenticode Portable Executable Signature
 * Format" (2008) by Microsoft; the UEFI Specification 2.10 for signature lists; for
 * the configuration Xen's source, 4.17 to 4.22.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include "text.h"

#include "../core/types.h"

/* Why a file is refused: the rows of image/reasons.def. */
enum image_reason {
    IMAGE_REASON_NONE, /* it is not refused */
#define REASON(name, source, text) IMAGE_REASON_##name,
#include "reasons.def"
    IMAGE_NR_REASONS,
};

/*
 * A reason's text, and what the rule follows from. "?" for a value that is none,
 * IMAGE_REASON_NONE included.
 */
const char *image_reason_text(enum image_reason reason);
const char *image_reason_source(enum image_reason reason);

/* A part of a file. */
struct image_range {
    size_t at, size;
};

/* ---- PE: pe.c ---- */

/* A PE file whose headers have been read. */
struct image_pe {
    const uint8_t *file;
    size_t size;

    size_t header;            /* where the PE signature is in the file */
    size_t optional_header;   /* ... the optional header */
    size_t section_table;     /* ... the section table */
    size_t certificate_entry; /* ... its directory entry; 0: it has none */
    struct image_range names; /* ... the table of long names; may be empty */

    unsigned int nr_sections;    /* 1 to IMAGE_MAX_SECTIONS */
    unsigned int nr_directories; /* 0 to 16 */

    uint64_t base;              /* where it was linked to run */
    uint32_t entry;             /* RVA */
    uint32_t section_alignment; /* a power of 2 */
    uint32_t file_alignment;    /* a power of 2 */
    uint32_t memory_size;       /* SizeOfImage */
    uint32_t headers_size;      /* SizeOfHeaders: at most the file's size */
    uint32_t timestamp, checksum;
    uint16_t subsystem, characteristics;
    uint16_t dll_characteristics; /* IMAGE_DLL_* */
};

#define IMAGE_MAX_SECTIONS 96

/* Bits of image_pe.dll_characteristics */
#define IMAGE_DLL_NX_COMPAT 0x0100U

/* Bits of image_section.flags */
#define IMAGE_SECTION_CODE        0x00000020U
#define IMAGE_SECTION_DATA        0x00000040U
#define IMAGE_SECTION_ZEROS       0x00000080U
#define IMAGE_SECTION_DISCARDABLE 0x02000000U
#define IMAGE_SECTION_EXECUTE     0x20000000U
#define IMAGE_SECTION_READ        0x40000000U
#define IMAGE_SECTION_WRITE       0x80000000U

/*
 * Read the headers of the @size bytes at @file. Returns why they cannot be
 * relied on, if they cannot; *@pe is then undefined. If they can, all headers
 * lie within the file, and so does each section's data; each section's memory
 * ends below 4 GiB. Sections may still overlap: see image_pe_layout().
 *
 * Source: PE Format, "Optional Header (Image Only)", "Section Table".
 */
enum image_reason image_pe_read(struct image_pe *pe, const void *file,
                                size_t size);

struct image_section {
    struct image_text name;  /* a long one is looked up in the string table */
    uint32_t rva;            /* from the image base on */
    uint32_t memory_size;    /* VirtualSize */
    struct image_range data; /* in the file; behind it zeros follow in memory */
    uint32_t flags;          /* IMAGE_SECTION_* */
    bool has_relocations;    /* of the COFF kind: an image should have none */
};

/*
 * Section number @i, from 0 on in the order of the table, of a @pe that
 * image_pe_read() took. False if there is none.
 */
bool image_pe_section(const struct image_pe *pe, unsigned int i,
                      struct image_section *section);

/*
 * The first section called @name, a C string, of @pe. False if there is none. As
 * in Xen and shim, the first counts.
 */
bool image_pe_find(const struct image_pe *pe, const char *name,
                   struct image_section *section);

/* Indices of image_pe_directory() */
#define IMAGE_DIRECTORY_CERTIFICATES 4U
#define IMAGE_DIRECTORY_RELOCATIONS  5U
#define IMAGE_DIRECTORY_DEBUG        6U

/*
 * Entry number @i of the data directory: an RVA and a size, but for the
 * certificates, where @at is an offset in the file. Both are as they stand in
 * the header, and not checked; both are 0 if there is no such entry.
 */
struct image_range image_pe_directory(const struct image_pe *pe,
                                      unsigned int i);

/*
 * Why two readers could see different things in @pe, if they could: its sections
 * are not ordered, overlap, begin inside the headers or end behind SizeOfImage.
 */
enum image_reason image_pe_layout(const struct image_pe *pe);

/*
 * What Authenticode hashes of a PE file: begin with { .pe = pe }. Only the
 * functions look at the other members.
 */
struct image_hashed {
    const struct image_pe *pe;
    unsigned int step;
    unsigned int last; /* the section that was hashed last */
    uint64_t sum;      /* bytes of headers and sections */
};

/*
 * The next part to hash, in order: the headers without the checksum and without
 * the directory entry of the certificates; sections by their place in the file;
 * and what follows, up to the certificates. Parts may be empty. False if there
 * are no more.
 *
 * Where data of sections overlap or leave gaps, this follows the specification
 * and EDK2: what follows begins at the sum of all sizes, wherever that is.
 *
 * Source: Authenticode, "Calculating the PE Image Hash".
 */
bool image_hashed_next(struct image_hashed *hashed, struct image_range *part);

/*
 * Why firmware cannot hash @pe, if it cannot: sections and certificates together
 * are larger than the file, so some bytes would be both.
 *
 * Source: EDK2, DxeImageVerificationLib.c: HashPeImage().
 */
enum image_reason image_hashed_fault(const struct image_pe *pe);

/*
 * The checksum of the optional header, of the whole file as it is.
 *
 * Source: PE Format, "Optional Header Windows-Specific Fields", CheckSum.
 */
uint32_t image_pe_checksum(const struct image_pe *pe);

/* ---- signatures' envelopes: envelope.c ---- */

/* One WIN_CERTIFICATE. */
struct image_envelope {
    uint16_t revision; /* IMAGE_ENVELOPE_REVISION_2 */
    uint16_t type;     /* IMAGE_ENVELOPE_* */
    struct image_range content;
};

#define IMAGE_ENVELOPE_REVISION_2 0x0200U
#define IMAGE_ENVELOPE_PKCS7      0x0002U

/*
 * The walk over a file's certificate table. What it covers, all certificates and
 * nothing else, is not hashed.
 */
struct image_envelopes {
    const uint8_t *file;
    struct image_range left;
};

/*
 * Start at the first certificate of @pe. A file without a certificate table has
 * a walk without certificates.
 *
 * Source: PE Format, "The Attribute Certificate Table (Image Only)".
 */
enum image_reason image_envelopes_start(struct image_envelopes *walk,
                                        const struct image_pe *pe);

/*
 * The next certificate. False if there are no more, or if the rest of the table
 * is damaged: then *@reason says why, and is else IMAGE_REASON_NONE.
 */
bool image_envelopes_next(struct image_envelopes *walk,
                          struct image_envelope *envelope,
                          enum image_reason *reason);

/* ---- what a machine trusts: signature_list.c ---- */

/* The types of signatures that image loaders know, by their GUIDs. */
enum image_signature_kind {
    IMAGE_SIGNATURE_OTHER,
    IMAGE_SIGNATURE_X509, /* a certificate, in DER */
    IMAGE_SIGNATURE_SHA1, /* an image's digest */
    IMAGE_SIGNATURE_SHA256,
    IMAGE_SIGNATURE_SHA384,
    IMAGE_SIGNATURE_SHA512,
    IMAGE_SIGNATURE_X509_SHA256, /* the digest of a certificate's signed part */
    IMAGE_SIGNATURE_X509_SHA384,
    IMAGE_SIGNATURE_X509_SHA512,
};

/* An entry of a list. */
struct image_signature {
    enum image_signature_kind kind;
    struct image_range data; /* without its owner's GUID */
    bool first;              /* of its list */
};

/*
 * The walk over EFI_SIGNATURE_LISTs, the contents of db and dbx: begin with
 * { .bytes = them, .left = { 0, their size } }. Only the function looks at the
 * other members.
 */
struct image_signatures {
    const uint8_t *bytes;
    struct image_range left; /* lists */
    struct image_range list; /* what is left of the current one */
    size_t each;             /* the size of its entries */
    enum image_signature_kind kind;
    bool first;
};

/*
 * The next entry. False if there are no more, or if the rest is damaged: then
 * *@reason says why, and is else IMAGE_REASON_NONE.
 *
 * Source: UEFI Specification, "Signature Database".
 */
bool image_signatures_next(struct image_signatures *walk,
                           struct image_signature *signature,
                           enum image_reason *reason);

/* ---- Xen's EFI configuration: config.c ---- */

/*
 * What Xen takes for a line: it ends at any control character or at #. Blanks
 * before it, and lines that begin with ; or #, are dropped.
 */
struct image_config_line {
    struct image_text text;  /* not empty */
    struct image_text name;  /* of a setting, or of a [section]; may be empty */
    struct image_text value; /* of a setting, without blanks before it */
    bool is_section;
    bool is_setting;     /* it has a = */
    bool follows;        /* something stands before it in the author's line */
    bool commented;      /* a # ended it */
    bool ended;          /* something ended it, not the end of the file */
    unsigned int number; /* of the author's line, from 1 on */
};

/*
 * The walk over a configuration: begin with { .left = the file, .number = 1 }.
 * Only the function looks at the other members.
 */
struct image_config {
    struct image_text left;
    unsigned int number;
    bool follows;
};

/*
 * The next line that is one for Xen; false if there are no more.
 *
 * Source: xen/common/efi/boot.c, pre_parse().
 */
bool image_config_next(struct image_config *config,
                       struct image_config_line *line);

/*
 * What Xen finds for @item in @section of the configuration @file: the first
 * one. An empty @section stands for the whole file, as in Xen. False if it finds
 * none; *@value is then undefined.
 *
 * Xen up to 4.21 reads on behind a last line that nothing ends; this does not.
 *
 * Source: xen/common/efi/boot.c, get_value().
 */
bool image_config_value(struct image_text file, struct image_text section,
                        const char *item, struct image_text *value);

/* What an image has besides Xen: one of each, ORed. */
enum image_embedded {
    IMAGE_HAS_KERNEL = 1,
    IMAGE_HAS_RAMDISK = 2,
    IMAGE_HAS_XSM = 4,
    IMAGE_HAS_UCODE = 8,
};

/*
 * Why Xen would not see @line, which image_config_next() found in @file, or would
 * not read it as it is written, or would leave an image that has @embedded for
 * it; IMAGE_REASON_NONE if none of this is so.
 */
enum image_reason image_config_fault(struct image_text file,
                                     const struct image_config_line *line,
                                     unsigned int embedded);

/*
 * The same, of @file as a whole.
 */
enum image_reason image_config_lacks(struct image_text file);

/* ---- dom0's kernel: kernel.c ---- */

/* What is known of a kernel without unpacking it. */
struct image_kernel {
    struct image_text version;  /* as it says itself; empty if it says none */
    struct image_range payload; /* the ELF file, or what it is unpacked from */
};

/*
 * Read the kernel of @size bytes at @file. Returns why Xen cannot start it, as far
 * as the file tells without being unpacked; *@kernel is then undefined. Whether the
 * kernel inside has the notes that Xen needs is not looked at.
 *
 * Source: xen/arch/x86/bzimage.c, xen/common/decompress.c; for the version Linux's
 * boot protocol.
 */
enum image_reason image_kernel_read(struct image_kernel *kernel,
                                    const void *file, size_t size);

#endif /* IMAGE_H */
