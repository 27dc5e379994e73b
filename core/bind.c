/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From references to addresses: the one place where what a control_op call
 * names becomes memory that Xen reads or writes. Every guest access in the
 * course of such a call passes through lockdown_bind() with its length, so no
 * address leaves core but of bytes in a buffer that the caller declared
 * (U-ENV-REF, U-ENV-RAWPTR, U-ENV-SIZE).
 */
#include "lockdown.h"

_Static_assert(CONTROL_OP_REFERENCE(1, 0) == CONTROL_OP_MAX_SIZE,
               "a reference is not a number above an offset");

bool lockdown_refers(const struct control_op_buffer *buffers, unsigned int nr,
                     uint64_t reference, uint64_t count, uint64_t unit)
{
    uint64_t size, address;

    /*
     * Null, or of a length that only the handler knows: lockdown_bind() checks
     * each access of the handler's.
     */
    if ( reference == 0 || count == LOCKDOWN_COUNT_UNKNOWN )
        return true;

    return !__builtin_mul_overflow(count, unit, &size) &&
           lockdown_bind(buffers, nr, reference, size, &address);
}
