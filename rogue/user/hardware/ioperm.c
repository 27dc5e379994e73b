// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hardware that Xen relies on, given away: domctls that let a domU reach
 * memory, ports and interrupts of the machine, and calls that let dom0's
 * userspace reach ports. Xen asks only whether dom0 itself may.
 */
#include "../console.h"
#include "../domu.h"

#include <inttypes.h>
#include <sys/io.h>
#include <sys/mman.h>

#include <xen/event_channel.h>
#include <xen/physdev.h>

/* ---- memory ---- */

/*
 * Have a domU read a register of a device that Xen uses. True for a register
 * that is not all ones, which is how nothing reads.
 */
static enum outcome domu_reads(uint64_t address, const char *device)
{
    uint32_t value = ~0U;
    bool read;

    if ( !accomplice_start() )
        return no_domu();

    permit_memory(accomplice_domid(), address / PAGE_SIZE, 1);
    read = accomplice_maps(0, address / PAGE_SIZE, false) &&
           accomplice_loads(0, address % PAGE_SIZE, &value);
    accomplice_end();

    return effect(read && ~value, "%s: the domU read %s%#x", device,
                  read ? "" : "nothing, ", value);
}

/*
 * U-IOPERM: give a domU the timer that Xen measures time by.
 *
 * The domU reads the timer's identity register. Where Xen protects the timer's
 * page, it does so against writing alone.
 */
ATTACK_BY("U-IOPERM", "let a domU reach the HPET",
          domu_reads(0xfed00000, "HPET"))

/*
 * U-IOPERM-LAPIC: give a domU the local interrupt controller.
 *
 * Xen lets dom0 give away only what dom0 itself may reach, and keeps this from
 * it, lockdown or not; this shows that it stays so.
 */
ATTACK_BY("U-IOPERM-LAPIC", "let a domU reach the local APIC",
          domu_reads(0xfee00030, "local APIC"))

/*
 * U-IOPERM-IOAPIC: give a domU the I/O interrupt controller.
 *
 * Xen keeps a PV dom0 from writing it, not from reading it, and a PVH dom0 from
 * both; what dom0 may, a domU may.
 */
ATTACK_BY("U-IOPERM-IOAPIC", "let a domU reach the I/O APIC",
          domu_reads(0xfec00000, "I/O APIC"))

/*
 * U-IOPERM-FLASH: give a domU the firmware's flash memory.
 */
ATTACK_BY("U-IOPERM-FLASH", "let a domU reach the firmware's flash",
          domu_reads(0xfffffff0, "flash"))

/* Whether the code in the domU's window is what Xen starts processors with. */
static bool is_trampoline(void)
{
    /* ds = cs; then a mark that says: started. The rest is not looked at. */
    static const uint32_t first = 0xd88ec88c, second = 0x06c6, third = 0xa5;
    uint32_t word;

    return accomplice_loads(0, 0, &word) && word == first &&
           accomplice_loads(0, 4, &word) && (word & 0xffff) == second &&
           accomplice_loads(0, 8, &word) && (word & 0xff) == third;
}

/* The page below 1 MiB where that code is, as the domU finds it; 0 if none. */
static unsigned int find_trampoline(void)
{
    static const unsigned int end_of_memory = 0xa0;

    for ( unsigned int page = 1; page < end_of_memory; page++ )
        if ( accomplice_maps(0, page, true) && is_trampoline() )
            return page;

    return 0;
}

/*
 * U-IOPERM-TRAMPOLINE: give a domU the code that Xen starts processors with.
 *
 * It lies in low memory, which counts as a device's. A processor that is taken
 * offline and online again runs it, in real mode and with every right; the domU
 * can change it.
 */
ATTACK("U-IOPERM-TRAMPOLINE", "let a domU write Xen's start-up trampoline")
{
    static const unsigned int unused = 0xff0; /* of the page */
    uint32_t before = 0, after = 0;
    unsigned int page;
    bool written;

    if ( !accomplice_start() )
        return no_domu();

    permit_memory(accomplice_domid(), 0, 0xa0);
    page = find_trampoline();
    written = page && accomplice_loads(0, unused, &before) &&
              accomplice_stores(0, unused, ~before) &&
              accomplice_loads(0, unused, &after) && after == ~before;
    if ( written )
        accomplice_stores(0, unused, before);
    accomplice_end();

    if ( !page )
        return effect(false, "the domU found no trampoline");
    return effect(written, "trampoline at %#x000 %s by the domU", page,
                  written ? "changed" : "read, not changed");
}

/*
 * U-IOPERM-VIEW: map a device into dom0's userspace under a domU's name.
 *
 * privcmd may look at the domain that is named, and refuse dom0, Xen and the
 * I/O domain. A domU that has been given the device is none of these.
 */
