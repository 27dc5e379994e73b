/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest memory in the course of a control_op. The guest addresses that a handler
 * gets are references then: the functions below turn a reference into an address
 * within the buffers of the call (its window, in lockdown/private.h), or fail.
 *
 * asm/guest_access.h includes this at its end. All accesses by guest handle come
 * down to the macros that are wrapped here.
 */
#ifndef XEN_LOCKDOWN_GUEST_MEMORY_H
#define XEN_LOCKDOWN_GUEST_MEMORY_H

#include <xen/sched.h>

#include <asm/current.h>

/* The macros as they were. */
static always_inline unsigned long plain_copy_to_guest(void *to,
                                                       const void *from,
                                                       unsigned long len)
{
    return raw_copy_to_guest(to, from, len);
}

static always_inline unsigned long plain_copy_from_guest(void *to,
                                                         const void *from,
                                                         unsigned long len)
{
    return raw_copy_from_guest(to, from, len);
}

static always_inline unsigned long plain_clear_guest(void *to,
                                                     unsigned long len)
{
    return raw_clear_guest(to, len);
}

static always_inline unsigned long plain__copy_to_guest(void *to,
                                                        const void *from,
                                                        unsigned long len)
{
    return __raw_copy_to_guest(to, from, len);
}

static always_inline unsigned long plain__copy_from_guest(void *to,
                                                          const void *from,
                                                          unsigned long len)
{
    return __raw_copy_from_guest(to, from, len);
}

static always_inline bool plain_array_access_ok(unsigned long address,
                                                unsigned long count,
                                                unsigned long size)
{
    return array_access_ok(address, count, size);
}

/*
 * The same by reference; for use while current->window is open. Each returns how
 * many bytes were not copied, or cleared.
 */
unsigned long lockdown_copy_to_guest(void *to, const void *from,
                                     unsigned long len);
unsigned long lockdown_copy_from_guest(void *to, const void *from,
                                       unsigned long len);
unsigned long lockdown_clear_guest(void *to, unsigned long len);

#define lockdown_access(through_window, plain)                                 \
    (unlikely(current->window) ? (through_window) : (plain))

#undef raw_copy_to_guest
#define raw_copy_to_guest(to, from, len)                                       \
    lockdown_access(lockdown_copy_to_guest(to, from, len),                     \
                    plain_copy_to_guest(to, from, len))

#undef raw_copy_from_guest
#define raw_copy_from_guest(to, from, len)                                     \
    lockdown_access(lockdown_copy_from_guest(to, from, len),                   \
                    plain_copy_from_guest(to, from, len))

#undef raw_clear_guest
#define raw_clear_guest(to, len)                                               \
    lockdown_access(lockdown_clear_guest(to, len), plain_clear_guest(to, len))

/*
 * Handlers call these after array_access_ok(), which accepts every reference
 * (below): so the reference is checked here, as in those above.
 */
#undef __raw_copy_to_guest
#define __raw_copy_to_guest(to, from, len)                                     \
    lockdown_access(lockdown_copy_to_guest(to, from, len),                     \
                    plain__copy_to_guest(to, from, len))

#undef __raw_copy_from_guest
#define __raw_copy_from_guest(to, from, len)                                   \
    lockdown_access(lockdown_copy_from_guest(to, from, len),                   \
                    plain__copy_from_guest(to, from, len))

/* A reference is checked when it is used, not before: accept it. */
#undef array_access_ok
#define array_access_ok(address, count, size)                                  \
    lockdown_access(                                                           \
        true, plain_array_access_ok((unsigned long)(address), count, size))

#endif /* XEN_LOCKDOWN_GUEST_MEMORY_H */
