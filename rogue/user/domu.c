// SPDX-License-Identifier: GPL-2.0-only
/*
 * Domains of the attacker's own, as a toolstack would make them. Most of them
 * stay empty: Xen grants rights to a domain, not to its memory. One kind, the
 * accomplice, runs a few instructions that carry out orders, so that an attack
 * sees what a domU can really do with what it was given.
 */
#include "domu.h"

#include <sys/mman.h>

#include <xen/sched.h>

static long last_error;

long domu_error(void)
{
    return last_error;
}

enum outcome no_domu(void)
{
    if ( last_error == -EPERM || last_error == -ENOSYS )
        return effect(false, "no domU can be made");

    return cannot_try("no domU: %s", strerrorname_np((int)-last_error));
}

enum outcome shown(bool seen, long result, const char *what)
{
    if ( !seen && !result )
        return cannot_try("Xen took the call, but does not show: %s", what);

    return effect(seen, "%s: %s", what, seen ? "shown by Xen" : "not so");
}

/* ---- making and ending domains ---- */

void describe_domu(struct xen_domctl_createdomain *create, uint32_t flags)
{
    create->flags = flags;
    create->max_vcpus = 1;
    create->max_evtchn_port = 127;
    create->max_grant_frames = 4;
    create->max_maptrack_frames = 0;
    create->grant_opts = XEN_DOMCTL_GRANT_version(1);
    create->arch.emulation_flags = flags & XEN_DOMCTL_CDF_hvm
                                       ? XEN_X86_EMU_LAPIC
                                       : 0;
}

domid_t create_domu(uint32_t flags)
{
    struct xen_domctl *op = buffer(PAGE_SIZE);
    domid_t domid;

    op->cmd = XEN_DOMCTL_createdomain;
    describe_domu(&op->u.createdomain, flags);
    last_error = domctl(op);
    if ( last_error )
        return DOMID_INVALID;
    domid = op->domain;

    last_error = DOMCTL(max_vcpus, domid, .u.max_vcpus.max = 1);
    if ( !last_error )
        return domid;

    destroy_domu(domid);
    return DOMID_INVALID;
}

void permit_memory(domid_t domid, uint64_t frame, uint64_t nr)
{
    DOMCTL(iomem_permission, domid,
           .u.iomem_permission = {
               .first_mfn = frame, .nr_mfns = nr, .allow_access = 1 });
}

void permit_ports(domid_t domid, uint32_t first, uint32_t nr)
{
    DOMCTL(ioport_permission, domid,
           .u.ioport_permission = {
               .first_port = first, .nr_ports = nr, .allow_access = 1 });
}

void destroy_domu(domid_t domid)
{
    if ( domid != DOMID_INVALID )
        DOMCTL(destroydomain, domid);
}

uint32_t domain_flags(domid_t domid)
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_getdomaininfo, .domain = domid };

    return domctl(&op) ? 0 : op.u.getdomaininfo.flags;
}

bool give_frames(domid_t domid, xen_pfn_t *frames, unsigned int nr)
{
    xen_pfn_t *list = buffer(PAGE_SIZE);
    struct xen_memory_reservation reservation = { .extent_start.p = list,
                                                  .nr_extents = nr,
                                                  .domid = domid };
    long given;

    last_error = DOMCTL(max_mem, domid, .u.max_mem.max_memkb = nr * 4 + 64);
    if ( last_error )
        return false;

    for ( unsigned int i = 0; i < nr; i++ )
        list[i] = i;
    given = memory_op(XENMEM_populate_physmap, &reservation);
    memcpy(frames, list, nr * sizeof(*frames));

    last_error = given == nr ? 0 : given < 0 ? given : -ENOMEM;
    return !last_error;
}

/* ---- the accomplice ---- */

/* Its memory: four levels of page tables, and three pages that they map. */
enum { L4, L3, L2, L1, CODE, MEMORY, STACK };
_Static_assert(STACK + 1 == ACCOMPLICE_FRAMES, "what fills its memory");
_Static_assert(L3 == ACCOMPLICE_TABLE, "the table that an attack writes to");

#define ACCOMPLICE_AT 0x400000UL
#define HEARD_AT      0x800 /* of the memory: what is free for arguments */

const uint64_t accomplice_memory_at = ACCOMPLICE_AT + PAGE_SIZE + HEARD_AT;

enum order { NONE, CALL, IN, OUT, LOAD, STORE };

