/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory for hypercalls. It is not swapped out, and the library finds the
 * mapping that any address inside such memory belongs to.
 */
#include "private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE_SIZE (1UL << PAGE_SHIFT)

static void lock(xencall_handle *xcall)
{
    if ( !(xcall->flags & XENCALL_OPENFLAG_NON_REENTRANT) )
        pthread_mutex_lock(&xcall->lock);
}

static void unlock(xencall_handle *xcall)
{
    if ( !(xcall->flags & XENCALL_OPENFLAG_NON_REENTRANT) )
        pthread_mutex_unlock(&xcall->lock);
}

/* ---- mappings ---- */

/*
 * Where @map stands, or the first free place if it is 0. Null if there is no
 * memory for more places.
 */
static _Atomic uint64_t *place_of(xencall_handle *xcall, uint64_t map)
{
    struct mappings *part = &xcall->mappings;

    for ( ;; part = part->next )
    {
        for ( unsigned int i = 0; i < part->used; i++ )
            if ( part->maps[i] == map )
                return &part->maps[i];
        if ( part->used < NR_MAPS )
            return &part->maps[part->used++];
        if ( !part->next )
            part->next = calloc(1, sizeof(*part));
        if ( !part->next )
            return NULL;
    }
}

/* Replace @old, 0 for none, by @new. */
static bool set_map(xencall_handle *xcall, uint64_t old, uint64_t new)
{
    _Atomic uint64_t *place;

    lock(xcall);
    place = place_of(xcall, old);
    if ( place )
        *place = new;
    unlock(xcall);

    return place;
}

static uint64_t map_for(const void *address, size_t pages)
{
    return (uintptr_t)address >> PAGE_SHIFT << LENGTH_BITS | pages;
}

/* ---- buffers ---- */

/*
 * Without the buffer device the kernel may still write-protect such a page, on
 * fork() above all. So a child does not inherit it, and each page is written
 * once after that is certain.
 */
static bool settle(void *buffer, size_t pages)
{
    if ( madvise(buffer, pages << PAGE_SHIFT, MADV_DONTFORK) )
        return false;
    for ( size_t i = 0; i < pages; i++ )
        ((volatile char *)buffer)[i << PAGE_SHIFT] = 0;

    return true;
}

static void *map_buffer(xencall_handle *xcall, size_t pages)
{
    const bool device = xcall->buffer_fd >= 0;
    const int flags = device ? MAP_SHARED
                             : MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED;
    void *buffer = mmap(NULL, pages << PAGE_SHIFT, PROT_READ | PROT_WRITE,
                        flags, xcall->buffer_fd, 0);

    if ( buffer == MAP_FAILED )
        return NULL;

    if ( (device || settle(buffer, pages)) &&
         set_map(xcall, 0, map_for(buffer, pages)) )
        return buffer;

    munmap(buffer, pages << PAGE_SHIFT);

    return NULL;
}

static void unmap_buffer(xencall_handle *xcall, void *buffer, size_t pages)
{
    set_map(xcall, map_for(buffer, pages), 0);
    munmap(buffer, pages << PAGE_SHIFT);
}

void drop_buffers(xencall_handle *xcall)
{
    struct mappings *part = xcall->mappings.next, *next;

    while ( xcall->nr_cached )
        munmap(xcall->cached[--xcall->nr_cached], PAGE_SIZE);
    for ( ; part; part = next )
    {
        next = part->next;
        free(part);
    }
}

static void *take_cached(xencall_handle *xcall)
{
    void *page = NULL;

    lock(xcall);
    if ( xcall->nr_cached )
        page = xcall->cached[--xcall->nr_cached];
    unlock(xcall);

    return page;
}

static bool keep_cached(xencall_handle *xcall, void *page)
{
    bool kept;

    lock(xcall);
    kept = xcall->nr_cached < NR_CACHED;
    if ( kept )
        xcall->cached[xcall->nr_cached++] = page;
    unlock(xcall);

    return kept;
}

void *xencall_alloc_buffer_pages(xencall_handle *xcall, size_t pages)
{
    void *buffer = pages == 1 ? take_cached(xcall) : NULL;

    if ( !buffer && pages <= LENGTH_MASK )
        buffer = map_buffer(xcall, pages);
    else if ( !buffer )
        errno = ENOMEM;

    if ( buffer )
        return memset(buffer, 0, pages << PAGE_SHIFT);

    tell(xcall,
         "no buffer of %zu pages; is the limit of locked memory too "
         "low (ulimit -l)?",
         pages);

    return NULL;
}

void xencall_free_buffer_pages(xencall_handle *xcall, void *buffer,
                               size_t pages)
{
    const int error = errno;

    if ( buffer && (pages != 1 || !keep_cached(xcall, buffer)) )
        unmap_buffer(xcall, buffer, pages);
    errno = error;
}

/* In front of a buffer of any size. */
struct sized {
    _Alignas(16) size_t pages;
};

void *xencall_alloc_buffer(xencall_handle *xcall, size_t size)
{
    struct sized *buffer;
    size_t pages;

    if ( __builtin_add_overflow(size, sizeof(*buffer) + PAGE_SIZE - 1, &size) )
    {
        errno = ENOMEM;
        return NULL;
    }

    pages = size >> PAGE_SHIFT;
    buffer = xencall_alloc_buffer_pages(xcall, pages);
    if ( !buffer )
        return NULL;
    buffer->pages = pages;

    return buffer + 1;
}

void xencall_free_buffer(xencall_handle *xcall, void *buffer)
{
    struct sized *sized = buffer;

    if ( sized )
        xencall_free_buffer_pages(xcall, sized - 1, sized[-1].pages);
}

int xencall_buffers_never_fault(xencall_handle *xcall)
{
    return xcall->buffer_fd >= 0;
}
