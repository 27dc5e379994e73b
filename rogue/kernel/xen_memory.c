// SPDX-License-Identifier: GPL-2.0-only
#include "xen_memory.h"

#include <xen/kexec.h>

uint64_t xen_image(void)
{
    xen_kexec_range_t range = { .range = KEXEC_RANGE_MA_XEN };

    return kexec_op(KEXEC_CMD_kexec_get_range, &range) ? 0 : range.start;
}

/* Xen lists its symbols one by one, in the order of their addresses. */
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

uint64_t xen_symbol(const char *name)
{
    const uint64_t image = xen_image(), address = address_of(name),
                   start = address ? address_of("_start") : 0;

    return image && start ? image + (address - start) : 0;
}

uint64_t xen_command_line(void)
{
    static uint64_t address;

    if ( !address )
        address = xen_symbol("saved_cmdline");
    return address;
}

const char *shown_command_line(void)
{
    static xen_commandline_t text;

    memset(text, 0, sizeof(text));
    hypercall2(__HYPERVISOR_xen_version, XENVER_commandline, text);
    text[sizeof(text) - 1] = '\0';

    return text;
}

bool command_line_has_mark(void)
{
    return !strncmp(shown_command_line(), COMMAND_LINE_MARK, MARK_LENGTH);
}
