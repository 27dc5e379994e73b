/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/secure_boot.c: whatever firmware returns for the variable SecureBoot,
 * only its absence or a well-formed 0 counts as off, and only a well-formed 1
 * says that the image was verified. core looks for each flaw in turn; the proof
 * compares the variable as a whole.
 *
 * Bounds: none. Any state, size, value and attributes.
 */
#include "proof.h"

#include "core/secure_boot.c"

static bool is_well_formed(const struct lockdown_secure_boot *variable,
                           uint8_t value)
{
    return variable->state == LOCKDOWN_VARIABLE_PRESENT &&
           variable->attributes == 6 && variable->size == 1 &&
           variable->value == value;
}

int main(void)
{
    const struct lockdown_secure_boot variable = {
        .state = nondet_unsigned(),
        .attributes = nondet_uint32(),
        .size = nondet_size(),
        .value = nondet_byte(),
    };
    const char *why = NULL;
    const enum lockdown_level level = lockdown_secure_boot_level(
        &variable, nondet_bool() ? &why : NULL);
    const bool active = lockdown_secure_boot_active(&variable);
    const bool off = variable.state == LOCKDOWN_VARIABLE_ABSENT ||
                     is_well_formed(&variable, 0);

    assert(level == (off ? LOCKDOWN_NONE : LOCKDOWN_INTEGRITY));
    assert(active == is_well_formed(&variable, 1));
    assert(!active || level == LOCKDOWN_INTEGRITY);
    assert(why == NULL || why[0] != '\0');

    reached(level == LOCKDOWN_NONE && why != NULL &&
            variable.state == LOCKDOWN_VARIABLE_PRESENT);
    reached(variable.state == LOCKDOWN_VARIABLE_ABSENT);
    reached((unsigned int)variable.state > LOCKDOWN_VARIABLE_UNREADABLE);
    reached(active);
    reached(!active && !off && variable.value == 1);

    return 0;
}
