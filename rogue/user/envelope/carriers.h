/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Carriers: every operation that control_op carries and that reads or writes
 * memory. policy/hypercalls.def tells which operations there are, where their
 * pointers stand and how much memory each pointer leads to; honest.def tells
 * what a call needs to do its work.
 */
#ifndef ROGUE_CARRIERS_H
#define ROGUE_CARRIERS_H

#include "envelope.h"

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
 * What became of the carriers of one hypercall, or of all.
 */
struct tally {
    bool elsewhere;          /* tried through another node: all others are 0 */
    unsigned int operations; /* that have such a pointer */
    unsigned int work;       /* whose honest call does its work */
    const char *reason;      /* why that of another cannot; NULL if all do */
    char failed[80];         /* whose does not, for no known reason */
    char culprit[80];        /* for which an attempt had an effect */
};

/*
 * For each carrier of the hypercall of that name, or "stable", or for all if it
 * is NULL, that has a pointer which @wants: issue an honest call, to see that it
 * does its work, and then give @try a new one for each such pointer. @try returns
 * whether it had an effect. Only through the first node: behind all of them is
 * the same function.
 */
typedef bool wants_pointer(struct carried *carried, struct pointer *pointer);
typedef bool try_pointer(struct carried *carried, struct pointer *pointer);
struct tally try_carriers(const char *hypercall, wants_pointer *wants,
                          try_pointer *try);
bool any_pointer(struct carried *carried, struct pointer *pointer);

/*
 * Issue each domctl that the policy refuses on the caller's own domain, with
 * nothing in it but its number and each of dom0's names.
 */
void issue_refused_domctls(void);

/* Does an attempt do what the honest call did, with this result? */
bool as_honest(long result);

/* Report a tally: to be returned by the attack. @what the effect would be. */
bool judged(const struct tally *tally, const char *what);

/*
 * Write @count to whatever the size of this pointer's memory depends on; false
 * if that is a constant.
 */
bool count_anew(struct carried *carried, const struct pointer *pointer,
                uint64_t count);

#endif /* ROGUE_CARRIERS_H */
