// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-KMEM through xen_version: what Xen tells about itself, it writes to
 * wherever it is asked to. No privilege is needed for any of it; even a filter
 * that knows nothing but domctl and sysctl as dangerous lets these pass.
 */
#include "kmem.h"

#include <xen/features.h>

static long version(unsigned int what, uint64_t to)
{
    return hypercall2(__HYPERVISOR_xen_version, what, to);
}

/* An empty string is not written. */
static long sized(unsigned int what, uint64_t to)
{
    long length = version(what, to);

    return length ? length : cannot_show("this Xen has no such text");
}

#include "version.def"
