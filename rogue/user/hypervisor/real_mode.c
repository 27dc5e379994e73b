// SPDX-License-Identifier: GPL-2.0-only
/*
 * An HVM domU that runs a few instructions in real mode: see real_mode.h.
 */
#include "real_mode.h"

#include <sys/mman.h>

#include <xen/sched.h>

/* Of a segment: present, code or data or a task, accessed. */
#define CODE_SEGMENT 0x9b
#define DATA_SEGMENT 0x93
#define TASK_SEGMENT 0x8b
#define TABLE        0x82

void *real_mode_add(struct real_mode *guest, uint16_t code, uint16_t instance,
                    size_t size)
{
    struct hvm_save_descriptor *record = (void *)(guest->state + guest->used);

    guest->used += sizeof(*record) + size;
    *record = (struct hvm_save_descriptor){ code, instance, (uint32_t)size };

    return record + 1;
}

/* What a processor is after its reset, but for where it begins. */
static void add_vcpu(struct real_mode *guest)
{
    struct hvm_save_header *header = REAL_MODE_ADD(guest, HEADER, 0);
    struct hvm_hw_cpu *cpu = REAL_MODE_ADD(guest, CPU, 0);

    header->magic = HVM_FILE_MAGIC;
    header->version = HVM_FILE_VERSION;
    cpu->rflags = 2;
    cpu->cr0 = 0x10;
    cpu->dr6 = 0xffff0ff0;
    cpu->dr7 = 0x400;
    cpu->cs_arbytes = CODE_SEGMENT;
    cpu->ds_arbytes = cpu->es_arbytes = cpu->ss_arbytes = cpu->fs_arbytes =
        cpu->gs_arbytes = DATA_SEGMENT;
    cpu->tr_arbytes = TASK_SEGMENT;
    cpu->ldtr_arbytes = TABLE;
    cpu->cs_limit = cpu->ds_limit = cpu->es_limit = cpu->ss_limit =
        cpu->fs_limit = cpu->gs_limit = cpu->tr_limit = cpu->ldtr_limit =
            cpu->idtr_limit = cpu->gdtr_limit = 0xffff;
}

static bool fill_page(struct real_mode *guest, const void *code, size_t size)
{
    if ( give_page(guest->domid, 0) )
        guest->page = map_frame(MAP_BATCH_V2, guest->domid, 0);
    if ( guest->page )
        memcpy(memset(guest->page, 0, PAGE_SIZE), code, size);
    return guest->page;
}

bool real_mode_make(struct real_mode *guest, uint32_t emulated,
                    const void *code, size_t size)
{
    struct xen_domctl_createdomain create = { 0 };
    long result;

    memset(guest, 0, sizeof(*guest));
    describe_domu(&create, DOMU_HVM);
    create.arch.emulation_flags = emulated;
    guest->domid = create_domain(&create, &result);
    if ( guest->domid == DOMID_INVALID ||
         issue(DOMCTL_CALL(max_vcpus, guest->domid, .u.max_vcpus.max = 1)) ||
         !fill_page(guest, code, size) )
    {
        real_mode_destroy(guest);
        return missing("no HVM domU with a page of memory");
    }

    add_vcpu(guest);
    return true;
}

void real_mode_destroy(const struct real_mode *guest)
{
    if ( guest->page )
        munmap(guest->page, PAGE_SIZE);
    end_domain(guest->domid);
}

long real_mode_load(struct real_mode *guest)
{
    struct control_op_call *call;
    struct xen_domctl *op;

    REAL_MODE_ADD(guest, END, 0);
    call = DOMCTL_CALL(sethvmcontext, guest->domid,
                       .u.hvmcontext.size = (uint32_t)guest->used);
    op = structure_of(call);
    attach(call, &op->u.hvmcontext.buffer, guest->state, guest->used);

    return issue(call);
}

static uint32_t flags_of(const struct real_mode *guest)
{
    struct xen_domctl_getdomaininfo info;

    return domain_info(guest->domid, &info) ? info.flags : 0;
}

unsigned int real_mode_run(const struct real_mode *guest, unsigned int step)
{
    const volatile uint8_t *reached = guest->page + REACHED_AT;

    issue(DOMCTL_CALL(unpausedomain, guest->domid));
    for ( unsigned int i = 0; i < 1000 && *reached != step; i++ )
    {
        rest(10);
        if ( flags_of(guest) & XEN_DOMINF_shutdown )
            break;
    }

    return *reached;
}

bool real_mode_crashed(const struct real_mode *guest)
{
    const uint32_t flags = flags_of(guest);

    return flags & XEN_DOMINF_shutdown &&
           ((flags >> XEN_DOMINF_shutdownshift) & XEN_DOMINF_shutdownmask) ==
               SHUTDOWN_crash;
}
