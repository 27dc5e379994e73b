/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From hypercalls to control_op calls: each pointer becomes a reference to the
 * buffer that it points into. policy/hypercalls.def says where an operation's
 * pointers are.
 *
 * A pointer that is missed here harms nobody: Xen takes no address from a
 * control_op call. It reads the pointer as a reference to a buffer that does not
 * exist, and refuses the call.
 */
#include "private.h"

#include <stddef.h>
#include <string.h>

#define __XEN_TOOLS__ 1
#include <xen/xen.h>
#include <xen/argo.h>
#include <xen/domctl.h>
#include <xen/grant_table.h>
#include <xen/hvm/dm_op.h>
#include <xen/hvm/hvm_op.h>
#include <xen/kexec.h>
#include <xen/memory.h>
#include <xen/physdev.h>
#include <xen/platform.h>
#include <xen/sched.h>
#include <xen/sysctl.h>
#include <xen/vcpu.h>
#include <xen/arch-x86/xen-mca.h>
#include <xen/xsm/flask_op.h>

/* ---- where an operation's pointers are: policy/hypercalls.def ---- */

enum group {
    GROUP_NONE,
#define GROUP(group, parent, selector, header, names) GROUP_##group,
#include "../policy/hypercalls.def"
    NR_GROUPS,
};

/* Numbers from NR_NUMBERS on, a debugger's domctls, share a group's last place. */
#define NR_NUMBERS      128
#define START_OF(group) ((group) * (NR_NUMBERS + 1))
#define AT(start, number)                                                      \
    ((start) + ((number) < NR_NUMBERS ? (number) : NR_NUMBERS))

enum place {
    AT_NONE,
#define ROW(group, op, number, class, own, issuer, why)                        \
    AT_##op = AT(START_OF(GROUP_##group), number),
#include "../policy/hypercalls.def"
    NR_PLACES = START_OF(NR_GROUPS),
};

static const uint16_t places[] = {
#define ROW(group, op, number, class, own, issuer, why) AT_##op,
#include "../policy/hypercalls.def"
};

static const char names[] =
#define ROW(group, op, number, class, own, issuer, why) #op "\0"
#include "../policy/hypercalls.def"
    ;

static const char *name_of(enum place at)
{
    const char *name = names;

    for ( const uint16_t *place = places; *place != at; place++ )
        name += strlen(name) + 1;

    return name;
}

/*
 * The arguments that are pointers, as fields of an operation: which argument a
 * register is.
 */
#define ARG_traps      arg0
#define ARG_ureqs      arg0
#define ARG_frame_list arg0
#define ARG_call_list  arg0
#define ARG_uops       arg0
#define ARG_op         arg0
#define ARG_u_sysctl   arg0
#define ARG_u_domctl   arg0
#define ARG_u_xenpf_op arg0
#define ARG_u_xen_mc   arg0
#define ARG_arg        arg1
#define ARG_uarg       arg1
#define ARG_arg1       arg1
#define ARG_uop        arg1
#define ARG_arg2       arg2
#define ARG_buffer     arg2
#define ARG_bufs       arg2
#define ARG_pdone      arg2
#define ARG_arg3       arg3

