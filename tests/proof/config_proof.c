/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/config.c, its lines: of whatever a configuration holds, nothing is read
 * outside it. A line lies in what was left, is not empty and holds neither a
 * control character nor a #; its name and value lie within the line; what is left
 * afterwards lies behind it.
 *
 * Bounds: up to 8 bytes left; each loop does the same for each byte. It is proven
 * of one step from any place, so it holds for all steps.
 *
 * cbmc: --unwind 10
 */
#include "proof.h"

#include "image/config.c"

#define MAX 8

static bool inside(struct image_text part, struct image_text whole)
{
    return part.at >= whole.at && part.at - whole.at <= whole.left &&
           part.left <= whole.left - (size_t)(part.at - whole.at);
}

int main(void)
{
    char file[MAX];
    const size_t size = nondet_size(), i = nondet_size();
    struct image_text all = { NULL, size };
    struct image_config config;
    struct image_config_line line;

    given(size <= MAX);
    all.at = file + (MAX - size);
    config = (struct image_config){ all, 1, nondet_bool() };

    if ( !image_config_next(&config, &line) )
    {
        assert(config.left.left == 0);
        return 0;
    }

    assert(inside(line.text, all) && line.text.left != 0);
    assert(inside(line.name, line.text) && inside(line.value, line.text));
    assert(i >= line.text.left ||
           (!is_control(line.text.at[i]) && line.text.at[i] != '#'));
    assert(inside(config.left, all) &&
           config.left.at >= line.text.at + line.text.left);

    reached(line.is_setting && line.value.left == 2);
    reached(line.is_section && line.name.left == MAX - 2);
    reached(line.number == 4);
    reached(line.follows && line.commented);
    reached(!line.ended);

    return 0;
}
