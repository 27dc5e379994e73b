/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text that carries its own limit, in which all readers of text here walk. It is
 * not NUL-terminated. Nobody else may look behind the limit either.
 */
#ifndef IMAGE_TEXT_H
#define IMAGE_TEXT_H

#include "../core/types.h"

struct image_text {
    const char *at;
    size_t left;
};

/* Drop @bytes from the front of @text, which has as many. */
static inline void text_step(struct image_text *text, size_t bytes)
{
    text->at += bytes;
    text->left -= bytes;
}

static inline bool text_same(struct image_text one, struct image_text other)
{
    if ( one.left != other.left )
        return false;

    for ( ; one.left != 0; text_step(&one, 1), text_step(&other, 1) )
        if ( *one.at != *other.at )
            return false;

    return true;
}

#endif /* IMAGE_TEXT_H */
