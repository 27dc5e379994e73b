/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The face of core: the lockdown level, and the questions that Xen asks of it.
 *
 * Every function is a pure function of its arguments, but for lockdown_level()
 * and lockdown_raise(), which read and raise the one global. None allocates,
 * blocks or calls out, so all may be called in any context, also before Xen has
 * relocated itself or has a console.
 */
#ifndef LOCKDOWN_H
#define LOCKDOWN_H

#include "types.h"

#include "../abi/control_op.h"

#include "pass.h"

/* Who trusts whom. The order matters: a higher value trusts less. */
enum lockdown_level {
    LOCKDOWN_NONE,        /* Xen as ever */
    LOCKDOWN_INTEGRITY,   /* root in dom0 and unsigned files are not trusted */
    LOCKDOWN_CONTAINMENT, /* nor is the dom0 kernel */
};

/* Where an option came from. The image's signer vouches for the first two. */
enum lockdown_source {
    LOCKDOWN_BUILTIN,  /* Kconfig's built-in command line */
    LOCKDOWN_EMBEDDED, /* the verified image's section .config */
    LOCKDOWN_FILE,     /* a configuration that nobody verified */
    LOCKDOWN_LOADER,  /* the boot loader's, or the boot entry's optional data */
    LOCKDOWN_RUNTIME, /* a write through hypfs */
};

/*
 * The level in force. It starts at the build's default and only ever rises.
 */
enum lockdown_level lockdown_level(void);

/*
 * Raise the level to at least @to; a lower or equal @to changes nothing. A
 * value that is no level raises to the highest there is, so that a corrupt
 * caller can only lose rights. Returns the level now in force.
 *
 * Context: boot, on one CPU, before the first domain runs.
 */
enum lockdown_level lockdown_raise(enum lockdown_level to);

/*
 * The level's name as the command line and the log spell it; "?" for a value
 * that is none.
 */
const char *lockdown_level_name(enum lockdown_level level);

/*
 * Why something is refused, beyond what its own row says: the rows of
 * policy/refusals.def.
 */
enum lockdown_refusal {
    LOCKDOWN_REFUSAL_NONE, /* it is not refused */
#define REFUSAL(name, threats, text) LOCKDOWN_REFUSAL_##name,
#include "../policy/refusals.def"
    LOCKDOWN_NR_REFUSALS,
};

/*
 * A refusal's text, for the log. "?" for a value that is none, LOCKDOWN_REFUSAL_NONE
 * included.
 */
const char *lockdown_refusal_text(enum lockdown_refusal refusal);

/*
 * Read the value of the option lockdown, @len bytes at @value: empty and
 * "integrity" mean integrity, "containment" means containment. Everything else
 * ("off", "none", "no", a misspelt level) returns false and leaves *@level
 * alone: there is no way down.
 */
bool lockdown_level_parse(const char *value, size_t len,
                          enum lockdown_level *level);

/* Is @source trusted, so that each option from it is applied, unsafe ones too? */
bool lockdown_source_trusted(enum lockdown_source source);

/* What the log calls @source; "?" for a value that is none. */
const char *lockdown_source_name(enum lockdown_source source);

/*
 * A command line of @len bytes, of which the first @signed_len are the signed
 * configuration's and the rest is the boot loader's. @separator is where " -- "
 * stands, behind which the dom0 kernel's options are, or @len if it does not.
 * Returns how many bytes may stay, so that no option of the boot loader's reaches
 * the dom0 kernel: at most @separator if it is not wholly signed.
 */
size_t lockdown_cmdline_keep(size_t len, size_t signed_len, size_t separator);

/* What GetVariable() had to say about the variable SecureBoot. */
struct lockdown_secure_boot {
    enum {
        LOCKDOWN_VARIABLE_PRESENT,    /* the other fields hold what was read */
        LOCKDOWN_VARIABLE_ABSENT,     /* EFI_NOT_FOUND */
        LOCKDOWN_VARIABLE_UNREADABLE, /* any other error */
    } state;
    uint32_t attributes; /* EFI_VARIABLE_* bits as the firmware returned them */
    size_t size;         /* bytes; 1 is well-formed */
    uint8_t value;       /* the first byte; 0 is off, 1 is on */
};

