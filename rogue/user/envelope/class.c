// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-ENV-CLASS: operations that control_op must not carry, well-formed and with
 * references where they belong.
 */
#include "envelope.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/platform.h>
#include <xen/vcpu.h>

#include "../frames/paging.h"
#include "../privcmd.h"

/* ---- class KERNEL ---- */

/*
 * U-ENV-CLASS-KERNEL: what only the kernel asks of its vCPUs.
 *
 * How long this one ran is of no use to anybody; an area that Xen keeps writing
 * to, or a new vCPU, would be asked for likewise.
 */
RAW_ATTACK("U-ENV-CLASS-KERNEL", "control_op: an operation of the kernel's")
{
    struct control_op_call *call = new_call(__HYPERVISOR_vcpu_op);
    const struct vcpu_runstate_info *own = attach(call, &call->args[2], NULL,
                                                  sizeof(*own));

    call->args[0] = VCPUOP_get_runstate_info;
    issue(call);

    return seen_either(!filled(own, sizeof(*own)), "the times of a vCPU",
                       "told", "not told");
}

/*
 * U-ENV-CLASS-KERNEL-PTE: an entry of a page table, without any reference.
 *
 * All arguments are scalars. Here one page of ours is mapped in place of
 * another; it could be the kernel's.
 */
RAW_ATTACK("U-ENV-CLASS-KERNEL-PTE", "control_op: update_va_mapping")
{
    struct control_op_call *call = new_call(__HYPERVISOR_update_va_mapping);
    char *page = buffer(PAGE_SIZE), *other = buffer(PAGE_SIZE);
    const uint64_t frame = own_frame(page), wanted = own_frame(other);
    bool mapped;

    if ( !frame || !wanted )
        return missing("no frame for our own pages");

    memset(page, 'a', PAGE_SIZE);
    memset(other, 'b', PAGE_SIZE);
    call->args[0] = (uintptr_t)page;
    call->args[1] = wanted * PAGE_SIZE | PTE_USER | PTE_NX;
    call->args[2] = UVMF_INVLPG;
    issue(call);
    mapped = *page == 'b';
    if ( mapped )
    {
        call->args[1] = frame * PAGE_SIZE | PTE_USER | PTE_NX;
        issue(call);
    }

    return seen_either(mapped, "a page of ours is", "another", "itself");
}

/*
 * U-ENV-CLASS-KERNEL-FRAME: a page by the number of its frame.
 *
 * MMUEXT_CLEAR_PAGE has no use for addresses: a reference leads to what names
 * the frame, and any of dom0's will do.
 */
RAW_ATTACK("U-ENV-CLASS-KERNEL-FRAME", "control_op: clear a page by its frame")
{
    struct control_op_call *call = new_call(__HYPERVISOR_mmuext_op);
    char *page = buffer(PAGE_SIZE);
    const struct mmuext_op op = { .cmd = MMUEXT_CLEAR_PAGE,
                                  .arg1.mfn = own_frame(page) };

    if ( !op.arg1.mfn )
        return missing("no frame for our own page");

    *page = 'a';
    attach(call, &call->args[0], &op, sizeof(op));
    call->args[1] = 1;
    call->args[3] = DOMID_SELF;
    issue(call);

    return seen_either(!*page, "a page named by its frame is", "cleared",
                       "as before");
}

/* ---- class MEDIATED ---- */

static struct control_op_call *copy_to_victim(uint64_t cmd)
{
    char *source = memcpy(buffer(PAGE_SIZE), new_mark(), MARK_SIZE);
    struct control_op_call *call = OP_CALL(
        grant_table_op, cmd, gnttab_copy_t,
        .source = { .u.gmfn = own_frame(source), .domid = DOMID_SELF },
        .dest = { .u.gmfn = kernel_frame(victim()),
                  .domid = DOMID_SELF,
                  .offset = (uint16_t)(victim() % PAGE_SIZE) },
        .len = MARK_SIZE);

    call->args[2] = 1;

    return call;
}

/*
 * U-ENV-CLASS-MEDIATED: what userspace asks a driver for.
 *
 * gntdev copies for it, between pages that it has looked at. Here the frames
 * are numbers in a structure, and one of them is the kernel's.
 */
RAW_ATTACK("U-ENV-CLASS-MEDIATED",
           "control_op: copy to a frame of the kernel's")
{
    issue(copy_to_victim(GNTTABOP_copy));
    return version_seen(victim_has_mark());
}

/*
 * U-ENV-CLASS-TRUNCATE: the same, with a number that no operation has.
 *
 * The handler takes 32 bits of it. Who judges must not go by all 64, or
 * find nothing to object to.
 */
RAW_ATTACK("U-ENV-CLASS-TRUNCATE", "control_op: a sub-operation of 64 bits")
{
    static const unsigned int bits[] = { 32, 33, 47, 63 };
    bool overwritten = false;

    for ( size_t i = 0; i < ARRAY_SIZE(bits) && !overwritten; i++ )
    {
        issue(copy_to_victim(GNTTABOP_copy | 1UL << bits[i]));
        overwritten = victim_has_mark();
    }

    return version_seen(victim_has_mark());
}

