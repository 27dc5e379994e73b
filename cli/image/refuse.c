/* SPDX-License-Identifier: GPL-2.0-only */
/* What is said where no image is built: the rows of faults.def and of image/reasons.def. */
#include "build.h"

#include "../cli.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const texts[NR_FAULTS] = {
#define FAULT(name, text) [FAULT_##name] = text,
#include "faults.def"
};

void refuse_as(const char *what, const char *why)
{
    fflush(stdout);
    fprintf(stderr, "xen-lockdown: %s: %s\n", what, why);
    exit(CLI_FOUND);
}

void refuse(const char *what, enum fault fault)
{
    refuse_as(what, texts[fault]);
}

void refuse_file(const char *what, enum image_reason reason)
{
    refuse_as(what, image_reason_text(reason));
}