ATTACK("U-IOPERM-VIEW", "map a device as memory of a domU that may reach it")
{
    static const uint64_t hpet = 0xfed00;
    const domid_t domid = create_domu(DOMU_PV);
    uint32_t *page = NULL;
    uint32_t capabilities = 0;

    if ( domid == DOMID_INVALID )
        return no_domu();

    permit_memory(domid, hpet, 1);
    for ( enum map_way way = 0; way < NR_MAP_WAYS && !page; way++ )
        page = map_frame(way, domid, hpet);
    if ( page )
    {
        capabilities = *page;
        munmap(page, PAGE_SIZE);
    }
    destroy_domu(domid);

    if ( !page && !dom0_is_pv() )
        return not_applicable(
            "PV only: a PVH dom0 maps nothing but memory of other domains");
    return effect(capabilities, "the HPET's capabilities: %#x", capabilities);
}

/*
 * U-IOPERM-P2M: put a device into the memory of an HVM domU.
 *
 * What the domU's page tables name then is the device. That Xen counts the
 * place as memory of the domain is the sign.
 */
ATTACK("U-IOPERM-P2M", "map a device into a domU's memory")
{
    static const uint64_t hpet = 0xfed00, place = 0x1234;
    domid_t *domid = buffer(PAGE_SIZE);
    long last;

    *domid = create_domu(DOMU_HVM);
    if ( *domid == DOMID_INVALID )
        return no_domu();

    permit_memory(*domid, hpet, 1);
    DOMCTL(memory_mapping, *domid, .u.memory_mapping.first_gfn = place,
           .u.memory_mapping.first_mfn = hpet, .u.memory_mapping.nr_mfns = 1,
           .u.memory_mapping.add_mapping = 1);
    last = memory_op(XENMEM_maximum_gpfn, domid);
    destroy_domu(*domid);

    return effect(last == (long)place, "the domU's memory ends at page %#lx",
                  last);
}

/* ---- ports ---- */

/* Where ACPI's control register is, by the firmware's table; 0 if unknown. */
static uint16_t sleep_control_port(void)
{
    uint32_t port = 0;
    return read_bytes("/sys/firmware/acpi/tables/FACP", &port, sizeof(port), 64)
               ? (uint16_t)port
               : 0;
}

/* Have a domU read a port; what is expected of the value is up to @mask. */
static enum outcome domu_reads_port(uint16_t port, uint16_t mask,
                                    const char *device)
{
    uint16_t value = 0xffff;
    bool read;

    if ( !accomplice_start() )
        return no_domu();

    permit_ports(accomplice_domid(), port, 2);
    read = accomplice_inw(port, &value) && value != 0xffff && (value & mask);
    accomplice_end();

    return effect(read, "%s: the domU read %#x", device, value);
}

/*
 * U-IOPERM-SLEEP: give a domU the register that switches the machine off.
 *
 * The lowest bit of ACPI's control register says that ACPI is on: the domU,
 * which may as well write it, has read the true register.
 */
ATTACK("U-IOPERM-SLEEP", "let a domU reach ACPI's sleep control")
{
    const uint16_t port = sleep_control_port();

    return port ? domu_reads_port(port, 1, "sleep control")
                : cannot_try("no table tells where the register is");
}

/*
 * U-IOPERM-PIC: give a domU the interrupt controller.
 *
 * Xen keeps it from dom0 itself, lockdown or not; this shows that it stays so.
 */
ATTACK_BY("U-IOPERM-PIC", "let a domU reach the interrupt controller's ports",
          domu_reads_port(0x20, 0xffff, "interrupt controller"))

/*
 * U-IOPERM-CF8: give a domU the configuration space of all devices.
 *
 * As with the interrupt controller: dom0 itself goes through Xen.
 */
ATTACK_BY("U-IOPERM-CF8", "let a domU reach PCI's configuration ports",
          domu_reads_port(0xcfc, 0xffff, "configuration space"))

/*
 * U-IOPERM-PORTMAP: put a port into the port space of an HVM domU.
 *
 * ioport_mapping gives the permission along with the place.
 */
ATTACK("U-IOPERM-PORTMAP", "map ACPI's sleep control into a domU's ports")
{
    const uint16_t port = sleep_control_port();
    const domid_t domid = create_domu(DOMU_HVM);
    bool may;
    long result;

    if ( domid == DOMID_INVALID )
        return no_domu();

    result = DOMCTL(ioport_mapping, domid,
                    .u.ioport_mapping = { .first_gport = port,
                                          .first_mport = port,
                                          .nr_ports = 2,
                                          .add_mapping = 1 });
    may = domain_may_reach(domid, "I/O Ports", port, port + 1);
    destroy_domu(domid);

    return shown(may, result, "the domU may reach the ports");
}

