/* SPDX-License-Identifier: GPL-2.0-only */
/* What the log says of a refusal: the refusal_texts of policy/refusals.def. */
#include "lockdown.h"

static const char *const refusal_texts[LOCKDOWN_NR_REFUSALS] = {
#define REFUSAL(name, threats, text) [LOCKDOWN_REFUSAL_##name] = text,
#include "../policy/refusals.def"
};

const char *lockdown_refusal_text(enum lockdown_refusal refusal)
{
    return refusal != LOCKDOWN_REFUSAL_NONE &&
                   (unsigned int)refusal < LOCKDOWN_NR_REFUSALS
               ? refusal_texts[refusal]
               : "?";
}
