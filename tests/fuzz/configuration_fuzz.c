/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzz target of lockdown_config_allows(): the input describes a function and its
 * capabilities, as many as there can be. Registers of its configuration space are
 * asked for, in each width: about each edge, and some in between. A map of the same space is painted from the rows of
 * policy/platform.def, byte by byte: every answer must be what the map has.
 *
 * Input: vendor, class, header, of which bit 7 says that it is a card; then for each capability what it is, where it begins, and
 * what it says of itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lockdown.h"

#define CONFIG_END 0x1000

enum { NONE, READ, OWN, BESIDES, ALL };

static const struct {
    unsigned int class, mask;
} classes[] = {
#define CLASS(class, mask, reach, threats, why) { class, mask },
#include "../../policy/platform.def"
};

static const struct {
    unsigned int vendor, class, mask, first, last;
} registers[] = {
#define REGISTERS(vendor, class, mask, first, last, threats, why)              \
    { vendor, class, mask, first, last },
#include "../../policy/platform.def"
};

static const struct row {
    unsigned int id, extended, size, reach;
} rows[] = {
#define CAPABILITY(id, extended, size, reach, threats, why)                    \
    { id, extended, size, reach },
#include "../../policy/platform.def"
};

static const struct {
    unsigned int id, extended, mask, first, last, size;
} lengths[] = {
#define LENGTH(id, extended, mask, first, last, size, why)                     \
    { id, extended, mask, first, last, size },
#include "../../policy/platform.def"
};

#define NR(array) (sizeof(array) / sizeof((array)[0]))

struct input {
    const uint8_t *at;
    size_t left;
};

/* The next two bytes; 0 for those behind the input's end. */
static uint16_t take(struct input *input)
{
    unsigned int value = 0, i;

    for ( i = 0; i < 2 && input->left; i++, input->left-- )
        value |= (unsigned int)*input->at++ << 8 * i;

    return (uint16_t)value;
}

static void check(bool holds, const char *what, unsigned int reg)
{
    if ( holds )
        return;

    fprintf(stderr, "%s: register %#x\n", what, reg);
    abort();
}

/* ---- the map ---- */

static const struct row *row_of(const struct lockdown_capability *capability)
{
    unsigned int i;

    for ( i = 0; i < NR(rows); i++ )
        if ( rows[i].id == capability->id &&
             rows[i].extended == capability->extended )
            return &rows[i];

    return NULL;
}

static unsigned int length(const struct lockdown_capability *capability,
                           const struct row *row)
{
    unsigned int i;

    for ( i = 0; i < NR(lengths); i++ )
    {
        const unsigned int says = capability->says & lengths[i].mask;

        if ( lengths[i].id == row->id && lengths[i].extended == row->extended &&
             says >= lengths[i].first && says <= lengths[i].last )
            return lengths[i].size;
    }

    return row->size;
}

static void paint(bool *map, unsigned int from, unsigned int to, bool writable)
{
    for ( ; from < to && from < CONFIG_END; from++ )
        map[from] = writable;
}

/* Where the capability ends at the latest: the next begins. */
static unsigned int next_after(const struct lockdown_function *function,
                               unsigned int at)
{
    unsigned int next = CONFIG_END, i;

    for ( i = 0; i < function->nr; i++ )
        if ( function->capability[i].at > at &&
             function->capability[i].at < next )
            next = function->capability[i].at;

    return next;
}

static void paint_all(const struct lockdown_function *function, bool *map)
{
    bool chipset = false;
    unsigned int i, pass;

    for ( i = 0; i < NR(classes); i++ )
        chipset |= (function->class & classes[i].mask) == classes[i].class &&
                   (!function->card || function->class >> 8 == 0x06);

    paint(map, 0, CONFIG_END, !chipset && function->header == 0);
    if ( function->header == 1 && !chipset )
        paint(map, 0, 0x40, true);
    paint(map, 0x04, 0x08, true);
    paint(map, 0x0c, 0x0e, true);
    paint(map, 0x3c, 0x3d, true);

    /* What is withheld is so wherever it is. */
    for ( pass = 0; pass < 2; pass++ )
        for ( i = 0; i < function->nr; i++ )
        {
            const struct lockdown_capability *const has =
                &function->capability[i];
            const struct row *const row = row_of(has);
            const unsigned int next = next_after(function, has->at);

            if ( row && row->reach == NONE && pass )
                paint(map, has->at, row->size ? has->at + row->size : next,
                      false);
            if ( row && row->reach == ALL && !pass && function->header <= 1 )
                paint(map, has->at,
                      has->at + length(has, row) < next
                          ? has->at + length(has, row)
                          : next,
                      true);
        }

    for ( i = 0; !function->card && i < NR(registers); i++ )
        if ( registers[i].vendor == function->vendor &&
             (function->class & registers[i].mask) == registers[i].class )
            paint(map, registers[i].first, registers[i].last + 1, false);
}

/* Does the map change within 4 bytes of @reg? */
static bool is_edge(const bool *map, unsigned int reg)
{
    unsigned int at = reg < 4 ? 0 : reg - 4;

    for ( ; at < reg + 4 && at + 1 < CONFIG_END; at++ )
        if ( map[at] != map[at + 1] )
            return true;

    return false;
}

/* ---- */

/* No two begin at one register: such a list would have to lead there twice. */
static bool is_new(const struct lockdown_function *function, unsigned int at)
{
    unsigned int i;

    for ( i = 0; i < function->nr; i++ )
        if ( function->capability[i].at == at )
            return false;

    return true;
}

static void read_capabilities(struct lockdown_function *function,
                              struct input *input)
{
    while ( input->left && function->nr < LOCKDOWN_MAX_CAPABILITIES )
    {
        struct lockdown_capability *const has =
            &function->capability[function->nr];
        const unsigned int what = take(input);

        has->at = (take(input) & (CONFIG_END - 1)) | 0x40;
        has->says = take(input);
        has->id = (uint16_t)(what & 0xff);
        has->extended = what >> 15;
        function->nr += is_new(function, has->at);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = { data, size };
    struct lockdown_function function = {
        .vendor = take(&input),
        .class = take(&input),
    };
    const unsigned int shape = take(&input);
    bool map[CONFIG_END];
    unsigned int reg, width, n;

    function.header = shape & 0x7f;
    function.card = shape & 0x80;
    read_capabilities(&function, &input);
    paint_all(&function, map);

    for ( width = 1; width <= 4; width *= 2 )
        for ( reg = 0; reg + width <= CONFIG_END; reg++ )
        {
            bool may = reg % width == 0;
            const char *why = NULL;

            if ( reg % 32 && !is_edge(map, reg) )
                continue;
            for ( n = 0; n < width; n++ )
                may = may && map[reg + n];
            check(lockdown_config_allows(&function, reg, width, &why) == may,
                  may ? "refused" : "allowed", reg);
            check(may == !why, "a refusal has a reason", reg);
        }

    return 0;
}