/* ---- interrupts ---- */

/* U-IOPERM-GSI: the same by the number that firmware has for the interrupt. */
ATTACK("U-IOPERM-GSI", "let a domU use an interrupt, by its GSI")
{
    static const uint32_t gsi = 3;
    const domid_t domid = create_domu(DOMU_PV);
    bool may;
    long result;

    if ( domid == DOMID_INVALID )
        return no_domu();

    result = DOMCTL(
        gsi_permission, domid,
        .u.gsi_permission = { .gsi = gsi, .flags = XEN_DOMCTL_GSI_GRANT });
    may = domain_may_reach(domid, "Interrupts", gsi, gsi);
    destroy_domu(domid);

    return shown(may, result, "the domU may use the interrupt");
}

/*
 * U-IOPERM-IRQ: have a device's interrupt delivered to a domU.
 *
 * dom0 maps the interrupt for the domU, which binds it. The number is that of
 * the second serial port, which dom0 leaves alone.
 */
ATTACK("U-IOPERM-IRQ", "let a domU take a device's interrupt")
{
    static const int irq = 3;
    physdev_map_pirq_t map = { .type = MAP_PIRQ_TYPE_GSI,
                               .index = irq,
                               .pirq = irq };
    evtchn_bind_pirq_t *bind;
    evtchn_status_t status = { 0 };
    long result;

    if ( !accomplice_start() )
        return no_domu();

    map.domid = status.dom = accomplice_domid();
    physdev_op(PHYSDEVOP_map_pirq, &map);
    DOMCTL(irq_permission, accomplice_domid(),
           .u.irq_permission = { .pirq = irq, .allow_access = 1 });

    bind = accomplice_memory();
    *bind = (evtchn_bind_pirq_t){ .pirq = (uint32_t)map.pirq };
    accomplice_calls(&result, __HYPERVISOR_event_channel_op, EVTCHNOP_bind_pirq,
                     accomplice_memory_at, 0, 0);
    status.port = bind->port;
    event_channel_op(EVTCHNOP_status, &status);
    accomplice_end();

    return effect(status.status == EVTCHNSTAT_pirq, "interrupt %d %s", irq,
                  status.status == EVTCHNSTAT_pirq ? "bound by the domU"
                                                   : "not given");
}

/* ---- ports for dom0's own userspace ---- */

static const uint16_t config_address = 0xcf8, config_data = 0xcfc;

/* The host bridge's identity, by port. */
static void read_host_bridge(void *value)
{
    outl(0x80000000, config_address);
    *(uint32_t *)value = inl(config_data);
}

static enum outcome ports_are_open(void)
{
    uint32_t expected = 0, value = 0;
    if ( !read_bytes("/sys/bus/pci/devices/0000:00:00.0/config", &expected,
                     sizeof(expected), 0) )
        return cannot_try("no host bridge to compare with");

    survives(read_host_bridge, &value);
    return effect(value == expected, "by port, the host bridge reads %#x",
                  value);
}

/*
 * U-IOPERM-IOPL: let dom0's userspace use ports.
 *
 * The kernel's lockdown takes iopl() away from root, because a port can make a
 * device write anywhere. For a PV kernel, Xen holds the privilege level, and
 * takes it from whoever asks on that vCPU.
 */
PV_ATTACK("U-IOPERM-IOPL", "raise the I/O privilege of dom0's userspace",
          "a PVH kernel holds its own level")
{
    physdev_set_iopl_t iopl = { .iopl = 3 };
    enum outcome outcome;

    physdev_op(PHYSDEVOP_set_iopl, &iopl);
    outcome = ports_are_open();
    iopl.iopl = 1; /* what the kernel itself runs with */
    physdev_op(PHYSDEVOP_set_iopl, &iopl);

    return outcome;
}

/*
 * U-IOPERM-BITMAP: the same by the list of ports that a program may use, which
 * Xen reads at any address it is told.
 */
PV_ATTACK("U-IOPERM-BITMAP", "give dom0's userspace a list of open ports",
          "a PVH kernel holds its own list")
{
    physdev_set_iobitmap_t list = { .nr_ports = 65536 };
    enum outcome outcome;

    set_xen_guest_handle(list.bitmap, (uint8_t *)buffer(list.nr_ports / 8));
    physdev_op(PHYSDEVOP_set_iobitmap, &list);
    outcome = ports_are_open();
    list.nr_ports = 0;
    physdev_op(PHYSDEVOP_set_iobitmap, &list);

    return outcome;
}
