/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which of the firmware's variables a contained dom0 may set.
 */
#include "unit.h"

#include "lockdown.h"

#define USUAL 7 /* non-volatile, for boot services and at run time */

static const struct lockdown_guid global = { 0x8be4df61,
                                             0x93ca,
                                             0x11d2,
                                             { 0xaa, 0x0d, 0x00, 0xe0, 0x98,
                                               0x03, 0x2b, 0x8c } };
static const struct lockdown_guid nobody = { 0x8be4df61,
                                             0x93ca,
                                             0x11d2,
                                             { 0xaa, 0x0d, 0x00, 0xe0, 0x98,
                                               0x03, 0x2b, 0x8d } };

static enum lockdown_refusal set_of(const struct lockdown_guid *vendor,
                                    const char *name, uint32_t attributes,
                                    const void *value, size_t size)
{
    uint16_t wide[64];
    struct lockdown_variable variable = {
        .vendor = *vendor,
        .attributes = attributes,
        .name = wide,
        .name_len = strlen(name),
        .value = value,
        .size = size,
    };

    for ( size_t i = 0; i < variable.name_len; i++ )
        wide[i] = (unsigned char)name[i];

    return lockdown_variable_refusal(&variable);
}

static enum lockdown_refusal set(const char *name)
{
    return set_of(&global, name, USUAL, "x", 1);
}

static void test_names(void **state)
{
    static const char *const allowed[] = {
        "BootOrder", "BootNext", "Boot0000", "Boot00AF", "Timeout", "BootF9FF"
    };
    static const char *const refused[] = {
        "",          "Boot",       "Boot000",     "Boot00000",  "Boot00af",
        "Boot00G0",  "boot0000",   "BootOrdeR",   "BootOrder ", "PK",
        "KEK",       "db",         "dbx",         "SecureBoot", "SetupMode",
        "ConOut",    "Driver0001", "SysPrep0001", "Setup",      "MokNew",
        "Timeout\1",
    };
    unsigned int i;

    (void)state;

    for ( i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++ )
        assert_refusal(set(allowed[i]), NONE);
    for ( i = 0; i < sizeof(refused) / sizeof(refused[0]); i++ )
        assert_refusal(set(refused[i]), VARIABLE_UNKNOWN);
}

/* One bit of the vendor's GUID makes it somebody else's. */
static void test_vendors(void **state)
{
    struct lockdown_guid vendor;

    (void)state;

    assert_refusal(set_of(&nobody, "BootOrder", USUAL, "", 1),
                   VARIABLE_UNKNOWN);
    for ( unsigned int bit = 0; bit < 128; bit++ )
    {
        vendor = global;
        ((uint8_t *)&vendor)[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_refusal(set_of(&vendor, "BootOrder", USUAL, "", 1),
                       VARIABLE_UNKNOWN);
    }
}

/* A character of 16 bits is not the one that its lower 8 bits make. */
static void test_wide_name(void **state)
{
    uint16_t name[] = { 'B', 'o', 'o', 't', 'N', 'e', 'x', 't' };
    struct lockdown_variable variable = {
        .vendor = global,
        .attributes = USUAL,
        .name = name,
        .name_len = 8,
        .value = (const uint8_t *)"",
        .size = 1,
    };

    (void)state;

    assert_refusal(lockdown_variable_refusal(&variable), NONE);
    name[7] |= 0x100;
    assert_refusal(lockdown_variable_refusal(&variable), VARIABLE_UNKNOWN);
}

static void test_attributes(void **state)
{
    (void)state;

    for ( uint32_t attributes = 0; attributes < 0x200; attributes++ )
    {
        if ( attributes == USUAL )
            continue;
        assert_refusal(set_of(&global, "BootNext", attributes, "", 1),
                       VARIABLE_ATTRIBUTES);
        if ( attributes )
            assert_refusal(set_of(&global, "BootNext", attributes, "", 0),
                           VARIABLE_ATTRIBUTES);
    }
    /* deleted */
    assert_refusal(set_of(&global, "BootNext", 0, NULL, 0), NONE);
    assert_refusal(set_of(&global, "BootNext", USUAL, NULL, 0), NONE);
    assert_refusal(set_of(&global, "db", 0, NULL, 0), VARIABLE_UNKNOWN);
}

static void test_values(void **state)
{
    static const uint8_t zero[16];
    uint8_t value[16] = { 1 };

    (void)state;

    assert_refusal(set_of(&global, "OsIndications", USUAL, value, 8), NONE);
    assert_refusal(set_of(&global, "OsIndications", USUAL, zero, 8), NONE);
    assert_refusal(set_of(&global, "OsIndications", USUAL, value, 1), NONE);
    assert_refusal(set_of(&global, "OsIndications", USUAL, value, 9),
                   VARIABLE_VALUE);
    for ( unsigned int bit = 1; bit < 64; bit++ )
    {
        memset(value, 0, sizeof(value));
        value[bit / 8] = (uint8_t)(1 << bit % 8);
        assert_refusal(set_of(&global, "OsIndications", USUAL, value, 8),
                       VARIABLE_VALUE);
    }
    assert_refusal(set_of(&global, "BootNext", USUAL, zero, 2), NONE);
    assert_refusal(set_of(&global, "BootNext", USUAL, zero, 3), VARIABLE_VALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),     cmocka_unit_test(test_vendors),
        cmocka_unit_test(test_wide_name), cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
