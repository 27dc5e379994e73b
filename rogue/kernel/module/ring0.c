// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ring 0 of dom0, for the rogue: a device that does what it is told. A kernel
 * with this module is the hostile kernel of THREATS B.
 */
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include <asm/msr.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>
#include <xen/xen.h>

#include "ring0.h"

static long do_port(struct ring0_port *a)
{
    switch ( a->width )
    {
    case 1:
        if ( a->write )
            outb((u8)a->value, a->port);
        else
            a->value = inb(a->port);
        return 0;

    case 2:
        if ( a->write )
            outw((u16)a->value, a->port);
        else
            a->value = inw(a->port);
        return 0;

    case 4:
        if ( a->write )
            outl(a->value, a->port);
        else
            a->value = inl(a->port);
        return 0;
    }

    return -EINVAL;
}

static long do_msr(struct ring0_msr *a)
{
    return a->write ? wrmsrl_safe(a->index, a->value)
                    : rdmsrl_safe(a->index, &a->value);
}

/* Xen emulates some writes, and only those of a kernel. */
#define ACCESS(type)                                                           \
    {                                                                          \
        type value = (type)a->value;                                           \
        const int result = a->write                                            \
                               ? put_user(value, (type __user *)a->address)    \
                               : get_user(value, (type __user *)a->address);   \
                                                                               \
        a->value = value;                                                      \
        return result;                                                         \
    }

static long do_access(struct ring0_access *a)
{
    switch ( a->width )
    {
    case 1:
        ACCESS(u8)
    case 2:
        ACCESS(u16)
    case 4:
        ACCESS(u32)
    case 8:
        ACCESS(u64)
    }

    return -EINVAL;
}

#define PASS(type, what)                                                       \
    {                                                                          \
        type a;                                                                \
        long result;                                                           \
                                                                               \
        if ( copy_from_user(&a, argument, sizeof(a)) )                         \
            return -EFAULT;                                                    \
        result = what(&a);                                                     \
        return copy_to_user(argument, &a, sizeof(a)) ? -EFAULT : result;       \
    }

static long ring0_ioctl(struct file *file, unsigned int command,
                        unsigned long address)
{
    void __user *const argument = (void __user *)address;

    switch ( command )
    {
    case RING0_PORT:
        PASS(struct ring0_port, do_port)
    case RING0_MSR:
        PASS(struct ring0_msr, do_msr)
    case RING0_ACCESS:
        PASS(struct ring0_access, do_access)
    }

    return -ENOTTY;
}

/*
 * A PVH kernel's page tables hold what it puts there. Xen checks a PV kernel's,
 * so the page is first one of ours, and then Xen is asked for the other.
 */
static int map_page(struct vm_area_struct *vma, unsigned long at,
                    unsigned long frame)
{
    static struct page *ours;
    int result;
    pte_t pte;

    if ( !xen_pv_domain() )
        return remap_pfn_range(vma, at, frame, PAGE_SIZE,
                               pgprot_noncached(vma->vm_page_prot));

    if ( !ours )
        ours = alloc_page(GFP_KERNEL);
    if ( !ours )
        return -ENOMEM;
    result = remap_pfn_range(vma, at, page_to_pfn(ours), PAGE_SIZE,
                             vma->vm_page_prot);

    if ( result )
        return result;

    /* special: the kernel does not look for a page of its own behind it */
    pte = pte_mkspecial(pfn_pte(0, vma->vm_page_prot));
    return HYPERVISOR_update_va_mapping(
        at, __pte_ma((u64)frame << PAGE_SHIFT | pte_flags(pte)),
        UVMF_INVLPG | UVMF_ALL);
}

static int ring0_mmap(struct file *file, struct vm_area_struct *vma)
{
    unsigned long at;
    int result = 0;

    for ( at = vma->vm_start; at < vma->vm_end && !result; at += PAGE_SIZE )
        result = map_page(vma, at,
                          vma->vm_pgoff + (at - vma->vm_start) / PAGE_SIZE);

    return result;
}

static const struct file_operations operations = {
    .owner = THIS_MODULE,
    .unlocked_ioctl = ring0_ioctl,
    .mmap = ring0_mmap,
};

static struct miscdevice device = {
    .minor = MISC_DYNAMIC_MINOR,
    .name = "ring0",
    .fops = &operations,
};
module_misc_device(device);

MODULE_DESCRIPTION("Hands ring 0 to the rogue");
MODULE_LICENSE("GPL");
