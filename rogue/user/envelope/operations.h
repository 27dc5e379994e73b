/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The operations of the policy, and calls of them. policy/hypercalls.def tells
 * which operations there are, where their pointers stand and how much memory
 * each pointer leads to; honest.def tells what a call needs to do its work.
 */
#ifndef ROGUE_OPERATIONS_H
#define ROGUE_OPERATIONS_H

#include "envelope.h"

enum class { KERNEL, MEDIATED, CONTROL, PLATFORM, BY_GROUP };

/* A row of the policy, or a call of the stable family. */
extern const struct operation {
    const char *group, *name;
    uint32_t number;
    enum class class;
    const char *own;
} operations[];
extern const size_t nr_operations;

/* The hypercall that an operation is part of. */
const struct operation *hypercall_of(const struct operation *operation);

/* An operation whose honest calls fail here, or are not made: why. */
struct failing {
    const char *name, *reason;
    bool never;
};
/* NULL: nothing is known that is in the way of an honest call. */
const struct failing *failing_call(const struct operation *operation);

/* ---- the domUs that calls act on ---- */

enum kind { PV, HVM, NR_KINDS };

struct target {
    domid_t domid;         /* DOMID_INVALID until the first call needs it */
    xen_pfn_t frame, next; /* a page of its memory; of the last page */
};

/*
 * Have calls act on these domUs, which @make_other makes when they are needed or
 * have died. @others: one of each kind.
 */
void use_targets(struct target *others, domid_t (*make_other)(enum kind kind));
/* The domU of that kind that calls act on, made if there is none. */
struct target *target(enum kind kind);
bool is_target(domid_t domid);
void end_targets(void);

/* ---- calls ---- */

/* A pointer of a call, and the fenced memory that it leads to. */
struct pointer {
    /* Where the pointer stands: an argument, or within a structure. */
    uint64_t *at;
    char *memory;
    size_t size;
    bool argument;
    bool out;     /* Xen writes there, and never reads */
    bool needed;  /* no call does its work without what is read there */
    bool counted; /* the call itself says how much memory it is */
    bool exact;   /* Xen can tell the size before it reads or writes */
    size_t index; /* in the tables of carriers.c */
};

#define MAX_POINTERS 6
struct carried {
    struct control_op_call *call;
    struct pointer pointers[MAX_POINTERS]; /* the n-th is buffer n + 1 */
    unsigned int nr;
    uint64_t args[CONTROL_OP_MAX_ARGS]; /* as a raw call would have them */
    /* As they were built: the arguments, and what the first pointer leads to. */
    uint64_t call_args[CONTROL_OP_MAX_ARGS];
    uint32_t structure[PAGE_SIZE / sizeof(uint32_t)];
};

/*
 * An honest call of an operation. The last one that was built is the only one
 * that can be used.
 */
struct carried *build(const struct operation *operation);

/*
 * Write the operation's number, and those of the operations that it is part of,
 * to where a call has them. @structure: what the first pointer argument leads
 * to, NULL if there is none.
 */
void put_number(const struct operation *operation, uint64_t *args,
                void *structure);

/*
 * Write @count to whatever the size of this pointer's memory depends on; false
 * if that is a constant.
 */
bool count_anew(struct carried *carried, const struct pointer *pointer,
                uint64_t count);

/*
 * Issue each domctl that the policy refuses on the caller's own domain, with
 * nothing in it but its number and each of dom0's names.
 */
void issue_refused_domctls(void);

#endif /* ROGUE_OPERATIONS_H */
