/* SPDX-License-Identifier: GPL-2.0-only */
/* Registers in memory that Xen works with. */
#ifndef ROGUE_REGISTERS_H
#define ROGUE_REGISTERS_H

#include "machine.h"

/* Whether the kernel can choose among the I/O APIC's registers; it is undone. */
bool io_apic_changes(void);

/* When the second timer of the HPET goes off. */
#define HPET_COMPARATOR 0xfed00128

/* Of the chipset: how it starts the machine. */
#define CHIPSET_CONTROL 0xfed1f410

/*
 * Whether a vector has arrived that Xen gave to nobody: of such a one it says so.
 */
enum outcome show_vector(uint32_t vector);

/* The IOMMU's PCI function, 0 if there is none. */
uint16_t iommu_function(void);
/* The machine address of its registers, 0 if there is none. */
uint64_t iommu_registers(void);

#endif /* ROGUE_REGISTERS_H */
