/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the command is asked to do: one of the verbs of verbs.def, with its
 * options and operands.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stddef.h>

/* VERB_audit, ...; OPTION_xen, ...; OPTION_from_VERSION */
enum verb_id {
#define VERB(name, synopsis, summary, text) VERB_##name,
#include "verbs.def"
    NR_VERBS
};

enum option_id {
#define OPTION(name, value, choices, text)      OPTION_##name,
#define OPTION_ALSO(name, value, choices, text) OPTION_##name##_##value,
#include "verbs.def"
    NR_OPTIONS
};

/* The rows of verbs.def, which says what the columns mean. */
struct verb {
    const char *name, *synopsis, *summary, *text;
};

struct verb_option {
    const char *name, *value, *choices, *text;
};

extern const struct verb verbs[NR_VERBS];
extern const struct verb_option verb_options[NR_OPTIONS];

/* The option's name, as it is typed behind --. */
const char *spelling(const struct verb_option *option);

struct request {
    enum verb_id verb;

    /*
     * By option. Null: the option was not given. Else its value, the last if it
     * was given several times, spelt as in choices; "" if the option takes none.
     */
    const char *option[NR_OPTIONS];

    /* By option: all its values, in their order. */
    const char **values[NR_OPTIONS];
    size_t nr_values[NR_OPTIONS];

    char **operands; /* a null follows the last */
    int nr_operands;
};

/* What each verb is carried out by. They return what to exit with. */
#define VERB(name, synopsis, summary, text)                                    \
    int name##_main(const struct request *request);
#include "verbs.def"

/* Null in a build without them. */
int audit_main(const struct request *request) __attribute__((weak));
int image_main(const struct request *request) __attribute__((weak));

/* The verb of that name; exits if there is none. */
enum verb_id find_verb(const char *name);

/* Does @verb take @option? */
bool takes_option(enum verb_id verb, enum option_id option);

/*
 * @argv[0] is the verb. Exits if there is an option that @verb does not take.
 */
struct request read_request(enum verb_id verb, int argc, char **argv);

/* For a verb without operands: exits if there is one. */
void refuse_operands(const struct request *request);

/* What the first operand can be, and what carries it out. */
struct task {
    const char *name;
    int (*carry_out)(const struct request *request);
};

/* Carries out the one of the @nr @tasks that is asked for; exits if none is. */
int carry_out_task(const struct request *request, const struct task *tasks,
                   size_t nr);

/*
 * Says what is wrong with a request, after the name of its verb, and where help
 * is to be had; exits.
 */
_Noreturn void misused(const struct request *request, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
