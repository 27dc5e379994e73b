/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verb image: what is done with an image is the first operand.
 */
#include "build.h"

#include "../request.h"

int image_main(const struct request *request)
{
    static const struct task tasks[] = {
        { "build", image_build },
        { "inspect", image_inspect },
        { "verify", image_verify },
    };

    return carry_out_task(request, tasks, sizeof(tasks) / sizeof(tasks[0]));
}
