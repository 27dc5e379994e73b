/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the signatures of a PE file, and computes what they must be of.
 *
 * A signature is a PKCS#7 SignedData whose content, SpcIndirectDataContent, holds
 * the file's digest in a DigestInfo. PKCS#7 signs the content without its tag and
 * length.
 */
#include "authenticode.h"

#include "../../image/format.h"

#include "../cli.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <string.h>

#define SPC_INDIRECT_DATA "1.3.6.1.4.1.311.2.1.4"

/* ---- digests ---- */

static void update(EVP_MD_CTX *context, const void *bytes, size_t size)
{
    if ( !EVP_DigestUpdate(context, bytes, size) )
        trouble("OpenSSL computes no digest; is its installation whole?");
}

static void hash(struct digest *digest, const struct image_pe *pe)
{
    static const uint8_t zeros[CERTIFICATE_ALIGN];
    const size_t rest = pe->size % CERTIFICATE_ALIGN;
    struct image_hashed hashed = { .pe = pe };
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    struct image_range part;

    if ( !context || !EVP_DigestInit_ex(context, digest->md, NULL) )
        trouble("OpenSSL knows no %s; is its installation whole?",
                EVP_MD_get0_name(digest->md));
    while ( image_hashed_next(&hashed, &part) )
        update(context, pe->file + part.at, part.size);
    if ( digest->padded && rest )
        update(context, zeros, sizeof(zeros) - rest);
    EVP_DigestFinal_ex(context, digest->bytes, NULL);
    EVP_MD_CTX_free(context);
}

const uint8_t *digest_of(struct signed_file *file, const EVP_MD *md,
                         bool padded)
{
    struct digest *digest = file->digests;

    padded &= file->pe.size % CERTIFICATE_ALIGN != 0;
    for ( unsigned int i = 0; i < file->nr_digests; i++, digest++ )
        if ( EVP_MD_get_type(digest->md) == EVP_MD_get_type(md) &&
             digest->padded == padded )
            return digest->bytes;

    *digest = (struct digest){ .md = md, .padded = padded };
    file->nr_digests++;
    hash(digest, &file->pe);

    return digest->bytes;
}

/* ---- what is signed ---- */

/* Go behind the header of the element at *@at, which ends at most at @end; @inner: its end. */
static bool enter(const uint8_t **at, const uint8_t *end, const uint8_t **inner)
{
    long size;
    int tag, class;

    if ( *at >= end ||
         ASN1_get_object(at, &size, &tag, &class, end - *at) &
             ~(int)V_ASN1_CONSTRUCTED ||
         tag != V_ASN1_SEQUENCE )
        return false;
    *inner = *at + size;

    return true;
}

/* The DigestInfo behind the first element of what is signed; null if it has none. */
static X509_SIG *digest_info(const struct signature *signature)
{
    const uint8_t *at = signature->signed_part, *inner;
    const uint8_t *end = at + signature->signed_size;

    if ( !enter(&at, end, &inner) )
        return NULL;

    return d2i_X509_SIG(NULL, &inner, end - inner);
}

static bool find_signed_part(struct signature *signature)
{
    const PKCS7 *content = signature->pkcs7->d.sign->contents;
    char type[64];
    const uint8_t *end;

    OBJ_obj2txt(type, sizeof(type), content->type, 1);
    if ( strcmp(type, SPC_INDIRECT_DATA) || !content->d.other ||
         content->d.other->type != V_ASN1_SEQUENCE )
        return false;

    signature->signed_part = content->d.other->value.sequence->data;
    end = signature->signed_part + content->d.other->value.sequence->length;
    if ( !enter(&signature->signed_part, end, &end) )
        return false;
    signature->signed_size = (size_t)(end - signature->signed_part);

    return true;
}

/* The digest with which loaders hash the file: null if none of them knows it. */
static const EVP_MD *known_digest(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *object;

    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    switch ( OBJ_obj2nid(object) )
    {
    case NID_sha1:
        return EVP_sha1();
    case NID_sha256:
        return EVP_sha256();
    case NID_sha384:
        return EVP_sha384();
    case NID_sha512:
        return EVP_sha512();
    default:
        return NULL;
    }
}

/* ---- what a signature is worth ---- */

/* The signature's own arithmetic, of all its signers. */
static bool is_intact(const struct signature *signature)
{
    BIO *bio = BIO_new_mem_buf(signature->signed_part,
                               (int)signature->signed_size);
    const bool intact = PKCS7_verify(signature->pkcs7, NULL, NULL, bio, NULL,
                                     PKCS7_BINARY | PKCS7_NOVERIFY) == 1;

    BIO_free(bio);

    return intact;
}

static enum signature_state state_of(struct signed_file *file,
                                     struct signature *signature)
{
    const ASN1_OCTET_STRING *is;
    const X509_ALGOR *algorithm;
    X509_SIG *info;