/*
 * The least level that Secure Boot's state demands. Only absence, or a
 * well-formed variable equal to 0, counts as off; on, unreadable and malformed
 * all demand integrity.
 *
 * Well-formed (UEFI 2.10, section 3.3, Table 3.1): one byte, 0 or 1,
 * boot-service and runtime access and nothing else: a variable that is kept in
 * flash was not written by the firmware.
 *
 * @why, when not null, receives the state in words, for the log.
 */
enum lockdown_level lockdown_secure_boot_level(
    const struct lockdown_secure_boot *variable, const char **why);

/*
 * Has the firmware verified the image that was started? Only a well-formed
 * variable equal to 1 says so.
 */
bool lockdown_secure_boot_active(const struct lockdown_secure_boot *variable);

/*
 * An option as Xen's parser has matched it. The strings are not NUL-terminated.
 */
struct lockdown_option {
    const char *name; /* as in Xen's parameter table: "com1", "ivrs_hpet[" */
    size_t name_len;
    const char *value; /* after the '='; where bracketed, from the bracket */
    size_t value_len;
    bool negated; /* the prefix "no-" stood before the name */
};

/*
 * May @option be applied? At LOCKDOWN_NONE, and from a trusted source, always.
 * Otherwise policy/cmdline.def decides; an option without a row, and a value
 * that its validator cannot parse, are refused.
 *
 * @why, when not null, receives a static string when the option is refused: the
 * reason.
 */
bool lockdown_cmdline_allows(enum lockdown_level level,
                             enum lockdown_source source,
                             const struct lockdown_option *option,
                             const char **why);

/*
 * May the run-time parameter called @name, @name_len bytes, be written through
 * hypfs? As above, with the PARAM rows; there is no trusted source at run time.
 */
bool lockdown_param_allows(enum lockdown_level level, const char *name,
                           size_t name_len, const char **why);

/*
 * The rows of policy/hypercalls.def, by the names of Xen's public headers. Row
 * 0 is none.
 */
enum lockdown_row {
    LOCKDOWN_ROW_NONE,
#define ROW(group, op, number, class, own, issuer, why) LOCKDOWN_ROW_##op,
#include "../policy/hypercalls.def"
    LOCKDOWN_NR_ROWS,
};

/* How a call is made: one of each three, ORed. The value 2 is not used. */
enum lockdown_how {
    /* Its way to Xen. */
    LOCKDOWN_RAW = 0,         /* as a hypercall of its own */
    LOCKDOWN_CONTROL_OP = 16, /* by control_op: its buffers are the caller's */

    /* Who issues it. */
    LOCKDOWN_DOM0 = 0,            /* a dom0 kernel that declares to filter */
    LOCKDOWN_DOM0_UNDECLARED = 4, /* ... that does not */
    LOCKDOWN_DOMU = 8,

    /* On whom it acts. */
    LOCKDOWN_ON_OTHER = 0, /* another domain, none, or not known yet */
    LOCKDOWN_ON_OWN = 1,   /* the caller's own domain, by whatever name */
};

#define LOCKDOWN_MAX_DEPTH 3

struct lockdown_call {
    unsigned int how; /* enum lockdown_how */
    /*
     * The hypercall's number, its operation's and that one's sub-operation's:
     * as many as are known, 1 to LOCKDOWN_MAX_DEPTH. Numbers that an operation
     * does not select by are ignored; those that are not known are 0.
     */
    unsigned int depth;
    uint64_t number[LOCKDOWN_MAX_DEPTH];
};

/* Xen's error numbers (Xen's public/errno.h). */
#define LOCKDOWN_EPERM  1
#define LOCKDOWN_ENOSYS 38

/*
 * The gate: may @call be carried out at @level? Returns 0, -LOCKDOWN_EPERM if
 * it is refused, or -LOCKDOWN_ENOSYS if no row lists it. *@row is then the row
 * that it went by, as lockdown_find() gives it; at LOCKDOWN_NONE it is none.
 *
 * If the decision needs more numbers than the first @call->depth, the answer is
 * 0: the caller asks again when it knows the next number, before the operation
 * has any effect.
 */
