/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the lockdown's own files tell each other, and what its part of the EFI
 * loader leaves behind for them. Nothing outside common/lockdown and common/efi
 * includes this.
 */
#ifndef LOCKDOWN_PRIVATE_H
#define LOCKDOWN_PRIVATE_H

#include <xen/sched.h>

#include <public/domctl.h>
#include <public/xen.h>

#include "core/lockdown.h"

struct acpi_generic_address;
struct pci_dev;
struct xen_sysctl;

/*
 * What the EFI loader found out, before Xen had a console or relocated itself.
 */
struct lockdown_efi {
    struct lockdown_secure_boot secure_boot;
    /*
     * The loader joins the configuration's options and the boot loader's into
     * one command line. The first @config_len bytes of it are the
     * configuration's.
     */
    size_t config_len;
    bool config_embedded; /* ... which was a section of the image that the
                             firmware started */
    bool kernel_verified; /* the dom0 kernel: likewise, or verified by shim */
};
extern struct lockdown_efi lockdown_efi;

/*
 * The window of a control_op that is being carried out: what its handler may
 * reach. It is open while vcpu->window points to it.
 */
struct lockdown_window {
    unsigned int how; /* enum lockdown_how: by control_op, and who issues it */
    enum lockdown_level level; /* that it is judged at */
    /* The guest's part: buffer @n is buffers[n - 1]. */
    const struct control_op_buffer *buffers;
    unsigned int nr;
    /*
     * Xen's own part, at LOCKDOWN_OWN_REFERENCE, while a stable operation has a
     * native one carried out; else null.
     */
    void *own;
    size_t own_size;
    bool reached;   /* memory of the guest's has been read or written */
    bool elsewhere; /* the operation continues on another CPU */
};

/* A reference that no caller can make: no call has so many buffers. */
#define LOCKDOWN_OWN_REFERENCE                                                 \
    CONTROL_OP_REFERENCE(CONTROL_OP_MAX_BUFFERS + 1, 0)

/*
 * Have a native hypercall carried out, with CONTROL_OP_MAX_ARGS arguments. Its
 * continuation, if it is preempted, is in current->mc_state then.
 */
long lockdown_native(unsigned int hypercall, const uint64_t *args);

/* Carry out @call, which is of the stable family. Returns its result. */
long lockdown_stable(struct lockdown_window *window,
                     const struct control_op_call *call);

/*
 * The last handle of each operation in the table of them, or 0; its others are
 * before it.
 */
extern const uint16_t lockdown_last_pointer[LOCKDOWN_NR_ROWS];
int lockdown_check_handles(const struct lockdown_window *window,
                           enum lockdown_row row, const void *op);

/*
 * Does each reference in @op, which is Xen's copy of an operation of @row, lead
 * to as much memory as its contents imply? Returns 0 or -EINVAL. Only in the
 * course of a control_op. What Xen composed itself is well-formed.
 */
static inline int lockdown_check_pointers(const struct lockdown_window *window,
                                          enum lockdown_row row, const void *op)
{
    return likely(!lockdown_last_pointer[row]) || window->own
               ? 0
               : lockdown_check_handles(window, row, op);
}

extern const bool lockdown_has_fields[LOCKDOWN_NR_ROWS];
int lockdown_judge_fields(enum lockdown_row row, const void *op);

/*
 * Do the fields of @op, which is Xen's copy of an operation of @row, hold what
 * its handler relies on? Returns 0, or -EPERM after the refusal has been counted
 * and logged.
 */
static inline int lockdown_check_fields(enum lockdown_row row, const void *op)
{
    return likely(!lockdown_has_fields[row]) ? 0
                                             : lockdown_judge_fields(row, op);
}

/*
 * May @domctl (XEN_DOMCTL_*) act on a domain before all its vCPUs have been
 * made, and on one that is dying? And does the domain @domid, if it exists, have
 * all vCPUs?
 */
bool lockdown_acts_early(uint32_t domctl);
bool lockdown_acts_on_dying(uint32_t domctl);
bool lockdown_has_vcpus(domid_t domid);

/*
 * Refuse operation @op of @hypercall, which follows all vCPUs of @domid, unless
 * they have been made. Returns 0, or -EPERM after the refusal has been counted and
 * logged.
 */
int lockdown_check_vcpus(unsigned int hypercall, uint64_t op, domid_t domid);

/* Does the sysctl @op move a domain to another pool of processors? */
bool lockdown_moves_domain(const struct xen_sysctl *op);

/*
 * The level that a hypercall is judged at: in the course of a control_op, the
 * one that its @window holds; else, where @window is null, the level in force.
 */
static inline enum lockdown_level lockdown_level_in(
    const struct lockdown_window *window)
{
    return window ? window->level : lockdown_level();
}

/* The same of the current hypercall. */
enum lockdown_level lockdown_level_of_call(void);

/*
 * The signer lets any dom0 kernel start at containment: the option lockdown-dom0,
 * which only a trusted source may give.
 */
