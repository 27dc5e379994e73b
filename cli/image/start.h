/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether firmware or shim starts a file: what each of them asks, in its order,
 * with the machine's databases. The rows of verdicts.def and loaders.def.
 */
#ifndef START_H
#define START_H

#include "authenticode.h"
#include "trust.h"

enum verdict {
#define VERDICT(name, step, text) VERDICT_##name,
#include "verdicts.def"
    NR_VERDICTS
};

struct answer {
    enum verdict verdict;
    const char *detail; /* null: none */
};

/* EDK2's DxeImageVerificationLib and BasePeCoffLib. */
struct answer ask_firmware(struct signed_file *file, const struct trust *trust);

/* shim 16.1's handle_image(). */
struct answer ask_shim(struct signed_file *file, const struct trust *trust);

bool starts(enum verdict verdict);
const char *verdict_name(enum verdict verdict);
const char *verdict_step(enum verdict verdict);
const char *verdict_text(enum verdict verdict);

/* ---- rules of loaders: loaders.c ---- */

/* Who breaks with a file that breaks a rule, and when: a late one after the signatures. */
enum loader {
    LOADER_FIRMWARE = 1,
    LOADER_FIRMWARE_LATE = 2,
    LOADER_SHIM = 4,
    LOADER_SHIM_LATE = 8,
    LOADER_SHIM_NX = 16, /* where its policy asks for NX */
    LOADER_SHIM_NX_LATE = 32,
    LOADER_XEN = 64,
    LOADER_REVIEW = 128, /* nobody; but a signer or a reviewer may object */
};
#define LOADERS_LATE                                                           \
    (LOADER_FIRMWARE_LATE | LOADER_SHIM_LATE | LOADER_SHIM_NX_LATE)

enum loader_rule {
#define RULE(name, loaders, source, text) RULE_##name,
#include "loaders.def"
    NR_RULES
};

struct loader_rule_row {
    const char *name;
    unsigned int loaders;
    const char *source, *text;
};

extern const struct loader_rule_row loader_rules[NR_RULES];

/* What in @pe breaks @rule, such as the name of a section; null: nothing. */
const char *breaks_rule(const struct image_pe *pe, enum loader_rule rule);

#endif
