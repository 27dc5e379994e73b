/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Level containment: what the machine consists of is gathered here for core to
 * decide on, before dom0 is built, and what dom0 may not reach is withheld.
 */
#include <xen/acpi.h>
#include <xen/compile.h>
#include <xen/init.h>
#include <xen/iocap.h>
#include <xen/iommu.h>
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/pci.h>
#include <xen/pci_ids.h>
#include <xen/pci_regs.h>
#include <xen/pfn.h>
#include <xen/rangeset.h>

#include <asm/amd.h>
#include <asm/apicdef.h>
#include <asm/e820.h>
#include <asm/hpet.h>
#include <asm/hvm/io.h>
#include <asm/io.h>
#include <asm/io_apic.h>
#include <asm/mc146818rtc.h>
#include <asm/mpspec.h>
#include <asm/pci.h>
#include <asm/setup.h>

#include <acpi/actables.h>

#include "../../drivers/passthrough/amd/iommu.h"
#include "../../drivers/passthrough/ats.h"
#include "../../drivers/passthrough/vtd/dmar.h"
#include "../../drivers/passthrough/vtd/iommu.h"
#include "private.h"

#define LOW_END (1UL << 20)

/* Before 4.18 there was no choice. */
#define HAS_INTEL (defined(CONFIG_INTEL_IOMMU) || XEN_SUBVERSION < 18)
#define HAS_AMD   (defined(CONFIG_AMD_IOMMU) || XEN_SUBVERSION < 18)

static struct lockdown_frames __ro_after_init map[4096];
static unsigned int __ro_after_init nr;

/* What is withheld is so in whole frames; what is given is given in whole ones. */
void __init lockdown_add_frames(uint64_t start, uint64_t end,
                                enum lockdown_frames_kind kind)
{
    const bool given = kind == LOCKDOWN_FRAMES_DEVICE ||
                       kind == LOCKDOWN_FRAMES_RAM;
    const uint64_t first = PFN_DOWN(start) + (given && (start & ~PAGE_MASK)),
                   after = given ? PFN_DOWN(end) : PFN_DOWN(end - 1) + 1;

    if ( start >= end || first >= after )
        return;
    if ( nr == ARRAY_SIZE(map) )
        panic(
            "Lockdown: this machine has more kinds of memory than containment knows\n");
    map[nr].first = first;
    map[nr].last = after - 1;
    map[nr++].kind = kind;
}

/* Ports of the chipset's that the machine tells of, besides those of the rows. */
static struct lockdown_range __initdata ports[64];
static unsigned int __initdata nr_ports;

static void __init add_ports(uint64_t first, uint64_t count)
{
    if ( !first || !count || first > 0xffff )
        return;
    if ( nr_ports == ARRAY_SIZE(ports) )
        panic("Lockdown: this machine has more ports than containment knows\n");
    ports[nr_ports].first = first;
    ports[nr_ports++].last = min(first + count - 1, (uint64_t)0xffff);
}

/* ---- what there is ---- */

/* All below the first MiB but the display's memory. */
static void __init add_low(void)
{
    lockdown_add_frames(0, 0xa0000, LOCKDOWN_FRAMES_LOW_MEMORY);
    lockdown_add_frames(0xc0000, LOW_END, LOCKDOWN_FRAMES_LOW_MEMORY);
}

static enum lockdown_frames_kind __init kind_of(unsigned int type)
{
    switch ( type )
    {
    case E820_RAM:
        return LOCKDOWN_FRAMES_RAM;
    case E820_RESERVED:
        return LOCKDOWN_FRAMES_RESERVED;
    case E820_ACPI:
        return LOCKDOWN_FRAMES_ACPI_TABLES;
    case E820_NVS:
        return LOCKDOWN_FRAMES_ACPI_NVS;
    default:
        return LOCKDOWN_FRAMES_UNKNOWN;
    }
}

static void __init add_e820(void)
{
    unsigned int i;

    add_low();
    for ( i = 0; i < e820.nr_map; i++ )
        lockdown_add_frames(max(e820.map[i].addr, (uint64_t)LOW_END),
                            e820.map[i].addr + e820.map[i].size,
                            kind_of(e820.map[i].type));
}