/* The handles of one operation stand side by side. Entry 0 is of no operation. */
static const struct {
    uint16_t at, offset, size; /* offset: in the structure of that size */
} handles[] = {
    { AT_NONE, 0, 0 },
#define PTR(op, type, path, direction, count, unit)                            \
    { AT_##op, offsetof(type, path), sizeof(type) },
#include "../policy/hypercalls.def"
};

#define PTR(op, type, path, direction, count, unit)                            \
    _Static_assert(sizeof(((type *)0)->path) == 8, #op ": no handle");
#include "../policy/hypercalls.def"

#define IN(at, type, field)                                                    \
    [at].selector = offsetof(type, field), [at].size = sizeof(type),           \
    [at].mask = UINT32_MAX >> (32 - 8 * sizeof(((type *)0)->field))

/* Later initialisers override earlier ones, on purpose. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"

enum { HANDLES = __COUNTER__ };
static const struct operation {
    union {
        struct {
            union {
                struct {
                    uint8_t arg0 : 1, arg1 : 1, arg2 : 1, arg3 : 1;
                };
                uint8_t args;
            };
            uint8_t last_handle; /* in handles[]; 0: it has none */
        };
        uint16_t pointers; /* 0: there are neither */
    };
    uint16_t below; /* where the group starts that it selects among */
    /* By which field of a structure of that size; 0: by the first argument. */
    uint16_t selector, size;
    uint32_t mask;    /* of the bits that select */
    uint32_t version; /* of the structure's interface; 0: it has none */
} operations[NR_PLACES] = {
#define ARG(op, reg, direction, count, unit) [AT_##op].ARG_##reg = 1,
#include "../policy/hypercalls.def"
#define PTR(op, type, path, direction, count, unit)                            \
    [AT_##op].last_handle = __COUNTER__ - HANDLES,
#include "../policy/hypercalls.def"
#define GROUP(group, parent, selector, header, names)                          \
    [AT_##parent].below = START_OF(GROUP_##group),                             \
    [AT_##parent].mask = UINT32_MAX,
#include "../policy/hypercalls.def"
#define DOMCTL_GROUP(group, parent, selector, header, names)                   \
    IN(AT_##parent, struct xen_domctl, selector),
#define SYSCTL_GROUP(group, parent, selector, header, names)                   \
    IN(AT_##parent, struct xen_sysctl, selector),
#define PLATFORM_GROUP(group, parent, selector, header, names)                 \
    IN(AT_##parent, struct xen_platform_op, selector),
#include "../policy/hypercalls.def"
    /* In other groups whose operation is a field, no operation has handles. */
    IN(AT___HYPERVISOR_domctl, struct xen_domctl, cmd),
    IN(AT___HYPERVISOR_sysctl, struct xen_sysctl, cmd),
    IN(AT___HYPERVISOR_platform_op, struct xen_platform_op, cmd),
    IN(AT___HYPERVISOR_mca, struct xen_mc, cmd),
    IN(AT___HYPERVISOR_xsm_op, struct xen_flask_op, cmd),
    IN(AT_XENMEM_access_op, struct xen_mem_access_op, op),
    IN(AT_XENMEM_paging_op, struct xen_mem_paging_op, op),
    IN(AT_HVMOP_altp2m, struct xen_hvm_altp2m_op, cmd),
    /* The bits above the command say where a preempted call continues. */
    [AT___HYPERVISOR_memory_op].mask = 0x3f,
    [AT___HYPERVISOR_domctl].version = XEN_DOMCTL_INTERFACE_VERSION,
    [AT___HYPERVISOR_sysctl].version = XEN_SYSCTL_INTERFACE_VERSION,
    [AT___HYPERVISOR_platform_op].version = XENPF_INTERFACE_VERSION,
    /*
     * These have their pointers in other arguments than ARG_... says. Only
     * kernels issue them, so nothing is translated.
     */
    [AT___HYPERVISOR_event_channel_op_compat].args = 0,
    [AT___HYPERVISOR_physdev_op_compat].args = 0,
    [AT___HYPERVISOR_physdev_op_compat].last_handle = 0,
    [AT___HYPERVISOR_vcpu_op].below = 0,
};

#pragma GCC diagnostic pop

#define VERSION_AT offsetof(struct xen_domctl, interface_version)
_Static_assert(VERSION_AT == offsetof(struct xen_sysctl, interface_version) &&
                   VERSION_AT ==
                       offsetof(struct xen_platform_op, interface_version),
               "interface versions are in different places");

/* How many elements a handle, by its place in handles[], leads to. */
enum { COUNTS = __COUNTER__ };
static uint64_t count_at(unsigned int handle, const void *structure)
{
    switch ( handle )
    {
#define PTR(op, type, path, direction, count, unit)                            \
    case __COUNTER__ - COUNTS:                                                 \
    {                                                                          \
        const type *a = structure;                                             \
                                                                               \
        (void)a;                                                               \
        return (uint64_t)(count);                                              \
    }
#include "../policy/hypercalls.def"
    default:
        return UINT64_MAX;
    }
}

/* ---- from pointers to references ---- */

/* Fields of the caller's structures, whatever their types are there. */
typedef uint32_t __attribute__((__may_alias__, __aligned__(1))) field;
typedef uint64_t __attribute__((__may_alias__, __aligned__(1))) handle;

/*
 * The structure that an operation is given, and how much memory starts there.
 * Passed by value, since it is to stay in registers.
 */
struct given {
    char *structure;
    uint64_t room;
};

/* The reference that @pointer becomes; 0: it is into no buffer. */
static uint64_t refer(struct call *call, uint64_t pointer)
{
    struct control_op_call *header = &call->header;
    const uint64_t map = find_map(call->xcall, pointer);
    const struct control_op_buffer buffer = { map_address(map), map_size(map) };
    unsigned int i;

    if ( !map )
        return 0;

    for ( i = 0; i < header->nr_buffers; i++ )
        if ( header->buffers[i].address == buffer.address )
            break;
    if ( i == CONTROL_OP_MAX_BUFFERS )
        return 0;
    if ( i == header->nr_buffers )
        header->buffers[header->nr_buffers++] = buffer;

    return CONTROL_OP_REFERENCE(i + 1, pointer - buffer.address);
}

/* A handle that implies no memory may hold any value, and keeps it. */
static bool refer_handle(struct call *call, unsigned int i, char *structure)
{
    handle *place = (handle *)(structure + handles[i].offset);
    const uint64_t pointer = *place;
    uint64_t reference;

    if ( !pointer )
        return true;

    reference = refer(call, pointer);
    if ( !reference || call->nr_replaced == CONTROL_OP_MAX_BUFFERS )
        return !count_at(i, structure);

    call->replaced[call->nr_replaced].place = place;
    call->replaced[call->nr_replaced++].pointer = pointer;
    *place = reference;

    return true;
}

static bool refer_handles(struct call *call, const struct operation *operation,
                          struct given given)
{
    const unsigned int last = operation->last_handle;

    for ( unsigned int i = last; i && handles[i].at == handles[last].at; i-- )
        if ( given.room < handles[i].size ||
             !refer_handle(call, i, given.structure) )
            return false;

    return true;
}

static const struct given nothing = { NULL, 0 };

/*
 * Replace all pointers of @operation by references. Returns the structure that
 * it is given, or `nothing` if a pointer cannot be replaced.
 */
static __attribute__((__noinline__)) struct given refer_all(
    struct call *call, const struct operation *operation, struct given given)
{
    struct control_op_call *header = &call->header;
    uint64_t *arg;

    for ( unsigned int args = operation->args; args; args &= args - 1 )
    {
        arg = &header->args[__builtin_ctz(args)];
        if ( !*arg )
            continue;
        given.structure = (char *)(uintptr_t)*arg;
        *arg = refer(call, *arg);
        if ( !*arg )
            return nothing;
        given.room = header->buffers[*arg / CONTROL_OP_MAX_SIZE - 1].size -
                     *arg % CONTROL_OP_MAX_SIZE;
    }

    return refer_handles(call, operation, given) ? given : nothing;
}

/*
 * The same, in few instructions for the most frequent case: an operation whose
 * only pointer is one argument, in a call that has no buffer yet.
 */
static inline struct given refer_first(struct call *call,
                                       const struct operation *operation,
                                       struct given given)
{
    struct control_op_call *header = &call->header;
    uint64_t *arg, pointer, map, offset;

    if ( operation->pointers > UINT8_MAX ||
         operation->pointers & (operation->pointers - 1) || header->nr_buffers )
        return refer_all(call, operation, given);

    arg = &header->args[__builtin_ctz(operation->pointers)];
    pointer = *arg;
    map = find_map(call->xcall, pointer);
    if ( !map )
        return refer_all(call, operation, given);

    offset = pointer - map_address(map);
    header->nr_buffers = 1;
    header->buffers[0].address = map_address(map);
    header->buffers[0].size = map_size(map);
    *arg = CONTROL_OP_REFERENCE(1, offset);

    return (struct given){ (char *)(uintptr_t)pointer, map_size(map) - offset };
}

/* The caller must not see references, whatever Xen wrote in their places. */
void restore_pointers(struct call *call)
{
    while ( call->nr_replaced )
    {
        call->nr_replaced--;
        *(handle *)call->replaced[call->nr_replaced].place =
            call->replaced[call->nr_replaced].pointer;
    }
}

static bool no_buffer(const struct call *call,
                      const struct operation *operation)
{
    errno = EFAULT;
    tell(
        call->xcall,
        "%s: a pointer into no buffer of xencall_alloc_buffer(); in lockdown a "
        "program can pass no other",
        name_of((enum place)(operation - operations)));

    return false;
}

static uint32_t version_of(const char *structure)
{
    return *(const field *)(structure + VERSION_AT);
}

static bool same_version(const char *structure,
                         const struct operation *operation)
{
    return !operation->version || version_of(structure) == operation->version;
}

/* Structures of another interface version have their handles elsewhere. */
static bool other_version(const struct call *call, const char *structure,
                          const struct operation *operation)
{
    errno = EACCES;
    if ( !atomic_flag_test_and_set(&call->xcall->told_version) )
        tell(call->xcall,
             "%s: the toolstack speaks interface version %#x, and "
             "libxencall.so.1 was built for %#x; install the libxencall that "
             "was built for this Xen",
             name_of((enum place)(operation - operations)),
             version_of(structure), operation->version);

    return false;
}

bool translate(struct call *call)
{
    const struct operation *operation =
        &operations[AT(START_OF(GROUP_hypercall), call->header.operation)];
    struct given given = { (char *)call, 0 }; /* not null, but no memory */
    uint64_t number;

    for ( ;; operation = &operations[AT(operation->below, number)] )
    {
        if ( operation->pointers )
        {
            given = refer_first(call, operation, given);
            if ( !given.structure )
                return no_buffer(call, operation);
        }
        if ( !operation->below )
            return true;

        number = call->header.args[0];
        if ( operation->size )
        {
            /* Too short: Xen will refuse it. */
            if ( given.room < operation->size )
                return true;
            if ( !same_version(given.structure, operation) )
                return other_version(call, given.structure, operation);
            number = *(const field *)(given.structure + operation->selector);
        }
        number &= operation->mask;
    }
}
