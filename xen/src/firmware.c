/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Level containment: what dom0 asks of the firmware through Xen. What it may is
 * core's to decide; how the machine sleeps is decided here.
 */
#include <xen/acpi.h>
#include <xen/init.h>
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/sched.h>
#include <xen/shutdown.h>

#include <asm/hvm/io.h>
#include <asm/io.h>
#include <asm/mc146818rtc.h>

#include <acpi/cpufreq/processor_perf.h>

#include <public/physdev.h>
#include <public/platform.h>

#include "private.h"

/* Bits of a PM1 control register */
#define SLEEP_TYPE   0x1c00
#define SLEEP_ENABLE 0x2000

int lockdown_check_variable(const uint16_t *name, const void *vendor,
                            uint32_t attributes, size_t size, const void *data)
{
    struct lockdown_variable variable = {
        .attributes = attributes,
        .name = name,
        .value = data,
        .size = size,
    };
    char shown[32];
    enum lockdown_refusal refusal;

    if ( !lockdown_contains() )
        return 0;

    memcpy(&variable.vendor, vendor, sizeof(variable.vendor));
    for ( ; name[variable.name_len]; variable.name_len++ )
        if ( variable.name_len < sizeof(shown) - 1 )
            shown[variable.name_len] = name[variable.name_len] > ' ' &&
                                               name[variable.name_len] < 0x7f
                                           ? name[variable.name_len]
                                           : '?';
    shown[min(variable.name_len, sizeof(shown) - 1)] = '\0';

    refusal = lockdown_variable_refusal(&variable);
    if ( !refusal )
        return 0;

    gprintk(XENLOG_WARNING, "Lockdown: variable %s refused: %s\n", shown,
            lockdown_refusal_text(refusal));
    return -EPERM;
}

/*
 * Another vCPU of dom0's may choose another byte meanwhile: so that which was
 * judged is written here.
 */
bool lockdown_write_cmos(unsigned int port, unsigned int index,
                         unsigned int data)
{
    const unsigned int at = index & (port == RTC_PORT(1) ? 0x7f : 0xff);
    unsigned long flags;

    if ( !lockdown_contains() )
        return false;

    if ( lockdown_cmos_allows(at, acpi_gbl_FADT.century) )
    {
        spin_lock_irqsave(&rtc_lock, flags);
        outb(at, port - 1);
        outb(data, port);
        spin_unlock_irqrestore(&rtc_lock, flags);
    }
    else
        gprintk(XENLOG_WARNING,
                "Lockdown: byte %#x of the memory behind the clock refused\n",
                at);

    return true;
}

/* ---- sleep ---- */

/* What switches the machine off, if the firmware's tables say it. */
static uint8_t __ro_after_init off_a, off_b;
static bool __ro_after_init knows_off;

static int __init cf_check read_dsdt(void)
{
    const struct acpi_table_fadt *fadt = &acpi_gbl_FADT;
    const paddr_t at = fadt->Xdsdt ?: fadt->dsdt;
    struct acpi_table_header *dsdt;
    unsigned int len;

    if ( !lockdown_contains() || !at )
        return 0;

    dsdt = acpi_os_map_memory(at, sizeof(*dsdt));
    if ( !dsdt )
        return 0;
    len = dsdt->length;
    acpi_os_unmap_memory(dsdt, sizeof(*dsdt));

    dsdt = acpi_os_map_memory(at, len);
    if ( !dsdt )
        return 0;
    knows_off = lockdown_sleep_types((const uint8_t *)dsdt, len, &off_a,
                                     &off_b);
    acpi_os_unmap_memory(dsdt, len);

    return 0;
}
__initcall(read_dsdt);

bool lockdown_is_port(const struct acpi_generic_address *reg)
{
    return reg->space_id == ACPI_ADR_SPACE_SYSTEM_IO && reg->address;
}

static unsigned int control(const struct acpi_generic_address *reg,
                            uint8_t type)
{
    return lockdown_is_port(reg)
               ? (inw(reg->address) & ~SLEEP_TYPE) | type << 10 | SLEEP_ENABLE
               : 0;
}

/*
 * Switch the machine off as Xen does, but for its devices, the IOMMU above all,
 * which stay as they are: a device of dom0's may be writing.
 */