/*
 * A processor that encrypts memory by several keys takes the upper bits of an
 * address for the number of a key (TME-ALIAS). Xen knows such bits of AMD alone.
 */
static unsigned int __init address_bits(void)
{
    static const uint32_t tme = 1U << 13, activate = 0x982;
    uint64_t state;

    if ( boot_cpu_data.x86_vendor != X86_VENDOR_INTEL || cpuid_eax(0) < 7 ||
         !(cpuid_ecx(7) & tme) )
        return paddr_bits;
    rdmsrl(activate, state);

    return paddr_bits - (state >> 32 & 0xf);
}

static void __init add_page(uint64_t address, enum lockdown_frames_kind kind)
{
    lockdown_add_frames(address, address + 1, kind);
}

static bool __init in_memory(const struct acpi_generic_address *reg)
{
    return reg->space_id == ACPI_ADR_SPACE_SYSTEM_MEMORY && reg->address;
}

/* Windows to configuration space, whatever Xen makes of them. */
static int __init cf_check add_windows(struct acpi_table_header *table)
{
    const struct acpi_table_mcfg *mcfg = (const void *)table;
    const struct acpi_mcfg_allocation *window = (const void *)(mcfg + 1);
    unsigned int nr_windows = (table->length - sizeof(*mcfg)) / sizeof(*window);

    if ( table->length < sizeof(*mcfg) )
        return 0;
    for ( ; nr_windows--; window++ )
        lockdown_add_frames(
            window->address + ((uint64_t)window->start_bus_number << 20),
            window->address + ((window->end_bus_number + 1ULL) << 20),
            LOCKDOWN_FRAMES_ECAM);

    return 0;
}

/* Whose chipset it is: an emulator may have another's than the processor's. */
static enum lockdown_vendor __init vendor(void)
{
    switch ( pci_conf_read16((pci_sbdf_t){}, PCI_VENDOR_ID) )
    {
    case PCI_VENDOR_ID_INTEL:
        return LOCKDOWN_INTEL;
    case PCI_VENDOR_ID_AMD:
    case 0x1d94: /* Hygon */
        return LOCKDOWN_AMD;
    default:
        return LOCKDOWN_ANY;
    }
}

/* Registers in memory that put the machine to sleep, or reset it. */
static void __init add_fadt(void)
{
    const struct acpi_table_fadt *fadt = &acpi_gbl_FADT;
    const struct acpi_generic_address *const registers[] = {
        &fadt->xpm1a_control_block, &fadt->xpm1b_control_block,
        &fadt->xpm2_control_block,  &fadt->sleep_control,
        &fadt->reset_register,
    };
    unsigned int i;

    for ( i = 0; i < ARRAY_SIZE(registers); i++ )
        if ( in_memory(registers[i]) )
            add_page(registers[i]->address, LOCKDOWN_FRAMES_CHIPSET);
}

/* On a machine check Xen writes to where such registers say. */
static int __init cf_check add_erst(struct acpi_table_header *table)
{
    const struct acpi_table_erst *erst = (const void *)table;
    const struct acpi_erst_entry *entry = (const void *)(erst + 1);
    unsigned int nr_entries = (table->length - sizeof(*erst)) / sizeof(*entry);

    if ( table->length < sizeof(*erst) )
        return 0;
    for ( ; nr_entries--; entry++ )
        if ( in_memory(&entry->whea_header.register_region) )
            add_page(entry->whea_header.register_region.address,
                     LOCKDOWN_FRAMES_ACPI_TABLES);

    return 0;
}

/*
 * Xen reads tables again, in whatever memory the firmware has put them. dom0
 * writes to the FACS: the lock that it shares with the firmware is there.
 */
static void __init add_tables(void)
{
    const struct acpi_table_desc *table = acpi_gbl_root_table_list.tables;
    unsigned int i;

    for ( i = 0; i < acpi_gbl_root_table_list.count; i++, table++ )
        if ( !ACPI_COMPARE_NAME(table->signature.ascii, ACPI_SIG_FACS) )
            lockdown_add_frames(table->address, table->address + table->length,
                                LOCKDOWN_FRAMES_ACPI_TABLES);
}

