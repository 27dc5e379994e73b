/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lockdown as the rest of Xen sees it: the calls that the semantic patches
 * weave in. Without CONFIG_LOCKDOWN each is an empty inline, and Xen is what it
 * was.
 */
#ifndef XEN_LOCKDOWN_H
#define XEN_LOCKDOWN_H

#include <xen/spinlock.h>
#include <xen/string.h>
#include <xen/types.h>
#include <public/xen.h>

struct domain;
struct elf_binary;
struct hvm_save_descriptor;
struct page_info;
struct pci_dev;
struct sched_unit;
struct vcpu;
struct xen_dm_op;
struct xen_domctl;
struct xen_sysctl;

#ifdef CONFIG_LOCKDOWN

#include <xen/lockdown-pass.h>

/*
 * The built-in command line, or the boot command line @cmdline, is parsed next.
 * Boot only.
 */
void lockdown_cmdline_builtin(void);
void lockdown_cmdline_boot(void);

/*
 * May the parser apply the option @name? @value is what it would apply (from
 * the bracket on for bracketed options), @negated tells of a "no-" prefix, and
 * @end is how many bytes into the command line the option ends, from which its
 * source follows. A refusal is recorded for the log. Boot only.
 */
bool lockdown_allows_option(const char *name, const char *value, bool negated,
                            size_t end);

/*
 * Where " -- " stands on the command line: what follows is for the dom0 kernel.
 * Null if it stands nowhere, or if what follows is refused; then it is cut off.
 * Boot only.
 */
char *lockdown_dom0_options(const char *cmdline);

/*
 * Withhold from dom0, @d, what it may not reach at containment, after Xen has
 * given it the rest. Returns 0 or a negative error. Boot only.
 */
int lockdown_contain(struct domain *d);

/* Is dom0 contained? */
bool lockdown_contains(void);

/*
 * May the frames from @mfn on, 2^@order of them, be mapped at @gfn as registers
 * of a device of @d? Returns 0, -EPERM, or a positive number for set_mmio_p2m_entry
 * to return: smaller mappings may be made.
 */
int lockdown_check_frames(const struct domain *d, unsigned long gfn,
                          unsigned long mfn, unsigned int order);

/* What of @perms, IOMMUF_*, a device of dom0's has of the frame @pfn. */
unsigned int lockdown_check_dma(unsigned long pfn, unsigned int perms);

/*
 * May Xen follow @pdev to its table of MSI-X, its pending bits, and the page at
 * @addr beside these? Returns 0 or -EPERM.
 */
int lockdown_check_msix(const struct pci_dev *pdev);
int lockdown_check_page(paddr_t addr);

/*
 * May dom0 set a variable of the firmware's? Parameters as of UEFI's
 * SetVariable(). Returns 0 or -EPERM, after the refusal has been logged.
 */
int lockdown_check_variable(const uint16_t *name, const void *vendor,
                            uint32_t attributes, size_t size, const void *data);

/*
 * Write @data at @port to the byte @index of the memory behind the clock, if
 * dom0 may. False if dom0 is not contained: then nothing has been done.
 */
bool lockdown_write_cmos(unsigned int port, unsigned int index,
                         unsigned int data);

/* The hypercall of dom0's that sends the machine to sleep, at containment. */
struct xenpf_enter_acpi_sleep;
int lockdown_sleep(const struct xenpf_enter_acpi_sleep *sleep);

/*
 * May Xen enter an idle state by the register @address in the space @space,
 * ACPI_ADR_SPACE_*? 0 or -EPERM.
 */
int lockdown_check_idle(unsigned int space, uint64_t address);

/* @call, a number, while no CPU comes or goes; -EBUSY if one does. */
#define lockdown_with_cpus(call)                                               \
    ({                                                                         \
        int rc_ = -EBUSY;                                                      \
                                                                               \
        if ( get_cpu_maps() )                                                  \
        {                                                                      \
            rc_ = (call);                                                      \
            put_cpu_maps();                                                    \
        }                                                                      \
        rc_;                                                                   \
    })

/*
 * Of the parts of performance states that dom0 gives, XEN_PX_*, those that Xen
 * may take. @known: what it has; @done: it has all.
 */
struct xen_processor_performance;
struct processor_performance;
unsigned int lockdown_states(const struct xen_processor_performance *given,
                             const struct processor_performance *known,
                             bool done);

/* May dom0 say that a window to configuration space is so, XEN_PCI_MMCFG_*? */
int lockdown_check_window(unsigned int flags);

