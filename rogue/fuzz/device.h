/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls that privcmd lets a device model make.
 */
#ifndef ROGUE_FUZZ_DEVICE_H
#define ROGUE_FUZZ_DEVICE_H

#include "random.h"
#include "shared.h"

/* Make a call of an operation of dm_op, an honest or a changed one, and count it. */
void call_as_device_model(struct random *random,
                          const struct operation *operation);

#endif /* ROGUE_FUZZ_DEVICE_H */
