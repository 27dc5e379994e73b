/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/signature_list.c: whatever the bytes are, nothing is read outside them,
 * each entry lies within them behind the one before it, and the walk ends.
 *
 * Bounds: up to 64 bytes, which are two lists, or one with two entries; each step
 * does the same.
 *
 * cbmc: --unwind 4
 * stub: kind_of:any_kind
 */
#include "proof.h"

#include "image/signature_list.c"

#define MAX 64

enum image_signature_kind any_kind(const uint8_t *guid)
{
    return guid[0] == guid[GUID_SIZE - 1] ? IMAGE_SIGNATURE_X509
                                          : IMAGE_SIGNATURE_OTHER;
}

int main(void)
{
    struct image_signatures walk = { .left = { 0, nondet_size() } };
    const size_t size = walk.left.size;
    struct image_signature one;
    enum image_reason reason;
    unsigned int nr = 0;
    size_t last = 0;

    given(size <= MAX);
    walk.bytes = malloc(size);
    given(walk.bytes);

    while ( image_signatures_next(&walk, &one, &reason) )
    {
        assert(one.data.at <= size && one.data.size <= size - one.data.at);
        assert(one.data.at > last);
        last = one.data.at;
        nr++;
    }
    assert(!image_signatures_next(&walk, &one, &reason));

    reached(nr == 2 && reason == IMAGE_REASON_NONE);
    reached(nr == 1 && one.data.size == 3);
    reached(reason == IMAGE_REASON_SIGNATURE_LIST);
    reached(reason == IMAGE_REASON_SIGNATURE_SIZE);

    return 0;
}
