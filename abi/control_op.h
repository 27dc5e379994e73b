/* SPDX-License-Identifier: MIT */
/*
 * control_op: a hypercall ABI without pointers in its payload.
 *
 * A call declares the memory that it reads or writes as buffers. Wherever an
 * operation needs memory, as an argument or inside a structure, stands a
 * reference: a buffer's number, from 1, and an offset into it. A kernel can
 * therefore check a call for its user without knowing the operation, and
 * operations that are invented later need no new kernel.
 *
 * docs/control-op.md is the specification. Layouts here never change.
 * Everything is little-endian, naturally aligned, and the same for every 64-bit
 * caller; there is no 32-bit ABI.
 */
#ifndef CONTROL_OP_H
#define CONTROL_OP_H

/*
 * The hypercall's number. Provisional: it becomes final when Xen upstream
 * assigns one.
 *
 *   long control_op(struct control_op_call *calls, unsigned int nr,
 *                   unsigned int size)
 *
 * Carries out @nr calls, 1 to CONTROL_OP_MAX_CALLS, which follow one another in
 * memory, each with its buffers behind it, and take @size bytes together.
 * Returns 0 when every call has its result, or, negated, one of Xen's error
 * numbers:
 *   ENOSYS  the hypercall is unknown
 *   EINVAL  @nr is out of range, @size is not what the calls take, or a call is
 *           not laid out as told here
 *   EPERM   the caller is inside a multicall
 *   EFAULT  a call is not accessible
 * Calls before the one at fault have been carried out and have their results.
 *
 * Xen finishes few operations on another CPU (CPU hot-plug, microcode). Then the
 * hypercall returns that operation's result, and calls behind it are not carried
 * out: their result is EAGAIN.
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

#define CONTROL_OP_MAX_ARGS    5
#define CONTROL_OP_MAX_BUFFERS 16
#define CONTROL_OP_MAX_CALLS   64

/* Offsets are less than this: bytes. */
#define CONTROL_OP_MAX_SIZE (1ULL << 48)

/*
 * A reference: @offset bytes into buffer @number, which is 1 to nr_buffers. 0 is
 * the null handle. With page tables of four levels no reference is a canonical
 * address, and no address that a process may use is a reference.
 */
#define CONTROL_OP_REFERENCE(number, offset)                                   \
    ((__UINT64_TYPE__)(number) << 48 | (__UINT64_TYPE__)(offset))

#ifndef __ASSEMBLY__

/*
 * Memory that belongs to the caller: @size bytes at the caller's linear address
 * @address, all of it in one half of the address space of four-level page tables:
 * below 2^47, or from 2^64 - 2^47 on.
 */
struct control_op_buffer {
    __UINT64_TYPE__ address;
    __UINT64_TYPE__ size;
};

/*
 * One call. Xen writes @result. When Xen preempts the call, it replaces
 * @operation and @args by what is left of the call, and continues with that.
 *
 * @result is the operation's non-negative result or, negated, one of Xen's
 * error numbers:
 *   ENOSYS  the version or the operation is unknown
 *   EINVAL  malformed: a reference to no buffer, or to one too short for what
 *           the operation implies; an argument that must be 0 is not
 *   EPERM   refused by the lockdown policy, or asked by a domain that is not the
 *           control domain
 *   EFAULT  a buffer is not accessible, or an operation that does not say
 *           beforehand how much it reads or writes found no room
 * or another error of the operation. A call that ends with ENOSYS or EPERM has
 * had no effect, nor has one that ends with EINVAL for its references.
 */
struct control_op_call {
    __INT64_TYPE__ result;
    __UINT16_TYPE__ version;    /* CONTROL_OP_VERSION */
    __UINT16_TYPE__ nr_buffers; /* 0 to CONTROL_OP_MAX_BUFFERS */
    __UINT32_TYPE__ operation;
    /* Scalars and references. Those that the operation does not take are 0. */
    __UINT64_TYPE__ args[CONTROL_OP_MAX_ARGS];
    struct control_op_buffer buffers[]; /* @nr_buffers of them */
};

/*
 * The wrapped family: operation is the number of one of Xen's hypercalls, below
 * CONTROL_OP_STABLE, args are that hypercall's arguments, and each guest handle
 * in them, and in the structures that they refer to, is a reference.
 */

/*
 * The stable family: operations that this ABI defines, whatever the release of
 * Xen. Below, the arguments of each are named in order, the first being args[0];
 * "@name -> type" is a reference to memory of that type.
 */
#define CONTROL_OP_STABLE 0x00010000U

/*
 * status(@status -> struct control_op_status, written): is this host locked
 * down, and who am I? Every domain may ask, and Xen answers whatever the call's
 * version is.
 */
#define CONTROL_OP_STATUS 0x00010000U

/* The levels of lockdown. A higher one includes the lower. */
#define CONTROL_OP_LEVEL_NONE        0
#define CONTROL_OP_LEVEL_INTEGRITY   1
#define CONTROL_OP_LEVEL_CONTAINMENT 2

/* Why the level is what it is. */
#define CONTROL_OP_REASON_NONE        0 /* nothing has raised it */
#define CONTROL_OP_REASON_SECURE_BOOT 1 /* active, unreadable or malformed */
#define CONTROL_OP_REASON_OPTION      2 /* the option lockdown */
#define CONTROL_OP_REASON_BUILD       3 /* built in */

