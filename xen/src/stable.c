/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stable family of control_op: operations whose layout abi/control_op.h
 * defines. Each is composed of native hypercalls, which are judged, counted and
 * preempted as if they had been wrapped; only the layout is ours.
 */
#include <xen/errno.h>
#include <xen/guest_access.h>
#include <xen/hypercall.h>
#include <xen/iommu.h>
#include <xen/sched.h>
#include <xen/version.h>

#include <public/domctl.h>
#include <public/event_channel.h>
#include <public/sched.h>
#include <public/sysctl.h>

#include "private.h"

/* What one call of do_domains() looks at, since it is not preempted. */
#define MAX_DOMAINS 64

static bool refers(const struct lockdown_window *window, uint64_t reference,
                   uint64_t count, uint64_t unit)
{
    return reference &&
           lockdown_refers(window->buffers, window->nr, reference, count, unit);
}

static int write_out(uint64_t reference, uint64_t index, const void *from,
                     size_t size)
{
    return raw_copy_to_guest((void *)(reference + index * size), from, size)
               ? -EFAULT
               : 0;
}

/* A native hypercall whose last argument leads to @size bytes at @own. */
static long native(struct lockdown_window *window, unsigned int hypercall,
                   unsigned long cmd, bool has_cmd, void *own, size_t size)
{
    const uint64_t args[CONTROL_OP_MAX_ARGS] = {
        has_cmd ? cmd : LOCKDOWN_OWN_REFERENCE,
        has_cmd ? LOCKDOWN_OWN_REFERENCE : 0,
    };
    long result;

    window->own = own;
    window->own_size = size;
    result = lockdown_native(hypercall, args);
    window->own = NULL;

    /* The operation begins anew; until then it has no result. */
    return unlikely(current->hcall_preempted) ? -ERESTART : result;
}

static long cf_check do_status(struct lockdown_window *window,
                               const struct control_op_call *call)
{
    struct control_op_status status = {
        .version = CONTROL_OP_VERSION,
        .level = lockdown_level(),
        .domid = current->domain->domain_id,
        .reason = lockdown_reason,
    };

    BUILD_BUG_ON(LOCKDOWN_NONE != CONTROL_OP_LEVEL_NONE);
    BUILD_BUG_ON(LOCKDOWN_INTEGRITY != CONTROL_OP_LEVEL_INTEGRITY);
    BUILD_BUG_ON(LOCKDOWN_CONTAINMENT != CONTROL_OP_LEVEL_CONTAINMENT);

    if ( !refers(window, call->args[0], 1, sizeof(status)) )
        return -EINVAL;

    /* What is refused tells of what others do. */
    if ( !(window->how & LOCKDOWN_DOMU) )
    {
        status.options_refused = lockdown_options_refused;
        status.ops_refused = read_atomic(&lockdown_ops_refused);
    }

    return write_out(call->args[0], 0, &status, sizeof(status));
}

static long cf_check do_counters(struct lockdown_window *window,
                                 const struct control_op_call *call)
{
    const uint64_t max = call->args[1], first = call->args[2];
    struct control_op_counter counter = {};
    uint64_t seen = 0, written = 0;
    enum lockdown_row row;
    int rc;

    if ( !refers(window, call->args[0], max, sizeof(counter)) )
        return -EINVAL;

    for ( row = LOCKDOWN_ROW_NONE; row < LOCKDOWN_NR_ROWS && written < max;
          row++ )
    {
        counter.refused = lockdown_refusals(row);
        if ( !counter.refused || seen++ < first )
            continue;

        memset(counter.name, 0, sizeof(counter.name));
        strlcpy(counter.name, lockdown_row_name(row), sizeof(counter.name));
        rc = write_out(call->args[0], written++, &counter, sizeof(counter));
        if ( rc )
            return rc;
    }

    return written;
}

static long cf_check do_host(struct lockdown_window *window,
                             const struct control_op_call *call)
{
    const struct domain *d = current->domain;
    const struct xen_sysctl_physinfo *info;
    struct control_op_host host = {};
    struct xen_sysctl op = {
        .cmd = XEN_SYSCTL_physinfo,
        .interface_version = XEN_SYSCTL_INTERFACE_VERSION,
    };
    long rc;

    if ( !refers(window, call->args[0], 1, sizeof(host)) )
        return -EINVAL;

    rc = native(window, __HYPERVISOR_sysctl, 0, false, &op, sizeof(op));
    if ( rc )
        return rc;

    info = &op.u.physinfo;
    host.xen_major = xen_major_version();
    host.xen_minor = xen_minor_version();
    host.cpus = info->nr_cpus;
    host.nodes = info->nr_nodes;
    host.memory = info->total_pages << PAGE_SHIFT;
    host.free = info->free_pages << PAGE_SHIFT;

    if ( info->capabilities & XEN_SYSCTL_PHYSCAP_hvm )
        host.flags |= CONTROL_OP_HOST_HVM;
    if ( info->capabilities & XEN_SYSCTL_PHYSCAP_pv )
        host.flags |= CONTROL_OP_HOST_PV;
    if ( iommu_enabled )
        host.flags |= CONTROL_OP_HOST_IOMMU;
    if ( is_hvm_domain(d) )
        host.flags |= CONTROL_OP_HOST_DOM0_PVH;
    /* That a PV dom0 is strict, Xen forgets with the options it booted with. */
    if ( is_iommu_enabled(d) && !iommu_hwdom_passthrough &&
         (is_hvm_domain(d) || need_iommu_pt_sync(d)) )
        host.flags |= CONTROL_OP_HOST_DOM0_IOMMU;

    return write_out(call->args[0], 0, &host, sizeof(host));
}

