// SPDX-License-Identifier: GPL-2.0-only
/*
 * What must keep working in dom0, lockdown or not (THREATS C): each check uses
 * an interface the way a toolstack or an administrator does, and says whether
 * it still does its work.
 */
#include "rogue.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>

#include <xen/evtchn.h>
#include <xen/gntalloc.h>
#include <xen/gntdev.h>

static const unsigned int dom0 = 0;

static void control(const char *name, bool passed, const char *text)
{
    log_line("control %s %s %s", name, passed ? "pass" : "fail", text);
}

static void check_hypervisor(void)
{
    char type[16], guest[16], major[16], minor[16], extra[32], capabilities[64],
        text[200];

    read_line("/sys/hypervisor/type", type, sizeof(type));
    read_line("/sys/hypervisor/guest_type", guest, sizeof(guest));
    read_line("/sys/hypervisor/version/major", major, sizeof(major));
    read_line("/sys/hypervisor/version/minor", minor, sizeof(minor));
    read_line("/sys/hypervisor/version/extra", extra, sizeof(extra));
    read_line("/proc/xen/capabilities", capabilities, sizeof(capabilities));

    snprintf(text, sizeof(text), "%s %s.%s%s, %s, %s", type, major, minor,
             extra, guest, capabilities);
    control("hypervisor",
            !strcmp(type, "xen") && *major && strstr(capabilities, "control_d"),
            text);
}

/*
 * dom0 sends itself an event and waits for it. Ports also fire once when they
 * are connected.
 */
static const char *event_failure(void)
{
    struct ioctl_evtchn_bind_unbound_port listen = { .remote_domain = dom0 };
    struct ioctl_evtchn_bind_interdomain connect = { .remote_domain = dom0 };
    struct ioctl_evtchn_notify notify;
    struct pollfd wait = { .fd = open("/dev/xen/evtchn", O_RDWR | O_CLOEXEC),
                           .events = POLLIN };
    int local, remote;
    uint32_t port = 0;

    if ( wait.fd < 0 )
        return "no /dev/xen/evtchn";

    local = ioctl(wait.fd, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &listen);
    if ( local < 0 )
        return "no port";

    connect.remote_port = (unsigned int)local;
    remote = ioctl(wait.fd, IOCTL_EVTCHN_BIND_INTERDOMAIN, &connect);
    if ( remote < 0 )
        return "no connection";

    notify.port = (unsigned int)remote;
    if ( ioctl(wait.fd, IOCTL_EVTCHN_NOTIFY, &notify) )
        return "not sent";

    while ( port != (uint32_t)local )
    {
        if ( poll(&wait, 1, 2000) != 1 ||
             read(wait.fd, &port, sizeof(port)) != sizeof(port) )
            return "sent, but not received";
        if ( write(wait.fd, &port, sizeof(port)) != sizeof(port) )
            return "not unmasked";
    }

    close(wait.fd);
    return NULL;
}

/* What is written to the granted page is read where the grant is mapped. */
static bool shares_page(int dev, uint32_t ref, volatile uint32_t *granted)
{
    struct ioctl_gntdev_map_grant_ref map = { .count = 1,
                                              .refs = { { dom0, ref } } };
    volatile uint32_t *mapped;
    bool same;

    if ( ioctl(dev, IOCTL_GNTDEV_MAP_GRANT_REF, &map) )
        return false;

    mapped = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, dev,
                  (off_t)map.index);
    if ( mapped == MAP_FAILED )
        return false;

    *granted = 0x600d600d;
    same = *mapped == *granted;
    munmap((void *)mapped, PAGE_SIZE);

    return same;
}

/*
 * dom0 grants itself a page and maps the grant. Not where dom0 is PVH: a page
 * that such a domain maps from itself moves there, and the kernel is left with
 * a hole.
 */
static const char *grant_failure(void)
{
    struct ioctl_gntalloc_alloc_gref grant = {
        .domid = dom0, .count = 1, .flags = GNTALLOC_FLAG_WRITABLE
    };
    int alloc = open("/dev/xen/gntalloc", O_RDWR | O_CLOEXEC);
    int dev = open("/dev/xen/gntdev", O_RDWR | O_CLOEXEC);
    volatile uint32_t *granted;

    if ( alloc < 0 || dev < 0 )
        return "no /dev/xen/gntalloc or gntdev";
    if ( ioctl(alloc, IOCTL_GNTALLOC_ALLOC_GREF, &grant) )
        return "not granted";

    granted = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, alloc,
                   (off_t)grant.index);
    if ( granted == MAP_FAILED )
        return "granted page not mapped";
    if ( dom0_is_pv() && !shares_page(dev, grant.gref_ids[0], granted) )
        return "the granted page is not shared";

    munmap((void *)granted, PAGE_SIZE);
    close(dev);
    close(alloc);
    return NULL;
}

/*
 * A boot entry of our own, which no boot order names, is set and deleted again.
 */
static const char *efi_failure(void)
{
    static const char path[] =
        "/sys/firmware/efi/efivars/Boot0ABC-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    static const uint8_t entry[] = {
        0x07, 0,    0, 0,       /* non-volatile, for boot and run time */
        0x01, 0,    0, 0, 4, 0, /* active; four bytes of device path */
        'r',  0,    0, 0,       /* description */
        0x7f, 0xff, 4, 0,       /* end of device path */
    };
    uint8_t back[sizeof(entry)] = { 0 };
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

    if ( fd < 0 )
        return "cannot create a variable";
    if ( write(fd, entry, sizeof(entry)) != sizeof(entry) )
        return "not written";
    close(fd);

    if ( !read_bytes(path, back, sizeof(back), 0) ||
         memcmp(entry, back, sizeof(entry)) )
        return "not read back";

    return unlink(path) ? "not deleted" : NULL;
}

static const char *time_failure(void)
{
    static const struct timespec pause = { .tv_nsec = 50 * 1000 * 1000 };
    static const time_t year_2020 = 1577836800;
    struct timespec before, after;
    int64_t passed;

    clock_gettime(CLOCK_MONOTONIC, &before);
    nanosleep(&pause, NULL);
    clock_gettime(CLOCK_MONOTONIC, &after);
    passed = (after.tv_sec - before.tv_sec) * 1000000000L +
             (after.tv_nsec - before.tv_nsec);

    if ( passed < pause.tv_nsec || passed > 100 * pause.tv_nsec )
        return "a pause has the wrong length";
    return time(NULL) < year_2020 ? "the date is wrong" : NULL;
}

/* The host bridge answers: PCI configuration space is dom0's to read. */
static const char *pci_failure(void)
{
    uint16_t vendor = 0xffff;
    return read_bytes("/sys/bus/pci/devices/0000:00:00.0/config", &vendor,
                      sizeof(vendor), 0) &&
                   vendor != 0xffff
               ? NULL
               : "no host bridge";
}

void run_controls(void)
{
    static const struct {
        const char *name;
        const char *(*failure)(void);
        const char *success;
    } checks[] = {
        { "event-channels", event_failure, "an event came back" },
        { "grants", grant_failure, "a page was granted" },
        { "boot-entries", efi_failure, "a boot entry was set and deleted" },
        { "time", time_failure, "time passes" },
        { "pci", pci_failure, "the host bridge answers" },
    };

    check_hypervisor();

    for ( size_t i = 0; i < ARRAY_SIZE(checks); i++ )
    {
        const char *failure = checks[i].failure();

        control(checks[i].name, !failure,
                failure ? failure : checks[i].success);
    }
}