struct control_op_status {
    __UINT32_TYPE__ version; /* the newest CONTROL_OP_VERSION that Xen speaks */
    __UINT32_TYPE__ level;   /* CONTROL_OP_LEVEL_* */
    __UINT32_TYPE__ domid;   /* the caller's domain ID, 0 to 0x7fef */
    __UINT32_TYPE__ options_refused; /* boot options; 0 to a domU */
    __UINT64_TYPE__ ops_refused;     /* operations since boot; 0 to a domU */
    __UINT32_TYPE__ reason;          /* CONTROL_OP_REASON_* */
    __UINT32_TYPE__ reserved;        /* 0 */
};

/*
 * counters(@counters -> struct control_op_counter[@max], written; @max;
 * @first): what has been refused since boot, one entry for each operation of
 * which a call was refused, from the @first on. Returns how many were written.
 */
#define CONTROL_OP_COUNTERS 0x00010001U

struct control_op_counter {
    __UINT64_TYPE__ refused;
    char name[56]; /* as in Xen's public headers; NUL-terminated */
};

/*
 * host(@host -> struct control_op_host, written).
 */
#define CONTROL_OP_HOST 0x00010002U

#define CONTROL_OP_HOST_HVM        0x1  /* runs HVM and PVH guests */
#define CONTROL_OP_HOST_PV         0x2  /* runs PV guests */
#define CONTROL_OP_HOST_IOMMU      0x4  /* an IOMMU is in use */
#define CONTROL_OP_HOST_DOM0_PVH   0x8  /* the caller is PVH, else PV */
#define CONTROL_OP_HOST_DOM0_IOMMU 0x10 /* the caller's DMA is confined */

struct control_op_host {
    __UINT32_TYPE__ xen_major, xen_minor;
    __UINT32_TYPE__ flags;    /* CONTROL_OP_HOST_* */
    __UINT32_TYPE__ cpus;     /* online */
    __UINT32_TYPE__ nodes;    /* NUMA */
    __UINT32_TYPE__ reserved; /* 0 */
    __UINT64_TYPE__ memory;   /* bytes, all of the host's */
    __UINT64_TYPE__ free;     /* bytes that neither a domain nor Xen uses */
};

/*
 * domains(@domains -> struct control_op_domain[@max], written; @max; @first):
 * the domains from ID @first on, in rising order of their IDs. Returns how many
 * were written, never more than 64: 0 means that there are no more.
 *
 * domain(@domain -> struct control_op_domain, written; @domid): that one, or
 * ESRCH.
 */
#define CONTROL_OP_DOMAINS 0x00010003U
#define CONTROL_OP_DOMAIN  0x00010004U

#define CONTROL_OP_DOMAIN_DYING    0x1  /* resources are being freed */
#define CONTROL_OP_DOMAIN_SHUTDOWN 0x2  /* the guest has shut down */
#define CONTROL_OP_DOMAIN_PAUSED   0x4  /* by a toolstack */
#define CONTROL_OP_DOMAIN_BLOCKED  0x8  /* no vCPU has anything to do */
#define CONTROL_OP_DOMAIN_RUNNING  0x10 /* a vCPU is on a CPU */
#define CONTROL_OP_DOMAIN_HVM      0x20 /* HVM or PVH, else PV */

struct control_op_domain {
    __UINT32_TYPE__ domid;
    __UINT32_TYPE__ flags;           /* CONTROL_OP_DOMAIN_* */
    __UINT32_TYPE__ shutdown_reason; /* Xen's SHUTDOWN_*, once it has */
    __UINT32_TYPE__ vcpus;           /* online */
    __UINT32_TYPE__ vcpus_max;
    __UINT32_TYPE__ cpupool;
    __UINT64_TYPE__ cpu_time;   /* nanoseconds, all vCPUs together */
    __UINT64_TYPE__ memory;     /* bytes that it has */
    __UINT64_TYPE__ memory_max; /* bytes that it may have */
    __UINT8_TYPE__ uuid[16];
};

/*
 * pause(@domid), unpause(@domid), destroy(@domid), shutdown(@domid, @reason:
 * SHUTDOWN_* of Xen): as their names say, of a domain other than the caller.
 * Pauses count: each needs its unpause.
 */
#define CONTROL_OP_PAUSE    0x00010005U
#define CONTROL_OP_UNPAUSE  0x00010006U
#define CONTROL_OP_SHUTDOWN 0x00010007U
#define CONTROL_OP_DESTROY  0x00010008U

/*
 * console(@text -> char[@size], written; @size: at most 2^32 - 1; @position ->
 * __UINT32_TYPE__, read and written): Xen's log from @position on. Afterwards
 * @position is where the next call continues; begin with 0. Returns how many
 * bytes were written.
 */
#define CONTROL_OP_CONSOLE 0x00010009U

/*
 * event_channel(@domid, @remote): an unbound event channel of the domain
 * @domid, other than the caller, to which the domain @remote may bind. Returns
 * its port.
 */
#define CONTROL_OP_EVENT_CHANNEL 0x0001000aU

/*
 * The control device, /dev/xen/control: its only ioctl, which privcmd's nodes
 * offer too. The kernel refuses calls whose buffers are not wholly the process's
 * own (EFAULT), more calls or buffers than the limits above (EINVAL), and hands
 * everything else to Xen as it is. Returns 0 or an error of the hypercall;
 * results are in the calls.
 */
struct control_op_ioctl {
    __UINT64_TYPE__ calls; /* the address of a struct control_op_call */
    __UINT32_TYPE__ size;  /* bytes that all calls take together */
    __UINT32_TYPE__ nr;    /* how many there are */
};
#define CONTROL_OP_IOCTL                                                       \
    0x40105080 /* _IOW('P', 0x80, struct control_op_ioctl) */

#endif /* __ASSEMBLY__ */

#endif /* CONTROL_OP_H */
