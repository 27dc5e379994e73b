/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every attack of the rogue has at hand: how it is declared and reports,
 * the ways from dom0's userspace to Xen, and victims in the dom0 kernel whose
 * state an ordinary program can see.
 *
 * The frame runs each attack in a process of its own, once for each device node
 * that leads to Xen, until one has the effect. An attack thus never loops over
 * nodes: hypercall() and map_frames() go through the node that it is being run
 * for.
 */
#ifndef ROGUE_H
#define ROGUE_H

#include "../attack.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#define __XEN_TOOLS__ 1
#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/memory.h>
#include <xen/platform.h>
#include <xen/sysctl.h>
#include <xen/version.h>

/*
 * An attack on what only a PV dom0, or only a PVH one, has; @why says why the
 * other has it not.
 */
#define PV_ATTACK(id, title, why)         ONLY_AT(id, title, true, why, __COUNTER__)
#define PVH_ATTACK(id, title, why)        ONLY_AT(id, title, false, why, __COUNTER__)
#define ONLY_AT(id, title, pv, why, line) ONLY_AT_(id, title, pv, why, line)
#define ONLY_AT_(id, title, pv, why, line)                                     \
    static enum outcome only_run_##line(void);                                 \
    ATTACK_AT(id, title, false, line)                                          \
    {                                                                          \
        return dom0_is_pv() == pv                                              \
                   ? only_run_##line()                                         \
                   : not_applicable("%s only: %s", pv ? "PV" : "PVH", why);    \
    }                                                                          \
    static enum outcome only_run_##line(void)

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define PAGE_SIZE         4096UL
#define PAGE_MASK         (~(PAGE_SIZE - 1))

/* ---- the console of the machine ---- */

/* A line of the rogue's own on the console. */
void log_line(const char *text, ...) TEXT_LIKE;
/*
 * The same, and time for it to be printed before what may be the end of the
 * machine.
 */
void announce(const char *text, ...) TEXT_LIKE;

/* Do nothing for so long. */
void rest(unsigned int milliseconds);

/*
 * Checks what must work on every host (THREATS C). The frame runs it before the
 * first attack.
 */
void run_controls(void);

/*
 * Say what the kernel has complained of since the last call, a complaint a line:
 * what it logged at @level or worse (LOG_ERR and others of syslog.h).
 */
void report_kernel_errors(int level);

/* ---- the ways to Xen ---- */

/* Device nodes that take hypercalls from userspace. */
extern const char *const nodes[];
extern const unsigned int nr_nodes;

/*
 * Whether node @index exists and answers IOCTL_PRIVCMD_HYPERCALL, be it by
 * refusing.
 */
bool node_offers_hypercalls(unsigned int index);
/* Send everything that follows through node @index. */
void use_node(unsigned int index);
/* The node in use is the first that offers hypercalls. */
bool node_is_first(void);
/* The node in use, for its other ioctls; -1 if it cannot be opened. */
int node_fd(void);
/* The error of the last failed call through the node, 0 if none failed. */
int node_error(void);
void note_node_error(int error);

/*
 * A raw hypercall: Xen's result, or a negated errno from Xen or from the kernel
 * before it.
 */
long hypercall(unsigned int op, uint64_t a1, uint64_t a2, uint64_t a3,
               uint64_t a4, uint64_t a5);
#define hypercall1(op, a) hypercall(op, (uint64_t)(a), 0, 0, 0, 0)
#define hypercall2(op, a, b)                                                   \
    hypercall(op, (uint64_t)(a), (uint64_t)(b), 0, 0, 0)
#define hypercall3(op, a, b, c)                                                \
    hypercall(op, (uint64_t)(a), (uint64_t)(b), (uint64_t)(c), 0, 0)
#define hypercall4(op, a, b, c, d)                                             \
    hypercall(op, (uint64_t)(a), (uint64_t)(b), (uint64_t)(c), (uint64_t)(d), 0)

