/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text for the proofs of core/cmdline.c, which each takes one layer of it and
 * stubs the one below: a stub answers what it likes, but demands that the text
 * handed to it is there to be read, as the layer's own proof takes for given.
 */
#ifndef PROOF_TEXT_H
#define PROOF_TEXT_H

#include "proof.h"

/* Any bytes, the last of them at the end of @buffer: one more is found out. */
#define any_text(buffer)       any_text_in((buffer), sizeof(buffer))
#define readable(text)         __CPROVER_r_ok((text).at, (text).left)
#define assert_readable(text)  assert((text).left == 0 || readable(text))
#define same_place(one, other) ((one).at == (other).at)
#define same_extent(one, other)                                                \
    (same_place(one, other) && (one).left == (other).left)

static struct text any_text_in(const char *buffer, size_t size)
{
    const size_t left = nondet_size();

    given(left <= size);

    return (struct text){ buffer + (size - left), left };
}

#endif /* PROOF_TEXT_H */
