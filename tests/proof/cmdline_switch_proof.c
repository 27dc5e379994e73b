/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/cmdline.c, a switch. Neither its name nor the part is read beyond its
 * end. No part turns a switch both on and off, so a switch that may only be
 * turned on is never turned off. A part that turns it on begins with its name;
 * a part that turns it off begins with the first letter of its name or with the
 * "n" of "no-".
 *
 * Bounds: parts of up to 10 bytes, names of up to 6; each loop does the same
 * for each byte, and the longest word for on or off ("disable") has 7.
 *
 * cbmc: --unwind 12 --unwindset split.0:24
 */
#include "core/cmdline.c"

#include "text.h"

int main(void)
{
    char part_buffer[10], name_buffer[6];
    const struct text part = any_text(part_buffer);
    const struct text name = any_text(name_buffer);
    const bool on = is_switched(name, part, true);
    const bool off = is_switched(name, part, false);
    const size_t i = nondet_size();

    assert(!on || !off);
    if ( on && i < name.left )
        assert(i < part.left && part.at[i] == name.at[i]);
    if ( off && name.left != 0 )
        assert(part.left >= name.left &&
               (part.at[0] == name.at[0] || part.at[0] == 'n'));

    reached(on && name.left == 0 && part.left == 6);
    reached(off && name.left == 6 && part.left == 9);
    reached(on && name.left == 3 && part.left == 10);
    reached(!on && !off && part.left == 10 && name.left == 6);

    return 0;
}
