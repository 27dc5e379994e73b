/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Authenticode signatures of a PE file: its bytes by our reader, digests and
 * PKCS#7 by OpenSSL. What loaders make of them is decided elsewhere.
 */
#ifndef AUTHENTICODE_H
#define AUTHENTICODE_H

#include "input.h"

#include "../../image/image.h"

#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a signature is worth by itself, whoever made it. */
enum signature_state {
    SIGNATURE_SOUND,
    SIGNATURE_MALFORMED, /* not Authenticode, or damaged */
    SIGNATURE_ALGORITHM, /* of a digest that no loader knows */
    SIGNATURE_OTHER,     /* of other bytes than the file's */
    SIGNATURE_BROKEN,    /* not made by the key of the certificate it names */
};

struct signature {
    struct image_range content; /* of its envelope, in the file */
    size_t unused;              /* bytes behind it in the envelope */
    enum signature_state state;
    PKCS7 *pkcs7;     /* null: malformed */
    const EVP_MD *md; /* of the file's digest; null: none that is known */
    STACK_OF(X509) * signers;

    /* What is signed: SpcIndirectDataContent, without its tag and length. */
    const uint8_t *signed_part;
    size_t signed_size;
};

#define NR_DIGESTS 5

struct digest {
    const EVP_MD *md;
    bool padded;
    uint8_t bytes[EVP_MAX_MD_SIZE];
};

struct signed_file {
    struct input input;
    struct image_pe pe;
    enum image_reason table; /* what is wrong with its certificate table */
    bool unpadded;           /* the last certificate lacks its padding */
    struct signature *signatures;
    unsigned int nr;

    /* Computed when they are asked for. */
    struct digest digests[2 * NR_DIGESTS];
    unsigned int nr_digests;
};

/*
 * Reads headers and signatures of @file->input, which is mapped. Returns why the
 * headers cannot be relied on, if they cannot; then nothing else may be asked.
 */
enum image_reason read_signed(struct signed_file *file);

/*
 * The digest that signatures of @file have. @padded: as if zeros were behind the
 * file, up to a multiple of 8, as signers add them before they sign.
 */
const uint8_t *digest_of(struct signed_file *file, const EVP_MD *md,
                         bool padded);

/* Does a sound @signature lead to @trusted, whatever the time and the purpose? */
bool leads_to(const struct signature *signature, X509 *trusted);

/* Name of @cert's subject or issuer, in plain ASCII. */
const char *name_in_words(const X509_NAME *name);

/* The first byte from *@at on that neither a digest nor the table of certificates covers; false: none. */
bool next_uncovered(const struct signed_file *file, struct image_range *gap);

#endif