/* A management controller's registers: three at most, as far apart as wide. */
static void __init add_management(void)
{
    struct acpi_table_header *table;
    const struct acpi_generic_address *reg;
    unsigned int i, bytes;

    for ( i = 1; ACPI_SUCCESS(acpi_get_table(ACPI_SIG_SPMI, i, &table)); i++ )
    {
        reg = &((const struct acpi_table_spmi *)table)->ipmi_register;
        if ( table->length <
             offsetof(struct acpi_table_spmi, ipmi_register) + sizeof(*reg) )
            continue;
        bytes = 3 * max(reg->bit_width / 8, 1);
        if ( lockdown_is_port(reg) )
            add_ports(reg->address, bytes);
        else if ( in_memory(reg) )
            lockdown_add_frames(reg->address, reg->address + bytes,
                                LOCKDOWN_FRAMES_CHIPSET);
    }
}

/*
 * Intel's watchdog, which also calls the firmware. From the 6th generation on its
 * ports are where the SMBus says, before that among those of power management.
 */
static void __init add_watchdog(void)
{
    static const pci_sbdf_t smbus = { .sbdf = PCI_DEVFN(0x1f, 4) };
    static const unsigned int base = 0x50, control = 0x54, enable = 1 << 8,
                              count = 32;

    if ( vendor() == LOCKDOWN_INTEL &&
         pci_conf_read16(smbus, PCI_CLASS_DEVICE) == 0x0c05 &&
         (pci_conf_read16(smbus, control) & enable) )
        add_ports(pci_conf_read16(smbus, base) & ~(count - 1), count);
}

/*
 * Registers of a chipset's that firmware may leave out of its map. Intel's lie
 * where a function says that the firmware hides; AMD's of the flash, and 64 KiB
 * behind them of the bus to the embedded controller, where the ISA bridge says.
 */
static void __init add_hidden(void)
{
    static const pci_sbdf_t sideband = { .sbdf = PCI_DEVFN(0x1f, 1) },
                            isa = { .sbdf = PCI_DEVFN(0x14, 3) };
    static const unsigned int hide = 0xe1, flash_base = 0xa0;
    uint64_t base;

    switch ( vendor() )
    {
    case LOCKDOWN_INTEL:
        if ( pci_conf_read16(sideband, PCI_VENDOR_ID) != 0xffff )
            break;
        pci_conf_write8(sideband, hide, 0);
        base = pci_conf_read32(sideband, PCI_BASE_ADDRESS_0) &
               PCI_BASE_ADDRESS_MEM_MASK;
        base |= (uint64_t)pci_conf_read32(sideband, PCI_BASE_ADDRESS_1) << 32;
        if ( pci_conf_read16(sideband, PCI_VENDOR_ID) == PCI_VENDOR_ID_INTEL )
            lockdown_add_frames(base, base + MB(16), LOCKDOWN_FRAMES_CHIPSET);
        pci_conf_write8(sideband, hide, 1);
        break;

    case LOCKDOWN_AMD:
        if ( pci_conf_read16(isa, PCI_VENDOR_ID) == 0xffff )
            break;
        base = pci_conf_read32(isa, flash_base) & ~0xffU;
        add_page(base, LOCKDOWN_FRAMES_CHIPSET);
        add_page(base + KB(64), LOCKDOWN_FRAMES_CHIPSET);
        break;

    default:
        break;
    }
}

static void __init add_chipset(void)
{
    const enum lockdown_vendor whose = vendor();
    enum lockdown_frames_kind kind;
    uint64_t first, last;
    int i;

    for ( i = 0; lockdown_place(i, whose, &first, &last, &kind); i++ )
        lockdown_add_frames(first, last + 1, kind);
    if ( mp_lapic_addr )
        add_page(mp_lapic_addr, LOCKDOWN_FRAMES_LOCAL_APIC);
    for ( i = 0; i < nr_ioapics; i++ )
        add_page(mp_ioapics[i].mpc_apicaddr, LOCKDOWN_FRAMES_IO_APIC);
    if ( hpet_address )
        add_page(hpet_address, LOCKDOWN_FRAMES_HPET);
    acpi_table_parse(ACPI_SIG_MCFG, add_windows);
    acpi_table_parse(ACPI_SIG_ERST, add_erst);
    add_fadt();
    add_tables();
    add_management();
    add_watchdog();
    add_hidden();
}

