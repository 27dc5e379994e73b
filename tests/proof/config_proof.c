/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/config.c: of whatever a configuration holds, nothing is read outside it.
 * Each line lies within the file, behind the one before it, and holds neither a
 * control character nor a #; its name and value lie within the line.
 *
 * Bounds: files of up to 8 bytes; each loop does the same for each byte.
 *
 * cbmc: --unwind 12
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
    struct image_text file = { NULL, nondet_size() };
    struct image_config config;
    struct image_config_line line;
    const char *end;
    size_t i = nondet_size();

    given(file.left <= MAX);
    file.at = malloc(file.left);
    given(file.at);
    config = (struct image_config){ file, 1, false };

    end = file.at;
    while ( image_config_next(&config, &line) )
    {
        assert(inside(line.text, file) && line.text.at >= end);
        assert(line.text.left != 0);
        assert(inside(line.name, line.text) && inside(line.value, line.text));
        assert(i >= line.text.left ||
               (!is_control(line.text.at[i]) && line.text.at[i] != '#'));
        end = line.text.at + line.text.left;

        reached(line.is_setting && line.value.left == 2);
        reached(line.is_section && line.name.left == MAX - 2);
        reached(line.number == 4);
        reached(line.follows && line.commented);
        reached(!line.ended);
    }

    return 0;
}