/* At the start of the shared memory; the code below knows the offsets. */
struct orders {
    uint64_t order;
    uint64_t args[5];
    uint64_t result;
};

static struct {
    domid_t domid;
    void *memory;
} accomplice = { .domid = DOMID_INVALID };

extern const char accomplice_code[], accomplice_code_end[];

/*
 * Entered with the orders' address in %rbx. Yields to others until there is an
 * order, carries it out, and takes the order away when it is done.
 */
__asm__(".section .rodata\n"
        "accomplice_code:\n"
        "1:  mov (%rbx), %rax\n"
        "    test %rax, %rax\n"
        "    jnz 2f\n"
        "    mov $29, %eax\n"  /* sched_op */
        "    xor %edi, %edi\n" /* yield */
        "    xor %esi, %esi\n"
        "    syscall\n"
        "    jmp 1b\n"
        "2:  mov 16(%rbx), %rdi\n"
        "    mov 24(%rbx), %rsi\n"
        "    mov 32(%rbx), %rdx\n"
        "    mov 40(%rbx), %r10\n"
        "    cmp $1, %eax\n"
        "    je 3f\n"
        "    cmp $2, %eax\n"
        "    je 4f\n"
        "    cmp $3, %eax\n"
        "    je 5f\n"
        "    cmp $4, %eax\n"
        "    je 6f\n"
        "    mov %esi, (%rdi)\n" /* store */
        "    jmp 8f\n"
        "3:  mov 8(%rbx), %rax\n" /* call */
        "    syscall\n"
        "    jmp 7f\n"
        "4:  mov %edi, %edx\n" /* in */
        "    xor %eax, %eax\n"
        "    in (%dx), %ax\n"
        "    jmp 7f\n"
        "5:  mov %edi, %edx\n" /* out */
        "    mov %esi, %eax\n"
        "    out %ax, (%dx)\n"
        "    jmp 8f\n"
        "6:  mov (%rdi), %eax\n" /* load */
        "7:  mov %rax, 48(%rbx)\n"
        "8:  movq $0, (%rbx)\n"
        "    jmp 1b\n"
        "accomplice_code_end:\n"
        ".text\n");

static bool fill_frame(domid_t domid, xen_pfn_t frame, const void *bytes,
                       size_t size)
{
    void *page = map_frame(MAP_BATCH_V2, domid, frame);

    if ( !page )
        return false;

    memset(page, 0, PAGE_SIZE);
    memcpy(page, bytes, size);
    munmap(page, PAGE_SIZE);

    return true;
}

/* Present, writable, for user mode (in which a PV kernel runs), in use. */
static uint64_t entry_for(xen_pfn_t frame)
{
    return frame * PAGE_SIZE | 0x67;
}

static bool fill_table(domid_t domid, xen_pfn_t table, unsigned int index,
                       const xen_pfn_t *frames, unsigned int nr)
{
    uint64_t entries[8] = { 0 };

    for ( unsigned int i = 0; i < nr; i++ )
        entries[index + i] = entry_for(frames[i]);

    return fill_frame(domid, table, entries, sizeof(entries));
}

static bool fill_memory(domid_t domid,
                        const xen_pfn_t frames[ACCOMPLICE_FRAMES])
{
    static const unsigned int two_mib = ACCOMPLICE_AT >> 21;

    return fill_table(domid, frames[L4], 0, &frames[L3], 1) &&
           fill_table(domid, frames[L3], 0, &frames[L2], 1) &&
           fill_table(domid, frames[L2], two_mib, &frames[L1], 1) &&
           fill_table(domid, frames[L1], 0, &frames[CODE], 3) &&
           fill_frame(domid, frames[CODE], accomplice_code,
                      (size_t)(accomplice_code_end - accomplice_code));
}

static void describe_vcpu(struct vcpu_guest_context *context, xen_pfn_t root)
{
    static const uint64_t iopl_1 = 1 << 12; /* a PV kernel may use its ports */

    context->flags = VGCF_in_kernel | VGCF_online;
    context->user_regs.rip = ACCOMPLICE_AT;
    context->user_regs.rbx = ACCOMPLICE_AT + PAGE_SIZE;
    context->user_regs.rsp = context->kernel_sp = ACCOMPLICE_AT + 3 * PAGE_SIZE;
    context->user_regs.cs = FLAT_KERNEL_CS;
    context->user_regs.ss = context->kernel_ss = FLAT_KERNEL_SS;
    context->user_regs.eflags = iopl_1;
    context->ctrlreg[3] = xen_pfn_to_cr3(root);
}

