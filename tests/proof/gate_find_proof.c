/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/gate.c, the look-up as a whole. It takes one step for each number of the
 * call. The first step is in the root group; each further step is in the group
 * that is nested below the entry found before. The look-up ends where no group
 * is nested, or where no further number is known. The last entry's row is the
 * answer.
 *
 * Bounds: none. Given: the depth is 1 to LOCKDOWN_MAX_DEPTH, as struct
 * lockdown_call demands; numbers beyond the depth may have any value.
 * in_group(), which takes one step, is a stub; see gate_step_proof.c.
 *
 * cbmc: --no-sat-preprocessor
 * stub: in_group:any_step
 */
#include "proof.h"

#include "core/gate.c"

static struct lockdown_call call;
static struct entry steps[LOCKDOWN_MAX_DEPTH];
static unsigned int nr_steps;

const struct entry *any_step(unsigned int base, uint64_t number, bool low)
{
    assert(nr_steps < LOCKDOWN_MAX_DEPTH && nr_steps < call.depth);
    assert(number == call.number[nr_steps]);
    assert(base == (nr_steps ? steps[nr_steps - 1].nested : 0));
    assert(nr_steps == 0 || base != 0);
    assert(!low || number < NR_LOW);

    steps[nr_steps].row = nondet_uint16();
    steps[nr_steps].nested = nondet_uint16();

    return &steps[nr_steps++];
}

int main(void)
{
    unsigned int row;

    call.depth = nondet_unsigned();
    call.number[0] = nondet_number();
    call.number[1] = nondet_number();
    call.number[2] = nondet_number();
    given(call.depth >= 1 && call.depth <= LOCKDOWN_MAX_DEPTH);

    row = lockdown_find(&call);

    assert(nr_steps >= 1 && row == steps[nr_steps - 1].row);
    assert(nr_steps == call.depth || steps[nr_steps - 1].nested == 0);

    reached(nr_steps == 1 && call.depth == 3);
    reached(nr_steps == 3 && steps[2].nested != 0);
    reached(nr_steps == 2 && call.number[0] > UINT32_MAX);

    return 0;
}
