// SPDX-License-Identifier: GPL-2.0-only
/*
 * What Xen offers to those who develop, measure and mend it: debug keys that
 * act, tracing, profiling, counters, pages and power states switched by hand.
 */
#include "../console.h"
#include "../domu.h"

#include <sys/mman.h>

#include <xen/pmu.h>
#include <xen/trace.h>

#include "trace.h"

/* ---- debug keys ---- */

/*
 * U-DEBUG-LOGLEVEL: make Xen say less.
 *
 * A Xen that logs nothing hides what is done to it.
 */
ATTACK("U-DEBUG-LOGLEVEL", "lower Xen's log level by a debug key")
{
    const long result = press_key('-');
    const bool lowered = console_shows("'-' pressed -> ");

    press_key('+');
    return shown(lowered, result, "log level changed by a key");
}

/*
 * U-DEBUG-REBOOT: restart the machine by a debug key.
 *
 * Nothing in dom0 is asked or told, so nothing is saved.
 */
ATTACK_OWN_BOOT("U-DEBUG-REBOOT", "restart the machine by a debug key")
{
    announce("about to press the key that restarts the machine");
    press_key('R');
    rest(1000);

    return effect(false, "the machine still runs");
}

/* ---- trace buffers ---- */

static long trace(uint32_t cmd, uint32_t *mask)
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_tbuf_op,
                             .u.tbuf_op = { .cmd = cmd, .evt_mask = *mask } };
    const long result = sysctl(&op);

    *mask = op.u.tbuf_op.evt_mask;

    return result;
}

/*
 * U-DEBUG-TRACE: have Xen write down what it does, into memory that dom0 maps.
 *
 * Records go where the buffer's own header says, and dom0 may write that: Xen
 * must survive whatever it finds there.
 */
ATTACK("U-DEBUG-TRACE", "make Xen write to trace buffers that dom0 maps")
{
    uint32_t everything = TRC_ALL, none = 0, before = 0, after = 0;
    const uint64_t info = trace_info_frame();
    const uint64_t frame = info ? trace_buffer_frame(info) : 0;
    volatile struct t_buf *records = NULL;

    if ( frame )
        records = map_frame(MAP_BATCH_V2, DOMID_XEN, frame);
    trace(XEN_SYSCTL_TBUFOP_disable, &none);
    if ( records ) /* room for more: all that is there counts as read */
        before = records->cons = records->prod;
    trace(XEN_SYSCTL_TBUFOP_set_evt_mask, &everything);
    trace(XEN_SYSCTL_TBUFOP_enable, &none);
    rest(50);
    trace(XEN_SYSCTL_TBUFOP_disable, &none);
    if ( records )
        after = records->prod;

    return effect(after != before, "Xen's records end at %u, before at %u",
                  after, before);
}

/*
 * U-DEBUG-TRACEMASK: choose what Xen writes down.
 */
ATTACK("U-DEBUG-TRACEMASK", "set the mask of events that Xen traces")
{
    uint32_t before = 0, mask, now = 0;
    bool known = !trace(XEN_SYSCTL_TBUFOP_get_info, &before);
    long result;

    mask = before ^ TRC_HVM;
    result = trace(XEN_SYSCTL_TBUFOP_set_evt_mask, &mask);
    known = known && !trace(XEN_SYSCTL_TBUFOP_get_info, &now);
    trace(XEN_SYSCTL_TBUFOP_set_evt_mask, &before);

    return shown(known && now == mask, result, "another mask of events");
}

/* ---- profiling ---- */

/*
 * U-DEBUG-PMU: profile everybody, Xen included.
 *
 * The counters' interrupt state goes to a page that the caller names, and with
 * branch tracing the processor itself writes to memory.
 */
ATTACK("U-DEBUG-PMU", "switch profiling of the whole machine on")
{
    xen_pmu_params_t set = { .version = { XENPMU_VER_MAJ, XENPMU_VER_MIN },
                             .val = XENPMU_MODE_ALL };
    xen_pmu_params_t get = { .version = { XENPMU_VER_MAJ, XENPMU_VER_MIN } };
    long result = hypercall2(__HYPERVISOR_xenpmu_op, XENPMU_mode_get, &get);
    const uint64_t before = get.val;

    if ( result == -EOPNOTSUPP )
        return not_applicable("Xen was started without profiling, or has none "
                              "for this kind of dom0");

    hypercall2(__HYPERVISOR_xenpmu_op, XENPMU_mode_set, &set);
    get.val = 0;
    hypercall2(__HYPERVISOR_xenpmu_op, XENPMU_mode_get, &get);
    set.val = before;
    hypercall2(__HYPERVISOR_xenpmu_op, XENPMU_mode_set, &set);

    return effect(get.val == XENPMU_MODE_ALL, "profiling mode reads %u",
                  (unsigned int)get.val);
}

