/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An HVM domU that runs a few instructions in real mode, in its only page of
 * memory, and with the state of devices that the attack loads for it.
 */
#ifndef ROGUE_REAL_MODE_H
#define ROGUE_REAL_MODE_H

#include "content.h"

#include <xen/hvm/save.h>

struct real_mode {
    domid_t domid;
    uint8_t *page;
    size_t used;
    uint8_t state[4096]; /* the records of sethvmcontext */
};

/*
 * The code's own word on how far it came: a byte at this address, 0 at first,
 * to which REACHED(n) among its lines writes n.
 */
#define REACHED_AT    0x800
#define REACHED(step) "movb $" #step ", 0x800\n"
#define REAL_MODE_END "cli; hlt\n"

/* Code from address 0 on, between two symbols @name and @name_end. */
#define REAL_MODE_CODE(name, text)                                             \
    extern const char name[], name##_end[];                                    \
    __asm__(".section .rodata\n.code16\n" #name ":\n" text #name "_end:\n"     \
            ".code64\n.text\n")
#define real_mode_start(guest, emulated, name)                                 \
    real_mode_make(guest, emulated, name, (size_t)(name##_end - name))

/*
 * Make a domain that has these devices, XEN_X86_EMU_*, and this code, paused. Its
 * state begins with that of its vCPU. False if there is none: missing() then says
 * why.
 */
bool real_mode_make(struct real_mode *guest, uint32_t emulated,
                    const void *code, size_t size);
void real_mode_destroy(const struct real_mode *guest);

/* Add a record, all of whose fields are 0, to the state: REAL_MODE_ADD(&g, PIC, 0) */
#define REAL_MODE_ADD(guest, name, instance)                                   \
    ((HVM_SAVE_TYPE(name) *)real_mode_add(guest, HVM_SAVE_CODE(name),          \
                                          instance, HVM_SAVE_LENGTH(name)))
void *real_mode_add(struct real_mode *guest, uint16_t code, uint16_t instance,
                    size_t size);

/* Load the state. Returns Xen's answer. */
long real_mode_load(struct real_mode *guest);
/*
 * Let the domain run until it has come to @step, or until Xen has ended it; for
 * at most ten seconds. Returns how far it came.
 */
unsigned int real_mode_run(const struct real_mode *guest, unsigned int step);
/* Has Xen ended it, for what it did? */
bool real_mode_crashed(const struct real_mode *guest);

#endif /* ROGUE_REAL_MODE_H */
