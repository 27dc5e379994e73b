/* SPDX-License-Identifier: GPL-2.0-only */
/* Where UEFI's runtime services and its tables are. */
#ifndef ROGUE_FIRMWARE_H
#define ROGUE_FIRMWARE_H

#include "machine.h"

/* The machine address of the table of runtime services, 0 if unknown. */
uint64_t runtime_table(void);
/* The machine address of the code of its service @index; 0 is GetTime. */
uint64_t firmware_service(unsigned int index);
#define GET_TIME             0
#define NEXT_MONOTONIC_COUNT 9

/* The first range of this type in UEFI's map: its first page and its last. */
#define LOADER_CODE 1
#define ACPI_NVS    10
uint64_t firmware_first(uint32_t type);
uint64_t firmware_last(uint32_t type);

/* The machine address of an ACPI table, 0 if there is none. */
uint64_t acpi_table(const char *signature);

/* The machine address of the table FACS, which tells where a machine wakes. */
uint64_t facs_table(void);

#endif /* ROGUE_FIRMWARE_H */