bool accomplice_fill(domid_t domid, const xen_pfn_t *frames,
                     struct vcpu_guest_context *context)
{
    accomplice.domid = domid;
    if ( fill_memory(domid, frames) )
        accomplice.memory = map_frame(MAP_BATCH_V2, domid, frames[MEMORY]);
    describe_vcpu(context, frames[L4]);

    return accomplice.memory;
}

bool accomplice_start(void)
{
    struct vcpu_guest_context *context = buffer(sizeof(*context));
    xen_pfn_t frames[ACCOMPLICE_FRAMES];

    accomplice.domid = create_domu(DOMU_PV);
    if ( accomplice.domid == DOMID_INVALID )
        return false;

    if ( give_frames(accomplice.domid, frames, ACCOMPLICE_FRAMES) )
    {
        last_error = -EFAULT;
        if ( accomplice_fill(accomplice.domid, frames, context) )
            last_error = DOMCTL(setvcpucontext, accomplice.domid,
                                .u.vcpucontext.ctxt.p = (void *)context);
        if ( !last_error )
            last_error = DOMCTL(unpausedomain, accomplice.domid);
    }
    if ( !last_error )
        return true;

    accomplice_end();
    return false;
}

void accomplice_end(void)
{
    if ( accomplice.memory )
        munmap(accomplice.memory, PAGE_SIZE);
    accomplice.memory = NULL;
    destroy_domu(accomplice.domid);
    accomplice.domid = DOMID_INVALID;
}

domid_t accomplice_domid(void)
{
    return accomplice.domid;
}

void *accomplice_memory(void)
{
    return (char *)accomplice.memory + HEARD_AT;
}

/*
 * Ten seconds at most. The accomplice that Xen has ended for a fault answers no
 * more.
 */
static bool carried_out(enum order order, uint64_t *result,
                        const uint64_t args[5])
{
    volatile struct orders *orders = accomplice.memory;

    for ( unsigned int i = 0; i < 5; i++ )
        orders->args[i] = args[i];
    orders->order = order;

    for ( unsigned int i = 0; i < 10000 && orders->order != NONE; i++ )
    {
        rest(1);
        if ( domain_flags(accomplice.domid) &
             (XEN_DOMINF_dying | XEN_DOMINF_shutdown) )
            break;
    }

    *result = orders->result;
    return orders->order == NONE;
}

bool accomplice_calls(long *result, uint64_t op, uint64_t a1, uint64_t a2,
                      uint64_t a3, uint64_t a4)
{
    return carried_out(CALL, (uint64_t *)result,
                       (const uint64_t[5]){ op, a1, a2, a3, a4 });
}

static uint64_t window(unsigned int slot, unsigned int offset)
{
    return ACCOMPLICE_WINDOW + slot * PAGE_SIZE + offset;
}

bool accomplice_maps(unsigned int slot, uint64_t frame, bool writable)
{
    /* Uncached, and as entry_for() has it. */
    const uint64_t entry = (entry_for(frame) | 0x18) & (writable ? ~0UL : ~2UL);
    long result;

    return accomplice_calls(&result, __HYPERVISOR_update_va_mapping,
                            window(slot, 0), entry, UVMF_INVLPG, 0) &&
           !result;
}

bool accomplice_loads(unsigned int slot, unsigned int offset, uint32_t *value)
{
    uint64_t result;
    const bool done = carried_out(
        LOAD, &result, (const uint64_t[5]){ 0, window(slot, offset) });

    *value = (uint32_t)result;
    return done;
}

bool accomplice_stores(unsigned int slot, unsigned int offset, uint32_t value)
{
    uint64_t result;

    return carried_out(STORE, &result,
                       (const uint64_t[5]){ 0, window(slot, offset), value });
}

bool accomplice_inw(uint16_t port, uint16_t *value)
{
    uint64_t result;
    const bool done = carried_out(IN, &result, (const uint64_t[5]){ 0, port });

    *value = (uint16_t)result;
    return done;
}

bool accomplice_outw(uint16_t port, uint16_t value)
{
    uint64_t result;

    return carried_out(OUT, &result, (const uint64_t[5]){ 0, port, value });
}
