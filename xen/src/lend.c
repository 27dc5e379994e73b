/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI devices that change hands, and registers of theirs that are lent: what
 * Xen knows of them is gathered here for core to decide on.
 *
 * A device remembers that it, or any register of it, was lent (in struct
 * pci_dev, under pcidevs_lock), and never forgets: Xen cannot see whether it was
 * reset, and Linux's pciback reports a reset that has failed as well. So it goes
 * from one domain to the next through quarantine, and to dom0 no more.
 */
#include <xen/errno.h>
#include <xen/iocap.h>
#include <xen/iommu.h>
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/pci.h>
#include <xen/pci_regs.h>
#include <xen/pfn.h>
#include <xen/rcupdate.h>
#include <xen/sched.h>

#include <asm/e820.h>

#include <public/domctl.h>
#include <public/physdev.h>

#include "private.h"

/* Does any of a range to be lent belong to a device? */
struct belonging {
    struct lockdown_lend *lend;
    bool quarantined, belongs;
};

static void cf_check lend_bar(void *data, struct lockdown_bar *bar)
{
    struct belonging *to = data;

    bar->quarantined = to->quarantined;
    to->belongs |= lockdown_lend_bar(to->lend, bar);
}

/* A device in quarantine is sized: nobody uses it meanwhile. */
static bool lend_device(struct lockdown_lend *lend, const struct pci_dev *pdev)
{
    struct belonging to = {
        .lend = lend,
        .quarantined = pdev->domain == dom_io,
    };

    lockdown_lock_headers();
    lockdown_each_bar(pdev->sbdf.sbdf, to.quarantined, lend_bar, &to);
    if ( to.quarantined )
        lockdown_settle(pdev->sbdf.sbdf);
    lockdown_unlock_headers();

    return to.belongs;
}

static void lend_devices_of(struct lockdown_lend *lend, const struct domain *d)
{
    const struct pci_dev *pdev;

    for_each_pdev(d, pdev)
    {
        lend_device(lend, pdev);
    }
}

static void lend_all_devices(struct lockdown_lend *lend)
{
    const struct domain *d;

    lend_devices_of(lend, dom_io);
    lend_devices_of(lend, dom_xen);

    rcu_read_lock(&domlist_read_lock);
    for_each_domain(d)
    {
        lend_devices_of(lend, d);
    }
    rcu_read_unlock(&domlist_read_lock);
}

/* Is RAM, Xen's own included, or a table of the firmware in these frames? */
static bool is_memory(uint64_t first, uint64_t last)
{
    unsigned int i;

    for ( i = 0; i < e820.nr_map; i++ )
    {
        const struct e820entry *entry = &e820.map[i];

        if ( entry->type != E820_RESERVED && entry->size &&
             PFN_DOWN(entry->addr) <= last &&
             PFN_DOWN(entry->addr + entry->size - 1) >= first )
            return true;
    }

    return false;
}

enum lockdown_refusal lockdown_lend(domid_t domid, bool ports, uint64_t first,
                                    uint64_t nr)
{
    struct lockdown_lend lend = {
        .ports = ports,
        .first = first,
        .last = first + nr - 1,
        .memory = !ports && is_memory(first, first + nr - 1),
    };
    struct domain *d = rcu_lock_domain_by_id(domid);
    enum lockdown_refusal refusal;
    struct pci_dev *pdev;

    if ( !d )
        return LOCKDOWN_REFUSAL_LEND_NO_DOMAIN;

    if ( lend.first <= lend.last )
        lend.permitted = ports ? ioports_access_permitted(d, first, lend.last)
                               : iomem_access_permitted(d, first, lend.last);
    rcu_unlock_domain(d);

    pcidevs_lock();

    if ( !lend.permitted )
        lend_all_devices(&lend);
    refusal = lockdown_lend_refusal(lockdown_level_of_call(), &lend);
    if ( !refusal && !lend.permitted )
    {
        for_each_pdev(dom_io, pdev)
        {
            if ( lend_device(&lend, pdev) )
                pdev->lent = true;
        }
    }

    pcidevs_unlock();

    return refusal;
}

