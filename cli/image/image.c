/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verb image: what is done with an image is the first operand.
 */
#include "build.h"

#include "../request.h"

#include <string.h>

static const struct {
    const char *name;
    int (*carry_out)(const struct request *request);
} tasks[] = {
    { "build", image_build },
    { "inspect", image_inspect },
    { "verify", image_verify },
};

int image_main(const struct request *request)
{
    const char *task = request->nr_operands ? request->operands[0] : "";

    for ( size_t i = 0; i < sizeof(tasks) / sizeof(tasks[0]); i++ )
        if ( !strcmp(task, tasks[i].name) )
            return tasks[i].carry_out(request);

    misused(request, "%s: no such task; choose one of: build inspect verify",
            *task ? task : "(none)");
}
