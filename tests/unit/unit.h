/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What cmocka wants included before itself, in one place.
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Core's answer @refusal is the row @name of policy/refusals.def, or NONE. */
#define assert_refusal(refusal, name)                                          \
    assert_int_equal(refusal, LOCKDOWN_REFUSAL_##name)

#endif /* UNIT_H */
