/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the handlers of native hypercalls reach memory when they run for a
 * control_op: each access names a reference, which core turns into an address
 * within the call's buffers, or does not (U-ENV).
 */
#include <xen/guest_access.h>
#include <xen/string.h>

#include "private.h"

/* Xen's own part of the window, for operations that it composes itself. */
static always_inline void *own_memory(const struct lockdown_window *window,
                                      unsigned long reference,
                                      unsigned long len)
{
    const unsigned long offset = reference - LOCKDOWN_OWN_REFERENCE;

    if ( !window->own || offset > window->own_size ||
         len > window->own_size - offset )
        return NULL;

    return window->own + offset;
}

/* Null if @len bytes at @reference are not the guest's to offer. */
static always_inline void *guest_memory(struct lockdown_window *window,
                                        unsigned long reference,
                                        unsigned long len)
{
    uint64_t address;

    if ( !lockdown_bind(window->buffers, window->nr, reference, len, &address) )
        return NULL;

    window->reached = true;

    return (void *)address;
}

static noinline unsigned long copy_to_own(const struct lockdown_window *window,
                                          void *to, const void *from,
                                          unsigned long len)
{
    void *own = own_memory(window, (unsigned long)to, len);

    if ( !own )
        return len;

    memcpy(own, from, len);

    return 0;
}

static noinline unsigned long copy_from_own(
    const struct lockdown_window *window, void *to, const void *from,
    unsigned long len)
{
    const void *own = own_memory(window, (unsigned long)from, len);

    if ( own )
    {
        memcpy(to, own, len);
        return 0;
    }

    /* As after a fault: the handler must not go on with what was at @to. */
    memset(to, 0, len);

    return len;
}

unsigned long lockdown_copy_to_guest(void *to, const void *from,
                                     unsigned long len)
{
    struct lockdown_window *window = current->window;
    void *guest;

    if ( len == 0 )
        return 0;

    guest = guest_memory(window, (unsigned long)to, len);

    return likely(guest) ? plain_copy_to_guest(guest, from, len)
                         : copy_to_own(window, to, from, len);
}

unsigned long lockdown_copy_from_guest(void *to, const void *from,
                                       unsigned long len)
{
    struct lockdown_window *window = current->window;
    const void *guest;

    if ( len == 0 )
        return 0;

    guest = guest_memory(window, (unsigned long)from, len);

    return likely(guest) ? plain_copy_from_guest(to, guest, len)
                         : copy_from_own(window, to, from, len);
}

unsigned long lockdown_clear_guest(void *to, unsigned long len)
{
    if ( len == 0 )
        return 0;

    to = guest_memory(current->window, (unsigned long)to, len);

    return to ? plain_clear_guest(to, len) : len;
}
