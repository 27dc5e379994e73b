/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen, as a dom0 asks it through the kernel's control device: operations of
 * control_op's stable family, which need no library of Xen's and are the same in
 * all its releases.
 */
#ifndef CONTROL_H
#define CONTROL_H

#include "../abi/control_op.h"

#include <stddef.h>
#include <stdint.h>

/* The first domain ID that no domain has; DOMID_FIRST_RESERVED of Xen's. */
#define NR_DOMIDS 0x7ff0U

/*
 * The memory that Xen reads and writes: the one buffer of each call. IN_MEMORY
 * is the reference to a byte of it.
 */
#define CONTROL_MEMORY_SIZE 16384U
#define IN_MEMORY(offset)   CONTROL_OP_REFERENCE(1, offset)

/*
 * Opens the device and asks Xen for its status. Where that is not to be had it
 * says why, and what to do, and exits.
 */
struct control_op_status control_open(void);

/* That memory. From control_open() on. */
void *control_memory(void);

/*
 * Carries out an operation of the stable family; arguments that it does not take
 * are 0. Returns its result, or an error number, negated.
 */
int64_t control(uint32_t operation, uint64_t arg0, uint64_t arg1,
                uint64_t arg2);

/*
 * control() of an operation that cannot fail on a sound host: @what is asked
 * for, and not more than @max is the answer. Exits if it is.
 */
uint32_t control_must(const char *what, uint32_t max, uint32_t operation,
                      uint64_t arg0, uint64_t arg1, uint64_t arg2);

/*
 * The domains from ID @first on, some of them, in control_memory(). Returns how
 * many; 0: there are none.
 */
uint32_t control_domains(uint32_t first);

#endif
