/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where fields are in a PE file and in a signature list, and what their values
 * mean: Microsoft's "PE Format", the UEFI Specification. Offsets are from the start
 * of the structure in the name.
 */
#ifndef IMAGE_FORMAT_H
#define IMAGE_FORMAT_H

/* MS-DOS header */
#define DOS_PE_OFFSET 0x3c
#define DOS_SIZE      0x40

/* Signature and COFF file header; the optional header follows. */
#define PE_MACHINE              4
#define PE_NR_SECTIONS          6
#define PE_TIMESTAMP            8
#define PE_SYMBOLS              12
#define PE_NR_SYMBOLS           16
#define PE_OPTIONAL_HEADER_SIZE 20
#define PE_CHARACTERISTICS      22
#define PE_SIZE                 24

#define MACHINE_X86_64 0x8664
#define SYMBOL_SIZE    18

/* Optional header, PE32+ */
#define OPTIONAL_MAGIC               0
#define OPTIONAL_CODE_SIZE           4
#define OPTIONAL_DATA_SIZE           8
#define OPTIONAL_ZEROS_SIZE          12
#define OPTIONAL_ENTRY               16
#define OPTIONAL_IMAGE_BASE          24
#define OPTIONAL_SECTION_ALIGNMENT   32
#define OPTIONAL_FILE_ALIGNMENT      36
#define OPTIONAL_IMAGE_SIZE          56
#define OPTIONAL_HEADERS_SIZE        60
#define OPTIONAL_CHECKSUM            64
#define OPTIONAL_SUBSYSTEM           68
#define OPTIONAL_DLL_CHARACTERISTICS 70
#define OPTIONAL_NR_DIRECTORIES      108
#define OPTIONAL_DIRECTORIES         112
#define OPTIONAL_MAX_DIRECTORIES     16

#define MAGIC_PE32_PLUS 0x20b
#define DIRECTORY_SIZE  8

/* Section header */
#define SECTION_NAME_SIZE      8
#define SECTION_MEMORY_SIZE    8
#define SECTION_RVA            12
#define SECTION_DATA_SIZE      16
#define SECTION_DATA           20
#define SECTION_RELOCATIONS    24
#define SECTION_NR_RELOCATIONS 32
#define SECTION_FLAGS          36
#define SECTION_SIZE           40

/* Entry of the debug directory */
#define DEBUG_TIMESTAMP 4
#define DEBUG_RVA       20
#define DEBUG_DATA      24
#define DEBUG_SIZE      28

/* Block of base relocations */
#define RELOC_BLOCK_SIZE   4
#define RELOC_BLOCK_HEADER 8

/* WIN_CERTIFICATE */
#define CERTIFICATE_LENGTH   0
#define CERTIFICATE_REVISION 4
#define CERTIFICATE_TYPE     6
#define CERTIFICATE_HEADER   8
#define CERTIFICATE_ALIGN    8

/* EFI_SIGNATURE_LIST, and EFI_SIGNATURE_DATA in it */
#define SIGNATURES_SIZE        16
#define SIGNATURES_HEADER_SIZE 20
#define SIGNATURES_EACH        24
#define SIGNATURES_HEADER      28
#define SIGNATURE_OWNER_SIZE   16

#endif /* IMAGE_FORMAT_H */