extern bool lockdown_dom0_waived;

/* The dom0 kernel has declared that it filters. */
extern bool lockdown_dom0_declares;

/* Who issues the current hypercall: an enum lockdown_how. */
static inline unsigned int lockdown_caller(void)
{
    const struct domain *d = current->domain;

    if ( !is_control_domain(d) && !is_hardware_domain(d) )
        return LOCKDOWN_DOMU;

    return lockdown_dom0_declares ? LOCKDOWN_DOM0 : LOCKDOWN_DOM0_UNDECLARED;
}

/* How often calls of the operation @row were refused since boot. */
uint32_t lockdown_refusals(enum lockdown_row row);

/* Is @domid the caller's own domain, by number or as DOMID_SELF? */
static inline bool lockdown_is_own(domid_t domid)
{
    return domid == DOMID_SELF || domid == current->domain->domain_id;
}

/*
 * Count the refusal of @row, and log it as one of @name. For a caller that has
 * decided by more than the gate.
 */
void lockdown_log_refusal(enum lockdown_row row, const char *name,
                          const char *why);

/*
 * Count and log the refusal of operation @op of @hypercall for the reason
 * @refusal. Returns -EPERM.
 */
int lockdown_refuse(unsigned int hypercall, uint64_t op,
                    enum lockdown_refusal refusal);

/*
 * Why the domain @domid must not get access to @nr page frames (or I/O ports,
 * if @ports) from @first, if it must not. Else it counts as the borrower of the
 * devices that they belong to from then on. Takes pcidevs_lock.
 */
enum lockdown_refusal lockdown_lend(domid_t domid, bool ports, uint64_t first,
                                    uint64_t nr);

/*
 * May the domctl @op, which the gate allows, do what its contents ask for?
 * Returns 0, or -EPERM after the refusal has been counted and logged.
 */
int lockdown_check_contents(const struct xen_domctl *op);

/* Counts for control_op's status. */
extern unsigned int lockdown_options_refused;
extern uint64_t lockdown_ops_refused;
extern unsigned int lockdown_reason; /* CONTROL_OP_REASON_* */

/*
 * Tell @what of each BAR of the PCI function @sbdf, and its size if it is
 * @sized: then the device decodes nothing meanwhile, and the caller holds the
 * lock.
 */
void lockdown_each_bar(uint32_t sbdf, bool sized,
                       void (*what)(void *data, struct lockdown_bar *bar),
                       void *data);

/*
 * The same, where those of @kinds are sized: PCI_COMMAND_MEMORY, PCI_COMMAND_IO.
 * The device goes on decoding the others. False if it did not answer: what @what
 * was told may be wrong, and the device may have been left without decoding.
 */
bool lockdown_size_bars(uint32_t sbdf, uint16_t kinds,
                        void (*what)(void *data, struct lockdown_bar *bar),
                        void *data);

/*
 * Read the BAR of a ROM, at @pos, and its size. It is not enabled meanwhile, and
 * the device goes on decoding the rest. False if the device did not answer.
 */
bool lockdown_size_rom(uint32_t sbdf, unsigned int pos,
                       struct lockdown_bar *bar);

/*
 * The configuration space of the PCI function @sbdf from @reg on to the end of
 * its 32 bits. @gone becomes true if these are all ones: what sleeps behind its
 * bridge reads as that, and may wake at any moment. The registers that are looked
 * at by this are never all ones in a function that is there.
 */
uint32_t lockdown_look(uint32_t sbdf, unsigned int reg, bool *gone);

/*
 * At containment: is there nothing but a device of dom0's from byte @first to
 * @last, that @by may decode, as far as Xen knows?
 */
bool lockdown_is_free(uint64_t first, uint64_t last, enum lockdown_decoder by);

/*
 * To be called under the lock when a command with mastering on has been written,
 * which was judged before: a reset may have come in between (ACS-RACE). The
 * function redirects again, and a bridge that does not lead where it led is off.
 */
void lockdown_settle(uint32_t sbdf);

/* In between nobody else writes to the header of a PCI function. */
void lockdown_lock_headers(void);
void lockdown_unlock_headers(void);

/* Tell @what of each PCI device that Xen has found. Boot only. */
void lockdown_each_device(void (*what)(const struct pci_dev *pdev));

/* Is that a register among the I/O ports, and is there one? */
bool lockdown_is_port(const struct acpi_generic_address *reg);

/* How many ports there are of a chipset's power management, in one block. */
#define LOCKDOWN_PM_PORTS 128

/* A PVH dom0 switches the machine off by ports: Xen does it for it. Boot only. */
void lockdown_contain_sleep(struct domain *d);

/*
 * At containment: the bytes from @start up to @end are of the kind @kind. Boot
 * only, before dom0 is built.
 */
void lockdown_add_frames(uint64_t start, uint64_t end,
                         enum lockdown_frames_kind kind);

#endif /* LOCKDOWN_PRIVATE_H */