static void power_off(void)
{
    const struct acpi_table_fadt *fadt = &acpi_gbl_FADT;

    if ( !knows_off )
        printk("Lockdown: no table says how this machine is switched off\n");
    else
    {
        local_irq_disable();
        acpi_sinfo.sleep_extended = !!(fadt->flags & ACPI_FADT_HW_REDUCED);
        acpi_sinfo.sleep_type_a = off_a;
        acpi_sinfo.pm1a_cnt_val = control(&fadt->xpm1a_control_block, off_a);
        acpi_sinfo.pm1b_cnt_val = control(&fadt->xpm1b_control_block, off_b);
        acpi_enter_sleep_state(ACPI_STATE_S5);
        local_irq_enable();
    }
    machine_halt();
}

int lockdown_sleep(const struct xenpf_enter_acpi_sleep *sleep)
{
    if ( sleep->sleep_state == ACPI_STATE_S5 )
        power_off();

    gprintk(
        XENLOG_WARNING,
        "Lockdown: sleep state S%u refused: the firmware would wake where dom0 says, and meanwhile no IOMMU is on\n",
        sleep->sleep_state);
    return -EPERM;
}

/* A PM1 control register, which a PVH dom0 reads and writes by itself. */
static int cf_check access_control(int dir, unsigned int port,
                                   unsigned int bytes, uint32_t *val)
{
    const unsigned int shift = (port & 1) * 8;

    if ( dir == IOREQ_READ )
        *val = bytes == 1 ? inb(port) : inw(port);
    else if ( *val << shift & SLEEP_ENABLE )
    {
        if ( knows_off && (*val << shift & SLEEP_TYPE) >> 10 == off_a )
            power_off();
        gprintk(XENLOG_WARNING, "Lockdown: sleep by port %#x refused\n", port);
    }

    return X86EMUL_OKAY;
}

void __init lockdown_contain_sleep(struct domain *d)
{
    const struct acpi_table_fadt *fadt = &acpi_gbl_FADT;

    if ( lockdown_is_port(&fadt->xpm1a_control_block) )
        register_portio_handler(d, fadt->xpm1a_control_block.address, 2,
                                access_control);
    if ( lockdown_is_port(&fadt->xpm1b_control_block) )
        register_portio_handler(d, fadt->xpm1b_control_block.address, 2,
                                access_control);
}

/* ---- states of the processors ---- */

/* Xen enters an idle state by reading a port: one of power management. */
int lockdown_check_idle(unsigned int space, uint64_t address)
{
    const uint64_t ports = acpi_gbl_FADT.xpm1a_event_block.address;

    if ( !lockdown_contains() || space != ACPI_ADR_SPACE_SYSTEM_IO ||
         (ports && (ports ^ address) < LOCKDOWN_PM_PORTS) )
        return 0;

    gprintk(XENLOG_WARNING, "Lockdown: idle state by port %#lx refused\n",
            address);
    return -EPERM;
}

/*
 * Xen enters a performance state by writing what dom0 gives it; it counts them
 * in tables as large as the states were many when all of it was known.
 */
unsigned int lockdown_states(const struct xen_processor_performance *given,
                             const struct processor_performance *known,
                             bool done)
{
    static const unsigned int max = 255;
    const bool states = given->flags & XEN_PX_PSS,
               first = states && !known->states && given->state_count <= max;
    const unsigned int nr = first ? given->state_count : known->state_count;
    unsigned int allowed = ~0U;

    if ( !lockdown_contains() )
        return allowed;

    if ( done )
        allowed = XEN_PX_PPC;
    if ( states && !first )
        allowed &= ~XEN_PX_PSS;
    if ( given->platform_limit >= nr )
        allowed &= ~XEN_PX_PPC;
    if ( given->control_register.space_id != ACPI_ADR_SPACE_FIXED_HARDWARE )
        allowed &= ~XEN_PX_PCT;

    return allowed;
}

/* ---- where configuration space is ---- */

int lockdown_check_window(unsigned int flags)
{
    if ( !lockdown_contains() || (flags & XEN_PCI_MMCFG_RESERVED) )
        return 0;

    gprintk(XENLOG_WARNING,
            "Lockdown: Xen keeps its window to configuration space\n");
    return -EPERM;
}
