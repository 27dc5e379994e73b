/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The least level that UEFI's variable SecureBoot demands. A variable that is
 * unreadable or malformed demands a locked level too, so that an attacker who can
 * spoil the variable gains nothing.
 */
#include "lockdown.h"

/* UEFI 2.10, section 8.2: attributes of a variable. */
#define BOOTSERVICE_ACCESS 0x2U
#define RUNTIME_ACCESS     0x4U

/* What is wrong with a variable that was read; null if it is well-formed. */
static const char *flaw_of(const struct lockdown_secure_boot *variable)
{
    if ( variable->attributes != (BOOTSERVICE_ACCESS | RUNTIME_ACCESS) )
        return "Secure Boot state malformed: wrong attributes";
    if ( variable->size != 1 )
        return "Secure Boot state malformed: wrong size";
    if ( variable->value > 1 )
        return "Secure Boot state malformed: neither 0 nor 1";

    return NULL;
}

enum lockdown_level lockdown_secure_boot_level(
    const struct lockdown_secure_boot *variable, const char **why)
{
    enum lockdown_level level = LOCKDOWN_INTEGRITY;
    const char *state = "Secure Boot state unreadable";

    if ( variable->state == LOCKDOWN_VARIABLE_ABSENT )
    {
        level = LOCKDOWN_NONE;
        state = "no Secure Boot";
    }
    else if ( variable->state == LOCKDOWN_VARIABLE_PRESENT )
    {
        state = flaw_of(variable);
        if ( state == NULL && variable->value == 0 )
            level = LOCKDOWN_NONE;
        if ( state == NULL )
            state = variable->value ? "Secure Boot active" : "Secure Boot off";
    }

    if ( why != NULL )
        *why = state;

    return level;
}

bool lockdown_secure_boot_active(const struct lockdown_secure_boot *variable)
{
    return variable->state == LOCKDOWN_VARIABLE_PRESENT &&
           flaw_of(variable) == NULL && variable->value == 1;
}