static void __init add_iommus(void)
{
#if HAS_INTEL
    const struct acpi_drhd_unit *drhd;
#endif
#if HAS_AMD
    const struct amd_iommu *amd;
#endif

#if HAS_INTEL
    for_each_drhd_unit(drhd) add_page(drhd->address, LOCKDOWN_FRAMES_IOMMU);
#endif
#if HAS_AMD
    for_each_amd_iommu(amd) lockdown_add_frames(
        amd->mmio_base_phys, amd->mmio_base_phys + IOMMU_MMIO_REGION_LENGTH,
        LOCKDOWN_FRAMES_IOMMU);
#endif
}

static void __init cf_check add_bar(void *data, struct lockdown_bar *bar)
{
    const enum lockdown_frames_kind *kind = data;

    if ( bar->off || !bar->base || bar->size <= 1 )
        return;
    if ( !bar->ports )
        lockdown_add_frames(bar->base, bar->base + bar->size, *kind);
    else if ( *kind == LOCKDOWN_FRAMES_CHIPSET )
        add_ports(bar->base, bar->size);
}

void __init lockdown_each_device(void (*what)(const struct pci_dev *pdev))
{
    unsigned int i, at;

    pcidevs_lock();
    for ( i = 0; i < pci_mmcfg_config_num || i == 0; i++ )
    {
        const unsigned int segment = pci_mmcfg_config_num
                                         ? pci_mmcfg_config[i].pci_segment
                                         : 0;

        if ( i && segment == pci_mmcfg_config[i - 1].pci_segment )
            continue;
        for ( at = 0; at < 0x10000; at++ )
        {
            const struct pci_dev *pdev = pci_get_pdev(
                NULL, (pci_sbdf_t){ .sbdf = segment << 16 | at });

            if ( pdev )
                what(pdev);
        }
    }
    pcidevs_unlock();
}

static void __init cf_check add_device(const struct pci_dev *pdev)
{
    const uint16_t class = pci_conf_read16(pdev->sbdf, PCI_CLASS_DEVICE);
    const uint8_t header = pci_conf_read8(pdev->sbdf, PCI_HEADER_TYPE) & 0x7f;
    enum lockdown_frames_kind kind;
    bool told = lockdown_class_frames(class, &kind);

    if ( header == PCI_HEADER_TYPE_BRIDGE && kind == LOCKDOWN_FRAMES_DEVICE )
        kind = LOCKDOWN_FRAMES_BRIDGE;

    /* That of Intel's flash. Of its class are also controllers of touchpads. */
    if ( pdev->sbdf.sbdf == PCI_DEVFN(0x1f, 5) && class == 0x0c80 &&
         vendor() == LOCKDOWN_INTEL )
        told = true;

    if ( pdev->domain == dom_xen )
    {
        kind = LOCKDOWN_FRAMES_XEN_DEVICE;
        told = true;
    }
    if ( told && !pdev->info.is_virtfn )
        lockdown_each_bar(pdev->sbdf.sbdf, true, add_bar, &kind);
}

/*
 * Memory that the firmware gave to a device keeps what the firmware reads again,
 * so dom0's devices only read it; but for that of the graphics, which is the
 * memory that these work in.
 */
static void __init add_graphics(void)
{
#if HAS_INTEL
    static const uint8_t display = 3;
    const struct acpi_rmrr_unit *given;
    unsigned int i;

    list_for_each_entry(given, &acpi_rmrr_units, list)
    {
        for ( i = 0; i < given->scope.devices_cnt; i++ )
            if ( pci_conf_read8((pci_sbdf_t){ .sbdf = given->segment << 16 |
                                                      given->scope.devices[i] },
                                PCI_CLASS_DEVICE + 1) != display )
                break;
        if ( i && i == given->scope.devices_cnt )
            lockdown_add_frames(given->base_address, given->end_address + 1,
                                LOCKDOWN_FRAMES_DEVICE);
    }
#endif
}

/* ---- who is behind an IOMMU ---- */

static bool __initdata uncovered;

