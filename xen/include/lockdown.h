/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lockdown as the rest of Xen sees it: the calls that the semantic patches
 * weave in. Without CONFIG_LOCKDOWN each is an empty inline, and Xen is what it
 * was.
 */
#ifndef XEN_LOCKDOWN_H
#define XEN_LOCKDOWN_H

#include <xen/string.h>
#include <xen/types.h>

struct elf_binary;

#ifdef CONFIG_LOCKDOWN

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
 * Returns 0 where operation @cmd of hypercall @hypercall (__HYPERVISOR_*) may
 * go on, and -EPERM, counted and logged, where it is refused. To be called on
 * Xen's own copy of @cmd.
 */
int lockdown_check_op(unsigned int hypercall, uint64_t cmd);

/*
 * The same for hypfs_op, whose operation @cmd (XEN_HYPFS_OP_*) is about the
 * entry at @path.
 */
int lockdown_check_hypfs(unsigned int cmd, const char *path);

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
static inline int lockdown_check_op(unsigned int hypercall, uint64_t cmd)
{
    return 0;
}
static inline int lockdown_check_hypfs(unsigned int cmd, const char *path)
{
    return 0;
}
static inline void lockdown_check_dom0(struct elf_binary *elf) {}

#endif /* CONFIG_LOCKDOWN */

#endif /* XEN_LOCKDOWN_H */
