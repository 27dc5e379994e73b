/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What firmware and shim ask of a file before they start it, in their order. Both
 * check certificates at no time, so expiry never counts.
 *
 * They differ: of several signatures the firmware takes none if one signer is
 * revoked, shim one that is not; shim knows SHA-256 alone, and asks SBAT.
 */
#include "start.h"

#include "../cli.h"

#include "../../image/sbat.h"

#include <openssl/x509v3.h>
#include <string.h>

static const struct {
    const char *name, *step, *text;
} verdicts[NR_VERDICTS] = {
#define VERDICT(name, step, text) { #name, step, text },
#include "verdicts.def"
};

bool starts(enum verdict verdict)
{
    return verdict == VERDICT_STARTS_BY_CERTIFICATE ||
           verdict == VERDICT_STARTS_BY_DIGEST;
}

const char *verdict_name(enum verdict verdict)
{
    return in_small(verdicts[verdict].name);
}

const char *verdict_step(enum verdict verdict)
{
    return verdicts[verdict].step;
}

const char *verdict_text(enum verdict verdict)
{
    return verdicts[verdict].text;
}

/* ---- rules ---- */

/* The first rule of @loader that is broken; then *@answer says so. */
static bool breaks(const struct signed_file *file, enum loader loader,
                   struct answer *answer)
{
    for ( enum loader_rule rule = 0; rule < NR_RULES; rule++ )
    {
        const char *what = loader_rules[rule].loaders & loader
                               ? breaks_rule(&file->pe, rule)
                               : NULL;

        if ( !what )
            continue;
        *answer = (struct answer){
            loader & LOADERS_LATE ? VERDICT_LOAD : VERDICT_HEADERS,
            text("%s%s%s", what, *what ? ": " : "", loader_rules[rule].text)
        };
        return true;
    }

    return false;
}

/* ---- signatures ---- */

/* In words; null if that is not known. */
static const char *signer_of(const struct signature *signature)
{
    return signature->signers ? text("signed by %s",
                                     name_in_words(X509_get_subject_name(
                                         sk_X509_value(signature->signers, 0))))
                              : NULL;
}

/* shim compares SHA-256 alone. */
static enum signature_state state_for_shim(const struct signature *signature)
{
    return signature->md && EVP_MD_get_type(signature->md) != NID_sha256
               ? SIGNATURE_ALGORITHM
               : signature->state;
}

static enum signature_state state_for_firmware(
    const struct signature *signature)
{
    return signature->state;
}

/* What to say where no signature leads to what is trusted: of the best of them. */
static struct answer none_leads(
    const struct signed_file *file,
    enum signature_state (*state_of)(const struct signature *signature))
{
    static const struct {
        enum signature_state state;
        enum verdict verdict;
    } order[] = {
        { SIGNATURE_SOUND, VERDICT_UNTRUSTED },
        { SIGNATURE_BROKEN, VERDICT_BROKEN },
        { SIGNATURE_OTHER, VERDICT_OTHER_DIGEST },
        { SIGNATURE_ALGORITHM, VERDICT_ALGORITHM },
        { SIGNATURE_MALFORMED, VERDICT_MALFORMED },
    };

    for ( size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++ )
        for ( unsigned int j = 0; j < file->nr; j++ )
        {
            const struct signature *one = &file->signatures[j];

            if ( state_of(one) == order[i].state )
                return (struct answer){ order[i].verdict, signer_of(one) };
        }

    return (struct answer){ VERDICT_UNSIGNED, NULL };
}

static struct answer by_certificate(enum verdict verdict,
                                    const struct database *database, X509 *cert)
{
    return (struct answer){
        verdict, text("%s, in %s", name_in_words(X509_get_subject_name(cert)),
                      database->name)
    };
}

/* The certificate of @database that @signature leads to; null: none. */
static X509 *found_in(const struct database *database,
                      const struct signature *signature,
                      bool (*takes)(const struct trust_entry *entry))
{
    for ( size_t i = 0; i < database->nr; i++ )
    {
        const struct trust_entry *entry = &database->entries[i];

        if ( entry->cert && takes(entry) && leads_to(signature, entry->cert) )
            return entry->cert;
    }

    return NULL;
}