/*
 * U-ENV-CLASS-MEDIATED-PORT: an event channel that the kernel does not know of.
 *
 * The evtchn driver binds them for userspace, and remembers whose they are.
 */
RAW_ATTACK("U-ENV-CLASS-MEDIATED-PORT", "control_op: bind a virtual interrupt")
{
    struct control_op_call *call = OP_CALL(event_channel_op, EVTCHNOP_bind_virq,
                                           evtchn_bind_virq_t,
                                           .virq = VIRQ_TBUF);
    const evtchn_bind_virq_t *bind = structure_of(call);

    issue(call);
    if ( bind->port )
        issue(OP_CALL(event_channel_op, EVTCHNOP_close, evtchn_close_t,
                      .port = bind->port));

    return seen(bind->port, "%s port bound", bind->port ? "a" : "no");
}

/* ---- class PLATFORM ---- */

/* U-ENV-CLASS-PLATFORM: a debug key, which shows on Xen's console. */
RAW_ATTACK("U-ENV-CLASS-PLATFORM", "control_op: press a debug key")
{
    static const char text[] = "showing installed handlers";
    struct control_op_call *call = SYSCTL_CALL(debug_keys,
                                               .u.debug_keys.nr_keys = 1);
    struct xen_sysctl *op = structure_of(call);
    bool shown;

    if ( control_console_shows(text) )
        return missing("the key has been pressed before");

    attach(call, &op->u.debug_keys.keys, "h", 1);
    issue(call);
    rest(50);

    shown = control_console_shows(text);
    return seen(shown, "Xen's console shows that a key was %spressed",
                shown ? "" : "not ");
}

/* U-ENV-CLASS-PLATFORM-MSR: a register of the processor. */
RAW_ATTACK("U-ENV-CLASS-PLATFORM-MSR", "control_op: read an MSR by resource_op")
{
    struct control_op_call *call = new_call(__HYPERVISOR_platform_op);
    const struct xen_platform_op form = {
        .cmd = XENPF_resource_op,
        .interface_version = XENPF_INTERFACE_VERSION,
        .u.resource_op.nr_entries = 1,
    };
    const xenpf_resource_entry_t read = { .u.cmd = XEN_RESOURCE_OP_MSR_READ,
                                          .idx = 0x10 /* the time-stamp */ };
    struct xen_platform_op *op = attach(call, &call->args[0], &form,
                                        sizeof(form));
    const xenpf_resource_entry_t *entry = attach(
        call, &op->u.resource_op.entries, &read, sizeof(read));

    issue(call);

    return seen_either(entry->val, "the time-stamp counter", "read",
                       "not read");
}

/* ---- what no row lists ---- */

/*
 * U-ENV-CLASS-UNLISTED: numbers that are no operation.
 *
 * Far beyond Xen's tables, too. What such a call might do nobody knows; it must
 * not be carried out, and leave no trace in the memory around it.
 */
ENV_ATTACK("U-ENV-CLASS-UNLISTED", "control_op: operations that do not exist")
{
    static const uint32_t hypercalls[] = { 11, 38, 44,  47,   50,     55,    56,
                                           63, 64, 128, 4095, 0x7fff, 0xffff };
    static const uint32_t commands[] = { 0,   6,    41,         90,
                                         999, 1004, 0x7fffffff, UINT32_MAX };
    char *own = fenced(PAGE_SIZE);
    unsigned int carried_out = 0;

    for ( size_t i = 0; i < ARRAY_SIZE(hypercalls); i++ )
    {
        struct control_op_call *call = new_call(hypercalls[i]);

        call->args[0] = declare(call, own, PAGE_SIZE);
        carried_out += issue(call) >= 0;
    }
    for ( size_t i = 0; i < ARRAY_SIZE(commands); i++ )
    {
        const struct xen_domctl of_domain = { .cmd = commands[i] };
        const struct xen_sysctl of_host = { .cmd = commands[i] };

        carried_out += issue(domctl_call(&of_domain)) >= 0;
        if ( commands[i] != 6 ) /* a sysctl */
            carried_out += issue(sysctl_call(&of_host)) >= 0;
    }

    return seen(carried_out || !filled(own, PAGE_SIZE) || fences_broken(),
                "%u of them carried out", carried_out);
}

/* ---- calls within calls ---- */

/* U-ENV-CLASS-MULTICALL: a list of raw calls as the payload. */
RAW_ATTACK("U-ENV-CLASS-MULTICALL", "control_op: a multicall")
{
    struct control_op_call *call = new_call(__HYPERVISOR_multicall);
    const multicall_entry_t entry = { .op = __HYPERVISOR_xen_version,
                                      .args = { XENVER_guest_handle,
                                                victim() } };

    set_uuid(new_mark());
    attach(call, &call->args[0], &entry, sizeof(entry));
    call->args[1] = 1;
    issue(call);

    return version_seen(victim_has_mark());
}