/*
 * Is @data, @bytes of them, not to be written to the I/O port @port, which dom0
 * has? It is logged then.
 */
bool lockdown_drops_output(unsigned int port, unsigned int bytes,
                           uint32_t data);

/*
 * May dom0 write @data, @size bytes, at @reg of the configuration space of the
 * PCI function @sbdf? Returns 0; or -EPERM if not, after the refusal has been
 * logged, or if it has been written already.
 */
int lockdown_check_config(uint32_t sbdf, unsigned int reg, unsigned int size,
                          uint32_t data);

/*
 * Write the command of the PCI function @sbdf for a PVH dom0, but for the bits
 * that have it decode or master, where it must not.
 */
void lockdown_write_command(uint32_t sbdf, uint16_t command);

/* Take @bits away from the command of the PCI function @sbdf, and give none. */
void lockdown_clear_command(uint32_t sbdf, uint16_t bits);

/*
 * Write @data, @size bytes, to @reg of the configuration space of @sbdf for a PVH
 * dom0, if what the function decodes then is dom0's.
 */
void lockdown_write_config(uint32_t sbdf, unsigned int reg, unsigned int size,
                           uint32_t data);

/*
 * Does the bridge @sbdf lead to the buses @first to @last, as its registers say
 * when it is announced?
 */
bool lockdown_check_buses(uint32_t sbdf, unsigned int first, unsigned int last);

/* As pci_size_mem_bar(); nothing else is written to a header meanwhile. */
unsigned int lockdown_size_bar(uint32_t sbdf, unsigned int pos, uint64_t *addr,
                               uint64_t *size, unsigned int flags);

/*
 * Write to configuration space at the address that @d has chosen by port 0xcf8,
 * @offset bytes further on, if it may.
 */
void lockdown_conf_write(const struct domain *d, unsigned int offset,
                         unsigned int size, uint32_t data);

/*
 * A domain leaves Xen's lists, but its vCPUs stay in the scheduler for a while;
 * now they have left it; are there any such domains?
 */
void lockdown_domain_leaves(void);
void lockdown_domain_left(void);
bool lockdown_domains_leaving(void);

/*
 * Xen's vcpu_create(), under the lock that CPUs and domains move between pools
 * with. Not with that lock held.
 */
struct vcpu *lockdown_vcpu_create(struct domain *d, unsigned int id);

/* Of common/sched/cpupool.c. */
extern spinlock_t cpupool_lock;

/* Free @unit, which is on no list any more, when nobody can be using it. */
void lockdown_free_unit(struct sched_unit *unit);

/*
 * Free @object, which begins with a struct rcu_head and may be NULL, when nobody
 * can be waiting for a lock in it.
 */
void lockdown_free_late(void *object);

/* Is @unit, which may be NULL, one of @d's? */
bool lockdown_unit_of(const struct sched_unit *unit, const struct domain *d);

/* May the hypercall @number go on, as far as that tells? As those below. */
int lockdown_check_hypercall(unsigned long number);

/*
 * The number by which hypercall @number is to be looked up: itself, or one that
 * no hypercall has where the policy refuses it whatever its operation.
 */
static inline unsigned long lockdown_hypercall(unsigned long number)
{
    return likely(lockdown_passes(lockdown_pass_raw, number)) ||
                   !lockdown_check_hypercall(number)
               ? number
               : ~0UL;
}

/*
 * May an operation go on? Each returns 0, or -EPERM where it is refused, or
 * -ENOSYS where the policy does not list it; either is counted and logged. To
 * be called on Xen's own copy of what is asked for, before anything uses it.
 *
 * Operation @op of hypercall @hypercall (__HYPERVISOR_*), as far as that can be
 * said without knowing on whom it acts.
 */
int lockdown_check_op(unsigned int hypercall, uint64_t op);

/* The same, of an operation that acts on the domain @target. */
int lockdown_check_target(unsigned int hypercall, uint64_t op, domid_t target);

/* The same, of XENMEM_* @cmd with the contents @op. */
int lockdown_check_memory_op(unsigned int cmd, domid_t target, const void *op);

/* The same, of its sub-operation @sub_op. */
int lockdown_check_sub_op(unsigned int hypercall, uint64_t op, uint64_t sub_op,
                          domid_t target);

/* A domctl or a sysctl, with all that it asks for. */
int lockdown_check_domctl(const struct xen_domctl *op);
int lockdown_check_sysctl(const struct xen_sysctl *op);

/*
 * Around a sysctl that has been allowed: keep out what would free what it uses.
 * False if that is under way; then the sysctl is not carried out, and
 * lockdown_sysctl_end() not called.
 */
