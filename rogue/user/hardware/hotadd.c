// SPDX-License-Identifier: GPL-2.0-only
/*
 * platform_op's operations on the machine itself: memory types, memory and
 * processors that are said to have been added, processors that are put to rest.
 * Xen leaves it to dom0 to know the machine.
 */
#include "../console.h"
#include "../domu.h"

#include <fcntl.h>
#include <inttypes.h>

#include <xen/platform.h>

/* ---- memory types ---- */

/* Whether a memory type register holds this range. */
static bool type_register_holds(uint64_t frame, uint64_t nr, uint32_t type,
                                uint32_t *reg)
{
    struct xen_platform_op read = { .cmd = XENPF_read_memtype };
    const struct xenpf_read_memtype *memtype = &read.u.read_memtype;

    for ( *reg = 0;; ++*reg )
    {
        read.u.read_memtype.reg = *reg;
        if ( platform_op(&read) )
            return false;
        if ( memtype->nr_mfns == nr && memtype->mfn == frame &&
             memtype->type == type )
            return true;
    }
}

/*
 * U-MEMHOTADD: change how the processors cache a range of memory.
 *
 * add_memtype writes a memory type register, for any range, Xen's own memory
 * included. Aliased or uncached where it must not be, memory loses writes that
 * were made to it. The range here lies beyond all memory; the register is read
 * back and freed again.
 */
ATTACK("U-MEMHOTADD", "write a memory type register")
{
    static const uint64_t frame = 32UL << (30 - 12), nr = 512;
    static const uint32_t uncached = 0;
    uint32_t reg;
    bool written;
    long result;

    result = PLATFORM_OP(
        add_memtype,
        .u.add_memtype = { .mfn = frame, .nr_mfns = nr, .type = uncached });
    written = type_register_holds(frame, nr, uncached, &reg);
    if ( !written )
        return shown(false, result, "a memory type register has changed");

    PLATFORM_OP(del_memtype, .u.del_memtype.reg = reg);
    return effect(true, "memory type register %u written and read back", reg);
}

/* ---- memory ---- */

/* Memory of which the firmware says that it may come while the machine runs. */
static bool find_memory_to_come(uint64_t *start, uint64_t *size)
{
    static uint8_t table[PAGE_SIZE];
    static const uint32_t enabled_and_hot = 3;
    ssize_t length = 0;
    int fd = open("/sys/firmware/acpi/tables/SRAT", O_RDONLY | O_CLOEXEC);

    if ( fd >= 0 )
    {
        length = read(fd, table, sizeof(table));
        close(fd);
    }

    /* Entries begin with type and length; type 1 is a range of memory. */
    for ( ssize_t at = 48; at + 40 <= length && table[at + 1];
          at += table[at + 1] )
    {
        uint32_t flags;

        memcpy(&flags, table + at + 28, sizeof(flags));
        memcpy(start, table + at + 8, sizeof(*start));
        memcpy(size, table + at + 16, sizeof(*size));
        if ( table[at] == 1 && (flags & enabled_and_hot) == enabled_and_hot )
            return true;
    }

    return false;
}

static uint64_t pages_of_machine(void)
{
    struct xen_sysctl info = { .cmd = XEN_SYSCTL_physinfo };

    return sysctl(&info) ? 0 : info.u.physinfo.total_pages;
}

/*
 * U-MEMHOTADD-RAM: have Xen take a range of addresses for memory.
 *
 * Xen puts its own bookkeeping into memory that is announced to it, and hands
 * out the rest. Who names the range chooses what lies there: a device, or
 * memory that somebody else can write. Here it is memory that the machine has
 * and that Xen was not told of. Xen 4.20 does not survive it: it counts the
 * memory in a variable that it has made read-only by then.
 */
ATTACK_OWN_BOOT("U-MEMHOTADD-RAM", "announce memory to Xen")
{
    /* Xen adds no part that does not hold 256 MiB at a multiple of that. */
    static const uint64_t part = 512UL << 20;
    const uint64_t before = pages_of_machine();
    uint64_t start = 0, size = 0, after;
    const bool described = find_memory_to_come(&start, &size);
    long result;

    if ( size > part )
        size = part;
    announce("about to add %" PRIu64 " pages of memory", size / PAGE_SIZE);
    result = PLATFORM_OP(mem_hotadd,
                         .u.mem_add = { .spfn = start / PAGE_SIZE,
                                        .epfn = (start + size) / PAGE_SIZE });
    after = pages_of_machine();

    if ( !described && result == -EINVAL )
        return not_applicable("the firmware describes no memory that could be "
                              "added, and Xen takes no other");
    return shown(after > before, result, "Xen's memory has grown");
}