static bool __init is_covered(const struct pci_dev *pdev)
{
#if HAS_INTEL
    const struct acpi_drhd_unit *drhd;
#endif

#if HAS_AMD
    if ( !list_empty(&amd_iommu_head) )
#if XEN_SUBVERSION < 21
        return find_iommu_for_device(pdev->seg, pdev->sbdf.bdf);
#else
        return find_iommu_for_device(pdev->sbdf);
#endif
#endif
#if HAS_INTEL
    drhd = acpi_find_matched_drhd_unit(pdev);

    return drhd && (iommu_igfx || !drhd->gfx_only);
#else
    return false;
#endif
}

/* Host bridges and IOMMUs read and write nothing for others. */
static void __init cf_check look_for_iommu(const struct pci_dev *pdev)
{
    const uint16_t class = pci_conf_read16(pdev->sbdf, PCI_CLASS_DEVICE);

    if ( class == 0x0600 || class == 0x0806 || is_covered(pdev) )
        return;
    printk(XENLOG_ERR "Lockdown: %pp is behind no IOMMU\n", &pdev->sbdf);
    uncovered = true;
}

/* What the firmware has an IOMMU leave out all of its devices may write. */
static void __init look_for_exclusions(void)
{
#if HAS_AMD
    const struct amd_iommu *amd;

    for_each_amd_iommu(amd) if ( amd->exclusion_enable )
    {
        printk(XENLOG_ERR "Lockdown: an IOMMU leaves out memory from %#lx on\n",
               amd->exclusion_base);
        uncovered = true;
    }
#endif
}

/* ---- what is withheld ---- */

/* Frames that dom0 may read, whoever maps them for it: Xen has a set of them. */
static void __init make_read_only(void)
{
    struct rangeset *frames = rangeset_new(NULL, "lockdown", 0);
    unsigned int i;
    int rc = frames ? 0 : -ENOMEM;

    for ( i = 0; i < nr && !rc; i++ )
        if ( lockdown_kind_reach(map[i].kind) == LOCKDOWN_REACH_READ )
            rc = rangeset_add_range(frames, map[i].first, map[i].last);
    for ( i = 0; i < nr && !rc; i++ )
        if ( map[i].kind == LOCKDOWN_FRAMES_DEVICE &&
             lockdown_frames_reach(map, nr, map[i].first, map[i].last) ==
                 LOCKDOWN_REACH_ALL )
            rc = rangeset_remove_range(frames, map[i].first, map[i].last);

    if ( rc || rangeset_merge(mmio_ro_ranges, frames) )
        panic("Lockdown: no memory for the frames that dom0 may only read\n");
    rangeset_destroy(frames);
}

/* ---- ports ---- */

static int __init withhold(struct domain *d,
                           const struct acpi_generic_address *reg,
                           unsigned int width)
{
    return lockdown_is_port(reg)
               ? ioports_deny_access(d, reg->address, reg->address + width - 1)
               : 0;
}

static int __init leave(struct domain *d,
                        const struct acpi_generic_address *reg,
                        unsigned int width)
{
    return lockdown_is_port(reg) && width
               ? ioports_permit_access(d, reg->address,
                                       reg->address + width - 1)
               : 0;
}

/*
 * dom0 sleeps by a hypercall, and the machine is in ACPI mode when dom0 begins:
 * it needs neither the registers that put it to sleep nor the port by which
 * firmware is called. Among the ports of power management are also those that
 * say what firmware is called for, and a watchdog: dom0 has those of events.
 */
static int __init withhold_acpi(struct domain *d)
{
    const struct acpi_table_fadt *fadt = &acpi_gbl_FADT;
    const unsigned int ports = fadt->xpm1a_event_block.address &
                               ~(LOCKDOWN_PM_PORTS - 1UL);

    return (lockdown_is_port(&fadt->xpm1a_event_block)
                ? ioports_deny_access(d, ports, ports + LOCKDOWN_PM_PORTS - 1)
                : 0) |
           leave(d, &fadt->xpm1a_event_block, fadt->pm1_event_length) |
           leave(d, &fadt->xpm1b_event_block, fadt->pm1_event_length) |
           leave(d, &fadt->xgpe0_block, fadt->gpe0_block_length) |
           leave(d, &fadt->xgpe1_block, fadt->gpe1_block_length) |
           withhold(d, &fadt->xpm1a_control_block, 2) |
           withhold(d, &fadt->xpm1b_control_block, 2) |
           withhold(d, &fadt->sleep_control, 1) |
           withhold(d, &fadt->reset_register, 1) |
           (fadt->smi_command
                ? ioports_deny_access(d, fadt->smi_command, fadt->smi_command)
                : 0);
}

