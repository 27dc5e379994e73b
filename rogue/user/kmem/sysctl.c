// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-KMEM through sysctl: reports on the host that a toolstack asks for. Some go
 * to a buffer named in the argument, some back into the argument itself.
 */
#include "kmem.h"

#include <xen/physdev.h>

/* The part of a sysctl up to and with a field. */
#define UP_TO(field)                                                           \
    (offsetof(struct xen_sysctl, u.field) +                                    \
     sizeof(((struct xen_sysctl *)0)->u.field))
#define HEADER_ONLY offsetof(struct xen_sysctl, u)

/* A row: the operation and its fields. _BACK: as an argument in the kernel. */
#define KMEM_SYSCTL(id, title, command, ...)                                   \
    KMEM(id, title, SYSCTL(command, __VA_ARGS__))
#define KMEM_SYSCTL_BACK(id, title, command, input, ...)                       \
    KMEM(id, title,                                                            \
         sysctl_in_host_name(                                                  \
             (struct xen_sysctl){ .cmd = XEN_SYSCTL_##command, __VA_ARGS__ },  \
             input))

#include "sysctl.def"