    if ( !find_signed_part(signature) )
        return SIGNATURE_MALFORMED;
    info = digest_info(signature);
    if ( !info )
        return SIGNATURE_MALFORMED;
    X509_SIG_get0(info, &algorithm, &is);
    signature->md = known_digest(algorithm);
    signature->signers = PKCS7_get0_signers(signature->pkcs7, NULL,
                                            PKCS7_BINARY);
    if ( !signature->signers )
        return SIGNATURE_MALFORMED;
    if ( !signature->md )
        return SIGNATURE_ALGORITHM;
    if ( is->length != EVP_MD_get_size(signature->md) ||
         memcmp(is->data, digest_of(file, signature->md, false),
                (size_t)is->length) )
        return SIGNATURE_OTHER;

    return is_intact(signature) ? SIGNATURE_SOUND : SIGNATURE_BROKEN;
}

static struct signature read_signature(struct signed_file *file,
                                       struct image_range content)
{
    const uint8_t *start = file->pe.file + content.at, *at = start;
    struct signature signature = { .content = content,
                                   .state = SIGNATURE_MALFORMED };

    signature.pkcs7 = d2i_PKCS7(NULL, &at, (long)content.size);
    if ( signature.pkcs7 && PKCS7_type_is_signed(signature.pkcs7) )
    {
        signature.unused = content.size - (size_t)(at - start);
        signature.state = state_of(file, &signature);
    }
    ERR_clear_error();

    return signature;
}

static void read_signatures(struct signed_file *file)
{
    const struct image_range table = image_pe_directory(
        &file->pe, IMAGE_DIRECTORY_CERTIFICATES);
    struct image_envelope envelope;
    struct image_envelopes walk;

    file->unpadded = table.size % CERTIFICATE_ALIGN != 0;
    file->table = image_envelopes_start(&walk, &file->pe);
    if ( file->table == IMAGE_REASON_NONE )
        file->table = image_hashed_fault(&file->pe);
    if ( file->table != IMAGE_REASON_NONE )
        return;
    while ( image_envelopes_next(&walk, &envelope, &file->table) )
    {
        if ( envelope.type != IMAGE_ENVELOPE_PKCS7 )
            continue;
        file->signatures = grow(file->signatures, file->nr + 1,
                                sizeof(*file->signatures));
        file->signatures[file->nr++] = read_signature(file, envelope.content);
    }
}

enum image_reason read_signed(struct signed_file *file)
{
    const enum image_reason reason = image_pe_read(&file->pe, file->input.bytes,
                                                   file->input.size);

    if ( reason == IMAGE_REASON_NONE )
        read_signatures(file);

    return reason;
}

/* ---- who made it ---- */

bool leads_to(const struct signature *signature, X509 *trusted)
{
    BIO *bio = BIO_new_mem_buf(signature->signed_part,
                               (int)signature->signed_size);
    X509_STORE *store = X509_STORE_new();
    bool leads;

    if ( !bio || !store || !X509_STORE_add_cert(store, trusted) )
        trouble("out of memory");
    X509_STORE_set_flags(store,
                         X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
    X509_STORE_set_purpose(store, X509_PURPOSE_ANY);
    leads = signature->state == SIGNATURE_SOUND &&
            PKCS7_verify(signature->pkcs7, NULL, store, bio, NULL,
                         PKCS7_BINARY) == 1;
    ERR_clear_error();
    X509_STORE_free(store);
    BIO_free(bio);

    return leads;
}

const char *name_in_words(const X509_NAME *name)
{
    BIO *bio = BIO_new(BIO_s_mem());
    const char *words;
    char *at;
    long size;

    if ( !bio || X509_NAME_print_ex(bio, name, 0,
                                    XN_FLAG_ONELINE &
                                        ~(unsigned long)XN_FLAG_SPC_EQ) < 0 )
        trouble("out of memory");
    size = BIO_get_mem_data(bio, &at);
    words = printable(at, (size_t)size);
    BIO_free(bio);

    return words;
}

/* ---- what nothing covers ---- */

/* If @range covers *@at, go to its end; else it may be where the gap ends. */
static bool cover(struct image_range range, size_t *at, size_t *end)
{
    if ( range.size == 0 || range.at + range.size <= *at )
        return false;
    if ( range.at <= *at )
    {
        *at = range.at + range.size;
        return true;
    }
    if ( range.at < *end )
        *end = range.at;

    return false;
}

static bool cover_once(const struct signed_file *file, size_t *at, size_t *end)
{
    const struct image_pe *pe = &file->pe;
    struct image_hashed hashed = { .pe = pe };
    struct image_range part;
    bool moved;

    moved = cover((struct image_range){ pe->optional_header + OPTIONAL_CHECKSUM,
                                        sizeof(uint32_t) },
                  at, end);
    moved |= pe->certificate_entry &&
             cover(
                 (struct image_range){ pe->certificate_entry, DIRECTORY_SIZE },
                 at, end);
    moved |= cover(image_pe_directory(pe, IMAGE_DIRECTORY_CERTIFICATES), at,
                   end);
    while ( image_hashed_next(&hashed, &part) )
        moved |= cover(part, at, end);

    return moved;
}

bool next_uncovered(const struct signed_file *file, struct image_range *gap)
{
    size_t at = gap->at + gap->size, end;

    do
        end = file->pe.size;
    while ( cover_once(file, &at, &end) );
    if ( at >= file->pe.size )
        return false;
    *gap = (struct image_range){ at, end - at };

    return true;
}
