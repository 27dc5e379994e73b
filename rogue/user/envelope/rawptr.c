// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-ENV-RAWPTR: addresses where references belong.
 *
 * The kernel passes a payload on unread, so it falls to Xen never to take
 * anything in it for an address, not even one that the caller could have
 * declared.
 */
#include "envelope.h"

static bool own_memory(const char *own)
{
    return seen_either(!filled(own, MARK_SIZE), "undeclared memory of ours",
                       "written to", "unchanged");
}

/* U-ENV-RAWPTR-ARG: as an argument. */
RAW_ATTACK("U-ENV-RAWPTR-ARG", "control_op: an address as an argument")
{
    struct control_op_call *call = handle_call(NULL);
    char *own = fenced(MARK_SIZE);

    call->args[1] = (uintptr_t)own;
    issue(call);

    return own_memory(own);
}

/* U-ENV-RAWPTR-STRUCT: as a pointer within a structure. */
RAW_ATTACK("U-ENV-RAWPTR-STRUCT", "control_op: an address in a structure")
{
    char *declared = fenced(MARK_SIZE), *own = fenced(MARK_SIZE);
    struct xen_sysctl *op;
    struct control_op_call *call = console_call(&op, (uintptr_t)declared,
                                                MARK_SIZE, MARK_SIZE);

    op->u.readconsole.buffer.p = own;
    issue(call);

    return own_memory(own);
}

/*
 * U-ENV-RAWPTR-PAYLOAD: as the place of the whole structure.
 *
 * It would be read from memory that was not declared: dom0's UUID tells.
 */
RAW_ATTACK("U-ENV-RAWPTR-PAYLOAD", "control_op: an address as the payload")
{
    struct control_op_call *call = DOMCTL_CALL(setdomainhandle, 0);
    struct xen_domctl *op = structure_of(call);
    char uuid[MARK_SIZE];

    memcpy(op->u.setdomainhandle.handle, new_mark(), MARK_SIZE);
    call->args[0] = (uintptr_t)op;
    call->nr_buffers = 0;
    issue(call);
    get_uuid(uuid);

    return seen_either(
        !memcmp(uuid, op->u.setdomainhandle.handle, sizeof(uuid)),
        "dom0's UUID", "set", "unchanged");
}

/* U-ENV-RAWPTR-DECLARED: the address of memory that is declared. */
RAW_ATTACK("U-ENV-RAWPTR-DECLARED", "control_op: the address of a buffer")
{
    struct control_op_call *call = handle_call(NULL);
    char *own = fenced(MARK_SIZE);

    declare(call, own, MARK_SIZE);
    call->args[1] = (uintptr_t)own;
    issue(call);

    return seen_either(!filled(own, MARK_SIZE), "the buffer, by its address,",
                       "written to", "unchanged");
}

/* U-ENV-RAWPTR-KERNEL: the kernel's, in either place. */
RAW_ATTACK("U-ENV-RAWPTR-KERNEL", "control_op: a kernel address as a pointer")
{
    struct control_op_call *call = handle_call(NULL);
    char *own = fenced(MARK_SIZE);
    struct xen_sysctl *op;
    bool by_argument, by_structure;

    set_uuid(new_mark());
    call->args[1] = victim();
    issue(call);
    by_argument = victim_has_mark();

    watch_version();
    call = console_call(&op, (uintptr_t)own, MARK_SIZE, MARK_SIZE);
    op->u.readconsole.buffer.p = (void *)victim();
    issue(call);
    by_structure = version_differs();

    return seen(by_argument || by_structure, "the kernel's version %s%s%s",
                by_argument || by_structure ? "overwritten" : "unchanged",
                by_argument ? ", by an argument" : "",
                by_structure ? ", by a structure" : "");
}

/*
 * U-ENV-RAWPTR-IN: to be read from, not written to.
 *
 * A path that Xen looks up tells, by what it finds, that it was read.
 */
RAW_ATTACK("U-ENV-RAWPTR-IN", "control_op: an address to read from")
{
    char *found = fenced(PAGE_SIZE);
    struct control_op_call *call = hypfs_call(found, PAGE_SIZE, PAGE_SIZE);

    issue(call);
    if ( filled(found, PAGE_SIZE) )
        return pointless("this Xen has no hypfs");

    memset(found, FILL, PAGE_SIZE);
    call->args[1] = call->buffers[0].address;
    issue(call);

    return seen_either(!filled(found, PAGE_SIZE), "a path at that address",
                       "read", "not read");
}
