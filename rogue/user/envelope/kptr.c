// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-ENV-KPTR: buffers that are not the caller's own memory.
 *
 * The kernel knows no operation, but it must know this: every byte that a call
 * declares belongs to the process that makes the call. Xen reads and writes
 * with the kernel's rights whatever the kernel lets through.
 */
#include "envelope.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/utsname.h>

#include "../kmem/kmem.h"

/* Does a new mark, written to a buffer with this address, reach the victim? */
static bool marked(uint64_t address, uint64_t size)
{
    struct control_op_call *call = handle_call(NULL);

    set_uuid(new_mark());
    call->args[1] = declare_at(call, address, size);
    issue(call);

    return victim_has_mark();
}

/* U-ENV-KPTR-WRITE: the plain case, chosen bytes over a kernel variable. */
RAW_ATTACK_BY("U-ENV-KPTR-WRITE", "control_op: declare a kernel variable",
              version_seen(marked(victim(), MARK_SIZE)))

/*
 * U-ENV-KPTR-BITS: a kernel variable by its address without the upper bits.
 *
 * Xen's walk of a PVH domain's page tables does not look at them, nor does the
 * test that some kernels take for one of a process's own memory.
 */
RAW_ATTACK_BY("U-ENV-KPTR-BITS",
              "control_op: the kernel's address, cut to 48 bits",
              version_seen(marked(victim() & 0xffffffffffff, MARK_SIZE)))

/*
 * U-ENV-KPTR-READ: have kernel memory read, and told.
 *
 * A domctl whose head is the end of the kernel's host name, which root chooses,
 * and whose body is what follows it: Xen takes that for dom0's new UUID.
 */
RAW_ATTACK("U-ENV-KPTR-READ", "control_op: read a kernel variable as payload")
{
    struct control_op_call *call = new_call(__HYPERVISOR_domctl);
    struct xen_domctl *op = structure_of(DOMCTL_CALL(setdomainhandle, 0));
    struct utsname names;
    char before[HOST_NAME_SIZE + 1], uuid[MARK_SIZE];
    uint64_t address;
    bool told;

    gethostname(before, sizeof(before));
    address = in_host_name(op, offsetof(struct xen_domctl, u));
    uname(&names);
    set_uuid(new_mark());

    call->args[0] = declare_at(call, address, sizeof(*op));
    issue(call);
    get_uuid(uuid);
    sethostname(before, strlen(before));

    told = !memcmp(uuid, names.nodename + HOST_NAME_SIZE, sizeof(uuid));
    return seen(told, "dom0's UUID is %s the kernel's",
                told ? "bytes of" : "none of");
}

/*
 * U-ENV-KPTR-ALIAS: name our own memory by the kernel's address of it.
 *
 * The payload is ours, and well-formed, but only the kernel may call it so.
 */
RAW_ATTACK("U-ENV-KPTR-ALIAS", "control_op: a payload at a kernel address")
{
    struct control_op_call *call = new_call(__HYPERVISOR_domctl);
    struct xen_domctl *op = structure_of(DOMCTL_CALL(getdomaininfo, 0)), result;
    uint64_t address;

    address = in_own_pages(op, sizeof(*op));
    if ( !address )
        return missing("no neighbouring pages");

    call->args[0] = declare_at(call, address, sizeof(*op));
    issue(call);

    return seen_either(read_back(address, &result, sizeof(result)),
                       "the payload", "overwritten at its kernel address",
                       "unchanged");
}

/* U-ENV-KPTR-NESTED: the kernel's memory behind a pointer in a payload. */
RAW_ATTACK("U-ENV-KPTR-NESTED", "control_op: a pointer's buffer in the kernel")
{
    struct xen_sysctl *op;

    watch_version();
    issue(console_call(&op, victim(), MARK_SIZE, MARK_SIZE));

    return version_seen(version_differs());
}

/*
 * U-ENV-KPTR-LAST: hide the kernel's memory behind much that is in order.
 *
 * All buffers of all calls are ours, but for the last one of the last call.
 */
RAW_ATTACK("U-ENV-KPTR-LAST", "control_op: the last buffer in the kernel")
{
    struct control_op_call *calls[CONTROL_OP_MAX_CALLS], *last;
    char *own = fenced(MARK_SIZE);

    for ( size_t i = 0; i < ARRAY_SIZE(calls); i++ )
    {
        calls[i] = handle_call(NULL);
        while ( calls[i]->nr_buffers < CONTROL_OP_MAX_BUFFERS - 1 )
            calls[i]->args[1] = declare(calls[i], own, MARK_SIZE);
    }
    last = calls[ARRAY_SIZE(calls) - 1];
    last->args[1] = declare_at(last, victim(), MARK_SIZE);

    set_uuid(new_mark());
    issue_all(calls, ARRAY_SIZE(calls));

    return version_seen(victim_has_mark());
}

