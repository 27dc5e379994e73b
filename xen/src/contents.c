/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a handler relies on without a check of its own: fields of an operation,
 * or of a record that it loads, and the state of the domain that it acts on.
 * policy/contents.def says what may be.
 */
#include <xen/errno.h>
#include <xen/lockdown.h>
#include <xen/rcupdate.h>
#include <xen/sched.h>
#include <xen/string.h>

#include <public/domctl.h>
#include <public/hvm/dm_op.h>
#include <public/hvm/save.h>
#include <public/sysctl.h>

#include "private.h"

const bool lockdown_has_fields[LOCKDOWN_NR_ROWS] = {
#define FIELD(op, type, path, condition, threats, why)                         \
    [LOCKDOWN_ROW_##op] = true,
#include "policy/contents.def"
};

static int answer(enum lockdown_row row, const char *why)
{
    if ( !why )
        return 0;

    lockdown_log_refusal(row, lockdown_row_name(row), why);

    return -EPERM;
}

/* Operations of these types are handed to lockdown_judge_fields(), no others. */
#define IS_JUDGED(type)                                                        \
    (__builtin_types_compatible_p(type, struct xen_domctl) ||                  \
     __builtin_types_compatible_p(type, struct xen_sysctl) ||                  \
     __builtin_types_compatible_p(type, struct xen_dm_op))

int lockdown_judge_fields(enum lockdown_row row, const void *op)
{
    const char *why = NULL;

#define FIELD(name, type, path, condition, threats, text)                      \
    BUILD_BUG_ON(!IS_JUDGED(type));                                            \
    if ( row == LOCKDOWN_ROW_##name )                                          \
    {                                                                          \
        const type *a = op;                                                    \
                                                                               \
        if ( !(condition) )                                                    \
            why = text;                                                        \
    }
#include "policy/contents.def"

    return answer(row, why);
}

/*
 * The virtual interrupt lines of a domain without interrupt controllers end in
 * memory that is none: its handlers only ASSERT() that there are some.
 */
static enum lockdown_refusal line_refusal(const struct domain *d, uint32_t op)
{
    switch ( op )
    {
    case XEN_DMOP_set_pci_intx_level:
    case XEN_DMOP_set_isa_irq_level:
    case XEN_DMOP_set_pci_link_route:
        return lockdown_line_refusal(lockdown_level_of_call(), has_vpic(d));

    default:
        return LOCKDOWN_REFUSAL_NONE;
    }
}

int lockdown_check_dm_op(const struct domain *d, const struct xen_dm_op *op)
{
    const struct lockdown_call call = {
        .depth = 2,
        .number = { __HYPERVISOR_dm_op, op->op },
    };
    enum lockdown_refusal refusal;

    /* Of a domU as well: it may be root's, and the device model of another. */
    if ( lockdown_level_of_call() == LOCKDOWN_NONE )
        return 0;

    refusal = line_refusal(d, op->op);

    return refusal ? lockdown_refuse(__HYPERVISOR_dm_op, op->op, refusal)
                   : lockdown_check_fields(lockdown_find(&call), op);
}

#define JOIN(a, b) a##b
#define NAME(line) JOIN(record_, line)

/* Room for a record of each type that is judged. */
union judged {
#define RECORD(name, path, condition, threats, why)                            \
    HVM_SAVE_TYPE(name) NAME(__LINE__);
#include "policy/contents.def"
};

int lockdown_check_record(const struct hvm_save_descriptor *record, size_t left)
{
    const unsigned int i = record->instance;
    const char *why = NULL;
    union judged copy = {};

    if ( lockdown_level_of_call() == LOCKDOWN_NONE )
        return 0;

    if ( record->length > left - sizeof(*record) )
        return -ENODATA;

    /* An older Xen's record may be shorter; its handler takes the rest as 0. */
    memcpy(&copy, record + 1, min_t(size_t, record->length, sizeof(copy)));

#define RECORD(name, path, condition, threats, text)                           \
    if ( record->typecode == HVM_SAVE_CODE(name) )                             \
    {                                                                          \
        const HVM_SAVE_TYPE(name) *a = &copy.NAME(__LINE__);                   \
                                                                               \
        if ( !(condition) )                                                    \
            why = text;                                                        \
    }
#include "policy/contents.def"

    return answer(LOCKDOWN_ROW_XEN_DOMCTL_sethvmcontext, why);
}

/* One bit for each domctl, by its number; a debugger's begin at 1000. */
struct domctls {
    uint64_t bits[2];
};

#define LOW(op)  | ((op) < 64 ? 1ULL << ((op) % 64) : 0)
#define HIGH(op) | ((op) >= 64 && (op) < 128 ? 1ULL << ((op) % 64) : 0)

static const struct domctls early = { {
#define EARLY(op) LOW(op)
    0
#include "policy/contents.def"
    ,
#define EARLY(op) HIGH(op)
    0
#include "policy/contents.def"
} };

static const struct domctls dying = { {
#define DYING(op) LOW(op)
    0
#include "policy/contents.def"
    ,
#define DYING(op) HIGH(op)
    0
#include "policy/contents.def"
} };

static bool is_among(const struct domctls *domctls, uint32_t domctl)
{
    return domctl < 128 && ((domctls->bits[domctl / 64] >> (domctl % 64)) & 1);
}

bool lockdown_acts_early(uint32_t domctl)
{
    return is_among(&early, domctl);
}

bool lockdown_acts_on_dying(uint32_t domctl)
{
    return is_among(&dying, domctl);
}

bool lockdown_has_vcpus(domid_t domid)
{
    struct domain *d = rcu_lock_domain_by_id(domid);
    bool all = true;
    unsigned int i;

    if ( !d )
        return true; /* that there is none is for Xen to say */

    for ( i = 0; i < d->max_vcpus && all; i++ )
        all = d->vcpu[i];
    all = all && d->max_vcpus;
    rcu_unlock_domain(d);

    return all;
}
