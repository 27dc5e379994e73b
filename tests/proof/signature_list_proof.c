/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/signature_list.c: from any place of a walk to the next: nothing is read
 * outside the bytes, the entry lies within them, less is left than before, and the
 * walk is again at a place of this kind, or at its end.
 *
 * Bounds: up to 60 bytes, so two lists that may be empty: each is entered in the
 * same way.
 *
 * cbmc: --unwind 4
 * stub: kind_of:any_kind
 */
#include "proof.h"

#include "image/signature_list.c"

#define MAX 60

enum image_signature_kind any_kind(const uint8_t *guid)
{
    return guid[0] == guid[GUID_SIZE - 1] ? IMAGE_SIGNATURE_X509
                                          : IMAGE_SIGNATURE_OTHER;
}

/* Lists that were not entered end the bytes; the current list ends where they begin. */
static bool is_sound(const struct image_signatures *walk, size_t size)
{
    return walk->left.size <= size && walk->left.at == size - walk->left.size &&
           walk->list.size <= walk->left.at &&
           walk->list.at == walk->left.at - walk->list.size &&
           (walk->list.size == 0 || walk->each >= SIGNATURE_OWNER_SIZE);
}

int main(void)
{
    const size_t size = nondet_size();
    struct image_signatures walk = {
        .left = { nondet_size(), nondet_size() },
        .list = { nondet_size(), nondet_size() },
        .each = nondet_uint32(),
    };
    struct image_signature one;
    enum image_reason reason;
    size_t before;

    given(size <= MAX && is_sound(&walk, size));
    walk.bytes = malloc(size);
    given(walk.bytes);
    before = walk.left.size + walk.list.size;

    if ( image_signatures_next(&walk, &one, &reason) )
    {
        assert(reason == IMAGE_REASON_NONE && is_sound(&walk, size));
        assert(one.data.at <= size && one.data.size <= size - one.data.at);
        assert(walk.left.size + walk.list.size < before);
        reached(one.data.size == 3);
        reached(before == MAX && walk.left.size == 0);
    }
    else
        assert(walk.left.size == 0 && walk.list.size == 0);

    reached(reason == IMAGE_REASON_SIGNATURE_LIST);
    reached(reason == IMAGE_REASON_SIGNATURE_SIZE);

    return 0;
}
