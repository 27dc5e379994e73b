/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of the library share: the handle, a call on its way to Xen, and
 * the functions that are used of libxentoollog and libxentoolcore.
 */
#ifndef PRIVATE_H
#define PRIVATE_H

#include "xencall.h"

#include "../abi/control_op.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

/* ---- libxentoollog, libxentoolcore ---- */

#define XTL_PROGRESS 4
#define XTL_ERROR    8

void xtl_log(struct xentoollog_logger *logger, int level, int error,
             const char *context, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
struct xentoollog_logger *xtl_createlogger_stdiostream(FILE *file, int level,
                                                       unsigned int flags);
void xtl_logger_destroy(struct xentoollog_logger *logger);

struct active_handle {
    int (*restrict_callback)(struct active_handle *handle, uint16_t domid);
    void *entry[2];
};

void xentoolcore__register_active_handle(struct active_handle *handle);
void xentoolcore__deregister_active_handle(struct active_handle *handle);
int xentoolcore__restrict_by_dup2_null(int fd);

/* ---- the handle ---- */

#define NR_CACHED 4
#define NR_MAPS   61

/*
 * A mapping of this handle's in one word, so that a call can look its pointers
 * up without a lock: the number of its first page above how many pages it has; 0
 * is none. The thread that passes a pointer has it from an allocation that is
 * complete and not freed yet, so it always finds that one.
 */
#define PAGE_SHIFT  12
#define LENGTH_BITS 28
#define LENGTH_MASK ((1UL << LENGTH_BITS) - 1)

struct mappings {
    atomic_uint used; /* of maps; never falls */
    _Atomic uint64_t maps[NR_MAPS];
    _Atomic(struct mappings *) next;
};

static inline uint64_t map_address(uint64_t map)
{
    return map >> LENGTH_BITS << PAGE_SHIFT;
}

static inline uint64_t map_size(uint64_t map)
{
    return (map & LENGTH_MASK) << PAGE_SHIFT;
}

struct xencall_handle {
    struct active_handle active; /* first: the callback is given its address */
    struct xentoollog_logger *logger, *own_logger;
    unsigned int flags;

    /* -1: not open. call_fd is one of the other two, or -1: calls go raw. */
    int fd, control_fd, buffer_fd, call_fd;
    atomic_flag told_version;

    pthread_mutex_t lock; /* of everything below */
    unsigned int nr_cached;
    void *cached[NR_CACHED]; /* single pages that nobody uses */
    struct mappings mappings;
};

/* Log an error. errno is kept. */
#define tell(xcall, ...)                                                       \
    do                                                                         \
    {                                                                          \
        const int error_ = errno;                                              \
                                                                               \
        xtl_log((xcall)->logger, XTL_ERROR, error_, "xencall", __VA_ARGS__);   \
        errno = error_;                                                        \
    } while ( 0 )

/* ---- buffers.c ---- */

/* The mapping that @address lies in; 0: in none. */
static inline uint64_t find_map(xencall_handle *xcall, uint64_t address)
{
    const struct mappings *part = &xcall->mappings;
    uint64_t map;

    for ( ; part;
          part = atomic_load_explicit(&part->next, memory_order_acquire) )
    {
        const unsigned int used = atomic_load_explicit(&part->used,
                                                       memory_order_acquire);

        for ( unsigned int i = 0; i < used; i++ )
        {
            map = atomic_load_explicit(&part->maps[i], memory_order_relaxed);
            if ( address - map_address(map) < map_size(map) )
                return map;
        }
    }

    return 0;
}

/* Unmap the pages that are kept for the next allocation. */
void drop_buffers(xencall_handle *xcall);

/* ---- references.c ---- */

struct call {
    xencall_handle *xcall;
    union {
        struct control_op_call header;
        char space[sizeof(struct control_op_call) +
                   CONTROL_OP_MAX_BUFFERS * sizeof(struct control_op_buffer)];
    };

    unsigned int nr_replaced;
    struct {
        void *place;
        uint64_t pointer;
    } replaced[CONTROL_OP_MAX_BUFFERS];
};

/*
 * Make references of all pointers of a call whose operation and arguments are
 * set, and of those in the structures that it is given. False: errno is set, and
 * the log says why. In either case restore_pointers() before the caller looks.
 */
bool translate(struct call *call);
void restore_pointers(struct call *call);

#endif /* PRIVATE_H */
