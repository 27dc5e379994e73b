/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine as ring 0 of dom0 sees it: what attacks of a hostile kernel have
 * at hand besides what ../user/rogue.h has. The node that an attack runs for
 * makes no difference to them.
 */
#ifndef ROGUE_KERNEL_MACHINE_H
#define ROGUE_KERNEL_MACHINE_H

#include "../user/rogue.h"

/*
 * An attack by the kernel. Where the module that hands ring 0 out is not loaded
 * the kernel is a trusted one, and there is nothing to try.
 */
#define KERNEL_ATTACK(id, title)        KERNEL_AT(id, title, __COUNTER__)
#define KERNEL_AT(id, title, line)      KERNEL_AT_(id, title, line)
#define KERNEL_AT_(id, title, line)                                            \
    static enum outcome kernel_run_##line(void);                               \
    ATTACK_AT(id, title, false, line)                                          \
    {                                                                          \
        return have_ring0() ? kernel_run_##line()                              \
                            : not_applicable("the kernel is not hostile");     \
    }                                                                          \
    static enum outcome kernel_run_##line(void)

bool have_ring0(void);

/* ---- ports and MSRs ---- */

/* @width is 1, 2 or 4 bytes. */
uint32_t port_in(uint16_t port, unsigned int width);
void port_out(uint16_t port, unsigned int width, uint32_t value);
/* False if the instruction faults. */
bool msr_read(uint32_t index, uint64_t *value);
bool msr_write(uint32_t index, uint64_t value);

/* ---- frames ---- */

/*
 * Map frames of the machine for reading and writing: @nr from @frame on. NULL if
 * Xen does not map them. Under a PVH dom0 there may be something else, or
 * nothing, behind the mapping: it can_read() and can_write() what is there.
 */
volatile void *map_machine(uint64_t frame, unsigned int nr);
void unmap_machine(volatile void *mapping, unsigned int nr);
/* Whether a 32-bit word can be read there, and whether one written stays. */
bool can_read(const volatile void *mapping, unsigned int offset);
bool can_change(volatile void *mapping, unsigned int offset);

/* ---- PCI ---- */

/* Bus, device and function as in a requester ID. */
#define PCI_AT(bus, device, function)                                          \
    ((uint16_t)((bus) << 8 | (device) << 3 | (function)))

/* By 0xcf8 and 0xcfc. */
uint32_t config_read(uint16_t at, unsigned int reg, unsigned int width);
void config_write(uint16_t at, unsigned int reg, unsigned int width,
                  uint32_t value);

/* ---- DMA ---- */

/*
 * QEMU's device edu copies between memory and a buffer of its own: a page at
 * most, from or to any machine address. False if there is no such device or it
 * does not do it.
 */
bool dma_read(uint64_t machine, void *bytes, size_t size);
bool dma_write(uint64_t machine, const void *bytes, size_t size);

#endif /* ROGUE_KERNEL_MACHINE_H */
