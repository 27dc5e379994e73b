/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fake of Xen, as far as xen/src/control_op.c and sysctl.c use it: this header
 * stands for all headers of Xen that these files, and ours that they include,
 * include. The test plays Xen and the guest; core is the real one.
 */
#ifndef FAKE_XEN_H
#define FAKE_XEN_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#undef ERESTART
#define ERESTART 85

#define always_inline   inline __attribute__((__always_inline__))
#define noinline        __attribute__((__noinline__))
#define likely(x)       __builtin_expect(!!(x), 1)
#define unlikely(x)     __builtin_expect(!!(x), 0)
#define min(a, b)       ((a) < (b) ? (a) : (b))
#define ARRAY_SIZE(x)   (sizeof(x) / sizeof((x)[0]))
#define BUILD_BUG_ON(x) _Static_assert(!(x), #x)

/* ---- domains, vCPUs and the state of a multicall ---- */

typedef uint16_t domid_t;
#define DOMID_SELF 0x7ff0

struct domain {
    domid_t domain_id;
    bool is_control, is_hardware;
};

static inline bool is_control_domain(const struct domain *d)
{
    return d->is_control;
}

static inline bool is_hardware_domain(const struct domain *d)
{
    return d->is_hardware;
}

struct mc_state {
    unsigned long flags;
    struct {
        unsigned long op, result, args[6];
    } call;
};
#define MCSF_in_multicall 1

struct lockdown_window;
struct vcpu {
    struct domain *domain;
    struct mc_state mc_state;
    bool hcall_preempted;
    struct lockdown_window *window;
};
extern struct vcpu *const current;

/* ---- guest handles and guest memory ---- */

struct xen_domctl;
typedef struct xen_domctl xen_domctl_t;
typedef struct {
    void *p;
} guest_handle_void;
typedef struct {
    char *p;
} guest_handle_char;
typedef struct {
    xen_domctl_t *p;
} guest_handle_xen_domctl_t;

#define XEN_GUEST_HANDLE_PARAM(type)  guest_handle_##type
#define guest_handle_cast(from, type) ((guest_handle_##type){ (from).p })
#define guest_handle_from_ptr(from, type)                                      \
    ((guest_handle_##type){ (type *)(from) })
#define guest_handle_add_offset(handle, nr) ((handle).p += (nr))

/* Each returns how many bytes it could not copy. */
unsigned long plain_copy_from_guest(void *to, const void *from,
                                    unsigned long size);
unsigned long plain_copy_to_guest(void *to, const void *from,
                                  unsigned long size);
/* Without a check of the address. */
unsigned long plain__copy_to_guest(void *to, const void *from,
                                   unsigned long size);

/* ---- hypercalls ---- */

#define __HYPERVISOR_mmuext_op  26
#define __HYPERVISOR_domctl     36
#define __HYPERVISOR_control_op 43

#define MMU_UPDATE_PREEMPTED (~(~0U >> 1))
struct mmuext_op {
    unsigned int cmd;
    unsigned long arg1, arg2;
};

long do_control_op(guest_handle_void calls, unsigned int nr, unsigned int size);
long do_domctl(guest_handle_xen_domctl_t op);
void arch_do_multicall_call(struct mc_state *state);

bool hypercall_preempt_check(void);
long hypercall_create_continuation(unsigned int op, const char *format, ...);
void hypercall_cancel_continuation(struct vcpu *curr);

int lockdown_check_hypercall(unsigned long number);

/* ---- sysctls, and the locks that some of them need ---- */

#define XEN_SYSCTL_get_pmstat 10
#define XEN_SYSCTL_pm_op      12
#define XEN_SYSCTL_cpupool_op 18

#define XEN_SYSCTL_CPUPOOL_OP_RMCPU      5
#define XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN 6

struct xen_sysctl {
    uint32_t cmd;
    union {
        struct {
            uint32_t op;
        } cpupool_op;
    } u;
};

bool get_cpu_maps(void);
void put_cpu_maps(void);
bool domctl_lock_acquire(void);
void domctl_lock_release(void);

bool lockdown_sysctl_begin(const struct xen_sysctl *op);
void lockdown_sysctl_end(const struct xen_sysctl *op);

#endif /* FAKE_XEN_H */
