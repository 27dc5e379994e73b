/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/variable.c: a contained dom0 sets no variable whose vendor is not in a row
 * of policy/efi.def, none with other attributes than a boot entry's, and none
 * that is longer than its row says; OsIndications has no bit but the lowest.
 * Nothing is read behind the name's end or the value's.
 *
 * Bounds: names of up to 16 characters, values of up to 9 bytes.
 *
 * cbmc: --unwind 30
 */
#include "proof.h"

#include "core/variable.c"

#define NAME_MAX  16
#define VALUE_MAX 9

int main(void)
{
    static const uint16_t os_indications[] = { 'O', 's', 'I', 'n', 'd',
                                               'i', 'c', 'a', 't', 'i',
                                               'o', 'n', 's' };
    struct lockdown_variable variable;
    const size_t name_len = nondet_number(), size = nondet_number();
    uint16_t *name;
    uint8_t *value;
    bool indications = true, allowed;
    size_t i;

    given(name_len <= NAME_MAX && size <= VALUE_MAX);
    name = malloc(name_len * sizeof(*name));
    value = malloc(size);
    given(name && value);

    variable.vendor.a = nondet_unsigned();
    variable.vendor.b = nondet_uint16();
    variable.vendor.c = nondet_uint16();
    for ( i = 0; i < 8; i++ )
        variable.vendor.d[i] = nondet_byte();
    variable.attributes = nondet_unsigned();
    variable.name = name;
    variable.name_len = name_len;
    variable.value = value;
    variable.size = size;

    allowed = lockdown_variable_refusal(&variable) == LOCKDOWN_REFUSAL_NONE;

    if ( allowed )
    {
        assert(same_guid(&variable.vendor, &GLOBAL) ||
               same_guid(&variable.vendor, &LOADER));
        assert(variable.attributes == 7 || (!variable.attributes && !size));
    }

    for ( i = 0; i < 13; i++ )
        if ( name_len != 13 || name[i] != os_indications[i] )
        {
            indications = false;
            break;
        }
    if ( allowed && indications )
        for ( i = 0; i < size; i++ )
            assert(!(value[i] & (i ? 0xff : 0xfe)));

    reached(allowed && indications && size == 8);
    reached(allowed && name_len == 8);
    reached(!allowed && indications);

    return 0;
}