bool lockdown_sysctl_begin(const struct xen_sysctl *op);
void lockdown_sysctl_end(const struct xen_sysctl *op);

/*
 * May domctl @op act on @d, which may be dying, or NULL? Asked under Xen's lock of
 * domctls, under which alone a domain begins to die (common/domain.c,
 * domain_kill). Returns as lockdown_check_context().
 */
int lockdown_check_dying(const struct domain *d, uint32_t op);

/*
 * May @v get @state, of which Xen has its own copy: a struct
 * vcpu_guest_context, or its compat form for a 32-bit PV domain? Returns 0, or
 * -EPERM after the refusal was counted and logged.
 */
int lockdown_check_context(const struct vcpu *v, const void *state);

/*
 * May @page, of which the caller holds a reference, appear in the memory of a
 * domain that does not own it (asm/p2m.h, p2m_entry_modify)? If so, it stays
 * ordinary memory until the call of lockdown_put_foreign(). Else the reference is
 * gone.
 */
bool lockdown_get_foreign(struct page_info *page);
void lockdown_put_foreign(struct page_info *page);

/* A platform_op: untyped, since a 32-bit caller's has a type of its own. */
int lockdown_check_platform_op(const void *op);

/*
 * May the device model's @op, of which Xen has its own copy, be carried out on
 * @d? Returns 0, or -EPERM after the refusal was counted and logged.
 */
int lockdown_check_dm_op(const struct domain *d, const struct xen_dm_op *op);

/*
 * May @record, of the state of an HVM domain, be loaded? @left is how many bytes
 * of state there are from it on, at least its descriptor. Returns 0, -EPERM after
 * the refusal was counted and logged, or -ENODATA if it is cut short.
 */
int lockdown_check_record(const struct hvm_save_descriptor *record,
                          size_t left);

/*
 * The current hypercall goes on on another CPU, which will set its result.
 */
void lockdown_elsewhere(void);

/* hypfs_op, whose operation @cmd (XEN_HYPFS_OP_*) is about the entry @path. */
int lockdown_check_hypfs(unsigned int cmd, const char *path);

/*
 * May the PCI device @sbdf be assigned to @d, be taken from @d, or @pdev be
 * forgotten so that dom0 may find it anew? Each returns 0, or -EPERM after the
 * refusal was counted and logged. Under pcidevs_lock.
 */
int lockdown_check_assign(const struct domain *d, uint32_t sbdf);
int lockdown_check_deassign(const struct domain *d, uint32_t sbdf);
int lockdown_check_remove(const struct pci_dev *pdev);

/*
 * May page tables of @by map registers that are named as @of's? Returns 0 or
 * -EPERM.
 */
int lockdown_check_mmio(const struct domain *by, const struct domain *of);

/*
 * Stop the boot unless the dom0 kernel @elf may be started at the level in
 * force.
 */
void lockdown_check_dom0(struct elf_binary *elf);

#else

static inline void lockdown_cmdline_builtin(void) {}
static inline void lockdown_cmdline_boot(void) {}
static inline bool lockdown_allows_option(const char *name, const char *value,
                                          bool negated, size_t end)
{
    return true;
}
static inline char *lockdown_dom0_options(const char *cmdline)
{
    return strstr(cmdline, " -- ");
}
static inline int lockdown_contain(struct domain *d)
{
    return 0;
}
static inline bool lockdown_contains(void)
{
    return false;
}
static inline int lockdown_check_frames(const struct domain *d,
                                        unsigned long gfn, unsigned long mfn,
                                        unsigned int order)
{
    return 0;
}
static inline unsigned int lockdown_check_dma(unsigned long pfn,
                                              unsigned int perms)
{
    return perms;
}
static inline int lockdown_check_msix(const struct pci_dev *pdev)
{
    return 0;
}
static inline int lockdown_check_page(paddr_t addr)
{
    return 0;
}
static inline int lockdown_check_variable(const uint16_t *name,
                                          const void *vendor,
                                          uint32_t attributes, size_t size,
                                          const void *data)
{
    return 0;
}
static inline bool lockdown_write_cmos(unsigned int port, unsigned int index,
                                       unsigned int data)
{
    return false;
}
static inline int lockdown_sleep(const void *sleep)
{
    return 0;
}
static inline int lockdown_check_idle(unsigned int space, uint64_t address)
{
    return 0;
}
#define lockdown_with_cpus(call)            (call)
#define lockdown_states(given, known, done) (~0U)
static inline int lockdown_check_window(unsigned int flags)
{
    return 0;
}
static inline int lockdown_check_config(uint32_t sbdf, unsigned int reg,
                                        unsigned int size, uint32_t data)
{
    return 0;
}
#define lockdown_write_command(number, command)                                \
    pci_conf_write16((pci_sbdf_t){ .sbdf = (number) }, PCI_COMMAND, command)
