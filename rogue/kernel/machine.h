/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine as ring 0 of dom0 sees it: what attacks of a hostile kernel have
 * at hand besides what ../user/rogue.h has. The node that an attack runs for
 * makes no difference to them.
 */
#ifndef ROGUE_KERNEL_MACHINE_H
#define ROGUE_KERNEL_MACHINE_H

#include "../user/rogue.h"

#include "hostile.h"

/*
 * An attack by the kernel. Where the module that hands ring 0 out is not loaded
 * the kernel is a trusted one, and there is nothing to try.
 */
#define KERNEL_ATTACK(id, title) KERNEL_AT(id, title, false, __COUNTER__)
#define KERNEL_ATTACK_OWN_BOOT(id, title)                                      \
    KERNEL_AT(id, title, true, __COUNTER__)
#define KERNEL_AT(id, title, own_boot, line)                                   \
    KERNEL_AT_(id, title, own_boot, line)
#define KERNEL_AT_(id, title, own_boot, line)                                  \
    static enum outcome kernel_run_##line(void);                               \
    ATTACK_AT(id, title, own_boot, line)                                       \
    {                                                                          \
        return have_ring0() ? kernel_run_##line()                              \
                            : not_applicable("the kernel is not hostile");     \
    }                                                                          \
    static enum outcome kernel_run_##line(void)

/* An attack on what only a PV dom0, or only a PVH one, has, as in rogue.h. */
#define KERNEL_PV_ATTACK(id, title, why)                                       \
    KERNEL_ONLY(id, title, true, why, __COUNTER__)
#define KERNEL_PVH_ATTACK(id, title, why)                                      \
    KERNEL_ONLY(id, title, false, why, __COUNTER__)
#define KERNEL_ONLY(id, title, pv, why, line)                                  \
    KERNEL_ONLY_(id, title, pv, why, line)
#define KERNEL_ONLY_(id, title, pv, why, line)                                 \
    static enum outcome kernel_only_##line(void);                              \
    KERNEL_AT(id, title, false, line)                                          \
    {                                                                          \
        return dom0_is_pv() == pv                                              \
                   ? kernel_only_##line()                                      \
                   : not_applicable("%s only: %s", pv ? "PV" : "PVH", why);    \
    }                                                                          \
    static enum outcome kernel_only_##line(void)

/* One that is told by its outcome. */
#define KERNEL_ATTACK_BY(id, title, outcome)                                   \
    KERNEL_ATTACK(id, title)                                                   \
    {                                                                          \
        return outcome;                                                        \
    }

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
/*
 * What the kernel reads at a place of such a mapping, 1, 2, 4 or 8 bytes, and
 * writes. False if that faults. A write by a process, instead, to what Xen lets
 * nobody write would never end.
 */
bool load(const volatile void *from, unsigned int width, uint64_t *value);
bool store(volatile void *to, unsigned int width, uint64_t value);
/*
 * Whether a 32-bit word can be read there, and whether one written stays. It is
 * an aligned one: where dom0 may only read, Xen drops no other writes.
 */
bool can_read(const volatile void *mapping, unsigned int offset);
bool can_change(volatile void *mapping, unsigned int offset);
/*
 * Whether dom0 can change the 32-bit word at a machine address; it is put back.
 * What a PVH dom0 has there as memory of its own does not count.
 */
bool can_change_machine(uint64_t address);
/* The same as an attack's outcome. */
enum outcome change_machine(uint64_t address, const char *what);

/* ---- PCI ---- */

/* Bus, device and function as in a requester ID. */
#define PCI_AT(bus, device, function)                                          \
    ((uint16_t)((bus) << 8 | (device) << 3 | (function)))

/* By 0xcf8 and 0xcfc. */
uint32_t config_read(uint16_t at, unsigned int reg, unsigned int width);
void config_write(uint16_t at, unsigned int reg, unsigned int width,
                  uint32_t value);
/* Where a device has a capability, 0 if it has none. */
unsigned int find_capability(uint16_t at, uint8_t id);
/*
 * By the window in memory (ECAM), which also has the registers behind 0xff; all
 * ones where the window cannot be read.
 */
uint32_t ecam_read(uint16_t at, unsigned int reg, unsigned int width);
void ecam_write(uint16_t at, unsigned int reg, unsigned int width,
                uint32_t value);
/* Where the window is, 0 if no table tells. */
uint64_t ecam_base(void);

/* Devices of the machine that rig/run makes. */
#define HOST_BRIDGE    PCI_AT(0, 0, 0)
#define EDU            PCI_AT(0, 0x10, 0)
#define ROOT_PORT      PCI_AT(0, 0x12, 0) /* with a BAR, and nothing behind it */
#define WITH_MSIX      PCI_AT(0, 0x13, 0) /* its table is all of its second BAR */
#define WITH_MSIX_HIGH PCI_AT(0, 0x14, 0) /* its table is in a 64-bit BAR */
#define ISA_BRIDGE     PCI_AT(0, 0x1f, 0)
#define SMBUS          PCI_AT(0, 0x1f, 3)

/* The registers of the device edu; NULL if there is none. */
volatile char *map_edu(void);

/* ---- DMA ---- */

/*
 * QEMU's device edu copies between memory and a buffer of its own: a page at
 * most, from or to any machine address. False if there is no such device or it
 * does not do it.
 */
bool dma_read(uint64_t machine, void *bytes, size_t size);
bool dma_write(uint64_t machine, const void *bytes, size_t size);

#endif /* ROGUE_KERNEL_MACHINE_H */
