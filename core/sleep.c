/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the machine is switched off, from the firmware's own words: the object \_S5
 * of ACPI, which is a package of numbers in nearly any DSDT. AML is not
 * interpreted: a table that computes the object says nothing here.
 */
#include "lockdown.h"

/* AML: encoded objects and names, ACPI 6.5, chapter 20 */
#define NAME_OP    0x08
#define PACKAGE_OP 0x12
#define BYTE       0x0a
#define ZERO       0x00
#define ONE        0x01

#define ROOT '\\'

static const uint8_t name_s5[] = { '_', 'S', '5', '_', PACKAGE_OP };

/* Does the object's definition begin before @at: its name alone, or from the root? */
static bool is_defined(const uint8_t *aml, size_t at)
{
    return (at >= 1 && aml[at - 1] == NAME_OP) ||
           (at >= 2 && aml[at - 1] == ROOT && aml[at - 2] == NAME_OP);
}

/* The number at @*at, which moves behind it; above 7 if it is none that fits. */
static uint8_t read_type(const uint8_t *aml, size_t len, size_t *at)
{
    if ( *at < len && (aml[*at] == ZERO || aml[*at] == ONE) )
        return aml[(*at)++];

    if ( *at + 1 < len && aml[*at] == BYTE )
    {
        *at += 2;
        return aml[*at - 1];
    }

    return 0xff;
}

static bool read_types(const uint8_t *aml, size_t len, size_t at, uint8_t *a,
                       uint8_t *b)
{
    /* the package's length: the first byte says in two bits how many follow */
    if ( at >= len || len - at < 2 )
        return false;
    at += 1 + (aml[at] >> 6);

    /* how many elements it has */
    if ( at >= len || aml[at++] < 2 )
        return false;

    *a = read_type(aml, len, &at);
    *b = read_type(aml, len, &at);

    return *a <= 7 && *b <= 7;
}

bool lockdown_sleep_types(const uint8_t *dsdt, size_t len, uint8_t *a,
                          uint8_t *b)
{
    size_t at, i;

    for ( at = 0; at + sizeof(name_s5) < len; at++ )
    {
        for ( i = 0; i < sizeof(name_s5) && dsdt[at + i] == name_s5[i]; i++ )
            ;
        if ( i == sizeof(name_s5) && is_defined(dsdt, at) &&
             read_types(dsdt, len, at + sizeof(name_s5), a, b) )
            return true;
    }

    return false;
}