int lockdown_gate(enum lockdown_level level, const struct lockdown_call *call,
                  enum lockdown_row *row);

/* The row that lists a call; LOCKDOWN_ROW_NONE if there is none. */
enum lockdown_row lockdown_find(const struct lockdown_call *call);

/* A row's name and the reason for its class, for the log. */
const char *lockdown_row_name(enum lockdown_row row);
const char *lockdown_row_why(enum lockdown_row row);

/*
 * Are these @nr buffers, which a control_op call declares, within the limits of
 * the ABI? Each must lie in one half of the address space, as page tables of four
 * levels have them: a walk does not look at the bits above (U-ENV-KPTR).
 */
static inline bool lockdown_buffers_ok(const struct control_op_buffer *buffers,
                                       unsigned int nr)
{
    const uint64_t half = CONTROL_OP_MAX_SIZE / 2;
    unsigned int i;
    uint64_t offset;

    if ( nr > CONTROL_OP_MAX_BUFFERS )
        return false;

    for ( i = 0; i < nr; i++ )
    {
        /* the upper half ends where the address space does */
        offset = buffers[i].address;
        if ( offset >= -half )
            offset += half;
        if ( buffers[i].size > half || offset > half - buffers[i].size )
            return false;
    }

    return true;
}

/*
 * Where do @size bytes at @reference lie? Sets *@address and returns true if all
 * of them are in one of the @nr @buffers, which lockdown_buffers_ok(); else
 * returns false and leaves *@address alone.
 *
 * Every guest access of a control_op comes here, hence inline as the above.
 */
static inline bool lockdown_bind(const struct control_op_buffer *buffers,
                                 unsigned int nr, uint64_t reference,
                                 uint64_t size, uint64_t *address)
{
    const uint64_t number = reference / CONTROL_OP_MAX_SIZE;
    const uint64_t offset = reference % CONTROL_OP_MAX_SIZE;
    const struct control_op_buffer *buffer;

    if ( number == 0 || number > nr )
        return false;

    LOCKDOWN_BLOCK_SPECULATION();
    buffer = &buffers[number - 1];
    if ( offset > buffer->size || size > buffer->size - offset )
        return false;

    *address = buffer->address + offset;

    return true;
}

/* The count in hypercalls.def where only Xen's handler knows the length. */
#define LOCKDOWN_COUNT_UNKNOWN (~0ULL)

/*
 * Does @reference lead to @count elements of @unit bytes within one buffer? The
 * null reference is accepted as well: an operation may allow it, and if it does
 * not, its first access fails.
 */
bool lockdown_refers(const struct control_op_buffer *buffers, unsigned int nr,
                     uint64_t reference, uint64_t count, uint64_t unit);

/* What is known of the dom0 kernel that is about to be started. */
struct lockdown_dom0 {
    bool secure_boot;      /* Secure Boot's state demands verification */
    bool verified;         /* part of the verified image, or verified by shim */
    unsigned int declared; /* control_op version that its ELF note declares; 0:
                              no note */
    unsigned int spoken;   /* newest control_op version that this Xen speaks */
    bool waived;           /* a trusted source demands neither of it */
};

/* Why this dom0 kernel must not be started, if it must not. */
enum lockdown_refusal lockdown_dom0_refusal(enum lockdown_level level,
                                            const struct lockdown_dom0 *dom0);

/*
 * Why a domain must not be handed hardware at all, if it must not. @control_op
 * tells that it is asked for by control_op, so perhaps by root in dom0.
 */
enum lockdown_refusal lockdown_hardware_refusal(enum lockdown_level level,
                                                bool control_op);

/*
 * Page frames or I/O ports that a domain is to get access to, and what is known
 * of them.
 */
struct lockdown_lend {
    bool ports;           /* I/O ports, else frames of 4 KiB */
    uint64_t first, last; /* inclusive */
    bool permitted;       /* the domain has access to all of them already */
    bool memory;          /* RAM or tables of the firmware are among them */
    bool own, foreign;    /* false at first; lockdown_lend_bar() sets them */
};

