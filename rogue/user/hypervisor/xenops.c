// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations that change Xen or the machine under it, made for developers and
 * administrators: debug keys, the injection of machine check errors, run-time
 * parameters.
 */
#include "../console.h"
#include "../domu.h"
#include "../entry/vcpu.h"

#include <inttypes.h>

#include <xen/hypfs.h>
#include <xen/platform.h>
#include <xen/arch-x86/xen-mca.h>

/* ---- debug keys ---- */

/*
 * U-DEBUG: press a debug key of Xen's that does something.
 *
 * 'N' raises a non-maskable interrupt, which Xen hands on to a PV dom0's
 * kernel; every key leaves words on Xen's console. Other keys reboot the
 * machine or crash it on purpose.
 */
ATTACK("U-DEBUG", "press a debug key that raises an NMI")
{
    const unsigned long before = interrupts("NMI:");
    bool taken, told;

    press_key('N');
    rest(100);

    taken = interrupts("NMI:") > before;
    told = console_shows("Triggering NMI on APIC ID");
    return effect(taken || told, "%s",
                  taken  ? "the kernel took the NMI"
                  : told ? "Xen's console says that it triggered the NMI"
                         : "no NMI and no word of one");
}

/* ---- machine checks ---- */

static const char no_machine_checks[] =
    "Xen takes no machine check operation from this kind of dom0";

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
    xen_mc_t op = {
        .cmd = XEN_MC_msrinject,
        .interface_version = XEN_MCA_INTERFACE_VERSION,
        .u.mc_msrinject = { .mcinj_count = 1,
                            .mcinj_msr = { { bank_0_address, value } } },
    };
    char text[80];
    bool written;

    if ( hypercall1(__HYPERVISOR_mca, &op) == -ENOSYS )
        return not_applicable(no_machine_checks);

    snprintf(text, sizeof(text), "MSR %#x <-- %#" PRIx64, bank_0_address,
             value);
    written = console_shows(text);
    if ( written )
    {
        op.u.mc_msrinject.mcinj_msr[0].value = 0;
        hypercall1(__HYPERVISOR_mca, &op);
    }

    return effect(written, "Xen's console shows %s%s", written ? "" : "no ",
                  text);
}

static unsigned int times_on_console(const char *text)
{
    const char *at = console_text();
    unsigned int times = 0;

    while ( (at = strstr(at, text)) )
    {
        at += strlen(text);
        times++;
    }

    return times;
}

static enum outcome raise_machine_check(xen_mc_t op)
{
    static const char text[] = "Simulating #MC on cpu";
    const unsigned int before = times_on_console(text);
    long result;

    op.interface_version = XEN_MCA_INTERFACE_VERSION;
    announce("about to raise a machine check");
    result = hypercall1(__HYPERVISOR_mca, &op);
    if ( result == -ENOSYS )
        return not_applicable(no_machine_checks);

    return shown(times_on_console(text) > before, result, "a machine check");
}

/*
 * U-MSR-MCE: raise a machine check.
 *
 * Together with the registers that msrinject writes, it is whatever error the
 * attacker likes: in Xen's memory, in dom0's, in a domU's. Here there is none.
 */
ATTACK("U-MSR-MCE", "raise a machine check on a processor")
{
    return raise_machine_check((xen_mc_t){ .cmd = XEN_MC_mceinject });
}

/* U-MSR-MCE-ALL: the same on all processors, by the later operation. */
ATTACK("U-MSR-MCE-ALL", "raise a machine check on all processors")
{
    return raise_machine_check(
        (xen_mc_t){ .cmd = XEN_MC_inject_v2,
                    .u.mc_inject_v2.flags = XEN_MC_INJECT_TYPE_MCE |
                                            XEN_MC_INJECT_CPU_BROADCAST });
}

/* ---- registers by resource_op ---- */

/* Xen's answer: how many registers it has read or written, or an error. */
static long resource(uint32_t cmd, uint64_t reg, uint64_t *value)
{
    xenpf_resource_entry_t entry = { .u.cmd = cmd, .idx = reg, .val = *value };
    const long done = PLATFORM_OP(
        resource_op, .u.resource_op = { .nr_entries = 1, .entries.p = &entry });

    *value = entry.val;

    return done;
}

/*
 * U-MSR-READ: read registers of the processor with Xen's rights.
 *
 * Only registers of a short list; which of them there are, depends on the
 * processor.
 */