static void describe(struct control_op_domain *domain,
                     const struct xen_domctl_getdomaininfo *info)
{
    static const struct {
        uint32_t xen, ours;
    } flags[] = {
        { XEN_DOMINF_dying, CONTROL_OP_DOMAIN_DYING },
        { XEN_DOMINF_shutdown, CONTROL_OP_DOMAIN_SHUTDOWN },
        { XEN_DOMINF_paused, CONTROL_OP_DOMAIN_PAUSED },
        { XEN_DOMINF_blocked, CONTROL_OP_DOMAIN_BLOCKED },
        { XEN_DOMINF_running, CONTROL_OP_DOMAIN_RUNNING },
        { XEN_DOMINF_hvm_guest, CONTROL_OP_DOMAIN_HVM },
    };
    unsigned int i;

    *domain = (struct control_op_domain){
        .domid = info->domain,
        .vcpus = info->nr_online_vcpus,
        .vcpus_max = info->max_vcpu_id + 1,
        .cpupool = info->cpupool,
        .cpu_time = info->cpu_time,
        .memory = info->tot_pages << PAGE_SHIFT,
        .memory_max = info->max_pages << PAGE_SHIFT,
    };

    for ( i = 0; i < ARRAY_SIZE(flags); i++ )
        if ( info->flags & flags[i].xen )
            domain->flags |= flags[i].ours;

    if ( info->flags & XEN_DOMINF_shutdown )
        domain->shutdown_reason = (info->flags >> XEN_DOMINF_shutdownshift) &
                                  XEN_DOMINF_shutdownmask;

    BUILD_BUG_ON(sizeof(domain->uuid) != sizeof(info->handle));
    memcpy(domain->uuid, info->handle, sizeof(domain->uuid));
}

/* The first domain from @domid on. Returns 1, 0 if there is none, or an error. */
static long next_domain(struct lockdown_window *window, uint64_t domid,
                        struct control_op_domain *domain)
{
    struct {
        struct xen_sysctl op;
        struct xen_domctl_getdomaininfo info;
    } own = {
        .op = {
            .cmd = XEN_SYSCTL_getdomaininfolist,
            .interface_version = XEN_SYSCTL_INTERFACE_VERSION,
            .u.getdomaininfolist = {
                .first_domain = domid,
                .max_domains = 1,
            },
        },
    };
    long rc;

    if ( domid >= DOMID_FIRST_RESERVED )
        return 0;

    set_xen_guest_handle_raw(
        own.op.u.getdomaininfolist.buffer,
        (void *)(LOCKDOWN_OWN_REFERENCE + offsetof(typeof(own), info)));

    rc = native(window, __HYPERVISOR_sysctl, 0, false, &own, sizeof(own));
    if ( rc || !own.op.u.getdomaininfolist.num_domains )
        return rc;

    describe(domain, &own.info);

    return 1;
}

static long cf_check do_domains(struct lockdown_window *window,
                                const struct control_op_call *call)
{
    const uint64_t max = call->args[1];
    uint64_t domid = call->args[2];
    struct control_op_domain domain = {};
    uint64_t written;
    long rc;

    if ( !refers(window, call->args[0], max, sizeof(domain)) )
        return -EINVAL;

    for ( written = 0; written < max && written < MAX_DOMAINS; written++ )
    {
        rc = next_domain(window, domid, &domain);
        if ( rc < 0 )
            return rc;
        if ( rc == 0 )
            break;

        rc = write_out(call->args[0], written, &domain, sizeof(domain));
        if ( rc )
            return rc;
        domid = domain.domid + 1;
    }

    return written;
}

static long cf_check do_domain(struct lockdown_window *window,
                               const struct control_op_call *call)
{
    const uint64_t domid = call->args[1];
    struct control_op_domain domain = {};
    long rc;

    if ( !refers(window, call->args[0], 1, sizeof(domain)) )
        return -EINVAL;

    rc = next_domain(window, domid, &domain);
    if ( rc < 0 )
        return rc;
    if ( rc == 0 || domain.domid != domid )
        return -ESRCH;

    return write_out(call->args[0], 0, &domain, sizeof(domain));
}