/* What a base address register of a PCI device decodes. */
struct lockdown_bar {
    bool ports;       /* I/O ports, else memory */
    uint64_t base;    /* port, or address in bytes; 0 if it is not set up */
    uint64_t size;    /* ports or bytes; 1 where only the base is known */
    bool quarantined; /* its device is: neither dom0 nor a guest uses it */
    bool off;         /* a ROM's, which is not switched on */
};

/*
 * Take @bar into account in what is known of @lend; to be called for every BAR
 * in the machine. Returns whether any of @lend belongs to @bar.
 */
bool lockdown_lend_bar(struct lockdown_lend *lend,
                       const struct lockdown_bar *bar);

/*
 * Why @lend must not be lent, if it must not. If it may be, all of it is one
 * device's own, and that device is in quarantine, or the domain has access to
 * it already.
 */
enum lockdown_refusal lockdown_lend_refusal(enum lockdown_level level,
                                            const struct lockdown_lend *lend);

/* A PCI device that is to change hands, and what is known of it. */
struct lockdown_device {
    uint16_t class;           /* base class and subclass */
    bool virtual_function;    /* of a device with SR-IOV */
    bool firmware_memory;     /* the firmware reserved memory for its DMA */
    bool interrupts_remapped; /* by the machine's IOMMU */
    bool quarantined;         /* neither dom0 nor a guest has it now */
    bool to_quarantine;       /* ... nor will have it then */
    bool lent; /* a domain has had it, or registers of it, since boot */
};

/*
 * Why @device must not be given to a domain or put into quarantine, and why it
 * must not be taken from the domain that has it, if it must not.
 */
enum lockdown_refusal lockdown_assign_refusal(
    enum lockdown_level level, const struct lockdown_device *device);
enum lockdown_refusal lockdown_return_refusal(
    enum lockdown_level level, const struct lockdown_device *device);

/* Why Xen must not forget @device, which is then dom0's if it is found again. */
enum lockdown_refusal lockdown_remove_refusal(
    enum lockdown_level level, const struct lockdown_device *device);

/* A mapping of a device's registers by page tables. */
struct lockdown_mmio {
    bool by_dom0;  /* the page tables are dom0's */
    bool as_other; /* they name the registers as another domain's */
};

/* Why @mmio must not be made, if it must not. */
enum lockdown_refusal lockdown_mmio_refusal(enum lockdown_level level,
                                            const struct lockdown_mmio *mmio);

/* What a domctl asks for beyond what its row can tell. */
struct lockdown_domctl {
    bool targets_caller;        /* makes another domain the caller's master */
    bool makes_hardware_domain; /* a second one */
    bool moves_virq;            /* a global one, but not VIRQ_DOM_EXC */
    bool forces_caller;         /* the affinity of its own vCPUs */
    bool
        lacks_vcpus, /* its handler follows vCPUs that have not been made yet */
        dying;       /* its handler may follow what a dying domain has lost */
};

/* Why such a domctl must not be carried out, if it must not. */
enum lockdown_refusal lockdown_domctl_refusal(
    enum lockdown_level level, const struct lockdown_domctl *domctl);

/*
 * A state that a vCPU is to get, as far as its handler relies on it before it
 * looks, and what is known of the vCPU.
 */
struct lockdown_context {
    bool hvm;          /* the domain is HVM, else PV */
    bool has_mode;     /* the vCPU was initialised before, and has its kernel
                          and its user mode on page tables of their own */
    bool kernel_mode;  /* ... and is in its kernel */
    bool in_kernel;    /* the state: of its kernel, not of user mode */
    uint64_t foreign;  /* bits of vm_assist that the domain cannot have */
    uint64_t dr6, dr7; /* debug registers */
};

/* Why a vCPU must not get the state @context, if it must not. */
enum lockdown_refusal lockdown_context_refusal(
    enum lockdown_level level, const struct lockdown_context *context);

/*
 * Why a device model must not move an interrupt line of a domain, if it must
 * not. @has_controllers tells that the domain has emulated interrupt controllers
 * for it.
 */
enum lockdown_refusal lockdown_line_refusal(enum lockdown_level level,
                                            bool has_controllers);

/* ---- what a contained dom0 kernel may reach ---- */

