/* SPDX-License-Identifier: MIT */
/*
 * control_op: a hypercall ABI without pointers in its payload.
 *
 * A call is one fixed-size header. Memory that the call reads or writes is
 * declared in the header's buffer array; wherever an operation needs memory it
 * names a buffer by its number, from 1, and 0 stands for none. A kernel can
 * therefore check a call for its user without knowing the operation, and
 * operations that are invented later need no new kernel.
 *
 * Layouts here never change. Everything is little-endian, naturally aligned,
 * and the same for every 64-bit caller; there is no 32-bit ABI.
 */
#ifndef CONTROL_OP_H
#define CONTROL_OP_H

/*
 * The hypercall's number. Provisional: it becomes final when Xen upstream
 * assigns one.
 *
 *   long control_op(struct control_op_call *call)
 *
 * Returns 0 or the operation's non-negative result, or, negated, one of Xen's
 * error numbers:
 *   ENOSYS  the hypercall, the version or the operation is unknown
 *   EINVAL  the header is malformed, or a buffer is missing, too short or not
 *           asked for
 *   EPERM   the operation is refused
 *   EFAULT  the header or a buffer is not accessible to the calling kernel
 * A call that fails has had no effect, but that after EFAULT the buffers that
 * it was to write may hold anything.
 */
#define CONTROL_OP_HYPERCALL 43

/*
 * The version of this ABI that this header describes; control_op_call.version.
 */
#define CONTROL_OP_VERSION 1

/*
 * The ELF note by which a dom0 kernel declares that it lets userspace reach Xen
 * through control_op alone. Its descriptor is one 32-bit word: the
 * CONTROL_OP_VERSION it speaks.
 */
#define CONTROL_OP_NOTE_NAME "XenLockdown"
#define CONTROL_OP_NOTE_TYPE 1

#define CONTROL_OP_MAX_BUFFERS 8
#define CONTROL_OP_MAX_ARGS    4

#ifndef __ASSEMBLY__

/*
 * Memory that belongs to the caller: @size bytes at the caller's linear address
 * @address.
 */
struct control_op_buffer {
    __UINT64_TYPE__ address;
    __UINT64_TYPE__ size;
};

struct control_op_call {
    __UINT32_TYPE__ version;    /* CONTROL_OP_VERSION */
    __UINT32_TYPE__ operation;  /* CONTROL_OP_STATUS, ... */
    __UINT32_TYPE__ nr_buffers; /* entries of @buffers in use */
    __UINT32_TYPE__ reserved;   /* 0 */
    /* The operation's scalars. Unused ones are 0. */
    __UINT64_TYPE__ args[CONTROL_OP_MAX_ARGS];
    /* Unused ones are all 0. */
    struct control_op_buffer buffers[CONTROL_OP_MAX_BUFFERS];
};

/*
 * status: is this host locked down, and who am I?
 *
 * Xen answers whatever the call's version is: ENOSYS here means that it has no
 * control_op at all.
 *
 * args[0]: the number of a buffer of at least sizeof(struct control_op_status)
 * bytes, which Xen writes. Every domain may ask.
 */
#define CONTROL_OP_STATUS 0x00010000U

/* The levels of lockdown. A higher one includes the lower. */
#define CONTROL_OP_LEVEL_NONE        0
#define CONTROL_OP_LEVEL_INTEGRITY   1
#define CONTROL_OP_LEVEL_CONTAINMENT 2

struct control_op_status {
    __UINT32_TYPE__ version; /* the newest CONTROL_OP_VERSION that Xen speaks */
    __UINT32_TYPE__ level;   /* CONTROL_OP_LEVEL_* */
    __UINT32_TYPE__ domid;   /* the caller's domain ID, 0 to 0x7fef */
    __UINT32_TYPE__ options_refused; /* boot options that Xen refused */
    __UINT64_TYPE__ ops_refused;     /* operations refused since boot */
    __UINT64_TYPE__ reserved;        /* 0 */
};

#endif /* __ASSEMBLY__ */

#endif /* CONTROL_OP_H */