/* An operation whose one argument is a domain, which the domctl @cmd acts on. */
static long do_domctl_on(struct lockdown_window *window,
                         const struct control_op_call *call, uint32_t cmd)
{
    struct xen_domctl op = {
        .cmd = cmd,
        .interface_version = XEN_DOMCTL_INTERFACE_VERSION,
        .domain = call->args[0],
    };

    if ( op.domain != call->args[0] )
        return -EINVAL;

    return native(window, __HYPERVISOR_domctl, 0, false, &op, sizeof(op));
}

static long cf_check do_pause(struct lockdown_window *window,
                              const struct control_op_call *call)
{
    return do_domctl_on(window, call, XEN_DOMCTL_pausedomain);
}

static long cf_check do_unpause(struct lockdown_window *window,
                                const struct control_op_call *call)
{
    return do_domctl_on(window, call, XEN_DOMCTL_unpausedomain);
}

static long cf_check do_destroy(struct lockdown_window *window,
                                const struct control_op_call *call)
{
    return do_domctl_on(window, call, XEN_DOMCTL_destroydomain);
}

static long cf_check do_shutdown(struct lockdown_window *window,
                                 const struct control_op_call *call)
{
    struct sched_remote_shutdown op = {
        .domain_id = call->args[0],
        .reason = call->args[1],
    };

    if ( op.domain_id != call->args[0] || op.reason != call->args[1] )
        return -EINVAL;

    return native(window, __HYPERVISOR_sched_op, SCHEDOP_remote_shutdown, true,
                  &op, sizeof(op));
}

static long cf_check do_console(struct lockdown_window *window,
                                const struct control_op_call *call)
{
    const uint64_t position = call->args[2];
    struct xen_sysctl op = {
        .cmd = XEN_SYSCTL_readconsole,
        .interface_version = XEN_SYSCTL_INTERFACE_VERSION,
        .u.readconsole = {
            .incremental = true,
            .count = call->args[1],
        },
    };
    uint32_t index;
    long rc;

    if ( op.u.readconsole.count != call->args[1] ||
         !refers(window, call->args[0], call->args[1], 1) ||
         !refers(window, position, 1, sizeof(index)) )
        return -EINVAL;

    if ( raw_copy_from_guest(&index, (void *)position, sizeof(index)) )
        return -EFAULT;

    op.u.readconsole.index = index;
    set_xen_guest_handle_raw(op.u.readconsole.buffer, (void *)call->args[0]);

    rc = native(window, __HYPERVISOR_sysctl, 0, false, &op, sizeof(op));
    if ( rc )
        return rc;

    index = op.u.readconsole.index;
    rc = write_out(position, 0, &index, sizeof(index));

    return rc ?: op.u.readconsole.count;
}

static long cf_check do_event_channel(struct lockdown_window *window,
                                      const struct control_op_call *call)
{
    struct evtchn_alloc_unbound op = {
        .dom = call->args[0],
        .remote_dom = call->args[1],
    };
    long rc;

    if ( op.dom != call->args[0] || op.remote_dom != call->args[1] )
        return -EINVAL;

    rc = native(window, __HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound,
                true, &op, sizeof(op));

    return rc ?: op.port;
}

static const struct {
    uint32_t operation;
    unsigned int nr_args;
    long (*carry_out)(struct lockdown_window *window,
                      const struct control_op_call *call);
} operations[] = {
    { CONTROL_OP_STATUS, 1, do_status },
    { CONTROL_OP_COUNTERS, 3, do_counters },
    { CONTROL_OP_HOST, 1, do_host },
    { CONTROL_OP_DOMAINS, 3, do_domains },
    { CONTROL_OP_DOMAIN, 2, do_domain },
    { CONTROL_OP_PAUSE, 1, do_pause },
    { CONTROL_OP_UNPAUSE, 1, do_unpause },
    { CONTROL_OP_SHUTDOWN, 2, do_shutdown },
    { CONTROL_OP_DESTROY, 1, do_destroy },
    { CONTROL_OP_CONSOLE, 3, do_console },
    { CONTROL_OP_EVENT_CHANNEL, 2, do_event_channel },
};

/* The others are 0, so that they can get a meaning later. */
static bool takes_args(const struct control_op_call *call, unsigned int nr)
{
    for ( ; nr < CONTROL_OP_MAX_ARGS; nr++ )
        if ( call->args[nr] )
            return false;

    return true;
}

long lockdown_stable(struct lockdown_window *window,
                     const struct control_op_call *call)
{
    unsigned int i;

    for ( i = 0; i < ARRAY_SIZE(operations); i++ )
        if ( operations[i].operation == call->operation )
            return takes_args(call, operations[i].nr_args)
                       ? operations[i].carry_out(window, call)
                       : -EINVAL;

    return -ENOSYS;
}