/*
 * Kinds of frames: those of policy/platform.def, and what devices of dom0's
 * decode.
 */
enum lockdown_frames_kind {
#define FRAMES(kind, what, reach, threats, why) LOCKDOWN_FRAMES_##kind,
#include "../policy/platform.def"
    LOCKDOWN_NR_FRAMES,
    LOCKDOWN_FRAMES_DEVICE = LOCKDOWN_NR_FRAMES,
};

/* A capability of a PCI function: where it begins in configuration space. */
struct lockdown_capability {
    uint16_t id, at;
    uint16_t says; /* the 16 bits behind its head, of 16 or 32 bits */
    bool extended;
};

#define LOCKDOWN_MAX_CAPABILITIES 48

/* A PCI function whose configuration space is to be written. */
struct lockdown_function {
    uint16_t vendor; /* its number */
    uint16_t class;  /* base class and subclass */
    bool card;       /* it may have been plugged in: none of the chipset's */
    uint8_t header;  /* its type: 0 of a device, 1 of a bridge to another bus */
    unsigned int nr;
    struct lockdown_capability capability[LOCKDOWN_MAX_CAPABILITIES];
};

/*
 * May dom0 write @size bytes, 1 to 4, at @reg of @function's configuration
 * space? *@why is then the reason if it may not.
 */
bool lockdown_config_allows(const struct lockdown_function *function,
                            unsigned int reg, unsigned int size,
                            const char **why);

/* What lies in it; both ends are among it. None if @first is above @last. */
struct lockdown_range {
    uint64_t first, last;
};

enum lockdown_window_kind {
    LOCKDOWN_WINDOW_PORTS,
    LOCKDOWN_WINDOW_MEMORY,
    LOCKDOWN_WINDOW_PREFETCHABLE,
    LOCKDOWN_NR_WINDOWS,
};

/* A PCI bridge, as the firmware left it or dom0 found it. */
struct lockdown_bridge {
    uint32_t sbdf;
    uint8_t first, last; /* the buses behind it */
    uint64_t
        at_zero; /* bytes of its own that it decoded at address 0 at boot */
    struct lockdown_range
        windows[LOCKDOWN_NR_WINDOWS]; /* ... and let through */
};

/*
 * May @bridge, which has led nowhere yet, lead where it says? To nobody else's
 * buses, so far as @nr bridges are @known, and to buses of another one that it is
 * behind: those that begin at a root are told by the firmware, while @booting.
 */
bool lockdown_may_lead(const struct lockdown_bridge *known, unsigned int nr,
                       const struct lockdown_bridge *bridge, bool booting);

/* May @bridge, which is @known, lead to no bus after @last any more? */
bool lockdown_may_shrink(const struct lockdown_bridge *known, unsigned int nr,
                         const struct lockdown_bridge *bridge, uint8_t last);

/*
 * What a bridge lets through, by the 32-bit @registers of its header from 0x1c
 * on: bytes of memory, or ports. Of the first three of them bits 0 to 3 say how
 * wide a window is: hardware's, whatever dom0 writes there.
 */
#define LOCKDOWN_NR_WINDOW_REGISTERS 6
void lockdown_bridge_windows(
    const uint32_t registers[LOCKDOWN_NR_WINDOW_REGISTERS],
    struct lockdown_range windows[LOCKDOWN_NR_WINDOWS]);

/* Did @bridge let all of @window, ports or memory, through at boot? */
bool lockdown_had_window(const struct lockdown_bridge *bridge,
                         const struct lockdown_range *window, bool ports);

/*
 * The I/O ports that are withheld from dom0, from 0 on: range @i, both ends
 * among them. False if there is none of that number.
 */
bool lockdown_ports(unsigned int i, uint16_t *first, uint16_t *last);

/* Are there bytes that are dropped when dom0 writes them to the I/O port @port? */
bool lockdown_filters_port(unsigned int port);

/* May dom0 write @data, @size bytes, 1 to 4, to the I/O port @port? */
bool lockdown_port_allows(unsigned int port, unsigned int size, uint32_t data);

/* Whom a variable of the firmware's belongs to: parts as EFI_GUID has them. */
struct lockdown_guid {
    uint32_t a;
    uint16_t b, c;
    uint8_t d[8];
};

