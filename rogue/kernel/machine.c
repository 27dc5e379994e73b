// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"

#include <fcntl.h>
#include <sys/mman.h>

#include "ring0.h"

static int ring0(void)
{
    static int fd = -1;

    if ( fd < 0 )
        fd = open("/dev/ring0", O_RDWR | O_CLOEXEC);
    return fd;
}

bool have_ring0(void)
{
    return ring0() >= 0;
}

bool is_within_kernel(const struct attack *attack)
{
    return have_ring0() &&
           is_asked_for(
               attack, "U-KMEM*,U-ENV*,U-PTE*,U-TRAP*,U-STACK*,U-DESC*,"
                       "U-MEMSTEAL*,-U-MEMSTEAL-DEVICE,U-MODULE,U-MULTICALL*,"
                       "U-CONTROL-RAW*,U-MAP-SELF*,U-MAP-GRANT*,U-MAP-IO*,"
                       "U-MAP-RES-OVER,U-IOPERM-BITMAP*,U-IOPERM-IO*,"
                       "U-IOPERM-IRQ*,U-PRIVDOM-VIRQ*,U-PRIVDOM-XENSTORE*,L-*");
}

/* ---- ports and MSRs ---- */

uint32_t port_in(uint16_t port, unsigned int width)
{
    struct ring0_port access = { .port = port, .width = (uint8_t)width };

    ioctl(ring0(), RING0_PORT, &access);
    return access.value;
}

void port_out(uint16_t port, unsigned int width, uint32_t value)
{
    struct ring0_port access = { port, (uint8_t)width, true, value };

    ioctl(ring0(), RING0_PORT, &access);
}

bool msr_read(uint32_t index, uint64_t *value)
{
    struct ring0_msr access = { .index = index };
    const bool done = !ioctl(ring0(), RING0_MSR, &access);

    *value = access.value;
    return done;
}

bool msr_write(uint32_t index, uint64_t value)
{
    struct ring0_msr access = { index, true, value };

    return !ioctl(ring0(), RING0_MSR, &access);
}

/* ---- frames ---- */

volatile void *map_machine(uint64_t frame, unsigned int nr)
{
    void *mapping = mmap(NULL, nr * PAGE_SIZE, PROT_READ | PROT_WRITE,
                         MAP_SHARED, ring0(), (off_t)(frame * PAGE_SIZE));

    return mapping == MAP_FAILED ? NULL : mapping;
}

void unmap_machine(volatile void *mapping, unsigned int nr)
{
    munmap((void *)mapping, nr * PAGE_SIZE);
}

bool load(const volatile void *from, unsigned int width, uint64_t *value)
{
    struct ring0_access access = { .address = (uintptr_t)from, .width = width };
    const bool done = !ioctl(ring0(), RING0_ACCESS, &access);

    *value = access.value;
    return done;
}

bool store(volatile void *to, unsigned int width, uint64_t value)
{
    struct ring0_access access = { (uintptr_t)to, width, true, value };

    return !ioctl(ring0(), RING0_ACCESS, &access);
}

bool can_read(const volatile void *mapping, unsigned int offset)
{
    uint64_t value;

    return load((const volatile char *)mapping + offset, 4, &value);
}

bool can_change(volatile void *mapping, unsigned int offset)
{
    volatile char *const word = (volatile char *)mapping + (offset & ~3U);
    uint64_t before, after;

    if ( !load(word, 4, &before) || !store(word, 4, (uint32_t)~before) ||
         !load(word, 4, &after) || after != (uint32_t)~before )
        return false;

    store(word, 4, before);
    return true;
}

struct memory_range {
    uint64_t start, size;
    uint32_t type;
} __attribute__((packed));

/* Where a PVH dom0 has memory of its own, there is none of the machine's. */
static bool is_own_memory(uint64_t address)
{
    static const uint32_t ram = 1;
    struct memory_range *ranges = buffer(PAGE_SIZE);
    struct xen_memory_map map = { .nr_entries = PAGE_SIZE / sizeof(*ranges),
                                  .buffer.p = ranges };

    if ( dom0_is_pv() || memory_op(XENMEM_memory_map, &map) )
        return false;
    for ( unsigned int i = 0; i < map.nr_entries; i++ )
        if ( ranges[i].type == ram && address >= ranges[i].start &&
             address - ranges[i].start < ranges[i].size )
            return true;

    return false;
}

bool can_change_machine(uint64_t address)
{
    volatile void *page = is_own_memory(address)
                              ? NULL
                              : map_machine(address / PAGE_SIZE, 1);
    const bool changed = page && can_change(page, address % PAGE_SIZE);

    if ( page )
        unmap_machine(page, 1);
    return changed;
}

