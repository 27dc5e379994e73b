/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What libxencall.so.1 exports: the interface of Xen's own libxencall, for which
 * the programs were built. Errors are -1 with errno set, or null with errno set.
 */
#ifndef XENCALL_H
#define XENCALL_H

#include <stddef.h>
#include <stdint.h>

struct xentoollog_logger;
typedef struct xencall_handle xencall_handle;

/*
 * The caller uses the handle in one thread at a time. Without this flag any
 * thread may use it at any time.
 */
#define XENCALL_OPENFLAG_NON_REENTRANT 1U

/*
 * Open a handle for hypercalls. It belongs to this process: after fork() the
 * child may close it and do nothing else with it. @logger receives errors; if it
 * is null, standard error does. Returns null with ENOTSUP where Xen is locked
 * down and speaks an older control_op than this library.
 */
xencall_handle *xencall_open(struct xentoollog_logger *logger,
                             unsigned int flags);

/* @xcall may be null. Buffers that have not been freed stay mapped. */
int xencall_close(xencall_handle *xcall);

/* privcmd's file, for its other ioctls; where there is none, the control device. */
int xencall_fd(xencall_handle *xcall);

/*
 * Issue the hypercall number @op. Returns its result. Pointers, as arguments and
 * within the structures that they lead to, are into this handle's buffers; on a
 * host that is locked down others fail with EFAULT, and a structure of another
 * interface version than this library was built for with EACCES.
 */
int xencall0(xencall_handle *xcall, unsigned int op);
int xencall1(xencall_handle *xcall, unsigned int op, uint64_t arg1);
int xencall2(xencall_handle *xcall, unsigned int op, uint64_t arg1,
             uint64_t arg2);
int xencall3(xencall_handle *xcall, unsigned int op, uint64_t arg1,
             uint64_t arg2, uint64_t arg3);
int xencall4(xencall_handle *xcall, unsigned int op, uint64_t arg1,
             uint64_t arg2, uint64_t arg3, uint64_t arg4);
int xencall5(xencall_handle *xcall, unsigned int op, uint64_t arg1,
             uint64_t arg2, uint64_t arg3, uint64_t arg4, uint64_t arg5);
long xencall2L(xencall_handle *xcall, unsigned int op, uint64_t arg1,
               uint64_t arg2);

/*
 * Memory that Xen can read and write: whole pages, or @size bytes aligned to 16.
 * It is zero. Freeing leaves errno alone; null is no error.
 */
void *xencall_alloc_buffer_pages(xencall_handle *xcall, size_t pages);
void xencall_free_buffer_pages(xencall_handle *xcall, void *buffer,
                               size_t pages);
void *xencall_alloc_buffer(xencall_handle *xcall, size_t size);
void xencall_free_buffer(xencall_handle *xcall, void *buffer);

/*
 * Does Xen always find such memory? If not (0), a call may fail with EFAULT and
 * is to be repeated.
 */
int xencall_buffers_never_fault(xencall_handle *xcall);

#endif /* XENCALL_H */
