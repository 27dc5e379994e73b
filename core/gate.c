/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * May this call be carried out? The rows of policy/hypercalls.def, and what
 * policy/classes.def says of their classes, are the answer. A row is found by
 * number, in one step for each number that selects, so the time taken depends on
 * no table's length. Any number that an attacker may pass leads to a row or to
 * none, and what has no row is refused.
 */
#include "lockdown.h"

/* Prefixed, since one word may stand in several columns of a row. */
enum class {
    CLASS_KERNEL,
    CLASS_MEDIATED,
    CLASS_CONTROL,
    CLASS_PLATFORM,
    CLASS_BY_GROUP,
    CLASS_BY_ROW, /* what an operation counts as by its own row */
/* OWN_x: what it counts as on dom0's own domain. */
#define OWN(own, class) OWN_##own = CLASS_##class,
#include "../policy/classes.def"
};

enum group {
#define GROUP(group, parent, selector, header, names) GROUP_##group,
#include "../policy/hypercalls.def"
    NR_GROUPS,
};

/*
 * A way of asking for an operation is one bit: however the call is made, and at
 * either level, which takes the value that enum lockdown_how leaves free. What a
 * row allows is a set of such bits, which the compiler makes of
 * policy/classes.def.
 */
#define WAY_BIT(level, how) ((how) | ((level)&LOCKDOWN_CONTAINMENT))
#define WAY(level, how)     (1U << WAY_BIT(LOCKDOWN_##level, how))

#define BY(level, how, caller)                                                 \
    (WAY(level, (how) | (caller) | LOCKDOWN_ON_OTHER) |                        \
     WAY(level, (how) | (caller) | LOCKDOWN_ON_OWN))
#define BY_NOBODY(level, how) 0
#define BY_DOMU(level, how)   BY(level, how, LOCKDOWN_DOMU)
#define BY_UNDECLARED(level, how)                                              \
    (BY_DOMU(level, how) | BY(level, how, LOCKDOWN_DOM0_UNDECLARED))
#define BY_ANYBODY(level, how)                                                 \
    (BY_UNDECLARED(level, how) | BY(level, how, LOCKDOWN_DOM0))

#define DOM0_ON_ITSELF(level, how)                                             \
    (WAY(level, (how) | LOCKDOWN_DOM0 | LOCKDOWN_ON_OWN) |                     \
     WAY(level, (how) | LOCKDOWN_DOM0_UNDECLARED | LOCKDOWN_ON_OWN))

enum ways {
    RAW = BY_ANYBODY(INTEGRITY, LOCKDOWN_RAW) |
          BY_ANYBODY(CONTAINMENT, LOCKDOWN_RAW),
    CONTROL_OP = BY_ANYBODY(INTEGRITY, LOCKDOWN_CONTROL_OP) |
                 BY_ANYBODY(CONTAINMENT, LOCKDOWN_CONTROL_OP),
    ON_ITSELF = DOM0_ON_ITSELF(INTEGRITY, LOCKDOWN_RAW) |
                DOM0_ON_ITSELF(CONTAINMENT, LOCKDOWN_RAW) |
                DOM0_ON_ITSELF(INTEGRITY, LOCKDOWN_CONTROL_OP) |
                DOM0_ON_ITSELF(CONTAINMENT, LOCKDOWN_CONTROL_OP),
};

/* CLASS_x_y: what class x allows where the issuer is y. */
#define OF_KERNEL(class, ways)    class##_KERNEL = (ways),
#define OF_TOOLSTACK(class, ways) class##_TOOLSTACK = (ways),
#define OF_NOBODY(class, ways)    class##_NOBODY = (ways),
#define OF_ANY(class, ways)                                                    \
    OF_KERNEL(class, ways)                                                     \
    OF_TOOLSTACK(class, ways)                                                  \
    OF_NOBODY(class, ways)                                                     \
    class##_NONE = (ways),

enum allowed {
#define CLASS(class, issuer, raw, contained, control_op, why)                  \
    OF_##issuer(ALLOWED_##class,                                               \
                BY_##raw(INTEGRITY, LOCKDOWN_RAW) |                            \
                    BY_##contained(CONTAINMENT, LOCKDOWN_RAW) |                \
                    BY_##control_op(INTEGRITY, LOCKDOWN_CONTROL_OP) |          \
                    BY_##control_op(CONTAINMENT, LOCKDOWN_CONTROL_OP))
#include "../policy/classes.def"
    ALLOWED_CONTROL_NONE = 0, /* an issuer is asked for where it matters */
};