/* domctl and sysctl with whatever interface version this Xen speaks. */
long domctl(struct xen_domctl *op);
long sysctl(struct xen_sysctl *op);
/* The same in one expression: DOMCTL(max_mem, domid, .u.max_mem.max_memkb = 4) */
#define DOMCTL(command, domid, ...)                                            \
    domctl(&(struct xen_domctl){                                               \
        .cmd = XEN_DOMCTL_##command, .domain = domid, __VA_ARGS__ })
#define SYSCTL(command, ...)                                                   \
    sysctl(&(struct xen_sysctl){ .cmd = XEN_SYSCTL_##command, __VA_ARGS__ })
#define PLATFORM_OP(command, ...)                                              \
    platform_op(                                                               \
        &(struct xen_platform_op){ .cmd = XENPF_##command, __VA_ARGS__ })
long platform_op(struct xen_platform_op *op);

/* The hypercalls whose first argument is a command. */
#define memory_op(cmd, argument)                                               \
    hypercall2(__HYPERVISOR_memory_op, cmd, argument)
#define event_channel_op(cmd, argument)                                        \
    hypercall2(__HYPERVISOR_event_channel_op, cmd, argument)
#define physdev_op(cmd, argument)                                              \
    hypercall2(__HYPERVISOR_physdev_op, cmd, argument)
#define hvm_op(cmd, argument)   hypercall2(__HYPERVISOR_hvm_op, cmd, argument)
#define kexec_op(cmd, argument) hypercall2(__HYPERVISOR_kexec_op, cmd, argument)
#define grant_op(cmd, argument)                                                \
    hypercall3(__HYPERVISOR_grant_table_op, cmd, argument, 1)
/* The kernel's number of a CPU is Xen's of the vCPU. */
#define vcpu_op(cmd, vcpu, argument)                                           \
    hypercall3(__HYPERVISOR_vcpu_op, cmd, vcpu, argument)

/* Set dom0's UUID, which xen_version tells. */
void set_handle(const void *bytes);

/*
 * Zeroed memory that Xen can reach: populated, locked, never shared with
 * another process.
 */
void *buffer(size_t size);

/*
 * Map one frame of @domid for reading and writing. The three ways are the three
 * ioctls that privcmd has had over time. NULL if refused, or if the mapping
 * cannot be touched.
 */
enum map_way { MAP_BATCH_V2, MAP_BATCH, MAP_RANGE, NR_MAP_WAYS };
void *map_frame(enum map_way way, domid_t domid, uint64_t frame);

/* ---- the dom0 kernel ---- */

bool dom0_is_pv(void);

/* Read /proc/kallsyms, once, before the first attack. */
void find_kernel_symbols(void);
/* The address of a symbol, 0 if there is none or kernel.c does not list it. */
uint64_t kernel_symbol(const char *name);
/*
 * The kernel's number of the page behind an address within its image; 0 if
 * unknown.
 */
uint64_t kernel_page_number(uint64_t address);
/*
 * The frame, as Xen counts, behind an address within the kernel's image; 0 if
 * unknown.
 */
uint64_t kernel_frame(uint64_t address);
/*
 * The frame, as Xen counts, behind a page of our own or of the vDSO; 0 if
 * unknown.
 */
uint64_t own_frame(const void *page);
/* The same page's number as the kernel counts. */
uint64_t own_page_number(const void *page);
/* The frame, as Xen counts, of a page that the kernel knows by this number. */
uint64_t frame_of_page(uint64_t page_number);
/* The page number by which a PV kernel knows a machine frame; 0 if unknown. */
uint64_t page_of_frame(uint64_t frame);
/* Read the kernel's memory, through /proc/kcore. */
bool read_kernel(uint64_t address, void *bytes, size_t size);

/* Run @access, and tell whether it went through without a fatal signal. */
bool survives(void (*access)(void *arg), void *arg);
/* The simplest access: read a byte. */
void touch(void *page);

/*
 * The usual victim: bytes within the kernel's version string, which uname()
 * shows and nothing but the kernel can change. 16-byte aligned, room for 40
 * bytes.
 */
uint64_t victim(void);
void read_victim(void *bytes, size_t size);

/*
 * 16 printable letters, different each time new_mark() is called, and whether
 * the victim has them.
 */
#define MARK_SIZE 16
const char *new_mark(void);
bool victim_has_mark(void);

/*
 * Another victim, where a whole page is needed: the last page of the vDSO, a
 * frame of the kernel's that every program sees and none may write; NULL if
 * there is none. What happens to it is undone by copying the bytes back.
 */
const uint8_t *vdso_page(void);
/*
 * Copy bytes, at most a page, to a frame of dom0's: between dom0's own frames
 * Xen asks for no grant.
 */
void copy_to_frame(uint64_t frame, uint64_t offset, const void *bytes,
                   size_t size);

/* The kernel's own lockdown, by what securityfs shows. */
bool kernel_locked_down(void);
void lock_kernel_down(void);

/*
 * Whether a raw hypercall has any effect at all: it is made to write to the
 * victim.
 */
bool raw_hypercalls_work(void);

/* Read a small file as one line of text; "" if there is none. */
const char *read_line(const char *path, char *line, size_t size);

/* Read bytes of a file; false if there are not as many. */
bool read_bytes(const char *path, void *bytes, size_t size, uint64_t at);

/* Write a word into a file that exists; false, and errno, if it is not taken. */
bool write_word(const char *path, const char *word);

bool load_module(const char *path);

#endif /* ROGUE_H */
