/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verb image: what is done with an image is the first operand.
 */
#include "build.h"

#include "../request.h"

#include <string.h>

int image_main(const struct request *request)
{
    if ( request->nr_operands && !strcmp(request->operands[0], "build") )
        return image_build(request);

    misused(request, "%s: choose one of: build",
            request->nr_operands ? request->operands[0] : "no operand");
}
