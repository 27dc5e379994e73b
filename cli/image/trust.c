/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads what a machine trusts, in whatever form it is at hand: a certificate, the
 * contents of a variable, the variable as efivarfs has it, a signed update of it.
 */
#include "trust.h"

#include "../cli.h"

#include "../../image/bytes.h"
#include "../../image/format.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#define SECURITY_GUID "d719b2cb-3d3a-4596-a3bc-dad00e67656f"
#define SHIM_GUID     "605dab50-e046-4300-abb6-3dd810dd8b23"
#define VARIABLES     "/sys/firmware/efi/efivars"

/* EFI_VARIABLE_AUTHENTICATION_2: a time, then a WIN_CERTIFICATE */
#define TIME_SIZE     16
#define UPDATE_HEADER 24
#define UPDATE_TYPE   0x0ef10200U /* of the certificate, and its revision */

/* shim's oldest level, which revokes nothing. */
static const char no_level[] = "sbat,1,2021030218\n";

/* ---- entries ---- */

static void add(struct database *database, struct trust_entry entry)
{
    const uint8_t *at = entry.data;

    if ( entry.kind == IMAGE_SIGNATURE_X509 && !entry.cert )
        entry.cert = d2i_X509(NULL, &at, (long)entry.size);
    ERR_clear_error();
    database->entries = grow(database->entries, database->nr + 1,
                             sizeof(entry));
    database->entries[database->nr++] = entry;
}

static void add_certificate(struct database *database, X509 *cert)
{
    struct trust_entry entry = { .kind = IMAGE_SIGNATURE_X509,
                                 .first = true,
                                 .cert = cert };
    uint8_t *der = NULL;
    const int size = i2d_X509(cert, &der);

    if ( size < 0 )
        trouble("out of memory");
    entry.data = der;
    entry.size = (size_t)size;
    add(database, entry);
}

static void add_lists(struct database *database, const char *path,
                      const uint8_t *bytes, size_t size)
{
    struct image_signatures walk = { .bytes = bytes, .left = { 0, size } };
    struct image_signature one;
    enum image_reason reason;

    while ( image_signatures_next(&walk, &one, &reason) )
        add(database, (struct trust_entry){ .kind = one.kind,
                                            .first = one.first,
                                            .data = bytes + one.data.at,
                                            .size = one.data.size });
    if ( reason != IMAGE_REASON_NONE )
        trouble("%s: it is neither a certificate nor signature lists: %s; give "
                "a certificate in PEM or DER, or a copy of the variable %s",
                path, image_reason_text(reason), database->name);
}

/* ---- files ---- */

static bool add_pem(struct database *database, const char *bytes, size_t size)
{
    BIO *bio = BIO_new_mem_buf(bytes, (int)size);
    X509 *cert;
    bool found = false;

    while ( (cert = PEM_read_bio_X509(bio, NULL, NULL, NULL)) )
    {
        add_certificate(database, cert);
        found = true;
    }
    BIO_free(bio);
    ERR_clear_error();

    return found;
}

static bool add_der(struct database *database, const uint8_t *bytes,
                    size_t size)
{
    const uint8_t *at = bytes;
    X509 *cert = d2i_X509(NULL, &at, (long)size);

    ERR_clear_error();
    if ( !cert || at != bytes + size )
        return false;
    add_certificate(database, cert);

    return true;
}

/* Go to the lists, behind what efivarfs or a signed update has before them. */
static void skip_header(const uint8_t **bytes, size_t *size)
{
    size_t skip = efivarfs_header((const char *)*bytes, *size), update;

    if ( *size >= UPDATE_HEADER &&
         bytes_u32(*bytes + TIME_SIZE + CERTIFICATE_REVISION) == UPDATE_TYPE )
    {
        update = TIME_SIZE + (size_t)bytes_u32(*bytes + TIME_SIZE);
        skip = update <= *size ? update : skip;
    }
    *bytes += skip;
    *size -= skip;
}

/* False if there is no such file. */
static bool read_database(struct database *database, const char *path)
{
    size_t size;
    char *file = slurp(path, &size);
    const uint8_t *bytes = (const uint8_t *)file;

    if ( !file && errno == ENOENT )
        return false;
    if ( !file )
        trouble("%s: %s", path, strerror(errno));
    if ( add_pem(database, file, size) || add_der(database, bytes, size) )
        return true;
    skip_header(&bytes, &size);
    add_lists(database, path, bytes, size);

    return true;
}

/* ---- what is asked for ---- */

