// SPDX-License-Identifier: GPL-2.0-only
#include "host.h"

#include "../user/envelope/envelope.h"

/* ---- what must stay ---- */

#define NR_CANARIES 2048 /* pages */

static uint64_t (*canaries)[PAGE_SIZE / sizeof(uint64_t)];
static struct xen_domctl_getdomaininfo dom0;

static uint64_t canary(size_t page, size_t word)
{
    return (page << 20 | word) * 0x9e3779b97f4a7c15;
}

void watch_host(void)
{
    canaries = fenced(NR_CANARIES * PAGE_SIZE);
    for ( size_t i = 0; i < NR_CANARIES; i++ )
        for ( size_t j = 0; j < ARRAY_SIZE(*canaries); j++ )
            canaries[i][j] = canary(i, j);
    watch_version();
    watch_dom0();
    domain_info(0, &dom0);
}

static bool canaries_changed(void)
{
    for ( size_t i = 0; i < NR_CANARIES; i++ )
        for ( size_t j = 0; j < ARRAY_SIZE(*canaries); j++ )
            if ( canaries[i][j] != canary(i, j) )
                return true;

    return false;
}

const char *host_damage(void)
{
    struct xen_domctl_getdomaininfo now;

    if ( canaries_changed() )
        return "memory of dom0 has changed";
    if ( version_differs() )
        return "the dom0 kernel has changed";
    if ( !domain_info(0, &now) )
        return "Xen does not tell of dom0";
    if ( now.tot_pages != dom0.tot_pages )
        return "dom0 has another number of pages";
    if ( dom0_changed() )
        return "dom0 is not as it was";

    return NULL;
}

/* ---- what is put back ---- */

static void end_domains(void)
{
    enum { NR = 64 };
    struct control_op_call *call = SYSCTL_CALL(
        getdomaininfolist,
        .u.getdomaininfolist = { .first_domain = 1, .max_domains = NR });
    struct xen_sysctl *op = structure_of(call);
    const struct xen_domctl_getdomaininfo *list = attach(
        call, &op->u.getdomaininfolist.buffer, NULL, NR * sizeof(*list));

    for ( unsigned int tries = 0; tries < 50; tries++ )
    {
        op->u.getdomaininfolist.first_domain = 1;
        if ( issue(call) || !op->u.getdomaininfolist.num_domains )
            return;
        for ( uint32_t i = 0; i < op->u.getdomaininfolist.num_domains; i++ )
            end_domain(list[i].domain);
        if ( tries )
            rest(10);
    }
    log_line("fuzz: a domain does not end: %u", list[0].domain);
}

static long cpupool(uint32_t cmd, uint32_t pool, uint32_t cpu)
{
    return issue(SYSCTL_CALL(
        cpupool_op,
        .u.cpupool_op = { .op = cmd, .cpupool_id = pool, .cpu = cpu }));
}

/* The first pool from this number on, -1 if there is none. */
static long next_pool(uint32_t from)
{
    struct control_op_call *call = SYSCTL_CALL(
        cpupool_op, .u.cpupool_op = { .op = XEN_SYSCTL_CPUPOOL_OP_INFO,
                                      .cpupool_id = from,
                                      .cpumap.nr_bits = 64 });
    struct xen_sysctl *op = structure_of(call);

    attach(call, &op->u.cpupool_op.cpumap.bitmap, NULL, 8);
    return issue(call) ? -1 : (long)op->u.cpupool_op.cpupool_id;
}

/* Xen may ask to try again: while a domain ends, or a vCPU is still there. */
static void take_from_pool(uint32_t pool, uint32_t cpu)
{
    for ( unsigned int tries = 0; tries < 50; tries++ )
    {
        if ( cpupool(XEN_SYSCTL_CPUPOOL_OP_RMCPU, pool, cpu) != -EAGAIN )
            return;
        rest(1);
    }
}

static void restore_cpus(void)
{
    const unsigned int nr = (unsigned int)sysconf(_SC_NPROCESSORS_CONF);

    for ( unsigned int cpu = 1; cpu < nr; cpu++ )
        issue(
            SYSCTL_CALL(cpu_hotplug,
                        .u.cpu_hotplug = {
                            .cpu = cpu, .op = XEN_SYSCTL_CPU_HOTPLUG_ONLINE }));
    for ( long pool; (pool = next_pool(1)) > 0; )
    {
        for ( unsigned int cpu = 0; cpu < nr; cpu++ )
            take_from_pool((uint32_t)pool, cpu);
        if ( cpupool(XEN_SYSCTL_CPUPOOL_OP_DESTROY, (uint32_t)pool, 0) )
            break;
    }
    for ( unsigned int cpu = 0; cpu < nr; cpu++ )
        cpupool(XEN_SYSCTL_CPUPOOL_OP_ADDCPU, 0, cpu);
}

void restore_host(void)
{
    end_domains();
    restore_cpus();
    issue(DOMCTL_CALL(max_mem, 0, .u.max_mem.max_memkb = dom0.max_pages * 4));
}