/*
 * U-ENV-CLASS-NESTED: control_op itself as the operation.
 *
 * The kernel looks at the buffers of the outer call only.
 */
ENV_ATTACK("U-ENV-CLASS-NESTED", "control_op: control_op within control_op")
{
    struct control_op_call *outer = new_call(CONTROL_OP_HYPERCALL),
                           *inner = handle_call(NULL), *twice = new_call(0);

    set_uuid(new_mark());
    inner->args[1] = declare_at(inner, victim(), MARK_SIZE);
    outer->args[0] = declare(outer, inner, PAGE_SIZE);
    outer->args[1] = 1;
    outer->args[2] = call_size(inner);
    issue(outer);

    memcpy(twice, outer, call_size(outer));
    outer->buffers[0].address = (uintptr_t)twice;
    outer->args[2] = call_size(twice);
    issue(outer);

    return version_seen(victim_has_mark());
}

/* ---- the wrong family, the wrong version ---- */

static bool own_written(const char *own)
{
    return seen_either(!filled(own, MARK_SIZE), "the buffer", "written to",
                       "unchanged");
}

/*
 * U-ENV-CLASS-FAMILY: a wrapped operation under a number of the stable family.
 *
 * Numbers that are not given out yet, and whose lower half is a hypercall's.
 */
ENV_ATTACK("U-ENV-CLASS-FAMILY", "control_op: an operation of the wrong family")
{
    static const uint32_t families[] = { 0x00010000, 0x00020000, 0x00100000,
                                         0x01000000, 0x40000000, 0x80000000,
                                         0xffff0000 };
    char *own = fenced(MARK_SIZE);

    for ( size_t i = 0; i < ARRAY_SIZE(families); i++ )
    {
        struct control_op_call *call = new_call(families[i] |
                                                __HYPERVISOR_xen_version);

        call->args[0] = XENVER_guest_handle;
        call->args[1] = declare(call, own, MARK_SIZE);
        issue(call);
    }
    for ( uint32_t operation = CONTROL_OP_EVENT_CHANNEL + 1;
          operation < CONTROL_OP_STABLE + 64; operation++ )
    {
        struct control_op_call *call = new_call(operation);

        call->args[0] = declare(call, own, MARK_SIZE);
        issue(call);
    }

    return own_written(own);
}

/* U-ENV-CLASS-VERSION: a version of the ABI that Xen does not speak. */
ENV_ATTACK("U-ENV-CLASS-VERSION", "control_op: a call of an unknown version")
{
    static const uint16_t versions[] = { 0, 2, 3, 0xff, 0x101, 0x8001, 0xffff };
    char *own = fenced(MARK_SIZE);
    struct control_op_call *call = handle_call(own);

    for ( size_t i = 0; i < ARRAY_SIZE(versions); i++ )
    {
        call->version = versions[i];
        issue(call);
    }

    return own_written(own);
}

/* ---- the device ---- */

/*
 * U-ENV-DEVICE-RAW: the requests of privcmd, sent to the control device.
 *
 * It has one of its own, and must know no other.
 */
ENV_ATTACK("U-ENV-DEVICE-RAW",
           "send a raw hypercall through the control device")
{
    struct privcmd_hypercall call = {
        .op = __HYPERVISOR_xen_version, .arg = { XENVER_guest_handle, victim() }
    };

    if ( control_device() < 0 )
        return missing("no control device");

    set_uuid(new_mark());
    ioctl(control_device(), IOCTL_PRIVCMD_HYPERCALL, &call);

    return version_seen(victim_has_mark());
}

/* As nobody: what the answer is written to is the parent's to look at. */
static void ask_as_nobody(struct control_op_call *call)
{
    static const char *const doors[] = { "/dev/xen/control", "/dev/xen/privcmd",
                                         "/proc/xen/privcmd" };
    static const unsigned int nobody = 65534;
    const struct control_op_ioctl argument = { (uintptr_t)call,
                                               (uint32_t)call_size(call), 1 };

    if ( setgroups(0, NULL) || setresgid(nobody, nobody, nobody) ||
         setresuid(nobody, nobody, nobody) )
        return;

    for ( size_t i = 0; i < ARRAY_SIZE(doors); i++ )
    {
        const int fd = open(doors[i], O_RDWR | O_CLOEXEC);

        if ( fd >= 0 )
            ioctl(fd, CONTROL_OP_IOCTL, &argument);
    }
}

/* U-ENV-USER: somebody who is not root at the same doors. */
ENV_ATTACK("U-ENV-USER", "open control_op's doors as an ordinary user")
{
    struct control_op_call *call;
    char *own = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    pid_t child;

    memset(own, FILL, PAGE_SIZE);
    set_uuid(new_mark());
    call = handle_call(own);
    child = fork();
    if ( child == 0 )
    {
        ask_as_nobody(call);
        _exit(0);
    }
    waitpid(child, NULL, 0);

    return own_written(own);
}
