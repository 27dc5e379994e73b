/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/pe.c, the name of a section: whatever its field holds, the name lies in the
 * field or in the table of long names, and nothing is read outside them.
 *
 * Bounds: a table of up to 40 bytes.
 * Given: length() reads no more than @room bytes and returns at most that
 * (string_proof).
 *
 * cbmc: --unwind 9
 * stub: length:any_length
 */
#include "proof.h"

#include "image/pe.c"

#define MAX 40

size_t any_length(const uint8_t *string, size_t room)
{
    const size_t len = nondet_size();

    assert(room == 0 || __CPROVER_r_ok(string, room));
    given(len <= room);

    return len;
}

int main(void)
{
    uint8_t file[MAX], field[SECTION_NAME_SIZE];
    const struct image_pe pe = { .file = file,
                                 .size = MAX,
                                 .names = { nondet_size(), nondet_size() } };
    struct image_text name;

    given(within(&pe, pe.names.at, pe.names.size));
    name = read_name(&pe, field);

    assert(name.left == 0 || __CPROVER_r_ok(name.at, name.left));

    reached(name.left == MAX);
    reached(name.left == SECTION_NAME_SIZE && name.at == (const char *)field);

    return 0;
}