ATTACK("U-MSR-READ", "read registers through resource_op")
{
    static const struct {
        const char *name;
        uint64_t reg;
    } readable[] = {
        { " TSC", 0x10 },
        { " PPIN", 0x4f },
        { " AMD-PPIN", 0xc00102f1 },
        { " TSX_FORCE_ABORT", 0x10f },
        { " TSX_CTRL", 0x122 },
        { " MCU_OPT_CTRL", 0x123 },
        { " CMT_EVTSEL", 0xc8d },
        { " CMT_CTR", 0xc8e },
    };
    char text[100] = "";

    for ( size_t i = 0; i < ARRAY_SIZE(readable); i++ )
    {
        uint64_t value = 0;

        if ( resource(XEN_RESOURCE_OP_MSR_READ, readable[i].reg, &value) == 1 &&
             value )
            strcat(text, readable[i].name);
    }

    return effect(*text, "read:%s", *text ? text : " nothing");
}

/*
 * U-MSR-WRITE: write registers of the processor with Xen's rights.
 *
 * The list is shorter still: what selects an event that the processor counts.
 */
ATTACK("U-MSR-WRITE", "write a register through resource_op")
{
    static const uint64_t selector = 0xc8d, occupancy = 1;
    uint64_t event = occupancy, before = 0, now = 0;

    resource(XEN_RESOURCE_OP_MSR_READ, selector, &before);
    if ( !resource(XEN_RESOURCE_OP_MSR_WRITE, selector, &event) )
        return not_applicable("this processor has none of the registers that "
                              "Xen would write");

    resource(XEN_RESOURCE_OP_MSR_READ, selector, &now);
    resource(XEN_RESOURCE_OP_MSR_WRITE, selector, &before);
    return effect(now == occupancy, "the register reads %#" PRIx64, now);
}

/* ---- parameters ---- */

static long hypfs(unsigned int op, const char *path, void *data, size_t size)
{
    char *copy = buffer(PAGE_SIZE);

    strcpy(copy, path);
    return hypercall(__HYPERVISOR_hypfs_op, op, (uintptr_t)copy,
                     strlen(path) + 1, (uintptr_t)data, size);
}

static const char *parameter(const char *path)
{
    struct xen_hypfs_direntry *entry = buffer(PAGE_SIZE);

    return hypfs(XEN_HYPFS_OP_read, path, entry, PAGE_SIZE)
               ? ""
               : (const char *)(entry + 1);
}

static long set_parameter(const char *path, const char *value)
{
    char *copy = buffer(PAGE_SIZE);

    strcpy(copy, value);
    return hypfs(XEN_HYPFS_OP_write_contents, path, copy, strlen(copy) + 1);
}

/*
 * Debug keys that Xen is to press by itself when something happens to it: the
 * debugger's operations, put off until a moment that the attacker brings about.
 */
static enum outcome have_keys_pressed(const char *path)
{
    static const char keys[] = "d+r";
    const char *const before = parameter(path);
    long result;
    bool changed;

    result = set_parameter(path, keys);
    changed = !strcmp(parameter(path), keys);
    if ( changed )
        set_parameter(path, before);

    return shown(changed, result, path);
}

/* U-PARAM: keys for the time when Xen panics. */
ATTACK_BY("U-PARAM", "change an unsafe run-time parameter",
          have_keys_pressed("/params/crash-debug-panic"))

/* U-PARAM-HWDOM: keys for the time when dom0 has crashed; root can crash it. */
ATTACK_BY("U-PARAM-HWDOM", "set the debug keys for a crash of dom0",
          have_keys_pressed("/params/crash-debug-hwdom"))

/* U-PARAM-KEXEC: keys for the time before a kexec. */
ATTACK_BY("U-PARAM-KEXEC", "set the debug keys for a kexec",
          have_keys_pressed("/params/crash-debug-kexeccmd"))

/* U-PARAM-WATCHDOG: keys for the time when Xen hangs. */
ATTACK_BY("U-PARAM-WATCHDOG", "set the debug keys for a hang of Xen",
          have_keys_pressed("/params/crash-debug-watchdog"))

/* U-PARAM-KEY: keys for the time when a crash is asked for by a key. */
ATTACK_BY("U-PARAM-KEY", "set the debug keys for a crash by debug key",
          have_keys_pressed("/params/crash-debug-debugkey"))

/*
 * U-PARAM-EPT: let guests execute from large pages.
 *
 * Xen forbids it where a flaw of the processor would let a guest stop it.
 */
ATTACK("U-PARAM-EPT", "take back Xen's defence against a flaw of EPT")
{
    static const char path[] = "/params/ept", value[] = "exec-sp=1";
    const char *const before = parameter(path);
    long result;
    bool changed;

    result = set_parameter(path, value);
    changed = strcmp(before, value) && !strcmp(parameter(path), value);
    if ( !changed && !result )
        return not_applicable("this processor has no EPT");
    if ( changed )
        set_parameter(path, before);

    return effect(changed, "%s %s", path,
                  changed ? "written and read back" : "unchanged");
}
