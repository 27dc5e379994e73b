/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/kernel.c: of whatever bytes, nothing is read outside them; the payload and
 * the version of a kernel that is taken lie within them.
 *
 * Bounds: files of up to 0x258 bytes, of which the version has up to 8, behind the
 * setup header: the loop over it does the same for each.
 *
 * cbmc: --unwind 10
 */
#include "proof.h"

#include "image/kernel.c"

#define MAX (SETUP_SIZE + 8)

int main(void)
{
    const size_t size = nondet_size();
    struct image_kernel kernel;
    enum image_reason reason;
    uint8_t *file;

    given(size <= MAX);
    file = malloc(size);
    given(file);
    given(size < SETUP_SIZE || bytes_u16(file + SETUP_KERNEL_VERSION) == 0 ||
          bytes_u16(file + SETUP_KERNEL_VERSION) >=
              SETUP_SIZE - SETUP_VERSION_BASE);

    reason = image_kernel_read(&kernel, file, size);
    if ( reason == IMAGE_REASON_NONE )
    {
        assert(kernel.payload.at <= size);
        assert(kernel.payload.size <= size - kernel.payload.at);
        assert(kernel.version.at >= (const char *)file);
        assert((size_t)(kernel.version.at - (const char *)file) +
                   kernel.version.left <=
               size);
    }

    reached(reason == IMAGE_REASON_NONE && kernel.version.left == 8);
    reached(reason == IMAGE_REASON_NONE && kernel.payload.at == 0);
    reached(reason == IMAGE_REASON_KERNEL_FORMAT && size == 0);
    reached(reason == IMAGE_REASON_KERNEL_PAYLOAD);
    reached(reason == IMAGE_REASON_KERNEL_PROTOCOL);

    return 0;
}
