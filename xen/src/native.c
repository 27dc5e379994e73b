/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A native hypercall for those that need it once in a while: the operations of
 * the stable family.
 */
#include "native.h"
#include "private.h"

long lockdown_native(unsigned int hypercall, const uint64_t *args)
{
    return native_hypercall(current, hypercall, args);
}