/* A port of which dom0 has a part. */
static int cf_check access_filtered(int dir, unsigned int port,
                                    unsigned int bytes, uint32_t *val)
{
    if ( dir == IOREQ_READ )
        *val = inb(port);
    else if ( !lockdown_drops_output(port, bytes, *val) )
        outb(*val, port);

    return X86EMUL_OKAY;
}

/* A processor that runs a PVH dom0 asks Xen about the ports that it has not. */
static int __init filter_ports(struct domain *d)
{
    unsigned int port;
    int rc = 0;

    for ( port = 0; port <= 0xffff; port++ )
    {
        if ( !lockdown_filters_port(port) )
            continue;
        rc |= ioports_deny_access(d, port, port);
        register_portio_handler(d, port, 1, access_filtered);
    }

    return rc;
}

static int __init withhold_ports(struct domain *d)
{
    uint16_t first, last;
    unsigned int i;
    int rc = 0;

    /* The events among them are dom0's all the same. */
    for ( i = 0; i < nr_ports; i++ )
        rc |= ioports_deny_access(d, ports[i].first, ports[i].last);
    rc |= withhold_acpi(d);
    for ( i = 0; lockdown_ports(i, &first, &last); i++ )
        rc |= ioports_deny_access(d, first, last);
    if ( is_hvm_domain(d) )
        rc |= filter_ports(d);

    return rc;
}

/*
 * What is an interrupt in the old format no table remaps. Where the firmware has
 * let it pass it does, unless the table is for numbers of processors of 32 bits.
 */
static bool __init remaps_all(void)
{
#if HAS_INTEL
    const struct acpi_drhd_unit *drhd;

    for_each_drhd_unit(drhd)
    {
        const void __iomem *reg = drhd->iommu ? drhd->iommu->reg : NULL;

        if ( !reg || !(dmar_readl(reg, DMAR_GSTS_REG) & DMA_GSTS_CFIS) ||
             (dmar_readl(reg, DMAR_IRTA_REG) & IRTA_EIME) )
            continue;
        printk(
            XENLOG_ERR
            "Lockdown: the IOMMU at %#lx lets interrupts of the old format pass\n",
            drhd->address);
        return false;
    }
#endif

    return true;
}

/*
 * A PVH dom0 is made strict when it is created, so this is asked when it has
 * been.
 */
static void __init judge(void)
{
    struct lockdown_machine machine = {
        .iommu = iommu_enabled,
        .remapped = iommu_intremap != iommu_intremap_off && remaps_all(),
        .remapped_together = boot_cpu_data.x86_vendor &
                                 (X86_VENDOR_AMD | X86_VENDOR_HYGON) &&
                             !amd_iommu_perdev_intremap,
        .strict = iommu_hwdom_strict && !iommu_hwdom_passthrough,
        .translated_before = ats_enabled,
        .clocked_by_dom0 = cpufreq_controller == FREQCTL_dom0_kernel,
    };
    enum lockdown_refusal refusal;

    if ( iommu_enabled )
    {
        lockdown_each_device(look_for_iommu);
        look_for_exclusions();
    }
    machine.uncovered = uncovered;
    refusal = lockdown_machine_refusal(&machine);
    if ( refusal )
        panic("Lockdown: dom0 cannot be contained on this machine: %s\n",
              lockdown_refusal_text(refusal));
}

/* ---- what is asked later ---- */

bool lockdown_drops_output(unsigned int port, unsigned int bytes, uint32_t data)
{
    if ( !lockdown_contains() || lockdown_port_allows(port, bytes, data) )
        return false;

    gprintk(XENLOG_WARNING, "Lockdown: %#x to port %#x refused\n", data, port);
    return true;
}

bool lockdown_is_free(uint64_t first, uint64_t last, enum lockdown_decoder by)
{
    return lockdown_decode_allows(map, nr, PFN_DOWN(first), PFN_DOWN(last), by);
}