struct reserved {
    uint32_t sbdf;
    bool found;
};

/* AMD's driver first asks with no pages whether a device is of interest. */
static int cf_check note_reserved(xen_pfn_t start, xen_ulong_t nr, u32 id,
                                  void *ctxt)
{
    struct reserved *reserved = ctxt;

    if ( id != reserved->sbdf )
        return 0;

    reserved->found |= nr > 0;

    return 1;
}

static struct lockdown_device describe(const struct pci_dev *pdev,
                                       bool to_quarantine)
{
    struct reserved reserved = { .sbdf = pdev->sbdf.sbdf };

    iommu_get_reserved_device_memory(note_reserved, &reserved);

    return (struct lockdown_device){
        .class = pci_conf_read16(pdev->sbdf, PCI_CLASS_DEVICE),
        .virtual_function = pdev->info.is_virtfn,
        .firmware_memory = reserved.found,
        .interrupts_remapped = iommu_intremap != iommu_intremap_off,
        .quarantined = pdev->domain == dom_io,
        .to_quarantine = to_quarantine,
        .lent = pdev->lent,
    };
}

int lockdown_check_assign(const struct domain *d, uint32_t sbdf)
{
    const pci_sbdf_t at = { .sbdf = sbdf };
    struct pci_dev *pdev = pci_get_pdev(NULL, at);
    enum lockdown_refusal refusal;
    struct lockdown_device device;

    if ( lockdown_level_of_call() == LOCKDOWN_NONE || !pdev )
        return 0;

    device = describe(pdev, d == dom_io);
    refusal = lockdown_assign_refusal(lockdown_level_of_call(), &device);
    if ( refusal )
        return lockdown_refuse(__HYPERVISOR_domctl, XEN_DOMCTL_assign_device,
                               refusal);

    if ( d != dom_io )
        pdev->lent = true;

    return 0;
}

/* Where Xen would leave the device follows deassign_device(). */
int lockdown_check_deassign(const struct domain *d, uint32_t sbdf)
{
    const pci_sbdf_t at = { .sbdf = sbdf };
    const struct pci_dev *pdev = pci_get_pdev(d, at);
    struct lockdown_device device;
    enum lockdown_refusal refusal;
    bool to_quarantine;

    if ( lockdown_level_of_call() == LOCKDOWN_NONE || !pdev )
        return 0;

    to_quarantine = d != dom_io && (pdev->quarantine || iommu_quarantine);
    device = describe(pdev, to_quarantine);
    refusal = lockdown_return_refusal(lockdown_level_of_call(), &device);

    return refusal ? lockdown_refuse(__HYPERVISOR_domctl,
                                     XEN_DOMCTL_deassign_device, refusal)
                   : 0;
}

/* What is found again after it was removed is dom0's. */
int lockdown_check_remove(const struct pci_dev *pdev)
{
    const struct lockdown_device device = describe(pdev, false);
    const enum lockdown_refusal refusal = lockdown_remove_refusal(
        lockdown_level_of_call(), &device);

    return refusal ? lockdown_refuse(__HYPERVISOR_physdev_op,
                                     PHYSDEVOP_pci_device_remove, refusal)
                   : 0;
}

int lockdown_check_mmio(const struct domain *by, const struct domain *of)
{
    const struct lockdown_mmio mmio = {
        .by_dom0 = is_control_domain(by) || is_hardware_domain(by),
        .as_other = by != of,
    };
    const enum lockdown_refusal refusal = lockdown_mmio_refusal(
        lockdown_level_of_call(), &mmio);

    if ( !refusal )
        return 0;

    lockdown_log_refusal(LOCKDOWN_ROW___HYPERVISOR_mmu_update, "mmu_update",
                         lockdown_refusal_text(refusal));

    return -EPERM;
}
