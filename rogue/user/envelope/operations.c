// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which operations there are, and how an honest call of each is built. The
 * policy tells nearly all of it.
 */
#include "operations.h"

#include "../domu.h"

#include <xen/argo.h>
#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/hvm/dm_op.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/hvm/save.h>
#include <xen/hypfs.h>
#include <xen/callback.h>
#include <xen/kexec.h>
#include <xen/nmi.h>
#include <xen/physdev.h>
#include <xen/platform.h>
#include <xen/pmu.h>
#include <xen/sched.h>
#include <xen/vcpu.h>
#include <xen/xenoprof.h>
#include <xen/arch-x86/xen-mca.h>
#include <xen/xsm/flask_op.h>

/* Xen keeps this number to itself; with it the policy tells its pointer. */
#define __HYPERVISOR_paging_domctl_cont 49

/* ---- the stable family, in the form of the policy's rows ---- */

#define STABLE_ROWS                                                            \
    STABLE(CONTROL_OP_STATUS)                                                  \
    STABLE(CONTROL_OP_COUNTERS)                                                \
    STABLE(CONTROL_OP_HOST)                                                    \
    STABLE(CONTROL_OP_DOMAINS)                                                 \
    STABLE(CONTROL_OP_DOMAIN) STABLE(CONTROL_OP_CONSOLE)
#define STABLE_ARGS                                                            \
    ARG(CONTROL_OP_STATUS, arg0, OUT, 1, struct control_op_status)             \
    ARG(CONTROL_OP_COUNTERS, arg0, OUT, arg1, struct control_op_counter)       \
    ARG(CONTROL_OP_HOST, arg0, OUT, 1, struct control_op_host)                 \
    ARG(CONTROL_OP_DOMAINS, arg0, OUT, arg1, struct control_op_domain)         \
    ARG(CONTROL_OP_DOMAIN, arg0, OUT, 1, struct control_op_domain)             \
    ARG(CONTROL_OP_CONSOLE, arg0, OUT, arg1, char)                             \
    ARG(CONTROL_OP_CONSOLE, arg2, INOUT, 1, uint32_t)

/* ---- what the policy tells ---- */

enum direction { IN, OUT, INOUT };

