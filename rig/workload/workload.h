/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every part of the workload has at hand: running the toolstack's commands
 * and reading what they print, and reporting a check as the rig reads it.
 */
#ifndef RIG_WORKLOAD_H
#define RIG_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* ---- reporting (report.c) ---- */

/* Report whether a check passed: a line for the rig's table. */
void control(const char *name, bool passed, const char *text, ...)
    __attribute__((format(printf, 3, 4)));
/* Report a measure, which has failed if @value is 0: a line for tests/bench. */
void figure(const char *name, unsigned long value);
/*
 * Report everything once more and say how much there is. Other output may have
 * torn a line when it was reported first.
 */
void repeat_results(void);

/* ---- commands (command.c) ---- */

/*
 * Run a program, given as its words and a NULL, for at most three minutes.
 * True if it ended by itself with status 0.
 */
bool run(const char *program, ...) __attribute__((sentinel));
#define xl(...) run("xl", __VA_ARGS__, (char *)NULL)

/* All that the last program printed, errors included; and its last line. */
extern char output[1 << 17];
const char *last_line(void);

/* The text of a file. */
const char *read_text(const char *path);

/*
 * Talk to a domain's console by `xl console`: say a line, and wait for a text.
 */
bool console_answers(const char *domain, const char *line, const char *text);

void wait_ms(unsigned int milliseconds);
/* Ask again and again, for at most that long. */
bool within(unsigned int seconds, bool (*holds)(const void *), const void *of);

/* ---- domains (domain.c) ---- */

/* A domain that the workload makes. */
struct domain {
    const char *name, *type; /* type: pv, pvh */
    unsigned int memory;     /* MiB */
};

/* Write the domain's configuration file. Returns its path. */
const char *configure(const struct domain *domain);
/* Create it, paused or running. */
bool create(const struct domain *domain, bool paused);

/* A row of `xl list`. */
struct row {
    unsigned int id, memory, vcpus;
    char state[8];
};

bool list_row(const char *name, struct row *row);
/* All rows, dom0's and those without a name included; 0 if xl list fails. */
unsigned int count_domains(void);

/* For within(): the argument is a struct domain. */
bool is_gone(const void *domain);

/* A number of `xl info`, or of any text of lines "KEY : NUMBER"; -1 if none. */
long number_of(const char *text, const char *key);

/* ---- devices (devices.c) ---- */

#define DISK "/dev/nvme0n1"

/* Until its driver has found it, for at most a minute. */
bool wait_for_disk(void);
void check_disk(void);
void check_network(void);

/* ---- what is asked for ---- */

/* Start the toolstack's daemons, and say whether they work (daemons.c). */
void start_daemons(void);
/* The commands of xl, each checked by its effect (checks.c). */
void run_checks(void);
/* What stays when the machine restarts, which it does once; and devices (restart.c). */
void check_restart(void);
/* Many lives of a domain, and what is left of them (soak.c). */
void soak(unsigned int cycles);
/* What calls and commands cost, in instructions (bench.c). */
void bench(void);

#endif /* RIG_WORKLOAD_H */