/* ---- the firmware ---- */

static const EVP_MD *const *all_digests(void)
{
    static const EVP_MD *all[NR_DIGESTS];

    all[0] = EVP_sha256();
    all[1] = EVP_sha384();
    all[2] = EVP_sha512();
    all[3] = EVP_sha1();

    return all;
}

static bool firmware_takes(const struct trust_entry *entry)
{
    (void)entry;

    return true;
}

/* Is a signer, or a certificate of dbx that it leads to, revoked? */
static bool is_revoked(const struct signature *signature,
                       const struct trust *trust, struct answer *answer)
{
    X509 *cert = found_in(&trust->dbx, signature, firmware_takes);

    for ( int i = 0; !cert && i < sk_X509_num(signature->signers); i++ )
        if ( has_certificate_digest(&trust->dbx,
                                    sk_X509_value(signature->signers, i)) )
            cert = sk_X509_value(signature->signers, i);
    if ( cert )
        *answer = by_certificate(VERDICT_SIGNER_REVOKED, &trust->dbx, cert);

    return cert;
}

static X509 *trusted_by_firmware(const struct signature *signature,
                                 const struct trust *trust)
{
    X509 *cert = found_in(&trust->db, signature, firmware_takes);

    return cert && !has_certificate_digest(&trust->dbx, cert) ? cert : NULL;
}

static struct answer ask_by_digest(struct signed_file *file,
                                   const struct trust *trust)
{
    const EVP_MD *const *md;

    for ( md = all_digests(); *md; md++ )
        if ( has_digest(&trust->dbx, *md, digest_of(file, *md, false)) )
            return (struct answer){ VERDICT_DIGEST_REVOKED, "dbx" };
    for ( md = all_digests(); *md; md++ )
        if ( has_digest(&trust->db, *md, digest_of(file, *md, false)) )
            return (struct answer){ VERDICT_STARTS_BY_DIGEST, "db" };

    return (struct answer){ VERDICT_UNSIGNED, NULL };
}

/* The digest with which a signature is made counts for all that is asked of it. */
static struct answer ask_by_signatures(struct signed_file *file,
                                       const struct trust *trust)
{
    struct answer answer = none_leads(file, state_for_firmware);

    for ( unsigned int i = 0; i < file->nr; i++ )
    {
        const struct signature *one = &file->signatures[i];
        const uint8_t *digest;
        X509 *cert;

        if ( !one->md )
            continue;
        if ( is_revoked(one, trust, &answer) )
            return answer;
        cert = starts(answer.verdict) ? NULL : trusted_by_firmware(one, trust);
        if ( cert )
            answer = by_certificate(VERDICT_STARTS_BY_CERTIFICATE, &trust->db,
                                    cert);
        digest = digest_of(file, one->md, false);
        if ( has_digest(&trust->dbx, one->md, digest) )
            return (struct answer){ VERDICT_DIGEST_REVOKED, "dbx" };
        if ( !starts(answer.verdict) &&
             has_digest(&trust->db, one->md, digest) )
            answer = (struct answer){ VERDICT_STARTS_BY_DIGEST, "db" };
    }

    return answer;
}

struct answer ask_firmware(struct signed_file *file, const struct trust *trust)
{
    const struct image_range table = image_pe_directory(
        &file->pe, IMAGE_DIRECTORY_CERTIFICATES);
    struct answer answer, other;

    if ( breaks(file, LOADER_FIRMWARE, &answer) )
        return answer;
    if ( file->table != IMAGE_REASON_NONE )
        return (struct answer){ VERDICT_CERTIFICATES,
                                image_reason_text(file->table) };

    answer = table.size ? ask_by_signatures(file, trust)
                        : ask_by_digest(file, trust);
    if ( starts(answer.verdict) && breaks(file, LOADER_FIRMWARE_LATE, &other) )
        return other;

    return answer;
}

/* ---- shim ---- */

