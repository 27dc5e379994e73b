/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plan of boots, as data: lines of words, of which the first says what the
 * line is. rig/plan describes the words.
 */
#ifndef RIG_PLAN_H
#define RIG_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#define PLAN_MAX_WORDS 16
#define PLAN_MAX_BOOTS 96

struct plan_line {
    unsigned int nr, words; /* the line's number in the file */
    char *word[PLAN_MAX_WORDS];
    char text[2048];
};

/* What a boot left behind. A log that is not there is empty. */
struct boot {
    char name[64], column[32];
    char *serial[2];
    char end[64];  /* why it ended, empty if it did not take place */
    char code[80]; /* what became of Xen's code */
};

struct plan {
    char *path, *boots_dir;
    unsigned int nr_lines, nr_boots;
    struct plan_line *lines;
    struct boot boots[PLAN_MAX_BOOTS];
};

/*
 * Read a plan and what its boots left in @boots_dir. Exits with a message that
 * names a bad line.
 */
void plan_read(struct plan *plan, char *path, char *boots_dir);

/* The boot of that name; exits with a message if the plan has none. */
const struct boot *plan_boot(const struct plan *plan,
                             const struct plan_line *line, const char *name);

/*
 * Does a condition hold for a boot?
 *   serial1:TEXT, serial2:TEXT   the text appeared on that port
 *   end:TEXT                     the boot ended for that reason
 *   code:unchanged               Xen's code was the same when dom0 was started and
 *                                when the boot ended; code:changed if it was not
 *   rogue:ID=WORD                the rogue reported that result of that attack
 *   rogue:*=WORD                 the rogue reported at least one result, and each
 *                                is that one
 *   errors-of:NAME               each error that the kernel logged, it logged in the
 *                                boot NAME as well; both boots came to their end
 * A ! in front negates the condition. For a boot that did not take place no
 * condition holds, negated or not.
 */
bool plan_holds(const struct plan *plan, const struct plan_line *line,
                const struct boot *boot, const char *condition);

/* Exits with a message that names the line. */
_Noreturn void plan_fail(const struct plan_line *line, const char *message);

#endif
