/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the attacks on control_op share: how a call is built and sent through a
 * door that the kernel keeps for it, memory whose surroundings tell of writes
 * that went astray, and the frame around each attack.
 *
 * Where there is no such door, as on stock, most calls go raw: the same
 * operation, with addresses where references would stand. That is what
 * control_op would be without its checks, and so what each attack would do to
 * the kernel if a check were missing.
 */
#ifndef ROGUE_ENV_H
#define ROGUE_ENV_H

#include "../rogue.h"

#include "control_op.h"

/* ---- the frame of an attack ---- */

/*
 * Opens an attack of the family, to be followed by the body of a function that
 * returns whether it had an effect, best through seen(). ENV_ATTACK has no
 * meaning without a door, and is not run there; RAW_ATTACK is run all the same.
 *
 * Before an attack the frame has control_op do honest work of the same kinds,
 * so that nothing counts as refused by a control_op that is broken, and again
 * behind it, so that an attack that breaks it counts as one that succeeds.
 */
#define ENV_ATTACK(id, title)          ENV_ATTACK_AT(id, title, false, __COUNTER__)
#define RAW_ATTACK(id, title)          ENV_ATTACK_AT(id, title, true, __COUNTER__)
#define RAW_ATTACK_OWN_BOOT(id, title) OWN_BOOT_AT(id, title, __COUNTER__)
#define OWN_BOOT_AT(id, title, l)      ENV_ATTACK_AT_(id, title, true, true, l)
#define ENV_ATTACK_AT(id, title, r, l) ENV_ATTACK_AT_(id, title, r, false, l)
#define ENV_ATTACK_AT_(id, title, raw, own_boot, line)                         \
    static bool env_attack_##line(void);                                       \
    ATTACK_AT(id, title, own_boot, line)                                       \
    {                                                                          \
        return env_outcome(env_attack_##line, raw);                            \
    }                                                                          \
    static bool env_attack_##line(void)

/* Those that one call tells. */
#define ENV_ATTACK_BY(id, title, observed)                                     \
    ENV_ATTACK(id, title)                                                      \
    {                                                                          \
        return observed;                                                       \
    }
#define RAW_ATTACK_BY(id, title, observed)                                     \
    RAW_ATTACK(id, title)                                                      \
    {                                                                          \
        return observed;                                                       \
    }

enum outcome env_outcome(bool (*attack)(void), bool raw);

/* What was looked at, and whether it showed the effect: returns @observed. */
bool seen(bool observed, const char *text, ...) PRINTF_LIKE;
bool seen_either(bool observed, const char *what, const char *if_so,
                 const char *if_not);
/* Was the kernel's version overwritten? For seen(): says so. */
bool version_seen(bool overwritten);
/* Note the kernel's version, and tell whether it has changed since. */
void watch_version(void);
bool version_differs(void);
/* Why there is nothing to be seen here, or what is missing: return false. */
bool pointless(const char *why);
bool missing(const char *what);

/* Look for control_op's doors. The frame does so before each attack. */
void find_door(void);
/* Does control_op have a door here, or do calls go raw? */
bool has_door(void);
/* The control device, for what else might be done to it; -1 without one. */
int control_device(void);
/* Why control_op does not do its work; NULL if it does. */
const char *control_failure(void);

/* ---- calls ---- */

/* A call without arguments or buffers, with room for all of them. */
struct control_op_call *new_call(uint32_t operation);
size_t call_size(const struct control_op_call *call);

/*
 * Declare memory as the next buffer of a call. Returns what names its first
 * byte: a reference, or, where calls go raw, the address. What names the byte
 * behind it is one more.
 */
uint64_t declare(struct control_op_call *call, const void *memory,
                 uint64_t size);
uint64_t declare_at(struct control_op_call *call, uint64_t address,
                    uint64_t size);

/* The result, or, negated, the error that the hypercall or the kernel gave. */
long issue(struct control_op_call *call);
/* A call where it stands, of which @size bytes are told. */
long issue_in_place(struct control_op_call *call, uint32_t size);
/* Calls in one trap. Returns what the ioctl did; results are in the calls. */
long issue_all(struct control_op_call *const *calls, unsigned int nr);
/* The bare ioctl, of which anything may be untrue. */
long issue_ioctl(uint64_t calls, uint32_t size, uint32_t nr);
long issue_ioctl_at(const struct control_op_ioctl *argument);

/*
 * Memory for a pointer of a call: its next buffer, which holds @size bytes of
 * @content, or FILL if that is NULL. What stands at @at, an argument or a guest
 * handle, leads there.
 */
void *attach(struct control_op_call *call, void *at, const void *content,
             size_t size);

/*
 * A domctl or sysctl: its call, whose first buffer is a copy of @op with the
 * interface's version filled in.
 */
struct control_op_call *domctl_call(const struct xen_domctl *op);
struct control_op_call *sysctl_call(const struct xen_sysctl *op);
#define DOMCTL_CALL(command, domid, ...)                                       \
    domctl_call(&(struct xen_domctl){                                          \
        .cmd = XEN_DOMCTL_##command, .domain = domid, __VA_ARGS__ })
#define SYSCTL_CALL(command, ...)                                              \
    sysctl_call(                                                               \
        &(struct xen_sysctl){ .cmd = XEN_SYSCTL_##command, __VA_ARGS__ })
/* The versions of their interfaces that this Xen speaks. */
extern uint32_t domctl_interface, sysctl_interface;
/*
 * A call whose second argument leads to a structure, the first buffer, and
 * whose first argument is the command: memory_op, event_channel_op and others.
 */
struct control_op_call *op_call(uint32_t hypercall, uint64_t cmd,
                                const void *structure, size_t size);
#define OP_CALL(hypercall, cmd, type, ...)                                     \
    op_call(__HYPERVISOR_##hypercall, cmd, &(type){ __VA_ARGS__ }, sizeof(type))
/* The structure of such a call, of a domctl or of a sysctl. */
void *structure_of(const struct control_op_call *call);
/*
 * A call that has a domain's memory grow or shrink by a page, whose number, or,
 * where the domain is PV, frame, stands in the second buffer.
 */
struct control_op_call *reservation_call(uint64_t cmd, domid_t domid,
                                         xen_pfn_t number);
xen_pfn_t *number_of(const struct control_op_call *call);

/*
 * xen_version's guest_handle, which writes MARK_SIZE bytes to a buffer at @to,
 * or has no buffer yet if that is NULL.
 */
struct control_op_call *handle_call(const void *to);
/* Those bytes: dom0's UUID, which the caller chooses. */
void set_uuid(const void *bytes);
void get_uuid(void *bytes);

/*
 * A read of Xen's console, @count bytes to the second buffer, of which
 * @declared bytes are declared.
 */
struct control_op_call *console_call(struct xen_sysctl **op, uint64_t address,
                                     uint64_t declared, uint32_t count);
/*
 * A read of what is in hypfs, @size bytes of the list to the second buffer, of
 * which @declared bytes are declared. The first is the path, "/".
 */
struct control_op_call *hypfs_call(const char *found, uint64_t declared,
                                   uint64_t size);
/* Does Xen's console show this? */
bool control_console_shows(const char *text);

/* What Xen knows of a domain; false if there is no such domain. */
bool domain_info(domid_t domid, struct xen_domctl_getdomaininfo *info);
/* Note what Xen knows of dom0, and report whether it has changed since. */
void watch_dom0(void);
bool dom0_changed(void);
/* A domU with one vCPU and no memory, as in domu.h; DOMID_INVALID if none. */
domid_t new_domain(uint32_t flags);
domid_t new_domain_without_vcpu(uint32_t flags);
/*
 * Create a domain, with no vCPU yet. DOMID_INVALID if there is none; @result is
 * Xen's answer.
 */
domid_t create_domain(const struct xen_domctl_createdomain *create,
                      long *result);
void end_domain(domid_t domid);

/*
 * populate_physmap for a new domU, which may get @max_kib of memory: one page,
 * by a list of one. Whatever of it is untrue, the attack makes so. NULL, which
 * missing() then explains, if there is no domU.
 */
struct control_op_call *populate_call(uint64_t max_kib);

/* Every name that might stand for the caller. */
#define NR_ALIASES 6
extern const domid_t aliases[NR_ALIASES];
/*
 * Aim at each of them, until there is an effect: returns whether there was one.
 */
bool any_alias(bool (*aim)(domid_t domid));

/* ---- memory that tells of stray writes ---- */

/*
 * Memory of exactly @size bytes, filled with FILL, that has a page and more of
 * FILL on both sides, and behind that no memory at all.
 */
#define FILL 0xa7
void *fenced(size_t size);
/* Give back what has been fenced since a mark was taken. */
unsigned int mark_fences(void);
void release_fences(unsigned int mark);
/* A new file of a page of FILL, and whether its beginning has changed; -1. */
int new_file(const char *path);
bool file_changed(int fd);
/* Has any byte beside any fenced memory changed? */
bool fences_broken(void);
/* Has any of these bytes changed since fenced() gave them? */
bool filled(const void *memory, size_t size);

#endif /* ROGUE_ENV_H */