/*
 * U-ENV-KPTR-WRAP: a buffer that begins in the kernel and ends in our memory.
 *
 * Its end, address plus size, is a small number once it has wrapped around.
 */
ENV_ATTACK("U-ENV-KPTR-WRAP", "control_op: a buffer around the address space")
{
    const uint64_t to_the_end = -victim();
    static const uint64_t ends[] = { 0, 1, PAGE_SIZE, 1UL << 32, 1UL << 46 };
    bool written = false;

    for ( size_t i = 0; i < ARRAY_SIZE(ends) && !written; i++ )
        written = marked(victim(), to_the_end + ends[i]);

    return version_seen(written);
}

/* The end of what a process may have, where page tables have four levels. */
static const uint64_t user_end = (1UL << 47) - PAGE_SIZE;

/*
 * U-ENV-KPTR-STRADDLE: a buffer that begins in our memory and ends beyond it.
 *
 * Were it let through, an offset would lead to memory that nobody has looked
 * at. What is written here stays within our part, and shows that it was.
 */
ENV_ATTACK("U-ENV-KPTR-STRADDLE", "control_op: a buffer beyond our memory")
{
    char *own = fenced(MARK_SIZE);
    const uint64_t to_the_end = user_end - (uintptr_t)own;
    const uint64_t sizes[] = {
        to_the_end + PAGE_SIZE + 1,
        to_the_end + 2 * PAGE_SIZE,
        1UL << 47,
        CONTROL_OP_MAX_SIZE - 1,
        CONTROL_OP_MAX_SIZE,
        victim() + MARK_SIZE - (uintptr_t)own,
        -(uint64_t)(uintptr_t)own,
        -(uint64_t)(uintptr_t)own + PAGE_SIZE,
        UINT64_MAX,
    };
    unsigned int taken = 0;

    for ( size_t i = 0; i < ARRAY_SIZE(sizes); i++ )
    {
        marked((uintptr_t)own, sizes[i]);
        taken += !filled(own, MARK_SIZE);
        memset(own, FILL, MARK_SIZE);
    }

    return seen(taken, "%u of %zu such buffers were written to", taken,
                ARRAY_SIZE(sizes));
}

/* ---- memory that is ours, and yet is not ---- */

/*
 * U-ENV-KPTR-UNMAPPED: buffers where we have no memory.
 *
 * A page that even we may not touch keeps its contents, and shows what was
 * written to it; beyond the end of a file, and where nothing is mapped, there
 * is no page at all.
 */
