/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ioctls of Linux's privcmd device: facts of its userspace ABI. The
 * kernel's own header for them, <xen/privcmd.h>, includes files that only the
 * kernel has, and so cannot be used.
 */
#ifndef ROGUE_PRIVCMD_H
#define ROGUE_PRIVCMD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>

struct privcmd_hypercall {
    uint64_t op;
    uint64_t arg[5];
};

struct privcmd_mmap_entry {
    uint64_t va;
    uint64_t mfn;
    uint64_t npages;
};

struct privcmd_mmap {
    int num;
    uint16_t dom;
    struct privcmd_mmap_entry *entry;
};

struct privcmd_mmapbatch {
    int num;
    uint16_t dom;
    uint64_t addr;
    uint64_t *arr;
};

struct privcmd_mmapbatch_v2 {
    unsigned int num;
    uint16_t dom;
    uint64_t addr;
    const uint64_t *arr;
    int *err;
};

struct privcmd_mmap_resource {
    uint16_t dom;
    uint32_t type;
    uint32_t id;
    uint32_t idx;
    uint64_t num;
    uint64_t addr;
};

struct privcmd_dm_op_buf {
    void *uptr;
    size_t size;
};

struct privcmd_dm_op {
    uint16_t dom;
    uint16_t num;
    const struct privcmd_dm_op_buf *ubufs;
};

#define PRIVCMD_IOCTL(nr, type)    _IOC(_IOC_NONE, 'P', nr, sizeof(type))
#define IOCTL_PRIVCMD_HYPERCALL    PRIVCMD_IOCTL(0, struct privcmd_hypercall)
#define IOCTL_PRIVCMD_MMAP         PRIVCMD_IOCTL(2, struct privcmd_mmap)
#define IOCTL_PRIVCMD_MMAPBATCH    PRIVCMD_IOCTL(3, struct privcmd_mmapbatch)
#define IOCTL_PRIVCMD_MMAPBATCH_V2 PRIVCMD_IOCTL(4, struct privcmd_mmapbatch_v2)
#define IOCTL_PRIVCMD_DM_OP        PRIVCMD_IOCTL(5, struct privcmd_dm_op)
#define IOCTL_PRIVCMD_MMAP_RESOURCE                                            \
    PRIVCMD_IOCTL(7, struct privcmd_mmap_resource)

#endif /* ROGUE_PRIVCMD_H */