/* ---- processors ---- */

static bool processor(uint32_t cpu, struct xenpf_pcpuinfo *info)
{
    struct xen_platform_op get = { .cmd = XENPF_get_cpuinfo,
                                   .u.pcpu_info.xen_cpuid = cpu };

    if ( platform_op(&get) )
        return false;

    *info = get.u.pcpu_info;
    return !(info->flags & XEN_PCPU_FLAGS_INVALID);
}

static bool is_online(uint32_t cpu)
{
    struct xenpf_pcpuinfo info;

    return processor(cpu, &info) && (info.flags & XEN_PCPU_FLAGS_ONLINE);
}

/*
 * U-MEMHOTADD-CPU: announce a processor that is not there.
 *
 * Xen believes which interrupt address the processor has, and would start it
 * there: the trampoline for that lies in memory that dom0 can reach.
 */
ATTACK("U-MEMHOTADD-CPU", "announce a processor to Xen")
{
    static const uint32_t apic_id = 0x42;
    struct xenpf_pcpuinfo info = { 0 };
    bool present = false;
    long result;

    result = PLATFORM_OP(
        cpu_hotadd, .u.cpu_add = { .apic_id = apic_id, .acpi_id = apic_id });
    if ( result == -ENOSPC )
        return not_applicable("Xen has no room for a processor that was not "
                              "announced at boot");

    for ( uint32_t cpu = 0; processor(cpu, &info) && !present; cpu++ )
        present = info.apic_id == apic_id;

    return shown(present, result, "a processor that is not there");
}

static long set_idle_processors(uint32_t nr)
{
    return PLATFORM_OP(
        core_parking,
        .u.core_parking = { .type = XEN_CORE_PARKING_SET, .idle_nums = nr });
}

static long set_online(uint32_t cpu, uint32_t op)
{
    return SYSCTL(cpu_hotplug, .u.cpu_hotplug = { .cpu = cpu, .op = op });
}

static long set_offline_as_platform(uint32_t cpu)
{
    return PLATFORM_OP(cpu_offline, .u.cpu_ol.cpuid = cpu);
}

static long set_offline_as_toolstack(uint32_t cpu)
{
    return set_online(cpu, XEN_SYSCTL_CPU_HOTPLUG_OFFLINE);
}

/*
 * Switching a processor on again makes Xen run the trampoline in low memory;
 * that is what makes switching it off a stage of an attack.
 */
static enum outcome switch_off(long (*how)(uint32_t arg))
{
    static const uint32_t second = 1;
    struct xenpf_pcpuinfo info;
    const bool known = processor(0, &info);
    bool off;
    long result;

    if ( known && !is_online(second) )
        return not_applicable("this machine has one processor");

    announce("about to switch a processor off");
    result = how(second);
    off = known && !is_online(second);
    if ( off )
    {
        set_idle_processors(0);
        set_online(second, XEN_SYSCTL_CPU_HOTPLUG_ONLINE);
    }

    if ( off && !is_online(second) )
        return effect(true, "processor 1 went off and stayed off");
    return shown(off, result, "processor 1 went off and came back");
}

/* U-MEMHOTADD-PARK: put a processor to rest, as a power manager would. */
ATTACK_BY("U-MEMHOTADD-PARK", "park a processor through core_parking",
          switch_off(set_idle_processors))

/* U-MEMHOTADD-OFFLINE: take a processor offline, as dom0's kernel would. */
ATTACK_BY("U-MEMHOTADD-OFFLINE", "take a processor offline through platform_op",
          switch_off(set_offline_as_platform))

/* U-DEBUG-CPU: take a processor offline, as a toolstack would. */
ATTACK_BY("U-DEBUG-CPU", "take a processor offline through sysctl",
          switch_off(set_offline_as_toolstack))

/* ---- the platform ---- */

/*
 * U-MEMHOTADD-QUIRK: tell Xen that the chipset has a flaw.
 *
 * Xen believes it, and stops moving interrupts between processors; what it
 * says on its console is the sign. It cannot be taken back.
 */
ATTACK("U-MEMHOTADD-QUIRK", "make Xen work round a flaw that is not there")
{
    const long result = PLATFORM_OP(
        platform_quirk, .u.platform_quirk.quirk_id = QUIRK_NOIRQBALANCING);

    return shown(console_shows("Disabling IRQ balancing"), result,
                 "interrupt balancing switched off");
}
