/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Asks Xen, from dom0, through the kernel's control device. All operations are
 * of control_op's stable family, which is the same in all releases of Xen and
 * needs none of Xen's libraries.
 */
#ifndef CALL_H
#define CALL_H

#include "../abi/control_op.h"

#include <stddef.h>
#include <stdint.h>

/* Xen's DOMID_FIRST_RESERVED: the IDs of domains are lower. */
#define NR_DOMIDS 0x7ff0U

/*
 * The size of control_memory(), which is the one buffer of each call.
 * IN_MEMORY(offset) is a reference into that buffer.
 */
#define CONTROL_MEMORY_SIZE 16384U
#define IN_MEMORY(offset)   CONTROL_OP_REFERENCE(1, offset)

/*
 * Opens the device and asks Xen for its status. If either fails, says why and
 * what to do, and exits.
 */
struct control_op_status control_open(void);

/* The memory that Xen reads and writes. Call control_open() first. */
void *control_memory(void);

/*
 * Issues an operation of the stable family. Arguments that the operation does
 * not take are 0. Returns the operation's result, or an error number, negated.
 */
int64_t control(uint32_t operation, uint64_t arg0, uint64_t arg1,
                uint64_t arg2);

/*
 * As control(), for an operation that does not fail on a sound host, and whose
 * result is at most @max. Otherwise says that Xen does not tell @what, and
 * exits.
 */
uint32_t control_must(const char *what, uint32_t max, uint32_t operation,
                      uint64_t arg0, uint64_t arg1, uint64_t arg2);

/*
 * Puts domains into control_memory(), in the order of their IDs: those from ID
 * @first on, as many as fit. Returns how many; 0: no domain is left.
 */
uint32_t control_domains(uint32_t first);

#endif
