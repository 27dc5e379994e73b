/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Little-endian numbers at any address. The caller has checked that all of a
 * number's bytes are there.
 */
#ifndef IMAGE_BYTES_H
#define IMAGE_BYTES_H

#include "../core/types.h"

static inline uint16_t bytes_u16(const uint8_t *at)
{
    return (uint16_t)(at[0] | (at[1] << 8));
}

static inline uint32_t bytes_u32(const uint8_t *at)
{
    return bytes_u16(at) | ((uint32_t)bytes_u16(at + 2) << 16);
}

static inline uint64_t bytes_u64(const uint8_t *at)
{
    return bytes_u32(at) | ((uint64_t)bytes_u32(at + 4) << 32);
}

#endif /* IMAGE_BYTES_H */
