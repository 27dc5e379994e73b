/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which of the firmware's variables a contained dom0 may set.
 */
#include "lockdown.h"

/* EFI_VARIABLE_NON_VOLATILE, BOOTSERVICE_ACCESS and RUNTIME_ACCESS. */
#define ATTRIBUTES 7

#define VENDOR(vendor, a, b, c, ...)                                           \
    static const struct lockdown_guid vendor = { a, b, c, { __VA_ARGS__ } };
#include "../policy/efi.def"

static bool same_guid(const struct lockdown_guid *a,
                      const struct lockdown_guid *b)
{
    unsigned int i;

    for ( i = 0; i < sizeof(a->d); i++ )
        if ( a->d[i] != b->d[i] )
            return false;

    return a->a == b->a && a->b == b->b && a->c == b->c;
}

/* Is the character @c of a name what the character @row of a row's stands for? */
static bool same_character(uint16_t c, char row)
{
    if ( row == '#' )
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');

    return c == (unsigned char)row;
}

static bool same_name(const struct lockdown_variable *variable, const char *row,
                      size_t len)
{
    size_t i;

    for ( i = 0; i < len && i < variable->name_len; i++ )
        if ( !same_character(variable->name[i], row[i]) )
            return false;

    return variable->name_len == len;
}

/* Has the value bits besides @bits? */
static bool has_others(const struct lockdown_variable *variable, uint64_t bits)
{
    size_t i;

    for ( i = 0; i < variable->size && i < sizeof(bits); i++ )
        if ( variable->value[i] & ~(bits >> i * 8) & 0xff )
            return true;

    return false;
}

enum lockdown_refusal lockdown_variable_refusal(
    const struct lockdown_variable *variable)
{
    static const struct {
        const struct lockdown_guid *vendor;
        const char *name;
        size_t len, size;
        uint64_t bits;
    } rows[] = {
#define VARIABLE(vendor, name, size, bits, threats, why)                       \
    { &vendor, name, sizeof(name) - 1, size, bits },
#include "../policy/efi.def"
    };
    unsigned int i;

    for ( i = 0; i < sizeof(rows) / sizeof(rows[0]); i++ )
        if ( same_guid(&variable->vendor, rows[i].vendor) &&
             same_name(variable, rows[i].name, rows[i].len) )
            break;

    if ( i == sizeof(rows) / sizeof(rows[0]) )
        return LOCKDOWN_REFUSAL_VARIABLE_UNKNOWN;

    if ( variable->attributes != ATTRIBUTES &&
         (variable->attributes || variable->size) )
        return LOCKDOWN_REFUSAL_VARIABLE_ATTRIBUTES;

    if ( variable->size > rows[i].size || has_others(variable, rows[i].bits) )
        return LOCKDOWN_REFUSAL_VARIABLE_VALUE;

    return LOCKDOWN_REFUSAL_NONE;
}