enum outcome change_machine(uint64_t address, const char *what)
{
    const bool changed = can_change_machine(address);

    return effect(changed, "%s, at %#lx, %s", what, address,
                  changed ? "changed and put back" : "out of reach");
}

/* ---- PCI ---- */

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA    0xcfc

static uint16_t select_config(uint16_t at, unsigned int reg)
{
    port_out(CONFIG_ADDRESS, 4, 1U << 31 | (uint32_t)at << 8 | (reg & 0xfcU));
    return (uint16_t)(CONFIG_DATA + reg % 4);
}

uint32_t config_read(uint16_t at, unsigned int reg, unsigned int width)
{
    return port_in(select_config(at, reg), width);
}

void config_write(uint16_t at, unsigned int reg, unsigned int width,
                  uint32_t value)
{
    port_out(select_config(at, reg), width, value);
}

unsigned int find_capability(uint16_t at, uint8_t id)
{
    unsigned int reg = config_read(at, 0x34, 1), patience = 48;

    while ( reg && config_read(at, reg, 1) != id && patience-- )
        reg = config_read(at, reg + 1, 1);
    return patience == -1U ? 0 : reg;
}

uint64_t ecam_base(void)
{
    uint64_t base = 0;

    return read_bytes("/sys/firmware/acpi/tables/MCFG", &base, sizeof(base), 44)
               ? base
               : 0;
}

static volatile char *map_config(uint16_t at)
{
    const uint64_t base = ecam_base();

    return base ? map_machine(base / PAGE_SIZE + at, 1) : NULL;
}

uint32_t ecam_read(uint16_t at, unsigned int reg, unsigned int width)
{
    volatile char *page = map_config(at);
    uint64_t value;

    if ( !page || !load(page + reg, width, &value) )
        value = ~0U >> (32 - 8 * width);
    if ( page )
        unmap_machine(page, 1);

    return (uint32_t)value;
}

void ecam_write(uint16_t at, unsigned int reg, unsigned int width,
                uint32_t value)
{
    volatile char *page = map_config(at);

    if ( page )
    {
        store(page + reg, width, value);
        unmap_machine(page, 1);
    }
}

/* ---- DMA ---- */

#define EDU_FROM    0x80
#define EDU_TO      0x88
#define EDU_SIZE    0x90
#define EDU_COMMAND 0x98
#define EDU_START   1U
#define EDU_TO_RAM  2U
#define EDU_BUFFER  0x40000U

volatile char *map_edu(void)
{
    static const uint32_t edu_id = 0x11e81234;
    const uint32_t memory_and_master = 6;

    if ( config_read(EDU, 0, 4) != edu_id )
        return NULL;
    config_write(EDU, 4, 2, config_read(EDU, 4, 2) | memory_and_master);

    return map_machine((config_read(EDU, 0x10, 4) & ~0xfU) / PAGE_SIZE, 1);
}

static bool edu_copies(uint64_t from, uint64_t to, size_t size, uint32_t how)
{
    volatile char *const edu = map_edu();
    unsigned int patience = 100;

    if ( !edu )
        return false;
    *(volatile uint64_t *)(edu + EDU_FROM) = from;
    *(volatile uint64_t *)(edu + EDU_TO) = to;
    *(volatile uint64_t *)(edu + EDU_SIZE) = size;
    *(volatile uint32_t *)(edu + EDU_COMMAND) = how | EDU_START;
    while ( *(volatile uint32_t *)(edu + EDU_COMMAND) & EDU_START &&
            patience-- )
        rest(10);
    unmap_machine(edu, 1);

    return patience != -1U;
}

/* A page of ours that the device can read and write. */
static char *dma_page(uint64_t *machine)
{
    static char *page;

    if ( !page )
        page = buffer(PAGE_SIZE);
    *machine = own_frame(page) * PAGE_SIZE;

    return page;
}

bool dma_read(uint64_t machine, void *bytes, size_t size)
{
    uint64_t ours;
    const char *page = dma_page(&ours);

    if ( !ours || !edu_copies(machine, EDU_BUFFER, size, 0) ||
         !edu_copies(EDU_BUFFER, ours, size, EDU_TO_RAM) )
        return false;
    memcpy(bytes, page, size);

    return true;
}

bool dma_write(uint64_t machine, const void *bytes, size_t size)
{
    uint64_t ours;
    char *page = dma_page(&ours);

    memcpy(page, bytes, size);
    return ours && edu_copies(ours, EDU_BUFFER, size, 0) &&
           edu_copies(EDU_BUFFER, machine, size, EDU_TO_RAM);
}