#define lockdown_clear_command(number, bits)                                   \
    pci_conf_write16(                                                          \
        (pci_sbdf_t){ .sbdf = (number) }, PCI_COMMAND,                         \
        pci_conf_read16((pci_sbdf_t){ .sbdf = (number) }, PCI_COMMAND) &       \
            ~(bits))
#define lockdown_write_config(number, reg, size, data)                         \
    ((size) == 1                                                               \
         ? pci_conf_write8((pci_sbdf_t){ .sbdf = (number) }, reg, data)        \
     : (size) == 2                                                             \
         ? pci_conf_write16((pci_sbdf_t){ .sbdf = (number) }, reg, data)       \
         : pci_conf_write32((pci_sbdf_t){ .sbdf = (number) }, reg, data))
static inline bool lockdown_check_buses(uint32_t sbdf, unsigned int first,
                                        unsigned int last)
{
    return true;
}
#define lockdown_size_bar(number, pos, addr, size, flags)                      \
    pci_size_mem_bar((pci_sbdf_t){ .sbdf = (number) }, pos, addr, size, flags)
static inline bool lockdown_drops_output(unsigned int port, unsigned int bytes,
                                         uint32_t data)
{
    return false;
}
#define lockdown_conf_write(d, offset, size, data)                             \
    pci_conf_write((d)->arch.pci_cf8, offset, size, data)
static inline void lockdown_domain_leaves(void) {}
static inline void lockdown_domain_left(void) {}
static inline bool lockdown_domains_leaving(void)
{
    return false;
}
#define lockdown_vcpu_create vcpu_create
#define lockdown_free_unit   xfree
#define lockdown_free_late   xfree
static inline bool lockdown_unit_of(const struct sched_unit *unit,
                                    const struct domain *d)
{
    return false;
}
static inline unsigned long lockdown_hypercall(unsigned long number)
{
    return number;
}
static inline int lockdown_check_op(unsigned int hypercall, uint64_t op)
{
    return 0;
}
static inline int lockdown_check_target(unsigned int hypercall, uint64_t op,
                                        domid_t target)
{
    return 0;
}
static inline int lockdown_check_memory_op(unsigned int cmd, domid_t target,
                                           const void *op)
{
    return 0;
}
static inline int lockdown_check_dm_op(const struct domain *d,
                                       const struct xen_dm_op *op)
{
    return 0;
}
static inline bool lockdown_sysctl_begin(const struct xen_sysctl *op)
{
    return true;
}
static inline void lockdown_sysctl_end(const struct xen_sysctl *op) {}
static inline int lockdown_check_record(
    const struct hvm_save_descriptor *record, size_t left)
{
    return 0;
}
static inline int lockdown_check_sub_op(unsigned int hypercall, uint64_t op,
                                        uint64_t sub_op, domid_t target)
{
    return 0;
}
static inline int lockdown_check_domctl(const struct xen_domctl *op)
{
    return 0;
}
static inline int lockdown_check_sysctl(const struct xen_sysctl *op)
{
    return 0;
}
static inline int lockdown_check_dying(const struct domain *d, uint32_t op)
{
    return 0;
}
static inline bool lockdown_get_foreign(struct page_info *page)
{
    return true;
}
static inline void lockdown_put_foreign(struct page_info *page) {}
static inline int lockdown_check_context(const struct vcpu *v,
                                         const void *state)
{
    return 0;
}
static inline int lockdown_check_platform_op(const void *op)
{
    return 0;
}
static inline void lockdown_elsewhere(void) {}
static inline int lockdown_check_hypfs(unsigned int cmd, const char *path)
{
    return 0;
}
static inline int lockdown_check_assign(const struct domain *d, uint32_t sbdf)
{
    return 0;
}
static inline int lockdown_check_deassign(const struct domain *d, uint32_t sbdf)
{
    return 0;
}
static inline int lockdown_check_remove(const struct pci_dev *pdev)
{
    return 0;
}
static inline int lockdown_check_mmio(const struct domain *by,
                                      const struct domain *of)
{
    return 0;
}
static inline void lockdown_check_dom0(struct elf_binary *elf) {}

#endif /* CONFIG_LOCKDOWN */

#endif /* XEN_LOCKDOWN_H */
