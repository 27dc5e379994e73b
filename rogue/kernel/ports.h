/* SPDX-License-Identifier: GPL-2.0-only */
/* Ports of power management and of the clock. */
#ifndef ROGUE_PORTS_H
#define ROGUE_PORTS_H

#include "machine.h"

/*
 * The port of a block of registers, as the table FADT has it at byte @at; 0 if
 * there is none.
 */
uint16_t power_port(unsigned int at);
#define PM1_EVENT   power_port(56) /* status, and behind it what is enabled */
#define PM1_CONTROL power_port(64)

/* The clock, and the memory that its battery keeps. */
uint8_t cmos_read(uint8_t index);
void cmos_write(uint8_t index, uint8_t value);

#endif /* ROGUE_PORTS_H */
