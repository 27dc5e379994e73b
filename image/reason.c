/* SPDX-License-Identifier: GPL-2.0-only */
/* What is said of a file that is refused: the rows of reasons.def. */
#include "image.h"

static const struct {
    const char *source, *text;
} reasons[IMAGE_NR_REASONS] = {
#define REASON(name, source, text) [IMAGE_REASON_##name] = { source, text },
#include "reasons.def"
};

static bool is_row(enum image_reason reason)
{
    return reason != IMAGE_REASON_NONE &&
           (unsigned int)reason < IMAGE_NR_REASONS;
}

const char *image_reason_text(enum image_reason reason)
{
    return is_row(reason) ? reasons[reason].text : "?";
}

const char *image_reason_source(enum image_reason reason)
{
    return is_row(reason) ? reasons[reason].source : "?";
}
