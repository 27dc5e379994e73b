// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-ENV-COMPAT: control_op asked for as a 32-bit program would ask.
 *
 * There is no 32-bit ABI. A kernel that runs such programs has a second way
 * into its ioctls, where addresses have 32 bits and checks may be others.
 */
#include "envelope.h"

#include <sys/mman.h>

#define NR_IOCTL_I386 54
#define NR_IOCTL_X32  (0x40000000 | 514)

/* What a 32-bit program can name lies below 4 GiB. */
struct low {
    struct control_op_ioctl argument;
    uint8_t buffer[MARK_SIZE];
    uint8_t call[256];
    long result; /* of the system call */
};

static struct low *low_memory(void)
{
    struct low *low = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE |
                               MAP_LOCKED | MAP_32BIT,
                           -1, 0);

    return low == MAP_FAILED ? NULL : low;
}

/* The door as a file descriptor: a system call is made by hand here. */
static int descriptor(void)
{
    return control_device() >= 0 ? control_device() : node_fd();
}

static void by_interrupt(void *memory)
{
    struct low *low = memory;
    long result = NR_IOCTL_I386;

    __asm__ volatile("int $0x80"
                     : "+a"(result)
                     : "b"((long)descriptor()), "c"((long)CONTROL_OP_IOCTL),
                       "d"(low)
                     : "memory", "r8", "r9", "r10", "r11");
    low->result = (int)result;
}

static void by_x32(void *memory)
{
    struct low *low = memory;
    long result = NR_IOCTL_X32;

    __asm__ volatile("syscall"
                     : "+a"(result)
                     : "D"((long)descriptor()), "S"((long)CONTROL_OP_IOCTL),
                       "d"(low)
                     : "memory", "rcx", "r11");
    low->result = result;
}

/*
 * Ask for bytes at @address, or in low memory if it is 0. Returns whether the
 * kernel has that system call at all.
 */
static bool ask(struct low *low, void (*system_call)(void *), uint64_t address)
{
    struct control_op_call *call = handle_call(NULL);

    memset(low->buffer, FILL, sizeof(low->buffer));
    call->args[1] = declare_at(call, address ? address : (uintptr_t)low->buffer,
                               MARK_SIZE);
    memcpy(low->call, call, call_size(call));
    low->argument = (struct control_op_ioctl){ (uintptr_t)low->call,
                                               (uint32_t)call_size(call), 1 };
    low->result = -ENOSYS;
    set_uuid(new_mark());
    survives(system_call, low);

    return low->result != -ENOSYS;
}

static const char no_such_call[] = "this kernel has no such system call";

static bool asked_by(void (*system_call)(void *))
{
    struct low *low = low_memory();
    bool entered, answered;

    if ( !low )
        return missing("no memory below 4 GiB");

    entered = ask(low, system_call, 0);
    answered = !filled(low->buffer, sizeof(low->buffer));

    if ( !answered && !entered )
        return pointless(no_such_call);
    return seen(answered, "%s", answered ? "answered" : "not answered");
}

/* U-ENV-COMPAT: by the system call of 32-bit programs. */
ENV_ATTACK_BY("U-ENV-COMPAT", "control_op: asked for by a 32-bit system call",
              asked_by(by_interrupt))

/* U-ENV-COMPAT-X32: by the system call of programs with 32-bit pointers. */
ENV_ATTACK_BY("U-ENV-COMPAT-X32", "control_op: asked for by an x32 system call",
              asked_by(by_x32))

/* U-ENV-COMPAT-KPTR: either, with the kernel's memory as the buffer. */
ENV_ATTACK("U-ENV-COMPAT-KPTR", "control_op: a 32-bit call for kernel memory")
{
    struct low *low = low_memory();
    bool entered, written;

    if ( !low )
        return missing("no memory below 4 GiB");

    entered = ask(low, by_interrupt, victim());
    written = victim_has_mark();
    entered |= ask(low, by_x32, victim());
    written |= victim_has_mark();

    if ( !written && !entered )
        return pointless(no_such_call);
    return version_seen(written);
}
