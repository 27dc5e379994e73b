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

static void read_word(void *at)
{
    (void)*(volatile uint32_t *)at;
}

bool can_read(const volatile void *mapping, unsigned int offset)
{
    return survives(read_word, (char *)mapping + offset);
}

static void turn_word(void *at)
{
    *(volatile uint32_t *)at ^= ~0U;
}

bool can_change(volatile void *mapping, unsigned int offset)
{
    volatile uint32_t *const word = (void *)((char *)mapping + offset);
    uint32_t before;
    bool changed;

    if ( !can_read(mapping, offset) )
        return false;
    before = *word;
    changed = survives(turn_word, (void *)word) && *word == ~before;
    if ( changed )
        *word = before;

    return changed;
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

/* ---- DMA ---- */

/* Where rig/run puts the device, and its registers. */
#define EDU         PCI_AT(0, 0x10, 0)
#define EDU_FROM    0x80
#define EDU_TO      0x88
#define EDU_SIZE    0x90
#define EDU_COMMAND 0x98
#define EDU_START   1U
#define EDU_TO_RAM  2U
#define EDU_BUFFER  0x40000U

static volatile char *edu_registers(void)
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
    volatile char *const edu = edu_registers();
    unsigned int patience = 100;

    if ( !edu )
        return false;
    *(volatile uint64_t *)(edu + EDU_FROM) = from;
    *(volatile uint64_t *)(edu + EDU_TO) = to;
    *(volatile uint64_t *)(edu + EDU_SIZE) = size;
    *(volatile uint32_t *)(edu + EDU_COMMAND) = how | EDU_START;
    while ( *(volatile uint32_t *)(edu + EDU_COMMAND) & EDU_START && patience-- )
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
