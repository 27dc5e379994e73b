/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fixed-width types that core is written in. Xen builds without the
 * compiler's own headers, so the types come from Xen there and from the
 * compiler everywhere else.
 */
#ifndef LOCKDOWN_TYPES_H
#define LOCKDOWN_TYPES_H

#ifdef __XEN__
#include <xen/cache.h> /* __ro_after_init, up to 4.17 */
#include <xen/lib.h>   /* ... and later */
#include <xen/nospec.h>
#include <xen/types.h>
#define LOCKDOWN_RO_AFTER_INIT       __ro_after_init
#define LOCKDOWN_BLOCK_SPECULATION() block_speculation()
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#define LOCKDOWN_RO_AFTER_INIT
#ifndef LOCKDOWN_BLOCK_SPECULATION /* what is measured has one */
#define LOCKDOWN_BLOCK_SPECULATION() ((void)0)
#endif
#endif

#endif /* LOCKDOWN_TYPES_H */