/* The self rule protects dom0's kernel; what others may, Xen says. */
#define ON_OWN(class, own, issuer)                                             \
    (OWN_##own == CLASS_KERNEL     ? ALLOWED_KERNEL_##issuer                   \
     : OWN_##own == CLASS_MEDIATED ? ALLOWED_MEDIATED_##issuer                 \
     : OWN_##own == CLASS_CONTROL  ? ALLOWED_CONTROL_##issuer                  \
     : OWN_##own == CLASS_PLATFORM ? ALLOWED_PLATFORM_##issuer                 \
                                   : ALLOWED_##class##_##issuer)

#define ALLOWED(class, own, issuer)                                            \
    ((ALLOWED_##class##_##issuer & ~ON_ITSELF) |                               \
     (ON_OWN(class, own, issuer) & ON_ITSELF))

/*
 * Operations are numbered from 0, and a debugger's among the domctls from 1000:
 * both are folded into one range of slots. The last slot stays empty.
 */
#define NR_LOW    128U
#define HIGH_BASE 1000U
#define NR_HIGH   15U
#define NR_SLOTS  (NR_LOW + NR_HIGH + 1)
#define NO_SLOT   (NR_SLOTS - 1)
#define SLOT(number)                                                           \
    ((number) < NR_LOW              ? (number)                                 \
     : (number)-HIGH_BASE < NR_HIGH ? (number)-HIGH_BASE + NR_LOW              \
                                    : NO_SLOT)

_Static_assert(LOCKDOWN_CONTAINMENT == 2 && LOCKDOWN_CONTROL_OP == 16,
               "a way is not one of 32 bits");

enum place {
#define ROW(group, op, number, class, own, issuer, why)                        \
    AT_##op = GROUP_##group * NR_SLOTS + SLOT(number##U),
#include "../policy/hypercalls.def"
    NR_PLACES = NR_GROUPS * NR_SLOTS,
    AT_NONE = NR_PLACES, /* below which the root is nested */
};

#define ROW(group, op, number, class, own, issuer, why)                        \
    _Static_assert(SLOT(number##U) != NO_SLOT,                                 \
                   #op " has no slot: raise NR_LOW or NR_HIGH");
#include "../policy/hypercalls.def"

/* One for each number that an operation may have; all 0 where none has it. */
static const struct entry {
    uint32_t allowed; /* enum ways */
    uint16_t row;
    uint16_t nested; /* where the group begins that it selects among; or 0 */
} entries[NR_PLACES + 1] = {
#define ROW(group, op, number, class, own, issuer, why)                        \
    [AT_##op].allowed = ALLOWED(class, own, issuer),                           \
    [AT_##op].row = LOCKDOWN_ROW_##op,
#define GROUP(group, parent, selector, header, names)                          \
    [AT_##parent].nested = GROUP_##group * NR_SLOTS,
#include "../policy/hypercalls.def"
};

static const struct {
    const char *name, *why;
} texts[LOCKDOWN_NR_ROWS] = {
#define ROW(group, op, number, class, own, issuer, why)                        \
    [LOCKDOWN_ROW_##op] = { #op, why },
#include "../policy/hypercalls.def"
};

#define INLINE static inline __attribute__((__always_inline__))

/*
 * The number has been compared with the size of the table. The barrier keeps the
 * CPU from a lookup before the comparison is decided (Spectre v1).
 */
INLINE const struct entry *in_group(unsigned int base, uint64_t number,
                                    bool low)
{
    const uint64_t slot = low ? number : SLOT(number);

    if ( !low )
        LOCKDOWN_BLOCK_SPECULATION();

    return &entries[base + slot];
}

INLINE const struct entry *find_as(const struct lockdown_call *call, bool low)
{
    const struct entry *entry = in_group(0, call->number[0], low);

    if ( call->depth > 1 && entry->nested )
    {
        entry = in_group(entry->nested, call->number[1], low);
        if ( __builtin_expect(call->depth > 2 && entry->nested, 1) )
            entry = in_group(entry->nested, call->number[2], low);
    }

    return entry;
}

/* Nearly always all numbers are below NR_LOW: one comparison shows it. */
INLINE const struct entry *find(const struct lockdown_call *call)
{
    const uint64_t *number = call->number;

    if ( (number[0] | number[1] | number[2]) >= NR_LOW )
        return find_as(call, false);

    LOCKDOWN_BLOCK_SPECULATION();

    return find_as(call, true);
}

int lockdown_gate(enum lockdown_level level, const struct lockdown_call *call,
                  enum lockdown_row *row)
{
    const struct entry *entry;

    if ( level == LOCKDOWN_NONE )
    {
        *row = LOCKDOWN_ROW_NONE;
        return 0;
    }

    entry = find(call);
    *row = entry->row;
    if ( (entry->allowed >> WAY_BIT(level, call->how)) & 1 )
        return 0;

    return entry->row ? -LOCKDOWN_EPERM : -LOCKDOWN_ENOSYS;
}

#define PASS(op_group, number, allowed, ways)                                  \
    ((op_group) == GROUP_hypercall && (number) < 64 && !(~(allowed) & (ways))  \
         ? 1ULL << (number) % 64                                               \
         : 0)

const uint64_t lockdown_pass_raw = 0
#define ROW(group, op, number, class, own, issuer, why)                        \
    | PASS(GROUP_##group, number##U, ALLOWED(class, own, issuer), RAW)
#include "../policy/hypercalls.def"
    ;

const uint64_t lockdown_pass_control_op = 0
#define ROW(group, op, number, class, own, issuer, why)                        \
    | PASS(GROUP_##group, number##U, ALLOWED(class, own, issuer), CONTROL_OP)
#include "../policy/hypercalls.def"
    ;

enum lockdown_row lockdown_find(const struct lockdown_call *call)
{
    return find(call)->row;
}

const char *lockdown_row_name(enum lockdown_row row)
{
    return row != LOCKDOWN_ROW_NONE && (unsigned int)row < LOCKDOWN_NR_ROWS
               ? texts[row].name
               : "?";
}

const char *lockdown_row_why(enum lockdown_row row)
{
    return row != LOCKDOWN_ROW_NONE && (unsigned int)row < LOCKDOWN_NR_ROWS
               ? texts[row].why
               : lockdown_refusal_text(LOCKDOWN_REFUSAL_NOT_LISTED);
}
