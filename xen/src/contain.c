/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Level containment: what the machine consists of is gathered here for core to
 * decide on, before dom0 is built, and what dom0 may not reach is withheld.
 */
#include <xen/acpi.h>
#include <xen/init.h>
#include <xen/iocap.h>
#include <xen/iommu.h>
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/pci.h>
#include <xen/pfn.h>
#include <xen/rangeset.h>

#include <asm/apicdef.h>
#include <asm/e820.h>
#include <asm/hpet.h>
#include <asm/io_apic.h>
#include <asm/mpspec.h>
#include <asm/pci.h>
#include <asm/setup.h>

#include "../../drivers/passthrough/amd/iommu.h"
#include "../../drivers/passthrough/ats.h"
#include "../../drivers/passthrough/vtd/dmar.h"
#include "../../drivers/passthrough/vtd/iommu.h"
#include "private.h"

#define LOW_END (1UL << 20)

static struct lockdown_frames __ro_after_init map[512];
static unsigned int __ro_after_init nr;

static bool contains(void)
{
    return lockdown_level() >= LOCKDOWN_CONTAINMENT;
}

/* What is withheld is so in whole frames; what is given is given in whole ones. */
void __init lockdown_add_frames(uint64_t start, uint64_t end,
                                enum lockdown_frames_kind kind)
{
    const bool given = kind == LOCKDOWN_FRAMES_DEVICE ||
                       kind == LOCKDOWN_FRAMES_LOW_MEMORY;
    const uint64_t first = given ? PFN_UP(start) : PFN_DOWN(start),
                   last = (given ? PFN_DOWN(end) : PFN_UP(end)) - 1;

    if ( start >= end || first > last )
        return;
    if ( nr == ARRAY_SIZE(map) )
        panic(
            "Lockdown: this machine has more kinds of memory than containment knows\n");
    map[nr].first = first;
    map[nr].last = last;
    map[nr++].kind = kind;
}

/* ---- what there is ---- */

static void __init add_low(const struct e820entry *entry)
{
    static const uint64_t display = 0xa0000, roms = 0xc0000;
    const uint64_t start = entry->addr,
                   end = min(start + entry->size, (uint64_t)LOW_END);

    if ( entry->type == E820_RAM )
        lockdown_add_frames(start, min(end, display),
                            LOCKDOWN_FRAMES_LOW_MEMORY);
    else
    {
        lockdown_add_frames(start, min(end, display), LOCKDOWN_FRAMES_LOW_REST);
        lockdown_add_frames(max(start, roms), end, LOCKDOWN_FRAMES_LOW_REST);
    }
}

static void __init add_e820(void)
{
    unsigned int i;

    for ( i = 0; i < e820.nr_map; i++ )
    {
        const struct e820entry *entry = &e820.map[i];
        const uint64_t start = max(entry->addr, (uint64_t)LOW_END),
                       end = entry->addr + entry->size;

        if ( entry->addr < LOW_END )
            add_low(entry);
        switch ( entry->type )
        {
        case E820_RESERVED:
            lockdown_add_frames(start, end, LOCKDOWN_FRAMES_RESERVED);
            break;
        case E820_ACPI:
            lockdown_add_frames(start, end, LOCKDOWN_FRAMES_ACPI_TABLES);
            break;
        case E820_NVS:
            lockdown_add_frames(start, end, LOCKDOWN_FRAMES_ACPI_NVS);
            break;
        }
    }
}

static void __init add_page(uint64_t address, enum lockdown_frames_kind kind)
{
    lockdown_add_frames(address, address + 1, kind);
}

static void __init add_chipset(void)
{
    static const uint64_t messages = 0xfee00000, flash = 0xff000000,
                          tpm = 0xfed40000;
    static const uint64_t MB = 1 << 20;
    int i;

    lockdown_add_frames(messages, messages + MB, LOCKDOWN_FRAMES_LOCAL_APIC);
    if ( mp_lapic_addr )
        add_page(mp_lapic_addr, LOCKDOWN_FRAMES_LOCAL_APIC);
    for ( i = 0; i < nr_ioapics; i++ )
        add_page(mp_ioapics[i].mpc_apicaddr, LOCKDOWN_FRAMES_IO_APIC);
    if ( hpet_address )
        add_page(hpet_address, LOCKDOWN_FRAMES_HPET);
    lockdown_add_frames(flash, 1UL << 32, LOCKDOWN_FRAMES_FLASH);
    lockdown_add_frames(tpm, tpm + 5 * PAGE_SIZE, LOCKDOWN_FRAMES_DEVICE);

    for ( i = 0; i < pci_mmcfg_config_num; i++ )
    {
        const struct acpi_mcfg_allocation *window = &pci_mmcfg_config[i];

        lockdown_add_frames(
            window->address + ((uint64_t)window->start_bus_number << 20),
            window->address + ((window->end_bus_number + 1ULL) << 20),
            LOCKDOWN_FRAMES_ECAM);
    }
}

