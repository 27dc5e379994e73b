/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module in rogue/kernel/module hands from ring 0 of dom0 to the
 * rogue, through the device /dev/ring0: each is one instruction, or one mapping,
 * without a check of any kind. An offset of mmap() is a machine address.
 */
#ifndef ROGUE_KERNEL_RING0_H
#define ROGUE_KERNEL_RING0_H

#ifdef __KERNEL__
#include <linux/ioctl.h>
#include <linux/types.h>
#else
#include <stdint.h>
#include <sys/ioctl.h>
#endif

struct ring0_port {
    uint16_t port;
    uint8_t width; /* 1, 2 or 4 bytes */
    uint8_t write;
    uint32_t value;
};

struct ring0_msr {
    uint32_t index;
    uint32_t write;
    uint64_t value;
};

/* Of a mapping of ours, as the kernel reads and writes it. */
struct ring0_access {
    uint64_t address;
    uint32_t width; /* 1, 2, 4 or 8 bytes */
    uint32_t write;
    uint64_t value;
};

#define RING0_PORT   _IOWR('0', 0, struct ring0_port)
#define RING0_MSR    _IOWR('0', 1, struct ring0_msr)
#define RING0_ACCESS _IOWR('0', 2, struct ring0_access)

#endif /* ROGUE_KERNEL_RING0_H */
