// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel code that is signed, and yet not what this host was meant to run.
 */
#include "../rogue.h"

/*
 * U-MODULE: bring an unfiltered privcmd.
 *
 * The module has a valid signature, so that a locked-down kernel takes it. If
 * it may stand beside or in place of the kernel's own privcmd, raw hypercalls
 * are back.
 */
ATTACK("U-MODULE", "load a signed privcmd that filters nothing")
{
    static const char module[] = "/signed/xen-privcmd.ko";
    const char *loaded;
    bool work = false;

    if ( access(module, R_OK) )
        return cannot_try("no %s in the ramdisk", module);

    loaded = load_module(module) ? "loaded" : strerrorname_np(errno);
    for ( unsigned int node = nr_nodes; node-- > 0 && !work; )
        work = node_offers_hypercalls(node) && raw_hypercalls_work();

    return effect(work, "module: %s; raw hypercalls %s", loaded,
                  work ? "write to the kernel" : "have no effect");
}