/*
 * An attack on counters that only a Xen built for measuring has: how many there
 * are, which the sysctl tells, is the sign.
 */
#define COUNTERS(id, title, command, sub_command, count)                       \
    ATTACK(id, title)                                                          \
    {                                                                          \
        struct xen_sysctl op = { .cmd = XEN_SYSCTL_##command,                  \
                                 .u.command.cmd = XEN_SYSCTL_##sub_command };  \
        const long result = sysctl(&op);                                       \
                                                                               \
        if ( result == -ENOSYS || result == -EOPNOTSUPP )                      \
            return not_applicable("this Xen is built without");                \
        return effect(op.u.command.count, "Xen tells of %u",                   \
                      op.u.command.count);                                     \
    }

/* U-DEBUG-COVERAGE: read which of its code Xen has run. */
COUNTERS("U-DEBUG-COVERAGE", "read Xen's code coverage", coverage_op,
         COVERAGE_get_size, size)

/* U-DEBUG-PERFC: read what Xen counts of itself. */
COUNTERS("U-DEBUG-PERFC", "read Xen's performance counters", perfc_op,
         PERFCOP_query, nr_counters)

/* U-DEBUG-LOCKPROF: read how long Xen holds its locks. */
COUNTERS("U-DEBUG-LOCKPROF", "read Xen's lock profile", lockprof_op,
         LOCKPROF_query, nr_elem)

/* ---- memory and power ---- */

static long page_op(uint32_t cmd, uint32_t frame, uint32_t *status)
{
    *status = 0;
    return SYSCTL(page_offline_op, .u.page_offline = { .cmd = cmd,
                                                       .start = frame,
                                                       .end = frame,
                                                       .status.p = status });
}

/*
 * U-DEBUG-PAGE: have Xen take a page of memory out of use.
 *
 * Any page by its number, whoever uses it. A page in use goes once it is
 * freed; one that is called broken takes its owner along.
 */
ATTACK("U-DEBUG-PAGE", "take a page of memory offline")
{
    static const uint32_t frame = 0x10000,
                          marked = PG_OFFLINE_STATUS_OFFLINED |
                                   PG_OFFLINE_STATUS_OFFLINE_PENDING;
    uint32_t before, now, status;
    bool taken;
    long result;

    if ( !page_op(sysctl_query_page_offline, frame, &before) &&
         (before & marked) )
        return cannot_try("the page is offline already");

    result = page_op(sysctl_page_offline, frame, &status);
    taken = !page_op(sysctl_query_page_offline, frame, &now) && (now & marked);
    if ( taken )
        page_op(sysctl_page_online, frame, &status);

    return shown(taken, result, "a page is marked to go");
}

static long power(uint32_t cmd, uint32_t *value)
{
    struct xen_sysctl op = { .cmd = XEN_SYSCTL_pm_op,
                             .u.pm_op = { .cmd = cmd,
                                          .u.set_max_cstate = *value } };
    const long result = sysctl(&op);

    *value = op.u.pm_op.u.get_max_cstate;

    return result;
}

/*
 * U-DEBUG-CSTATE: choose how deeply processors may sleep.
 */
ATTACK("U-DEBUG-CSTATE", "limit the processors' sleep states")
{
    uint32_t before = 0, limit, now = 0;
    bool known = !power(XEN_SYSCTL_pm_op_get_max_cstate, &before);
    long result;

    limit = before == 1 ? 2 : 1;
    now = limit;
    result = power(XEN_SYSCTL_pm_op_set_max_cstate, &now);
    now = 0;
    known = known && !power(XEN_SYSCTL_pm_op_get_max_cstate, &now);
    power(XEN_SYSCTL_pm_op_set_max_cstate, &before);

    return shown(known && now == limit, result, "another limit of sleep");
}
