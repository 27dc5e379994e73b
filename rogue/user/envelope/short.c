// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-ENV-REF-SHORT: buffers that are shorter than what an operation reads or
 * writes.
 *
 * Each operation is first given all that it needs, to see that it does its work
 * then, and after that less and less. What it writes behind the end falls on
 * fences, and what it reads from there shows in what it does.
 */
#include "envelope.h"

#include <xen/physdev.h>
#include <xen/platform.h>

/*
 * A call whose buffer, or the one behind a pointer in its payload, is declared
 * as @size bytes long, but needs .needs of them.
 */
struct demand {
    const char *name;
    size_t needs;
    struct control_op_call *(*call)(char *memory, uint64_t size);
};

/*
 * Puts the first one that writes to its fences into @culprit, "" if none does.
 * Returns how many do their work when they have room.
 */
static unsigned int starve(const struct demand *demands, size_t nr,
                           char culprit[80])
{
    unsigned int work = 0;

    culprit[0] = '\0';
    for ( size_t i = 0; i < nr; i++ )
    {
        const size_t needs = demands[i].needs;
        const size_t sizes[] = { needs - 1, needs - needs / 4, needs / 2, 1,
                                 0 };
        char *memory = fenced(needs);

        if ( issue(demands[i].call(memory, needs)) < 0 ||
             filled(memory, needs) )
            continue;
        work++;

        for ( size_t j = 0; j < ARRAY_SIZE(sizes); j++ )
        {
            issue(demands[i].call(fenced(sizes[j]), sizes[j]));
            if ( !fences_broken() || culprit[0] )
                continue;
            snprintf(culprit, 80, "%s", demands[i].name);
        }
    }

    return work;
}

static bool starved(const struct demand *demands, size_t nr)
{
    char culprit[80];
    const unsigned int work = starve(demands, nr, culprit);

    if ( !work )
        return missing("none of the operations does its work");

    return seen(*culprit, "of %u operations, writing beyond its buffer: %s",
                work, *culprit ? culprit : "none");
}

/* ---- an argument ---- */

static struct control_op_call *version_call(uint64_t cmd, const char *memory,
                                            uint64_t size)
{
    struct control_op_call *call = new_call(__HYPERVISOR_xen_version);

    call->args[0] = cmd;
    call->args[1] = declare(call, memory, size);

    return call;
}

