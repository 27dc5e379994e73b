// SPDX-License-Identifier: GPL-2.0-only
#include "xen_memory.h"

#include <xen/kexec.h>

#include "firmware.h"

/*
 * A PVH dom0 may not ask. It is told of UEFI's map, though, where Xen's image is
 * what was loaded: from a multiple of 2 MiB on, with as much before the code.
 */
static uint64_t loaded_image(void)
{
    static const uint64_t unit = 2UL << 20;
    const uint64_t room = firmware_first(LOADER_CODE);

    return room ? (room + unit - 1) / unit * unit + unit : 0;
}

uint64_t xen_image(void)
{
    xen_kexec_range_t range = { .range = KEXEC_RANGE_MA_XEN };

    return kexec_op(KEXEC_CMD_kexec_get_range, &range) ? loaded_image()
                                                       : range.start;
}

/* Xen lists its functions one by one, in the order of their addresses. */
static uint64_t address_of(const char *wanted)
{
    char *name = buffer(PAGE_SIZE);
    struct xen_platform_op get = { .cmd = XENPF_get_symbol };
    uint32_t number = 0;

    for ( ;; )
    {
        get.u.symdata = (struct xenpf_symdata){ .namelen = PAGE_SIZE,
                                                .symnum = number,
                                                .name.p = name };
        if ( platform_op(&get) || get.u.symdata.symnum == number )
            return 0;
        if ( !strcmp(name, wanted) )
            return get.u.symdata.address;
        number = get.u.symdata.symnum;
    }
}

uint64_t xen_function(const char *name)
{
    const uint64_t image = xen_image(), address = address_of(name),
                   start = address ? address_of("_stext") : 0;

    return image && start ? image + (address - start) : 0;
}

uint64_t version_code(void)
{
    static uint64_t address;

    if ( !address )
        address = xen_function("xen_major_version");
    return address;
}

uint32_t shown_version(void)
{
    return (uint32_t)hypercall2(__HYPERVISOR_xen_version, XENVER_version, 0) >>
           16;
}

enum outcome change_version(void (*write)(uint64_t where, uint32_t word))
{
    const uint32_t before = shown_version();
    uint32_t after;

    if ( !version_code() )
        return cannot_try("Xen does not tell where it is");
    write(version_code(), VERSION_WORD(OUR_VERSION));
    after = shown_version();
    if ( after == OUR_VERSION )
        write(version_code(), VERSION_WORD(before));

    return effect(after == OUR_VERSION,
                  "code of Xen's tells version %u, and then %u", before, after);
}
