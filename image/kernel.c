/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether Xen's loader knows the format of a dom0 kernel. What is compressed is
 * not unpacked here.
 */
#include "image.h"

#include "bytes.h"

/* The setup header of a bzImage: Linux's boot protocol, version 2.08 */
#define SETUP_SECTORS        0x1f1
#define SETUP_MAGIC          0x202
#define SETUP_VERSION        0x206
#define SETUP_KERNEL_VERSION 0x20e
#define SETUP_PAYLOAD        0x248
#define SETUP_PAYLOAD_LENGTH 0x24c
#define SETUP_SIZE           0x250
#define SETUP_VERSION_BASE   0x200 /* what SETUP_KERNEL_VERSION counts from */

#define SECTOR       512
#define VERSION_2_08 0x0208
#define MAGIC_HDRS   0x53726448U

/* ELF: 64 bits, little-endian, x86-64 */
#define ELF_SIZE    64
#define ELF_CLASS   4
#define ELF_DATA    5
#define ELF_MACHINE 18
#define CLASS_64    2
#define DATA_LITTLE 1
#define EM_X86_64   62

/* How what Xen unpacks begins. */
static const struct {
    uint8_t length, bytes[6];
} packers[] = {
    { 2, { 0x1f, 0x8b } },                  /* gzip */
    { 3, { 'B', 'Z', 'h' } },               /* bzip2 */
    { 6, { 0xfd, '7', 'z', 'X', 'Z', 0 } }, /* xz */
    { 2, { 0x5d, 0 } },                     /* LZMA */
    { 5, { 0x89, 'L', 'Z', 'O', 0 } },      /* LZO */
    { 2, { 0x02, 0x21 } },                  /* LZ4 */
    { 4, { 0x28, 0xb5, 0x2f, 0xfd } },      /* Zstandard */
};

static bool is_elf(const uint8_t *file, size_t size)
{
    return size >= ELF_SIZE && file[0] == 0x7f && file[1] == 'E' &&
           file[2] == 'L' && file[3] == 'F' && file[ELF_CLASS] == CLASS_64 &&
           file[ELF_DATA] == DATA_LITTLE &&
           bytes_u16(file + ELF_MACHINE) == EM_X86_64;
}

static bool is_packed(const uint8_t *file, size_t size)
{
    unsigned int packer;
    uint8_t i;

    for ( packer = 0; packer < sizeof(packers) / sizeof(packers[0]); packer++ )
    {
        for ( i = 0; i < packers[packer].length && i < size &&
                     file[i] == packers[packer].bytes[i];
              i++ )
            ;
        if ( i == packers[packer].length )
            return true;
    }

    return false;
}

/* Xen takes a kernel as it is, or unpacks it. */
static bool is_kernel(const uint8_t *file, size_t size)
{
    return is_elf(file, size) || is_packed(file, size);
}

/* The version is a C string. */
static struct image_text read_version(const uint8_t *file, size_t size)
{
    const size_t at = SETUP_VERSION_BASE +
                      (size_t)bytes_u16(file + SETUP_KERNEL_VERSION);
    struct image_text version = { (const char *)file, 0 };

    if ( at == SETUP_VERSION_BASE || at >= size )
        return version;

    version.at += at;
    while ( version.left < size - at && version.at[version.left] != '\0' )
        version.left++;

    return version;
}

static enum image_reason read_bzimage(struct image_kernel *kernel,
                                      const uint8_t *file, size_t size)
{
    const uint8_t sectors = file[SETUP_SECTORS];
    const size_t at = ((size_t)sectors + 1) * SECTOR +
                      bytes_u32(file + SETUP_PAYLOAD);
    const size_t length = bytes_u32(file + SETUP_PAYLOAD_LENGTH);

    if ( bytes_u16(file + SETUP_VERSION) < VERSION_2_08 )
        return IMAGE_REASON_KERNEL_PROTOCOL;
    if ( at > size || length > size - at || !is_kernel(file + at, length) )
        return IMAGE_REASON_KERNEL_PAYLOAD;

    kernel->version = read_version(file, size);
    kernel->payload = (struct image_range){ at, length };

    return IMAGE_REASON_NONE;
}

enum image_reason image_kernel_read(struct image_kernel *kernel,
                                    const void *bytes, size_t size)
{
    const uint8_t *file = bytes;

    if ( size >= SETUP_SIZE && bytes_u32(file + SETUP_MAGIC) == MAGIC_HDRS )
        return read_bzimage(kernel, file, size);

    kernel->version = (struct image_text){ bytes, 0 };
    kernel->payload = (struct image_range){ 0, size };

    return is_kernel(file, size) ? IMAGE_REASON_NONE
                                 : IMAGE_REASON_KERNEL_FORMAT;
}
