/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signature lists: what the variables db and dbx, and shim's, hold. On a running
 * host root can have written them; here they also come from files.
 */
#include "image.h"

#include "bytes.h"
#include "format.h"

#define GUID_SIZE 16

/* The UEFI Specification, "Signature Database", in the order of bytes. */
static const struct {
    enum image_signature_kind kind;
    uint8_t guid[GUID_SIZE];
} kinds[] = {
    { IMAGE_SIGNATURE_X509,
      { 0xa1, 0x59, 0xc0, 0xa5, 0xe4, 0x94, 0xa7, 0x4a, 0x87, 0xb5, 0xab, 0x15,
        0x5c, 0x2b, 0xf0, 0x72 } },
    { IMAGE_SIGNATURE_SHA1,
      { 0x12, 0xa5, 0x6c, 0x82, 0x10, 0xcf, 0xc9, 0x4a, 0xb1, 0x87, 0xbe, 0x01,
        0x49, 0x66, 0x31, 0xbd } },
    { IMAGE_SIGNATURE_SHA256,
      { 0x26, 0x16, 0xc4, 0xc1, 0x4c, 0x50, 0x92, 0x40, 0xac, 0xa9, 0x41, 0xf9,
        0x36, 0x93, 0x43, 0x28 } },
    { IMAGE_SIGNATURE_SHA384,
      { 0x07, 0x53, 0x3e, 0xff, 0xd0, 0x9f, 0xc9, 0x48, 0x85, 0xf1, 0x8a, 0xd5,
        0x6c, 0x70, 0x1e, 0x01 } },
    { IMAGE_SIGNATURE_SHA512,
      { 0xae, 0x0f, 0x3e, 0x09, 0xc4, 0xa6, 0x50, 0x4f, 0x9f, 0x1b, 0xd4, 0x1e,
        0x2b, 0x89, 0xc1, 0x9a } },
    { IMAGE_SIGNATURE_X509_SHA256,
      { 0x92, 0xa4, 0xd2, 0x3b, 0xc0, 0x96, 0x79, 0x40, 0xb4, 0x20, 0xfc, 0xf9,
        0x8e, 0xf1, 0x03, 0xed } },
    { IMAGE_SIGNATURE_X509_SHA384,
      { 0x6e, 0x87, 0x76, 0x70, 0xc2, 0x80, 0xe6, 0x4e, 0xaa, 0xd2, 0x28, 0xb3,
        0x49, 0xa6, 0x86, 0x5b } },
    { IMAGE_SIGNATURE_X509_SHA512,
      { 0x63, 0xbf, 0x6d, 0x44, 0x02, 0x25, 0xda, 0x4c, 0xbc, 0xfa, 0x24, 0x65,
        0xd2, 0xb0, 0xfe, 0x9d } },
};

static enum image_signature_kind kind_of(const uint8_t *guid)
{
    const struct image_text is = { (const char *)guid, GUID_SIZE };
    unsigned int i;

    for ( i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++ )
    {
        const char *one = (const char *)kinds[i].guid;

        if ( text_same(is, (struct image_text){ one, GUID_SIZE }) )
            return kinds[i].kind;
    }

    return IMAGE_SIGNATURE_OTHER;
}

/* Enter the next list, which may have no entry. */
static enum image_reason enter(struct image_signatures *walk)
{
    const uint8_t *at = walk->bytes + walk->left.at;
    const size_t left = walk->left.size;
    size_t size, header;

    if ( left < SIGNATURES_HEADER )
        return IMAGE_REASON_SIGNATURE_LIST;
    size = bytes_u32(at + SIGNATURES_SIZE);
    header = (size_t)SIGNATURES_HEADER + bytes_u32(at + SIGNATURES_HEADER_SIZE);
    if ( size > left || header > size )
        return IMAGE_REASON_SIGNATURE_LIST;
    walk->each = bytes_u32(at + SIGNATURES_EACH);
    if ( walk->each < SIGNATURE_OWNER_SIZE )
        return IMAGE_REASON_SIGNATURE_SIZE;

    walk->kind = kind_of(at);
    walk->list.at = walk->left.at + header;
    walk->list.size = size - header;
    walk->left.at += size;
    walk->left.size -= size;
    walk->first = true;

    return IMAGE_REASON_NONE;
}

/* Go to where the next entry is, if there is one. */
static enum image_reason find(struct image_signatures *walk)
{
    while ( walk->list.size == 0 && walk->left.size != 0 )
    {
        const enum image_reason reason = enter(walk);

        if ( reason != IMAGE_REASON_NONE )
            return reason;
    }

    return walk->list.size != 0 && walk->list.size < walk->each
               ? IMAGE_REASON_SIGNATURE_SIZE
               : IMAGE_REASON_NONE;
}

bool image_signatures_next(struct image_signatures *walk,
                           struct image_signature *signature,
                           enum image_reason *reason)
{
    *reason = find(walk);
    if ( *reason != IMAGE_REASON_NONE )
        walk->left.size = walk->list.size = 0;
    if ( walk->list.size == 0 )
        return false;

    signature->kind = walk->kind;
    signature->first = walk->first;
    signature->data.at = walk->list.at + SIGNATURE_OWNER_SIZE;
    signature->data.size = walk->each - SIGNATURE_OWNER_SIZE;
    walk->list.at += walk->each;
    walk->list.size -= walk->each;
    walk->first = false;

    return true;
}