static void read_files(struct database *database, const char *name,
                       const struct request *request, enum option_id option)
{
    database->name = name;
    for ( size_t i = 0; i < request->nr_values[option]; i++ )
        if ( !read_database(database, request->values[option][i]) )
            trouble("%s: %s", request->values[option][i], strerror(ENOENT));
}

static void read_variable(struct database *database, const char *name,
                          const char *variables, const char *variable)
{
    database->name = name;
    read_database(database, text("%s/%s", variables, variable));
}

static void read_variables(struct trust *trust, const char *variables)
{
    const char *level = text("%s/SbatLevelRT-" SHIM_GUID, variables);

    read_variable(&trust->db, "db", variables, "db-" SECURITY_GUID);
    if ( !trust->db.nr )
        trouble("%s: there is no variable db with an entry; name one by --db",
                variables);
    read_variable(&trust->dbx, "dbx", variables, "dbx-" SECURITY_GUID);
    read_variable(&trust->mok, "MokList", variables, "MokListRT-" SHIM_GUID);
    read_variable(&trust->mokx, "MokListX", variables, "MokListXRT-" SHIM_GUID);
    if ( slurp(level, NULL) )
        trust->level = sbat_level(level);
}

void read_trust(struct trust *trust, const struct request *request)
{
    const char *variables = request->option[OPTION_variables];
    const char *level = request->option[OPTION_revocations];
    const bool files = request->option[OPTION_db] ||
                       request->option[OPTION_dbx] ||
                       request->option[OPTION_mok] ||
                       request->option[OPTION_mokx];

    if ( variables && (files || level) )
        misused(request, "--variables stands for all of --db, --dbx, --mok, "
                         "--mokx and --revocations; give it alone");
    if ( files && !request->option[OPTION_db] )
        misused(request, "--db FILE says what the firmware trusts; give it as "
                         "well");

    trust->nx = request->option[OPTION_nx] != NULL;
    trust->level = (struct sbat_data){ no_level, sizeof(no_level) - 1, NULL };
    if ( !files )
        read_variables(trust, variables ? variables : VARIABLES);
    read_files(&trust->db, "db", request, OPTION_db);
    read_files(&trust->dbx, "dbx", request, OPTION_dbx);
    read_files(&trust->mok, "MokList", request, OPTION_mok);
    read_files(&trust->mokx, "MokListX", request, OPTION_mokx);
    if ( level )
        trust->level = sbat_level(level);
}

/* ---- what is in a database ---- */

static bool has_bytes(const struct database *database,
                      enum image_signature_kind kind, const uint8_t *bytes,
                      size_t size)
{
    for ( size_t i = 0; i < database->nr; i++ )
        if ( database->entries[i].kind == kind &&
             database->entries[i].size >= size &&
             !memcmp(database->entries[i].data, bytes, size) )
            return true;

    return false;
}

static const struct {
    int md;
    enum image_signature_kind image, certificate;
} kinds[] = {
    { NID_sha1, IMAGE_SIGNATURE_SHA1, IMAGE_SIGNATURE_OTHER },
    { NID_sha256, IMAGE_SIGNATURE_SHA256, IMAGE_SIGNATURE_X509_SHA256 },
    { NID_sha384, IMAGE_SIGNATURE_SHA384, IMAGE_SIGNATURE_X509_SHA384 },
    { NID_sha512, IMAGE_SIGNATURE_SHA512, IMAGE_SIGNATURE_X509_SHA512 },
};

bool has_digest(const struct database *database, const EVP_MD *md,
                const uint8_t *digest)
{
    for ( size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++ )
        if ( kinds[i].md == EVP_MD_get_type(md) )
            return has_bytes(database, kinds[i].image, digest,
                             (size_t)EVP_MD_get_size(md));

    return false;
}

/* Behind the digest is the time from which on it is revoked; without trusted timestamps any time is later. */
bool has_certificate_digest(const struct database *database, X509 *cert)
{
    uint8_t digest[EVP_MAX_MD_SIZE], *der = NULL;
    const int size = i2d_re_X509_tbs(cert, &der);
    unsigned int length;
    bool found = false;

    for ( size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++ )
        if ( kinds[i].certificate != IMAGE_SIGNATURE_OTHER && size > 0 &&
             EVP_Digest(der, (size_t)size, digest, &length,
                        EVP_get_digestbynid(kinds[i].md), NULL) )
            found |= has_bytes(database, kinds[i].certificate, digest, length);
    OPENSSL_free(der);

    return found;
}
