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
 * Read the value of the option lockdown, @len bytes at @value: empty and
 * "integrity" mean integrity, "containment" means containment. Everything else
 * ("off", "none", "no", a misspelt level) returns false and leaves *@level
 * alone: there is no way down.
 */
bool lockdown_level_parse(const char *value, size_t len,
                          enum lockdown_level *level);

/*
 * May options from @source do whatever they like, because the image's signer
 * wrote them?
 */
bool lockdown_source_trusted(enum lockdown_source source);

/* What the log calls @source; "?" for a value that is none. */
const char *lockdown_source_name(enum lockdown_source source);

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
 * The operations that policy/hypercalls.def lists, by the names of Xen's public
 * headers.
 */
enum lockdown_op {
#define ROW(hypercall, op, class, why) LOCKDOWN_OP_##op,
#include "../policy/hypercalls.def"
#undef ROW
    LOCKDOWN_NR_OPS,
};

/*
 * May @op be carried out? Operations of class PLATFORM are refused from
 * integrity up; so is a value that is no operation.
 */
bool lockdown_op_allows(enum lockdown_level level, enum lockdown_op op);

/*
 * @op's name and the reason for its class, for the log; "?" for a value that is
 * none.
 */
const char *lockdown_op_name(enum lockdown_op op);
const char *lockdown_op_why(enum lockdown_op op);

/* What is known of the dom0 kernel that is about to be started. */
struct lockdown_dom0 {
    bool secure_boot;      /* Secure Boot's state demands verification */
    bool verified;         /* part of the verified image, or verified by shim */
    unsigned int declared; /* control_op version that its ELF note declares; 0:
                              no note */
    unsigned int spoken;   /* newest control_op version that this Xen speaks */
};

/*
 * Why this dom0 kernel must not be started, in words that say what to do; null
 * if it may be.
 */
const char *lockdown_dom0_refusal(enum lockdown_level level,
                                  const struct lockdown_dom0 *dom0);

#endif /* LOCKDOWN_H */
