/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For Coccinelle alone, which does not read Xen's headers: macros of Xen that
 * it cannot make sense of by itself.
 */
#define XEN_GUEST_HANDLE(type)       void *
#define XEN_GUEST_HANDLE_PARAM(type) void *
#define XEN_GUEST_HANDLE_64(type)    void *
