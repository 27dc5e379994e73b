/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The certificate table of a PE file: the envelopes in which its signatures are.
 * No signature covers the table, so anybody can have written it.
 */
#include "image.h"

#include "bytes.h"
#include "format.h"

enum image_reason image_envelopes_start(struct image_envelopes *walk,
                                        const struct image_pe *pe)
{
    const struct image_range table = image_pe_directory(
        pe, IMAGE_DIRECTORY_CERTIFICATES);

    walk->file = pe->file;
    walk->left = (struct image_range){ 0, 0 };

    if ( table.size == 0 )
        return IMAGE_REASON_NONE;
    if ( table.at < pe->headers_size || table.at > pe->size ||
         table.size > pe->size - table.at )
        return IMAGE_REASON_CERTIFICATES_OUTSIDE;
    if ( table.at % CERTIFICATE_ALIGN != 0 )
        return IMAGE_REASON_CERTIFICATES_UNALIGNED;

    walk->left = table;

    return IMAGE_REASON_NONE;
}

bool image_envelopes_next(struct image_envelopes *walk,
                          struct image_envelope *envelope,
                          enum image_reason *reason)
{
    const uint8_t *at = walk->file + walk->left.at;
    size_t length, step;

    *reason = IMAGE_REASON_NONE;
    if ( walk->left.size == 0 )
        return false;

    length = walk->left.size < CERTIFICATE_HEADER
                 ? 0
                 : bytes_u32(at + CERTIFICATE_LENGTH);
    if ( length < CERTIFICATE_HEADER || length > walk->left.size )
    {
        walk->left.size = 0;
        *reason = IMAGE_REASON_CERTIFICATE_LENGTH;
        return false;
    }

    envelope->revision = bytes_u16(at + CERTIFICATE_REVISION);
    envelope->type = bytes_u16(at + CERTIFICATE_TYPE);
    envelope->content.at = walk->left.at + CERTIFICATE_HEADER;
    envelope->content.size = length - CERTIFICATE_HEADER;

    /* The last one may lack its padding. */
    step = (length + CERTIFICATE_ALIGN - 1) & ~(size_t)(CERTIFICATE_ALIGN - 1);
    if ( step > walk->left.size )
        step = walk->left.size;
    walk->left.at += step;
    walk->left.size -= step;

    return true;
}
