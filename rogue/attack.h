/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An attack: how it is declared, how it reports, and how a list chooses it.
 *
 * Nothing here needs a process: the rogue in dom0's userspace and one in dom0's
 * kernel share it. report.c takes vsnprintf() and a few functions on strings
 * from whatever it is linked with.
 */
#ifndef ROGUE_ATTACK_H
#define ROGUE_ATTACK_H

#ifdef __KERNEL__
#include <linux/kernel.h>
#include <linux/string.h>
#else
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#endif

/*
 * ERROR: the attack could not really be tried; it says nothing about the
 * machine.
 */
enum outcome { SUCCEEDS, REFUSED, NOT_APPLICABLE, ERROR };
extern const char *const outcome_names[];

struct attack {
    const char *id;
    const char *title;
    enum outcome (*run)(void);
    bool own_boot; /* changes or crashes the machine so much that nothing should
                      run after it */
};

#define ATTACK(id, title)          ATTACK_AT(id, title, false, __COUNTER__)
#define ATTACK_OWN_BOOT(id, title) ATTACK_AT(id, title, true, __COUNTER__)
/* One that is told by its outcome. */
#define ATTACK_BY(id, title, outcome)                                          \
    ATTACK(id, title)                                                          \
    {                                                                          \
        return outcome;                                                        \
    }

#define ATTACK_AT(id, title, own_boot, line)                                   \
    ATTACK_AT_(id, title, own_boot, line)
#define ATTACK_AT_(id_, title_, own_boot_, line)                               \
    static enum outcome attack_run_##line(void);                               \
    static const struct attack attack_##line = { id_, title_,                  \
                                                 attack_run_##line,            \
                                                 own_boot_ };                  \
    static const struct attack *const attack_entry_##line __attribute__((      \
        used, no_reorder, section("attacks"))) = &attack_##line;               \
    static enum outcome attack_run_##line(void)

/* All of them, in the order in which they are linked. */
extern const struct attack *const __start_attacks[];
extern const struct attack *const __stop_attacks[];

/*
 * Whether a list asks for an attack: IDs with commas between them, "U-KMEM-*"
 * for all that begin so, "all" for all; a "-" in front leaves them out again. ""
 * asks for all that need no boot of their own.
 */
bool is_asked_for(const struct attack *attack, const char *list);

#define PRINTF_LIKE __attribute__((format(printf, 2, 3)))
#define TEXT_LIKE   __attribute__((format(printf, 1, 2)))

/* Where an attack's report is put as text: REPORT_SIZE bytes. */
#define REPORT_SIZE 200
extern char *report_text;

/*
 * The attack was tried, and its effect was or was not observed. The text says
 * what was looked at.
 */
enum outcome effect(bool observed, const char *text, ...) PRINTF_LIKE;
/* The same in the words "@what @if_so" or "@what @if_not". */
enum outcome effect_either(bool observed, const char *what, const char *if_so,
                           const char *if_not);
/*
 * The attack has no meaning on this kind of dom0 or this build of Xen; the text
 * says why.
 */
enum outcome not_applicable(const char *text, ...) TEXT_LIKE;
/*
 * Something of the rogue's own is missing, so that the attack could not be
 * tried.
 */
enum outcome cannot_try(const char *text, ...) TEXT_LIKE;

#endif /* ROGUE_ATTACK_H */