ENV_ATTACK("U-ENV-KPTR-UNMAPPED", "control_op: a buffer that is not mapped")
{
    uint8_t *locked = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    uint8_t *nothing = mmap(NULL, PAGE_SIZE, PROT_READ,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const int fd = new_file("/env-unmapped");
    uint8_t *file = mmap(NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE,
                         MAP_SHARED, fd, 0);

    if ( fd < 0 || file == MAP_FAILED )
        return missing("no file to map");

    memset(locked, FILL, PAGE_SIZE);
    mprotect(locked, PAGE_SIZE, PROT_NONE);
    munmap(nothing, PAGE_SIZE);
    marked((uintptr_t)locked, MARK_SIZE);
    marked((uintptr_t)nothing, MARK_SIZE);
    marked((uintptr_t)file + PAGE_SIZE, MARK_SIZE);
    marked(0, MARK_SIZE);
    marked(1, UINT32_MAX);
    unlink("/env-unmapped");

    mprotect(locked, PAGE_SIZE, PROT_READ);
    return seen_either(!filled(locked, PAGE_SIZE), "a page without access",
                       "was written to", "is as before");
}

/*
 * U-ENV-KPTR-READONLY: buffers in memory that we may only read.
 *
 * Others share it with us: a file's pages, the kernel's vDSO, and the one page
 * of zeros that the kernel shows to whoever has not written yet.
 */
ENV_ATTACK("U-ENV-KPTR-READONLY", "control_op: write to memory that is shared")
{
    const int fd = new_file("/env-read-only");
    const uint8_t *vdso = vdso_page();
    uint8_t *file = mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED | MAP_POPULATE,
                         fd, 0);
    volatile uint8_t *zeros = mmap(NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE,
                                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uint8_t before[MARK_SIZE];
    char what[60] = "";

    if ( fd < 0 || file == MAP_FAILED || !vdso )
        return missing("no file or vDSO");

    memcpy(before, vdso + PAGE_SIZE - MARK_SIZE, MARK_SIZE);
    (void)zeros[0];
    (void)zeros[PAGE_SIZE];
    marked((uintptr_t)file, MARK_SIZE);
    marked((uintptr_t)vdso + PAGE_SIZE - MARK_SIZE, MARK_SIZE);
    marked((uintptr_t)zeros, MARK_SIZE);
    unlink("/env-read-only");

    if ( file_changed(fd) )
        strcat(what, " a file");
    if ( memcmp(before, vdso + PAGE_SIZE - MARK_SIZE, MARK_SIZE) )
        strcat(what, " the vDSO");
    if ( zeros[PAGE_SIZE] )
        strcat(what, " the page of zeros");

    return seen(*what, "written to:%s", *what ? what : " nothing");
}

/*
 * U-ENV-KPTR-XEN: buffers in Xen's part of the address space.
 *
 * Xen maps all memory there, our own page as well, in which a write through
 * that address would be seen. A page of Xen's code is written to, too: what
 * comes then, the frame would see.
 */
ENV_ATTACK("U-ENV-KPTR-XEN", "control_op: a buffer in Xen's address space")
{
    static const uint64_t direct_map = 0xffff830000000000,
                          code = 0xffff82d040200000, m2p = 0xffff800000000000;
    char *own = fenced(MARK_SIZE);
    const uint64_t frame = own_frame(own);

    announce("about to name Xen's memory");
    marked(m2p, MARK_SIZE);
    marked(code, MARK_SIZE);
    marked(direct_map + frame * PAGE_SIZE, MARK_SIZE);

    return seen_either(!filled(own, MARK_SIZE), "our page, by Xen's address,",
                       "was written to", "is as before");
}

/*
 * U-ENV-KPTR-EMPTY: kernel memory of which too little is declared.
 *
 * Of nothing, all bytes are the caller's own. It must then remain nothing.
 */
ENV_ATTACK("U-ENV-KPTR-EMPTY", "control_op: an empty buffer in the kernel")
{
    struct xen_sysctl *op;

    watch_version();
    for ( uint64_t size = 0; size < MARK_SIZE; size += MARK_SIZE - 1 )
    {
        marked(victim(), size);
        issue(console_call(&op, victim(), size, MARK_SIZE));
    }

    return version_seen(version_differs());
}

/* ---- the request itself ---- */

static bool names_differ(const struct utsname *before)
{
    struct utsname after;

    return !uname(&after) && memcmp(before, &after, sizeof(after));
}

/*
 * U-ENV-KPTR-CALLS: the calls themselves in kernel memory.
 *
 * They are the end of the kernel's host name, which is root's to choose. A
 * result, were it delivered, would be seen there.
 */
ENV_ATTACK("U-ENV-KPTR-CALLS", "control_op: calls at a kernel address")
{
    struct control_op_call *call = new_call(__HYPERVISOR_xen_version);
    char host[HOST_NAME_SIZE + 1];
    struct utsname before;
    uint64_t address;
    bool changed;

    call->args[0] = XENVER_version;
    gethostname(host, sizeof(host));
    address = in_host_name(call, call_size(call));
    uname(&before);
    issue_ioctl(address, (uint32_t)call_size(call), 1);
    changed = names_differ(&before);
    sethostname(host, strlen(host));

    return seen_either(changed, "the kernel's names", "overwritten",
                       "unchanged");
}

/*
 * U-ENV-KPTR-IOCTL: the ioctl's argument in kernel memory.
 *
 * It would be read from where root cannot read: whether it was, shows in our
 * memory.
 */
ENV_ATTACK("U-ENV-KPTR-IOCTL", "control_op: an ioctl at a kernel address")
{
    char *own = fenced(MARK_SIZE), host[HOST_NAME_SIZE + 1];
    struct control_op_call *call = handle_call(own);
    const struct control_op_ioctl argument = { (uintptr_t)call,
                                               (uint32_t)call_size(call), 1 };

    gethostname(host, sizeof(host));
    issue_ioctl_at((void *)in_host_name(&argument, sizeof(argument)));
    sethostname(host, strlen(host));

    return seen_either(!filled(own, MARK_SIZE), "what it asked for was", "done",
                       "not");
}