/* It reads the first certificate of a list, with two bytes of length, and none for kernel modules. */
static bool shim_takes(const struct trust_entry *entry)
{
    STACK_OF(ASN1_OBJECT) *usage = X509_get_ext_d2i(
        entry->cert, NID_ext_key_usage, NULL, NULL);
    ASN1_OBJECT *modules = OBJ_txt2obj("1.3.6.1.4.1.2312.16.1.2", 1);
    bool takes = entry->first && entry->size >= 4 && entry->data[0] == 0x30 &&
                 entry->data[1] == 0x82;

    for ( int i = 0; i < sk_ASN1_OBJECT_num(usage); i++ )
        takes &= OBJ_cmp(sk_ASN1_OBJECT_value(usage, i), modules) != 0;
    sk_ASN1_OBJECT_pop_free(usage, ASN1_OBJECT_free);
    ASN1_OBJECT_free(modules);

    return takes;
}

static bool shim_digest_in(struct signed_file *file,
                           const struct database *database, bool sha1)
{
    return has_digest(database, EVP_sha256(),
                      digest_of(file, EVP_sha256(), true)) ||
           (sha1 && has_digest(database, EVP_sha1(),
                               digest_of(file, EVP_sha1(), true)));
}

/* A revoked signature is none; it does not spoil the others. */
static struct answer shim_by_signatures(const struct signed_file *file,
                                        const struct trust *trust)
{
    const struct database *const revoked[] = { &trust->dbx, &trust->mokx };
    const struct database *const trusted[] = { &trust->db, &trust->mok };
    struct answer answer = none_leads(file, state_for_shim);

    for ( unsigned int i = 0; i < file->nr; i++ )
    {
        const struct signature *one = &file->signatures[i];
        X509 *cert = NULL;
        size_t from;

        if ( state_for_shim(one) != SIGNATURE_SOUND )
            continue;
        for ( from = 0; !cert && from < 2; from++ )
            cert = found_in(revoked[from], one, shim_takes);
        if ( cert )
        {
            answer = by_certificate(VERDICT_SIGNER_REVOKED, revoked[from - 1],
                                    cert);
            continue;
        }
        for ( from = 0; !cert && from < 2; from++ )
            cert = found_in(trusted[from], one, shim_takes);
        if ( cert )
            return by_certificate(VERDICT_STARTS_BY_CERTIFICATE,
                                  trusted[from - 1], cert);
    }

    return answer;
}

static struct answer shim_by_trust(struct signed_file *file,
                                   const struct trust *trust)
{
    if ( shim_digest_in(file, &trust->dbx, true) )
        return (struct answer){ VERDICT_DIGEST_REVOKED, "dbx" };
    if ( shim_digest_in(file, &trust->mokx, false) )
        return (struct answer){ VERDICT_DIGEST_REVOKED, "MokListX" };
    if ( shim_digest_in(file, &trust->db, true) )
        return (struct answer){ VERDICT_STARTS_BY_DIGEST, "db" };
    if ( shim_digest_in(file, &trust->mok, false) )
        return (struct answer){ VERDICT_STARTS_BY_DIGEST, "MokList" };

    return shim_by_signatures(file, trust);
}

static bool passes_sbat(const struct signed_file *file,
                        const struct trust *trust, struct answer *answer)
{
    const struct sbat_data data = sbat_section(&file->pe);
    const struct sbat_decision decision = sbat_decide(
        data.at, data.size, trust->level.at, trust->level.size);

    *answer = (struct answer){ VERDICT_SBAT,
                               data.why ? data.why : sbat_why(&decision) };

    return !data.why && decision.verdict == SBAT_PASSES;
}

struct answer ask_shim(struct signed_file *file, const struct trust *trust)
{
    struct answer answer, other;

    if ( (trust->nx && breaks(file, LOADER_SHIM_NX, &answer)) ||
         breaks(file, LOADER_SHIM, &answer) )
        return answer;
    if ( file->table != IMAGE_REASON_NONE )
        return (struct answer){ VERDICT_CERTIFICATES,
                                image_reason_text(file->table) };

    answer = shim_by_trust(file, trust);
    if ( starts(answer.verdict) &&
         (!passes_sbat(file, trust, &other) ||
          (trust->nx && breaks(file, LOADER_SHIM_NX_LATE, &other)) ||
          breaks(file, LOADER_SHIM_LATE, &other)) )
        return other;

    return answer;
}