const struct operation operations[] = {
#define ROW(group, op, number, class, own, issuer, why)                        \
    { #group, #op, number, class, #own },
#include "../../../policy/hypercalls.def"
#define STABLE(op) { "stable", #op, op, CONTROL, "" },
    STABLE_ROWS
#undef STABLE
};
const size_t nr_operations = ARRAY_SIZE(operations);

/* Where a group's selector stands; @size is 0: it is the first argument. */
struct selector {
    const char *group, *parent;
    size_t at, size;
};

#define FIELD(type, field) offsetof(type, field), sizeof(((type *)0)->field)

static const struct selector selectors[] = {
#define DOMCTL_GROUP(group, parent, selector, header, names)                   \
    { #group, #parent, FIELD(struct xen_domctl, selector) },
#define SYSCTL_GROUP(group, parent, selector, header, names)                   \
    { #group, #parent, FIELD(struct xen_sysctl, selector) },
#define PLATFORM_GROUP(group, parent, selector, header, names)                 \
    { #group, #parent, FIELD(struct xen_platform_op, selector) },
#define GROUP(group, parent, selector, header, names)
#include "../../../policy/hypercalls.def"
    /* the others that are no arguments */
    { "domctl", "__HYPERVISOR_domctl", FIELD(struct xen_domctl, cmd) },
    { "sysctl", "__HYPERVISOR_sysctl", FIELD(struct xen_sysctl, cmd) },
    { "platform_op", "__HYPERVISOR_platform_op",
      FIELD(struct xen_platform_op, cmd) },
    { "microcode_update2", "XENPF_microcode_update2",
      FIELD(struct xen_platform_op, u.microcode2.flags) },
    { "xsm_op", "__HYPERVISOR_xsm_op", FIELD(struct xen_flask_op, cmd) },
    { "mca", "__HYPERVISOR_mca", FIELD(struct xen_mc, cmd) },
    { "mmuext_op", "__HYPERVISOR_mmuext_op", FIELD(struct mmuext_op, cmd) },
    { "access_op", "XENMEM_access_op", FIELD(struct xen_mem_access_op, op) },
    { "paging_op", "XENMEM_paging_op", FIELD(struct xen_mem_paging_op, op) },
    { "sharing_op", "XENMEM_sharing_op", FIELD(struct xen_mem_sharing_op, op) },
    { "altp2m_op", "HVMOP_altp2m", FIELD(struct xen_hvm_altp2m_op, cmd) },
#define GROUP(group, parent, selector, header, names) { #group, #parent, 0, 0 },
#define DOMCTL_GROUP(group, parent, selector, header, names)
#define SYSCTL_GROUP   DOMCTL_GROUP
#define PLATFORM_GROUP DOMCTL_GROUP
#include "../../../policy/hypercalls.def"
};

/* Which argument a register is. */
// clang-format off
enum {
    REG_traps = 0, REG_ureqs = 0, REG_frame_list = 0, REG_call_list = 0,
    REG_uops = 0, REG_op = 0, REG_u_sysctl = 0, REG_u_domctl = 0,
    REG_u_xenpf_op = 0, REG_u_xen_mc = 0, REG_arg0 = 0,
    REG_arg = 1, REG_uarg = 1, REG_arg1 = 1, REG_uop = 1,
    REG_arg2 = 2, REG_buffer = 2, REG_bufs = 2, REG_pdone = 2, REG_arg3 = 3,
};
// clang-format on

static struct argument {
    const char *name;
    const struct operation *of;
    unsigned int reg;
    enum direction direction;
    const char *count;
} arguments[] = {
#define ARG(op, reg, direction, count, unit)                                   \
    { #op, NULL, REG_##reg, direction, #count },
#include "../../../policy/hypercalls.def"
#define ARG(op, reg, direction, count, unit)                                   \
    { #op, NULL, REG_##reg, direction, #count },
    STABLE_ARGS
#undef ARG
};

/* How many bytes an argument of arguments[] leads to. */
enum { ARGUMENTS = __COUNTER__ };
static uint64_t argument_size(size_t index, const uint64_t *args)
{
    /* as include/hypercall-defs.c of Xen names them */
    const uint64_t arg = args[1], arg1 = args[1], arg2 = args[2],
                   arg3 = args[3], arg4 = args[4], entries = args[1],
                   nr_calls = args[1], nr_bufs = args[1],
                   count = arguments[index].reg == 1 ? args[2] : args[1];

    switch ( index )
    {
#define ARG(op, reg, direction, count, unit)                                   \
    case __COUNTER__ - ARGUMENTS - 1:                                          \
        return (count) * sizeof(unit);
#include "../../../policy/hypercalls.def"
#define ARG(op, reg, direction, count, unit)                                   \
    case __COUNTER__ - ARGUMENTS - 1:                                          \
        return (count) * sizeof(unit);
        STABLE_ARGS
#undef ARG
    default:
        return arg + arg2 + arg3 + arg4 + entries + nr_calls + nr_bufs + count;
    }
}

static struct handle {
    const char *name;
    const struct operation *of;
    size_t at;
    enum direction direction;
    size_t unit;
} handles[] = {
#define PTR(op, type, path, direction, count, unit)                            \
    { #op, NULL, offsetof(type, path), direction, sizeof(unit) },
#include "../../../policy/hypercalls.def"
};

/* How many elements a handle of handles[] leads to. */
enum { HANDLES = __COUNTER__ };
static uint64_t handle_count(size_t index, const void *structure)
{
    switch ( index )
    {
#define PTR(op, type, path, direction, count, unit)                            \
    case __COUNTER__ - HANDLES - 1:                                            \
    {                                                                          \
        const type *a = structure;                                             \
                                                                               \
        (void)a;                                                               \
        return (uint64_t)(count);                                              \
    }
#include "../../../policy/hypercalls.def"
    default:
        return 0;
    }
}

static const struct selector *selector_of(const char *group)
{
    for ( size_t i = 0; i < ARRAY_SIZE(selectors); i++ )
        if ( !strcmp(selectors[i].group, group) )
            return &selectors[i];

    return NULL;
}

static const struct operation *operation_of(const char *name)
{
    for ( size_t i = 0; i < ARRAY_SIZE(operations); i++ )
        if ( !strcmp(operations[i].name, name) )
            return &operations[i];

    return NULL;
}

/* The operation that selects among a operation's group, NULL for a hypercall. */
static const struct operation *parent_of(const struct operation *operation)
{
    /* Found by name once: each call that is built asks for all of them. */
    static const struct operation *parents[ARRAY_SIZE(operations)];
    static bool known[ARRAY_SIZE(operations)];
    const size_t i = (size_t)(operation - operations);
    const struct selector *selector;

    if ( !known[i] )
    {
        selector = selector_of(operation->group);
        parents[i] = selector ? operation_of(selector->parent) : NULL;
        known[i] = true;
    }

    return parents[i];
}

const struct operation *hypercall_of(const struct operation *operation)
{
    const struct operation *parent;

    while ( (parent = parent_of(operation)) )
        operation = parent;
    return operation;
}

/* Is @of this operation, or one that it is part of? */
static bool concerns(const struct operation *of,
                     const struct operation *operation)
{
    for ( ; operation; operation = parent_of(operation) )
        if ( of == operation )
            return true;

    return false;
}

/* ---- targets ---- */

#define POOL_SIZE (4UL << 20)

/* The place of a new page in the domU, or its frame where the domU is PV. */
static xen_pfn_t *new_page(struct target *target)
{
    struct control_op_call *call = reservation_call(
        XENMEM_populate_physmap, target->domid, ++target->next);

    issue(call);
    return number_of(call);
}

static domid_t make_target(enum kind kind)
{
    return new_domain(kind == PV ? DOMU_PV : DOMU_HVM);
}

static struct target own_targets[NR_KINDS] = { { DOMID_INVALID, 0, 0 },
                                               { DOMID_INVALID, 0, 0 } };
static struct target *targets = own_targets;
static domid_t (*make)(enum kind kind) = make_target;

void use_targets(struct target *others, domid_t (*make_other)(enum kind kind))
{
    targets = others;
    make = make_other;
}

struct target *target(enum kind kind)
{
    struct target *target = &targets[kind];
    struct xen_domctl_getdomaininfo info;

    if ( target->domid != DOMID_INVALID && domain_info(target->domid, &info) )
    {
        if ( !(info.flags & (XEN_DOMINF_dying | XEN_DOMINF_shutdown)) )
            return target;
        end_domain(target->domid);
    }

    *target = (struct target){ .domid = make(kind) };
    issue(DOMCTL_CALL(max_mem, target->domid, .u.max_mem.max_memkb = 8192));
    if ( kind == HVM )
        issue(DOMCTL_CALL(
            shadow_op, target->domid,
            .u.shadow_op = { .op = XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION,
                             .mb = POOL_SIZE >> 20 }));
    target->frame = *new_page(target);

    return target;
}

bool is_target(domid_t domid)
{
    return domid == targets[PV].domid || domid == targets[HVM].domid;
}

void end_targets(void)
{
    for ( size_t i = 0; i < NR_KINDS; i++ )
    {
        end_domain(targets[i].domid);
        targets[i].domid = DOMID_INVALID;
    }
}

/* ---- what honest calls read ---- */

#define ROOM       127
#define SAVED_SIZE (16 * PAGE_SIZE)

static const uint64_t ones[] = { 1, 1, 1, 1, 1, 1, 1, 1 };
static const xen_domctl_vcpu_msr_t tsc_aux = { .index = 0xc0000103 };
static const char label[] = "system_u:system_r:domU_t"; /* LABEL_DOMU */
static char *saved; /* SAVED_SIZE bytes, once a call needs them */

/* A domctl's buffer as large as any. */
static struct control_op_call *saving(struct xen_domctl **op, uint32_t cmd,
                                      const struct target *target,
                                      uint64_t *reference)
{
    struct control_op_call *call = domctl_call(
        &(struct xen_domctl){ .cmd = cmd, .domain = target->domid });

    *op = structure_of(call);
    if ( !saved )
        saved = buffer(SAVED_SIZE);
    *reference = declare(call, saved, SAVED_SIZE);
    return call;
}

/* What gethvmcontext tells, for sethvmcontext. */
static void saved_context(const struct target *target, struct xen_domctl *a)
{
    struct xen_domctl *op;
    uint64_t reference;
    struct control_op_call *call = saving(&op, XEN_DOMCTL_gethvmcontext, target,
                                          &reference);

    op->u.hvmcontext.size = SAVED_SIZE;
    op->u.hvmcontext.buffer.p = (void *)reference;
    issue(call);
    a->u.hvmcontext.size = op->u.hvmcontext.size;
    a->u.hvmcontext.buffer.p = (void *)saved;
}

/* The size that getvcpuextstate wants: it tells if there is no buffer. */
static void size_registers(const struct target *target, struct xen_domctl *a)
{
    struct control_op_call *call = DOMCTL_CALL(getvcpuextstate, target->domid);
    const struct xen_domctl *op = structure_of(call);

    issue(call);
    a->u.vcpuextstate = op->u.vcpuextstate;
}

/* What get_cpu_policy tells, for set_cpu_policy. */
static void saved_policy(const struct target *target, struct xen_domctl *a)
{
    struct xen_domctl *op;
    uint64_t reference;
    struct control_op_call *call = saving(&op, XEN_DOMCTL_get_cpu_policy,
                                          target, &reference);
    const size_t half = SAVED_SIZE / 2;

    op->u.cpu_policy.nr_leaves = half / sizeof(xen_cpuid_leaf_t);
    op->u.cpu_policy.nr_msrs = half / sizeof(xen_msr_entry_t);
    op->u.cpu_policy.leaves.p = (void *)reference;
    op->u.cpu_policy.msrs.p = (void *)(reference + half);
    issue(call);
    a->u.cpu_policy.nr_leaves = op->u.cpu_policy.nr_leaves;
    a->u.cpu_policy.nr_msrs = op->u.cpu_policy.nr_msrs;
    a->u.cpu_policy.leaves.p = (void *)saved;
    a->u.cpu_policy.msrs.p = (void *)(saved + half);
}

/* Turn the log of dirty pages on or off. */
static void shadow_op(const struct target *target, uint32_t what)
{
    issue(DOMCTL_CALL(shadow_op, target->domid, .u.shadow_op.op = what));
}

/*
 * An interrupt line for a domU: that of the rig's device at 00:10.0, for which
 * dom0 has no driver. The firmware leads it to an ISA line too; those Xen sets up
 * by itself, and others only when a driver of dom0's asks for them.
 */
static uint32_t new_line(const struct target *target)
{
    enum { LINE = 10 };

    issue(OP_CALL(physdev_op, PHYSDEVOP_map_pirq, struct physdev_map_pirq,
                  .domid = target->domid, .type = MAP_PIRQ_TYPE_GSI,
                  .index = LINE, .pirq = LINE));
    return LINE;
}

static void describe_nodes(struct xen_domctl_vnuma *vnuma)
{
    static const unsigned int distance = 10, node = 0;
    static const struct xen_vmemrange range = { .start = 0, .end = PAGE_SIZE };

    vnuma->nr_vnodes = vnuma->nr_vcpus = vnuma->nr_vmemranges = 1;
    vnuma->vdistance.p = (void *)&distance;
    vnuma->vcpu_to_vnode.p = vnuma->vnode_to_pnode.p = (void *)&node;
    vnuma->vmemrange.p = (void *)&range;
}

/* For get_vnumainfo: a domU has no nodes until it is given some. */
static void set_nodes(const struct target *target)
{
    struct control_op_call *call = DOMCTL_CALL(setvnumainfo, target->domid);
    struct xen_domctl_vnuma *vnuma;

    vnuma = &((struct xen_domctl *)structure_of(call))->u.vnuma;
    describe_nodes(vnuma);
    attach(call, &vnuma->vdistance, vnuma->vdistance.p, 4);
    attach(call, &vnuma->vcpu_to_vnode, vnuma->vcpu_to_vnode.p, 4);
    vnuma->vnode_to_pnode.p = vnuma->vcpu_to_vnode.p;
    attach(call, &vnuma->vmemrange, vnuma->vmemrange.p,
           sizeof(struct xen_vmemrange));
    issue(call);
}

typedef void set_call(uint64_t *args, void *structure, struct target *t);

#define CALL(name, function, domain, type, ...)                                \
    static void function(uint64_t *args, void *structure, struct target *t)    \
    {                                                                          \
        type *a = structure;                                                   \
                                                                               \
        (void)args;                                                            \
        (void)a;                                                               \
        (void)t;                                                               \
        __VA_ARGS__;                                                           \
    }
#define LACKS(name, reason)
#define NEVER(name, reason)
#include "honest.def"

static struct honest {
    const char *name;
    const struct operation *of;
    enum kind domain;
    set_call *set;
} honest_calls[] = {
#define CALL(name, function, domain, type, ...)                                \
    { name, NULL, domain, function },
#define LACKS(name, reason)
#define NEVER(name, reason)
#include "honest.def"
};

static const struct failing failing[] = {
#define CALL(name, function, domain, type, ...)
#define LACKS(name, reason) { #name, reason, false },
#define NEVER(name, reason) { #name, reason, true },
#include "honest.def"
};

const struct failing *failing_call(const struct operation *operation)
{
    for ( size_t i = 0; i < ARRAY_SIZE(failing); i++ )
        if ( !strncmp(operation->name, failing[i].name,
                      strlen(failing[i].name)) )
            return &failing[i];

    return NULL;
}

/* ---- building a call ---- */

/* Each table names the operations of its rows: found once. */
static void find_operations(void)
{
    if ( arguments[0].of )
        return;

    for ( size_t i = 0; i < ARRAY_SIZE(handles); i++ )
        handles[i].of = operation_of(handles[i].name);
    for ( size_t i = 0; i < ARRAY_SIZE(honest_calls); i++ )
        honest_calls[i].of = operation_of(honest_calls[i].name);
    for ( size_t i = 0; i < ARRAY_SIZE(arguments); i++ )
        arguments[i].of = operation_of(arguments[i].name);
}

void put_number(const struct operation *operation, uint64_t *args,
                void *structure)
{
    for ( ; parent_of(operation); operation = parent_of(operation) )
    {
        const struct selector *selector = selector_of(operation->group);

        if ( !selector->size )
            args[0] = operation->number;
        else if ( structure )
            memcpy((char *)structure + selector->at, &operation->number,
                   selector->size);
    }
}

void issue_refused_domctls(void)
{
    for ( size_t i = 0; i < ARRAY_SIZE(operations) * NR_ALIASES; i++ )
    {
        const struct operation *operation = &operations[i / NR_ALIASES];
        const unsigned int mark = mark_fences();
        struct xen_domctl op = { .domain = aliases[i % NR_ALIASES] };

        if ( strcmp(operation->own, "REFUSED") ||
             hypercall_of(operation)->number != __HYPERVISOR_domctl )
            continue;
        put_number(operation, NULL, &op);
        issue(domctl_call(&op));
        release_fences(mark);
    }
}

/* What the structures of some hypercalls begin with. */
static void begin(uint32_t hypercall, void *structure, const struct target *t)
{
    struct xen_domctl *domctl_op = structure;

    switch ( hypercall )
    {
    case __HYPERVISOR_domctl:
    case __HYPERVISOR_paging_domctl_cont:
        domctl_op->interface_version = domctl_interface;
        domctl_op->domain = t->domid;
        break;

    case __HYPERVISOR_sysctl:
        ((struct xen_sysctl *)structure)->interface_version = sysctl_interface;
        break;

    case __HYPERVISOR_platform_op:
        ((struct xen_platform_op *)structure)->interface_version =
            XENPF_INTERFACE_VERSION;
        break;

    case __HYPERVISOR_xsm_op:
        ((struct xen_flask_op *)structure)->interface_version =
            XEN_FLASK_INTERFACE_VERSION;
        break;
    }
}

/* Declare memory for a pointer at @at; what Xen reads there is at @content. */
static void add_pointer(struct carried *carried, struct pointer pointer,
                        const void *content)
{
    if ( carried->nr == MAX_POINTERS )
        abort();
    pointer.exact = pointer.size != SIZE_MAX;
    pointer.needed &= !pointer.out && (carried->nr == 0 || !pointer.argument);
    if ( !pointer.exact )
        pointer.size = PAGE_SIZE;
    pointer.memory = fenced(pointer.size);
    if ( !pointer.out && content )
        memcpy(pointer.memory, content, pointer.size);
    else if ( !pointer.out )
        memset(pointer.memory, 0, pointer.size);
    *pointer.at = declare(carried->call, pointer.memory, pointer.size);

    carried->pointers[carried->nr++] = pointer;
}

static void add_arguments(struct carried *carried,
                          const struct operation *operation)
{
    for ( size_t i = 0; i < ARRAY_SIZE(arguments); i++ )
    {
        const struct argument *argument = &arguments[i];
        const size_t size = concerns(argument->of, operation)
                                ? argument_size(i, carried->args)
                                : 0;

        if ( !size )
            continue;
        add_pointer(carried,
                    (struct pointer){ .at = &carried->call->args[argument->reg],
                                      .size = size,
                                      .argument = true,
                                      .out = argument->direction == OUT,
                                      .counted = strcmp(argument->count, "1"),
                                      .needed = true,
                                      .index = i },
                    (const void *)carried->args[argument->reg]);
        carried->args[argument->reg] =
            (uintptr_t)carried->pointers[carried->nr - 1].memory;
    }
}

static void add_handles(struct carried *carried,
                        const struct operation *operation)
{
    char *structure = carried->nr ? carried->pointers[0].memory : NULL;

    for ( size_t i = 0; i < ARRAY_SIZE(handles) && structure; i++ )
    {
        const struct handle *handle = &handles[i];
        const uint64_t count = concerns(handle->of, operation)
                                   ? handle_count(i, structure)
                                   : 0;
        uint64_t *at = (void *)(structure + handle->at);

        if ( count )
            add_pointer(carried,
                        (struct pointer){ .at = at,
                                          .size = count == UINT64_MAX
                                                      ? SIZE_MAX
                                                      : count * handle->unit,
                                          .out = handle->direction == OUT,
                                          .counted = true,
                                          .needed = handle->direction == IN,
                                          .index = i },
                        (const void *)*at);
    }
}

static const struct honest *honest_call(const struct operation *operation)
{
    find_operations();
    for ( size_t i = 0; i < ARRAY_SIZE(honest_calls); i++ )
        if ( honest_calls[i].of == operation )
            return &honest_calls[i];

    return NULL;
}

struct carried *build(const struct operation *operation)
{
    static uint64_t scratch[CONTROL_OP_MAX_ARGS][PAGE_SIZE / 8];
    static struct carried carried;
    const struct operation *hypercall = hypercall_of(operation);
    const struct honest *honest = honest_call(operation);
    struct target *t;
    void *structure = NULL;

    t = target(honest ? honest->domain : PV);

    carried = (struct carried){ .call = new_call(hypercall->number) };
    memset(scratch, 0, sizeof(scratch));
    for ( size_t i = ARRAY_SIZE(arguments); i-- > 0; )
        if ( concerns(arguments[i].of, operation) )
        {
            structure = scratch[arguments[i].reg];
            carried.args[arguments[i].reg] = (uintptr_t)structure;
        }

    put_number(operation, carried.args, structure);
    begin(hypercall->number, structure, t);
    if ( honest )
        honest->set(carried.args, structure, t);
    memcpy(carried.call->args, carried.args, sizeof(carried.args));
    add_arguments(&carried, operation);
    add_handles(&carried, operation);
    memcpy(carried.call_args, carried.call->args, sizeof(carried.call_args));
    if ( carried.nr )
        memcpy(carried.structure, carried.pointers[0].memory,
               carried.pointers[0].size);

    return &carried;
}

/* ---- counts ---- */

static uint64_t size_of(const struct carried *carried,
                        const struct pointer *pointer)
{
    return pointer->argument
               ? argument_size(pointer->index, carried->args)
               : handle_count(pointer->index, carried->pointers[0].memory);
}

/* Does the size grow with the number that stands here? */
static bool is_count(const struct carried *carried,
                     const struct pointer *pointer, uint32_t *word)
{
    const uint64_t before = size_of(carried, pointer);
    bool grows;

    ++*word;
    grows = size_of(carried, pointer) > before;
    --*word;

    return grows;
}

static bool count_in_arguments(struct carried *carried,
                               const struct pointer *pointer, uint64_t count)
{
    bool found = false;

    for ( size_t i = 0; i < CONTROL_OP_MAX_ARGS; i++ )
        if ( carried->call->args[i] == carried->args[i] && /* no pointer */
             is_count(carried, pointer, (uint32_t *)&carried->args[i]) )
        {
            carried->call->args[i] = count;
            found = true;
        }

    return found;
}

bool count_anew(struct carried *carried, const struct pointer *pointer,
                uint64_t count)
{
    uint32_t *words = (void *)carried->pointers[0].memory;
    const size_t nr = carried->pointers[0].size / sizeof(*words);
    bool is[PAGE_SIZE / sizeof(*words)] = { false }, low = false, found = false;

    memcpy(carried->call->args, carried->call_args, sizeof(carried->call_args));
    if ( pointer->argument && count_in_arguments(carried, pointer, count) )
        return true;

    memcpy(words, carried->structure, nr * sizeof(*words));
    for ( size_t i = 0; i < nr; i++ )
        is[i] = is_count(carried, pointer, &words[i]);
    for ( size_t i = 0; i < nr; i++ )
    {
        /* one of 64 bits is a pair of words */
        low = is[i] && !low;
        if ( is[i] )
            words[i] = (uint32_t)(low ? count : count >> 32);
        found |= is[i];
    }

    return found;
}