#define VERSION_CALL(cmd)                                                      \
    static struct control_op_call *call_##cmd(char *memory, uint64_t size)     \
    {                                                                          \
        return version_call(XENVER_##cmd, memory, size);                       \
    }

VERSION_CALL(extraversion)
VERSION_CALL(compile_info)
VERSION_CALL(capabilities)
VERSION_CALL(changeset)
VERSION_CALL(platform_parameters)
VERSION_CALL(guest_handle)
VERSION_CALL(commandline)

static struct control_op_call *call_get_features(char *memory, uint64_t size)
{
    if ( size )
        memset(memory, 0, size < 4 ? size : 4); /* the first 32 features */
    return version_call(XENVER_get_features, memory, size);
}

/* What fits of a payload, and a call with it. */
static struct control_op_call *payload_call(uint32_t hypercall, char *memory,
                                            uint64_t size, const void *payload)
{
    struct control_op_call *call = new_call(hypercall);

    memcpy(memory, payload, size);
    call->args[0] = declare(call, memory, size);

    return call;
}

static struct control_op_call *call_getdomaininfo(char *memory, uint64_t size)
{
    struct xen_domctl *op;

    domctl_call(&op, XEN_DOMCTL_getdomaininfo, 0);
    return payload_call(__HYPERVISOR_domctl, memory, size, op);
}

static struct control_op_call *call_physinfo(char *memory, uint64_t size)
{
    struct xen_sysctl *op;

    sysctl_call(&op, XEN_SYSCTL_physinfo);
    return payload_call(__HYPERVISOR_sysctl, memory, size, op);
}

static struct control_op_call *call_status(char *memory, uint64_t size)
{
    struct control_op_call *call = new_call(CONTROL_OP_STATUS);

    call->args[0] = declare(call, memory, size);
    return call;
}

static struct control_op_call *call_host(char *memory, uint64_t size)
{
    struct control_op_call *call = new_call(CONTROL_OP_HOST);

    call->args[0] = declare(call, memory, size);
    return call;
}

static struct control_op_call *call_domain(char *memory, uint64_t size)
{
    struct control_op_call *call = new_call(CONTROL_OP_DOMAIN);

    call->args[0] = declare(call, memory, size);
    return call;
}

static struct control_op_call *call_domains(char *memory, uint64_t size)
{
    struct control_op_call *call = new_call(CONTROL_OP_DOMAINS);

    call->args[0] = declare(call, memory, size);
    call->args[1] = 1;
    return call;
}

static struct control_op_call *call_console(char *memory, uint64_t size)
{
    struct control_op_call *call = new_call(CONTROL_OP_CONSOLE);
    uint32_t *position = fenced(sizeof(*position));

    *position = 0;
    call->args[0] = declare(call, memory, size);
    call->args[1] = 200;
    call->args[2] = declare(call, position, sizeof(*position));
    return call;
}

/* U-ENV-REF-SHORT: buffers that are arguments. */
ENV_ATTACK("U-ENV-REF-SHORT", "control_op: a buffer too short for the answer")
{
    static const struct demand demands[] = {
        { "extraversion", sizeof(xen_extraversion_t), call_extraversion },
        { "compile_info", sizeof(struct xen_compile_info), call_compile_info },
        { "capabilities", sizeof(xen_capabilities_info_t), call_capabilities },
        { "changeset", sizeof(xen_changeset_info_t), call_changeset },
        { "platform_parameters", sizeof(struct xen_platform_parameters),
          call_platform_parameters },
        { "get_features", sizeof(struct xen_feature_info), call_get_features },
        { "guest_handle", sizeof(xen_domain_handle_t), call_guest_handle },
        { "commandline", sizeof(xen_commandline_t), call_commandline },
        { "getdomaininfo", sizeof(struct xen_domctl), call_getdomaininfo },
        { "physinfo", sizeof(struct xen_sysctl), call_physinfo },
        { "status", sizeof(struct control_op_status), call_status },
        { "host", sizeof(struct control_op_host), call_host },
        { "domain", sizeof(struct control_op_domain), call_domain },
        { "domains", sizeof(struct control_op_domain), call_domains },
        { "console", 200, call_console },
    };

    return starved(demands, ARRAY_SIZE(demands));
}

/* ---- a pointer in a structure ---- */

static struct control_op_call *call_readconsole(char *memory, uint64_t size)
{
    struct xen_sysctl *op;

    return console_call(&op, (uintptr_t)memory, size, 200);
}

static struct control_op_call *call_domain_list(char *memory, uint64_t size)
{
    struct xen_sysctl *op;
    struct control_op_call *call = sysctl_call(&op,
                                               XEN_SYSCTL_getdomaininfolist);

    op->u.getdomaininfolist.max_domains = 1;
    op->u.getdomaininfolist.buffer.p = (void *)declare(call, memory, size);
    return call;
}

static struct control_op_call *call_cputopo(char *memory, uint64_t size)
{
    struct xen_sysctl *op;
    struct control_op_call *call = sysctl_call(&op, XEN_SYSCTL_cputopoinfo);

    op->u.cputopoinfo.num_cpus = 1;
    op->u.cputopoinfo.cputopo.p = (void *)declare(call, memory, size);
    return call;
}

static struct control_op_call *call_numa(char *memory, uint64_t size)
{
    struct xen_sysctl *op;
    struct control_op_call *call = sysctl_call(&op, XEN_SYSCTL_numainfo);

    op->u.numainfo.num_nodes = 1;
    op->u.numainfo.meminfo.p = (void *)declare(call, memory, size);
    return call;
}

static struct control_op_call *call_featureset(char *memory, uint64_t size)
{
    struct xen_sysctl *op;
    struct control_op_call *call = sysctl_call(&op,
                                               XEN_SYSCTL_get_cpu_featureset);

    op->u.cpu_featureset.index = XEN_SYSCTL_cpu_featureset_host;
    op->u.cpu_featureset.nr_features = 10;
    op->u.cpu_featureset.features.p = (void *)declare(call, memory, size);
    return call;
}

static struct control_op_call *call_affinity(char *memory, uint64_t size)
{
    struct xen_domctl *op;
    struct control_op_call *call = domctl_call(&op, XEN_DOMCTL_getvcpuaffinity,
                                               0);

    op->u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD;
    op->u.vcpuaffinity.cpumap_hard.nr_bits = 256;
    op->u.vcpuaffinity.cpumap_hard.bitmap.p = (void *)declare(call, memory,
                                                              size);
    return call;
}

static struct control_op_call *call_memory_map(char *memory, uint64_t size)
{
    struct xen_memory_map *map = fenced(sizeof(*map));
    struct control_op_call *call = memory_call(XENMEM_machine_memory_map, map,
                                               sizeof(*map));

    map->nr_entries = 128;
    map->buffer.p = (void *)declare(call, memory, size);
    return call;
}

static struct control_op_call *call_pcitopo(char *memory, uint64_t size)
{
    struct xen_sysctl *op;
    struct control_op_call *call = sysctl_call(&op, XEN_SYSCTL_pcitopoinfo);
    struct physdev_pci_device *devices = fenced(4 * sizeof(*devices));

    op->u.pcitopoinfo.num_devs = 4;
    op->u.pcitopoinfo.devs.p = (void *)declare(call, devices,
                                               4 * sizeof(*devices));
    op->u.pcitopoinfo.nodes.p = (void *)declare(call, memory, size);
    return call;
}

/* U-ENV-REF-SHORT-STRUCT: buffers behind pointers in a payload. */
ENV_ATTACK("U-ENV-REF-SHORT-STRUCT",
           "control_op: a pointer's buffer too short for the answer")
{
    static const struct demand demands[] = {
        { "readconsole", 200, call_readconsole },
        { "getdomaininfolist", sizeof(struct xen_domctl_getdomaininfo),
          call_domain_list },
        { "cputopoinfo", sizeof(struct xen_sysctl_cputopo), call_cputopo },
        { "numainfo", sizeof(struct xen_sysctl_meminfo), call_numa },
        { "get_cpu_featureset", 10 * sizeof(uint32_t), call_featureset },
        { "getvcpuaffinity", 256 / 8, call_affinity },
        { "machine_memory_map", 128 * 20, call_memory_map },
        { "pcitopoinfo", 4 * sizeof(uint32_t), call_pcitopo },
    };

    return starved(demands, ARRAY_SIZE(demands));
}

/* ---- what only the handler knows ---- */

#define VARBUF_SIZE 1024

static struct control_op_call *varbuf_call(uint64_t cmd, char *memory,
                                           uint64_t size)
{
    const uint32_t room = VARBUF_SIZE - sizeof(room);

    if ( size )
        memcpy(memory, &room, size < sizeof(room) ? size : sizeof(room));
    return version_call(cmd, memory, size);
}

#define VARBUF_CALL(cmd)                                                       \
    static struct control_op_call *call_##cmd(char *memory, uint64_t size)     \
    {                                                                          \
        return varbuf_call(XENVER_##cmd, memory, size);                        \
    }

VARBUF_CALL(build_id)
VARBUF_CALL(extraversion2)
VARBUF_CALL(capabilities2)
VARBUF_CALL(changeset2)
VARBUF_CALL(commandline2)

static struct control_op_call *call_hypfs(char *memory, uint64_t size)
{
    return hypfs_call(memory, size, VARBUF_SIZE);
}

static struct control_op_call *call_symbol(char *memory, uint64_t size)
{
    struct control_op_call *call = new_call(__HYPERVISOR_platform_op);
    struct xen_platform_op *op = fenced(sizeof(*op));

    memset(op, 0, sizeof(*op));
    op->cmd = XENPF_get_symbol;
    op->interface_version = XENPF_INTERFACE_VERSION;
    op->u.symdata.namelen = VARBUF_SIZE;
    call->args[0] = declare(call, op, sizeof(*op));
    op->u.symdata.name.p = (void *)declare(call, memory, size);
    return call;
}

/*
 * U-ENV-REF-SHORT-VAR: operations that are told how much room there is.
 *
 * They write less than that, and how much less only they know. Of the room they
 * were told of a part is declared; some of these calls may be carried out, if
 * they find enough of it.
 */
ENV_ATTACK("U-ENV-REF-SHORT-VAR",
           "control_op: a buffer shorter than an operation was told")
{
    static const struct demand demands[] = {
        { "build_id", VARBUF_SIZE, call_build_id },
        { "extraversion2", VARBUF_SIZE, call_extraversion2 },
        { "capabilities2", VARBUF_SIZE, call_capabilities2 },
        { "changeset2", VARBUF_SIZE, call_changeset2 },
        { "commandline2", VARBUF_SIZE, call_commandline2 },
        { "hypfs", VARBUF_SIZE, call_hypfs },
        { "get_symbol", VARBUF_SIZE, call_symbol },
    };
    char culprit[80];
    unsigned int work = starve(demands, ARRAY_SIZE(demands), culprit);

    /* So small a part that none of the answers fits. */
    for ( size_t i = 0; i < ARRAY_SIZE(demands); i++ )
        for ( size_t size = 4; size <= 8; size++ )
            issue(demands[i].call(fenced(size), size));
    if ( fences_broken() && !*culprit )
        strcpy(culprit, "one of them");
    if ( !work )
        return missing("none of the operations does its work");

    return seen(*culprit, "of %u operations, writing beyond its buffer: %s",
                work, *culprit ? culprit : "none");
}

/* ---- reading ---- */

/*
 * U-ENV-REF-SHORT-IN: payloads that go on behind the end of their buffer.
 *
 * The domctl is all there; declared is less than it takes. dom0's UUID tells
 * whether the rest was read nevertheless, and a path that ends behind its
 * buffer whether it was looked up.
 */
ENV_ATTACK("U-ENV-REF-SHORT-IN", "control_op: a payload beyond its buffer")
{
    struct xen_domctl *op;
    struct control_op_call *call = domctl_call(&op, XEN_DOMCTL_setdomainhandle,
                                               0);
    static const size_t handle_at = offsetof(struct xen_domctl, u);
    const size_t sizes[] = { sizeof(*op) - 1,
                             handle_at + MARK_SIZE,
                             handle_at + MARK_SIZE / 2,
                             handle_at,
                             4,
                             0 };
    char uuid[MARK_SIZE], *found = fenced(VARBUF_SIZE);
    bool set = false, read;

    for ( size_t i = 0; i < ARRAY_SIZE(sizes); i++ )
    {
        memcpy(op->u.setdomainhandle.handle, new_mark(), MARK_SIZE);
        call->buffers[0].size = sizes[i];
        issue(call);
        get_uuid(uuid);
        set |= !memcmp(uuid, op->u.setdomainhandle.handle, sizeof(uuid));
    }

    call = call_hypfs(found, VARBUF_SIZE);
    call->buffers[0].size = 1;
    issue(call);
    read = !filled(found, VARBUF_SIZE);

    return seen(set || read, "dom0's UUID %s, a path %s",
                set ? "set" : "unchanged",
                read ? "looked up" : "not looked up");
}