int lockdown_check_frames(const struct domain *d, unsigned long gfn,
                          unsigned long mfn, unsigned int order)
{
    /* There Xen maps a page of its own, for a virtual one. */
    const bool local_apic = gfn == PFN_DOWN(APIC_DEFAULT_PHYS_BASE) &&
                            mfn != gfn;

    if ( !lockdown_contains() || !is_hardware_domain(d) || local_apic ||
         lockdown_frames_reach(map, nr, mfn, mfn + (1UL << order) - 1) !=
             LOCKDOWN_REACH_NONE )
        return 0;

    if ( order > PAGE_ORDER_4K )
        return PAGE_ORDER_4K + 1;

    printk(XENLOG_G_WARNING "Lockdown: %pd: frame %#lx is withheld\n", d, mfn);
    return -EPERM;
}

unsigned int lockdown_check_dma(unsigned long pfn, unsigned int perms)
{
    if ( !lockdown_contains() )
        return perms;

    switch ( lockdown_frames_reach(map, nr, pfn, pfn) )
    {
    case LOCKDOWN_REACH_ALL:
        return perms;
    case LOCKDOWN_REACH_READ:
        return perms & IOMMUF_readable;
    default:
        return 0;
    }
}

static int check_place(const struct pci_dev *pdev, uint64_t first,
                       uint64_t last, const char *what)
{
    if ( !lockdown_contains() ||
         lockdown_decode_allows(map, nr, first, last, LOCKDOWN_DEVICE) )
        return 0;

    if ( pdev )
        printk(XENLOG_G_WARNING
               "Lockdown: %pp: %s at frame %#lx refused: no device's\n",
               &pdev->sbdf, what, first);
    return -EPERM;
}

int lockdown_check_msix(const struct pci_dev *pdev)
{
    const struct arch_msix *msix = pdev->msix;

    return check_place(pdev, msix->table.first, msix->table.last,
                       "table of MSI-X")
               ?: check_place(pdev, msix->pba.first, msix->pba.last,
                              "pending bits");
}

int lockdown_check_page(paddr_t addr)
{
    return check_place(NULL, PFN_DOWN(addr), PFN_DOWN(addr), NULL);
}

int __init lockdown_contain(struct domain *d)
{
    unsigned int i;
    int rc;

    if ( !lockdown_contains() )
        return 0;

    judge();
    rc = withhold_ports(d);
    /* What is not there Xen does not filter. */
    if ( acpi_gbl_FADT.boot_flags & ACPI_FADT_NO_CMOS_RTC )
        rc |= ioports_deny_access(d, RTC_PORT(0), RTC_PORT(1));
    for ( i = 0; i < nr; i++ )
        if ( lockdown_kind_reach(map[i].kind) == LOCKDOWN_REACH_NONE )
            rc |= iomem_deny_access(d, map[i].first, map[i].last);
    if ( is_hvm_domain(d) )
        lockdown_contain_sleep(d);

    return rc;
}

/* As dom0 would do it, which cannot any more. */
static void __init enter_acpi_mode(void)
{
    const struct acpi_table_fadt *fadt = &acpi_gbl_FADT;
    const uint16_t control = lockdown_is_port(&fadt->xpm1a_control_block)
                                 ? fadt->xpm1a_control_block.address
                                 : 0;
    const s_time_t until = NOW() + SECONDS(3);

    if ( !control || !fadt->smi_command || !fadt->acpi_enable )
        return;
    if ( !(inw(control) & ACPI_BITMASK_SCI_ENABLE) )
        outb(fadt->acpi_enable, fadt->smi_command);
    amd_check_disable_c1e(fadt->smi_command, fadt->acpi_enable);
    while ( !(inw(control) & ACPI_BITMASK_SCI_ENABLE) && NOW() < until )
        cpu_relax();
}

static int __init cf_check prepare(void)
{
    if ( !lockdown_contains() )
        return 0;

    /* Xen stops where for a quirk it would leave an IOMMU off. */
    force_iommu = true;
    add_e820();
    lockdown_add_frames(1ULL << address_bits(), ~0ULL, LOCKDOWN_FRAMES_BEYOND);
    add_chipset();
    add_iommus();
    lockdown_each_device(add_device);
    add_graphics();
    make_read_only();
    enter_acpi_mode();

    return 0;
}
__initcall(prepare);
