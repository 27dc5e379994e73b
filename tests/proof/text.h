/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text for the proofs of core/cmdline.c. Each proof takes one layer of its
 * functions, and replaces the layer below with stubs. A stub's text must be
 * readable, since the proof of the layer below assumes that it is.
 *
 * A part is a text between the commas of an option's value; a form is one of
 * the forms of policy/cmdline.def.
 */
#ifndef PROOF_TEXT_H
#define PROOF_TEXT_H

#include "proof.h"

/* Any bytes, up to the end of @buffer: CBMC reports a read beyond them. */
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