/* A variable that dom0 sets, or deletes: then @size or @attributes is 0. */
struct lockdown_variable {
    struct lockdown_guid vendor;
    uint32_t attributes;  /* EFI_VARIABLE_* bits */
    const uint16_t *name; /* @name_len characters, without the zero behind */
    size_t name_len;
    const uint8_t *value; /* @size bytes */
    size_t size;
};

/* Why dom0 must not set @variable, if it must not. */
enum lockdown_refusal lockdown_variable_refusal(
    const struct lockdown_variable *variable);

/*
 * May dom0 write byte @index, 0 to 255, of the battery-backed memory behind the
 * clock, where @century, not 0, is that of the clock's century?
 */
bool lockdown_cmos_allows(unsigned int index, unsigned int century);

/* What is known of the machine where dom0 is to be contained. */
struct lockdown_machine {
    bool iommu;             /* an IOMMU is in use */
    bool uncovered;         /* a device is behind none */
    bool remapped;          /* it remaps interrupts */
    bool remapped_together; /* ... of all devices by one table */
    bool strict;            /* devices of dom0's reach its own memory alone */
    bool translated_before; /* devices may translate addresses by themselves */
    bool clocked_by_dom0;   /* dom0's kernel drives the processors' frequency */
};

/* Why dom0 cannot be contained on @machine, if it cannot. */
enum lockdown_refusal lockdown_machine_refusal(
    const struct lockdown_machine *machine);

/* Frames of 4 KiB that are of one kind; both ends are among them. */
struct lockdown_frames {
    uint64_t first, last;
    enum lockdown_frames_kind kind;
};

enum lockdown_reach {
    LOCKDOWN_REACH_NONE,
    LOCKDOWN_REACH_READ, /* and write without an effect */
    LOCKDOWN_REACH_ALL,
};

/* How far may dom0 reach frames of that kind, where no device decodes them? */
enum lockdown_reach lockdown_kind_reach(enum lockdown_frames_kind kind);

/*
 * How far may dom0 reach all of the frames @first to @last, in one mapping? @map
 * says in @nr ranges, in any order, what the machine's frames are. They may
 * overlap: the strictest counts.
 */
enum lockdown_reach lockdown_frames_reach(const struct lockdown_frames *map,
                                          unsigned int nr, uint64_t first,
                                          uint64_t last);

/* What decodes addresses on a bus. */
enum lockdown_decoder {
    LOCKDOWN_DEVICE, /* a BAR of a device's */
    LOCKDOWN_BRIDGE, /* a BAR of a bridge's: its own registers */
    LOCKDOWN_WINDOW, /* what a bridge lets through to devices */
};

/*
 * May what is dom0's decode the frames @first to @last? A device: if nothing is
 * known of them, or they are a device's. A bridge: where the firmware has put a
 * bridge's registers. A window need not leave out memory, nor frames of unknown
 * use.
 */
bool lockdown_decode_allows(const struct lockdown_frames *map, unsigned int nr,
                            uint64_t first, uint64_t last,
                            enum lockdown_decoder by);

/* Whose chipset a machine has. */
enum lockdown_vendor { LOCKDOWN_ANY, LOCKDOWN_INTEL, LOCKDOWN_AMD };

/*
 * Places that are of one kind on any machine of @vendor's, from 0 on: bytes,
 * both ends among them. False if there is none of the number @i. Of another
 * vendor's the range is empty: *@first is above *@last.
 */
bool lockdown_place(unsigned int i, enum lockdown_vendor vendor,
                    uint64_t *first, uint64_t *last,
                    enum lockdown_frames_kind *kind);

/*
 * Of which kind are the frames that a PCI function decodes, by its base class and
 * subclass? False if that tells nothing of them.
 */
bool lockdown_class_frames(uint16_t class, enum lockdown_frames_kind *kind);

/*
 * What the machine is told in order to switch off, from the DSDT, @len bytes:
 * 3-bit values for the two control registers. False if it does not say.
 */
bool lockdown_sleep_types(const uint8_t *dsdt, size_t len, uint8_t *a,
                          uint8_t *b);

#endif /* LOCKDOWN_H */
