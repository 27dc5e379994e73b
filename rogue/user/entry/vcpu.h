/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What attacks on dom0's virtual CPUs measure by.
 */
#ifndef ROGUE_VCPU_H
#define ROGUE_VCPU_H

#include "../rogue.h"

/*
 * How often the kernel has taken an interrupt, on all CPUs: @name is part of
 * its line in /proc/interrupts.
 */
unsigned long interrupts(const char *name);

/*
 * Keep the CPU busy for about this many nanoseconds, by a clock that needs no
 * interrupts.
 */
void spin(uint64_t nanoseconds);

#endif /* ROGUE_VCPU_H */
