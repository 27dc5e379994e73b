// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations that change Xen or the machine under it, made for developers and
 * administrators: debug keys, the injection of machine check errors, run-time
 * parameters.
 */
#include "rogue.h"

#include <inttypes.h>
#include <time.h>

#include <xen/hypfs.h>
#include <xen/arch-x86/xen-mca.h>

/* ---- debug keys ---- */

/* The NMIs that this kernel has taken, on all CPUs. */
static unsigned long nmis(void)
{
    char line[1024];
    unsigned long sum = 0;
    FILE *file = fopen("/proc/interrupts", "re");

    while ( file && fgets(line, sizeof(line), file) )
    {
        char *count = strstr(line, "NMI:");

        for ( count = count ? count + strlen("NMI:") : NULL; count; )
        {
            char *end;
            unsigned long value = strtoul(count, &end, 10);

            sum += value;
            count = end > count ? end : NULL;
        }
    }

    if ( file )
        fclose(file);
    return sum;
}

/* Whether Xen's console shows a text. */
static bool console_shows(const char *text)
{
    static const uint32_t ring_size = 32768;
    struct xen_sysctl read = { .cmd = XEN_SYSCTL_readconsole };
    char *ring = buffer(ring_size);

    set_xen_guest_handle(read.u.readconsole.buffer, ring);
    read.u.readconsole.count = ring_size - 1;

    return !sysctl(&read) && strstr(ring, text);
}

/*
 * U-DEBUG: press a debug key of Xen's that does something.
 *
 * 'N' raises a non-maskable interrupt, which Xen hands on to a PV dom0's
 * kernel; every key leaves words on Xen's console. Other keys reboot the
 * machine or crash it on purpose.
 */
ATTACK("U-DEBUG", "press a debug key that raises an NMI")
{
    static const struct timespec for_the_nmi = { .tv_nsec = 100 * 1000 * 1000 };
    struct xen_sysctl press = { .cmd = XEN_SYSCTL_debug_keys };
    char *key = buffer(PAGE_SIZE);
    const unsigned long before = nmis();
    bool taken, shown;

    *key = 'N';
    set_xen_guest_handle(press.u.debug_keys.keys, key);
    press.u.debug_keys.nr_keys = 1;
    sysctl(&press);
    nanosleep(&for_the_nmi, NULL);

    taken = nmis() > before;
    shown = console_shows("Triggering NMI on APIC ID");
    return effect(taken || shown, "%s",
                  taken   ? "the kernel took the NMI"
                  : shown ? "Xen's console says that it triggered the NMI"
                          : "no NMI and no word of one");
}

/* ---- machine checks ---- */

/*
 * U-MSR: write to a model-specific register.
 *
 * Made to test error handling, msrinject writes the machine check registers
 * with the hypervisor's rights. No register shows dom0 the value again; Xen's
 * console says what it wrote.
 */
ATTACK("U-MSR", "write a machine check register")
{
    static const uint32_t bank_0_address = 0x402;
    const uint64_t value = 0x1000000 + (uint64_t)getpid() * PAGE_SIZE;
    xen_mc_t *op = buffer(sizeof(*op));
    char text[80];
    bool written;

    op->cmd = XEN_MC_msrinject;
    op->interface_version = XEN_MCA_INTERFACE_VERSION;
    op->u.mc_msrinject.mcinj_count = 1;
    op->u.mc_msrinject.mcinj_msr[0].reg = bank_0_address;
    op->u.mc_msrinject.mcinj_msr[0].value = value;
    if ( hypercall1(__HYPERVISOR_mca, op) == -ENOSYS )
        return not_applicable(
            "Xen takes no machine check operation from this kind of dom0");

    snprintf(text, sizeof(text), "MSR %#x <-- %#" PRIx64, bank_0_address,
             value);
    written = console_shows(text);
    if ( written )
    {
        op->u.mc_msrinject.mcinj_msr[0].value = 0;
        hypercall1(__HYPERVISOR_mca, op);
    }

    return effect(written, "Xen's console shows %s%s", written ? "" : "no ",
                  text);
}

/* ---- parameters ---- */

static long hypfs(unsigned int op, const char *path, void *data, size_t size)
{
    char *copy = buffer(PAGE_SIZE);

    strcpy(copy, path);
    return hypercall(__HYPERVISOR_hypfs_op, op, (uintptr_t)copy,
                     strlen(path) + 1, (uintptr_t)data, size);
}

static bool parameter_is(const char *path, const char *value)
{
    struct xen_hypfs_direntry *entry = buffer(PAGE_SIZE);

    return !hypfs(XEN_HYPFS_OP_read, path, entry, PAGE_SIZE) &&
           !strcmp((const char *)(entry + 1), value);
}

/*
 * U-PARAM: change how Xen behaves, while it runs.
 *
 * Debug keys that Xen is to press by itself when it panics: the debugger's
 * operations, put off until a moment that the attacker brings about.
 */
ATTACK("U-PARAM", "change an unsafe run-time parameter")
{
    static const char path[] = "/params/crash-debug-panic";
    char *value = buffer(PAGE_SIZE);
    bool changed;

    strcpy(value, "d");
    hypfs(XEN_HYPFS_OP_write_contents, path, value, strlen(value) + 1);
    changed = parameter_is(path, value);

    return effect(changed, "%s %s", path,
                  changed ? "written and read back" : "unchanged");
}
