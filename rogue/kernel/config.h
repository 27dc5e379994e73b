/* SPDX-License-Identifier: GPL-2.0-only */
/* Changing registers in PCI configuration space, in all the ways there are. */
#ifndef ROGUE_CONFIG_H
#define ROGUE_CONFIG_H

#include "machine.h"

/* config_write() or ecam_write(), or one like them. */
typedef void write_config(uint16_t at, unsigned int reg, unsigned int width,
                          uint32_t value);

/*
 * Turn @bits of a register over by @write, tell whether they are, and put them
 * back by the ports, whatever became of the other ways meanwhile.
 */
enum outcome change_config(uint16_t at, unsigned int reg, unsigned int width,
                           uint32_t bits, write_config *write,
                           const char *what);

#endif /* ROGUE_CONFIG_H */
