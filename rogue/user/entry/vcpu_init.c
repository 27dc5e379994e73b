// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vCPU that Xen has given to dom0 and the kernel does not use: Xen starts it
 * in whatever state it is told to.
 */
#include "../frames/paging.h"

#include <xen/vcpu.h>

#include "../doors/lasting.h"
#include "entry.h"

/* Which vCPU it is. */
uint64_t started_vcpu;

void vcpu_entry(void);

/* In one call, since it would be preempted between two; it does not return. */
__asm__(".pushsection .text\n"
        ".globl vcpu_entry\n"
        "vcpu_entry:\n"
        "    call write_entry_mark\n"
        "    mov $2, %edi\n" /* VCPUOP_down */
        "    mov started_vcpu(%rip), %rsi\n"
        "    xor %edx, %edx\n"
        "    mov $24, %eax\n" /* __HYPERVISOR_vcpu_op */
        "    syscall\n"
        "0:  jmp 0b\n"
        ".popsection\n");

/* In kernel mode, on our page tables, which have the kernel's memory as well. */
static void start(unsigned int vcpu, uint64_t stack)
{
    vcpu_guest_context_t *context = buffer(sizeof(*context));
    const uint64_t code = (uintptr_t)vcpu_entry;

    context->flags = VGCF_in_kernel;
    context->user_regs.rip = code;
    context->user_regs.cs = FLAT_KERNEL_CS;
    context->user_regs.rsp = stack;
    context->user_regs.ss = FLAT_KERNEL_SS;
    context->kernel_sp = stack;
    context->kernel_ss = FLAT_KERNEL_SS;
    context->ctrlreg[3] = frame_of_page(own_root()) * PAGE_SIZE;
    context->event_callback_eip = code;
    context->failsafe_callback_eip = code;
    context->syscall_callback_eip = code;

    started_vcpu = vcpu;
    vcpu_op(VCPUOP_initialise, vcpu, context);
    vcpu_op(VCPUOP_up, vcpu, 0);
}

/* The vCPU keeps our page tables, and so does this process. */
static enum outcome start_unused(void)
{
    const unsigned int unused = (unsigned int)sysconf(_SC_NPROCESSORS_CONF);
    const uint8_t *stack = buffer(PAGE_SIZE);

    if ( !own_root() || !victim() )
        return cannot_try("no address for the victim, or no root");

    prepare_entry();
    start(unused, (uintptr_t)stack + PAGE_SIZE);
    for ( unsigned int i = 0; i < 2000 && vcpu_op(VCPUOP_is_up, unused, 0) == 1;
          i++ )
        rest(10);

    return effect_either(victim_has_mark(), "code of ours",
                         "ran on a vCPU of its own", "did not run");
}

/*
 * U-STACK-INIT: start a vCPU of dom0's in kernel mode, with code of root's.
 *
 * The kernel need not have as many CPUs as dom0 has vCPUs. To Xen the others
 * are its business as well, and Xen takes their registers and page tables from
 * whoever starts them first.
 */
PV_ATTACK("U-STACK-INIT", "start an unused vCPU of dom0's in kernel mode",
          "a PVH kernel is told of all its vCPUs")
{
    const unsigned int unused = (unsigned int)sysconf(_SC_NPROCESSORS_CONF);

    return vcpu_op(VCPUOP_is_up, unused, 0) == -ENOENT
               ? not_applicable("the kernel uses all vCPUs of this dom0")
               : run_lasting(start_unused);
}