static void __init add_iommus(void)
{
#ifdef CONFIG_INTEL_IOMMU
    const struct acpi_drhd_unit *drhd;
#endif
#ifdef CONFIG_AMD_IOMMU
    const struct amd_iommu *amd;
#endif

#ifdef CONFIG_INTEL_IOMMU
    for_each_drhd_unit(drhd) add_page(drhd->address, LOCKDOWN_FRAMES_IOMMU);
#endif
#ifdef CONFIG_AMD_IOMMU
    for_each_amd_iommu(amd) lockdown_add_frames(
        amd->mmio_base_phys, amd->mmio_base_phys + IOMMU_MMIO_REGION_LENGTH,
        LOCKDOWN_FRAMES_IOMMU);
#endif
}

static void __init cf_check add_bar(void *data, const struct lockdown_bar *bar)
{
    if ( !bar->ports && bar->base && bar->size > 1 )
        lockdown_add_frames(bar->base, bar->base + bar->size,
                            LOCKDOWN_FRAMES_DEVICE);
}

static void __init add_devices(void)
{
    unsigned int i, at;

    pcidevs_lock();
    for ( i = 0; i < pci_mmcfg_config_num || i == 0; i++ )
        for ( at = 0; at < 0x10000; at++ )
        {
            const unsigned int segment = pci_mmcfg_config_num
                                             ? pci_mmcfg_config[i].pci_segment
                                             : 0;
            const struct pci_dev *pdev = pci_get_pdev(
                NULL, (pci_sbdf_t){ .sbdf = segment << 16 | at });

            if ( pdev && !pdev->info.is_virtfn )
                lockdown_each_bar(pdev, true, add_bar, NULL);
        }
    pcidevs_unlock();
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
    return reg->space_id == ACPI_ADR_SPACE_SYSTEM_IO && reg->address
               ? ioports_deny_access(d, reg->address, reg->address + width - 1)
               : 0;
}

/*
 * dom0 sleeps by a hypercall, and the machine is in ACPI mode when dom0 begins:
 * it needs neither the registers that put it to sleep nor the port by which
 * firmware is called.
 */
static int __init withhold_acpi(struct domain *d)
{
    const struct acpi_table_fadt *fadt = &acpi_gbl_FADT;

    return withhold(d, &fadt->xpm1a_control_block, 2) |
           withhold(d, &fadt->xpm1b_control_block, 2) |
           withhold(d, &fadt->sleep_control, 1) |
           withhold(d, &fadt->reset_register, 1) |
           (fadt->smi_command
                ? ioports_deny_access(d, fadt->smi_command, fadt->smi_command)
                : 0);
}

static int __init withhold_ports(struct domain *d)
{
    uint16_t first, last;
    unsigned int i;
    int rc = withhold_acpi(d);

    for ( i = 0; lockdown_ports(i, &first, &last); i++ )
        rc |= ioports_deny_access(d, first, last);

    return rc;
}

/*
 * A PVH dom0 is made strict when it is created, so this is asked when it has
 * been.
 */
static void __init judge(void)
{
    const struct lockdown_machine machine = {
        .iommu = iommu_enabled,
        .remapped = iommu_intremap != iommu_intremap_off,
        .remapped_together = boot_cpu_data.x86_vendor &
                                 (X86_VENDOR_AMD | X86_VENDOR_HYGON) &&
                             !amd_iommu_perdev_intremap,
        .strict = iommu_hwdom_strict && !iommu_hwdom_passthrough,
        .translated_before = ats_enabled,
        .clocked_by_dom0 = cpufreq_controller == FREQCTL_dom0_kernel,
    };
    const enum lockdown_refusal refusal = lockdown_machine_refusal(&machine);

    if ( refusal )
        panic("Lockdown: dom0 cannot be contained on this machine: %s\n",
              lockdown_refusal_text(refusal));
}

int __init lockdown_contain(struct domain *d)
{
    unsigned int i;
    int rc;

    if ( !contains() )
        return 0;

    judge();
    rc = withhold_ports(d);
    for ( i = 0; i < nr; i++ )
        if ( lockdown_kind_reach(map[i].kind) == LOCKDOWN_REACH_NONE )
            rc |= iomem_deny_access(d, map[i].first, map[i].last);

    return rc;
}

/* As dom0 would do it, which cannot any more. */
static void __init enter_acpi_mode(void)
{
    const struct acpi_table_fadt *fadt = &acpi_gbl_FADT;
    const uint16_t control = fadt->xpm1a_control_block.address;
    const s_time_t until = NOW() + SECONDS(3);

    if ( !control || !fadt->smi_command || !fadt->acpi_enable )
        return;
    if ( !(inw(control) & ACPI_BITMASK_SCI_ENABLE) )
        outb(fadt->acpi_enable, fadt->smi_command);
    while ( !(inw(control) & ACPI_BITMASK_SCI_ENABLE) && NOW() < until )
        cpu_relax();
}

static int __init cf_check prepare(void)
{
    if ( !contains() )
        return 0;

    add_e820();
    add_chipset();
    add_iommus();
    add_devices();
    make_read_only();
    enter_acpi_mode();

    return 0;
}
__initcall(prepare);
