/* SPDX-License-Identifier: GPL-2.0-only */
/* What a machine trusts, and what it has revoked: db, dbx and shim's own lists. */
#ifndef TRUST_H
#define TRUST_H

#include "authenticode.h"

#include "../request.h"
#include "../sbat.h"

struct trust_entry {
    enum image_signature_kind kind;
    const uint8_t *data;
    size_t size;
    bool first; /* of its list */
    X509 *cert; /* of kind X509; null: OpenSSL cannot read it */
};

struct database {
    const char *name; /* such as db */
    struct trust_entry *entries;
    size_t nr;
};

struct trust {
    struct database db, dbx, mok, mokx;
    struct sbat_data level;
    bool nx;
};

/* What the options of @request name, or else the variables of the host. Exits if they cannot be read. */
void read_trust(struct trust *trust, const struct request *request);

/* Does @database have this digest, as an entry of the kind that is of @md? */
bool has_digest(const struct database *database, const EVP_MD *md,
                const uint8_t *digest);

/* Does @database have the digest of the certificate's signed part? */
bool has_certificate_digest(const struct database *database, X509 *cert);

#endif
