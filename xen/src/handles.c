/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The references inside an operation that arrived by control_op: before anything
 * is done, each must lead to as much memory as the operation implies. No byte
 * outside a buffer can be reached without this check either (guest_memory.c); the
 * check is there so that a malformed call has no effect.
 */
#include <xen/errno.h>
#include <xen/hypercall.h>
#include <xen/lockdown.h>
#include <xen/sched.h>

#include <public/arch-x86/xen-mca.h>
#include <public/argo.h>
#include <public/domctl.h>
#include <public/grant_table.h>
#include <public/hvm/dm_op.h>
#include <public/hvm/hvm_op.h>
#include <public/kexec.h>
#include <public/memory.h>
#include <public/physdev.h>
#include <public/platform.h>
#include <public/sched.h>
#include <public/sysctl.h>
#include <public/vcpu.h>
#include <public/xsm/flask_op.h>

#include "private.h"

#define UINT64_MAX LOCKDOWN_COUNT_UNKNOWN

/* A name of its own for each line of the table. */
#define JOIN(a, b) a##b
#define NAME(line) JOIN(POINTER_, line)

enum pointer {
    POINTER_NONE,
#define PTR(op, type, path, direction, count, unit) NAME(__LINE__),
#include "policy/hypercalls.def"
    NR_POINTERS,
};

static const struct {
    uint16_t row;
    uint16_t offset;
    uint32_t unit; /* bytes of an element */
} pointers[NR_POINTERS] = {
#define PTR(op, type, path, direction, count, unit)                            \
    [NAME(__LINE__)] = { LOCKDOWN_ROW_##op, offsetof(type, path),              \
                         sizeof(unit) },
#include "policy/hypercalls.def"
};

const uint16_t lockdown_last_pointer[LOCKDOWN_NR_ROWS] = {
#define PTR(op, type, path, direction, count, unit)                            \
    [LOCKDOWN_ROW_##op] = NAME(__LINE__),
#include "policy/hypercalls.def"
};

/* How many elements the operation @op implies behind its pointer @i. */
static uint64_t count_of(enum pointer i, const void *op)
{
    switch ( i )
    {
#define PTR(name, type, path, direction, count, unit)                          \
    case NAME(__LINE__):                                                       \
    {                                                                          \
        const type *a = op;                                                    \
                                                                               \
        (void)a;                                                               \
        return count;                                                          \
    }
#include "policy/hypercalls.def"
    default:
        return LOCKDOWN_COUNT_UNKNOWN;
    }
}

int lockdown_check_handles(const struct lockdown_window *window,
                           enum lockdown_row row, const void *op)
{
    unsigned int i;

    for ( i = lockdown_last_pointer[row]; i && pointers[i].row == row; i-- )
    {
        const uint64_t reference = *(const uint64_t *)(op + pointers[i].offset);

        if ( !lockdown_refers(window->buffers, window->nr, reference,
                              count_of(i, op), pointers[i].unit) )
            return -EINVAL;
    }

    return 0;
}
