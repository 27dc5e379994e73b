/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/bind.c, and lockdown_buffers_ok() and lockdown_bind() of lockdown.h. A
 * reference is bound if, and only if, all of its bytes are in the buffer that
 * it names (U-ENV-REF). A number that names no buffer is refused, so no address
 * can take the place of a reference (U-ENV-RAWPTR). If the product of a count
 * and a size overflows, the reference is refused (U-ENV-SIZE). Nothing is read
 * outside the array of buffers, and the array is not changed.
 *
 * Bounds: none. Any references, sizes, counts and units; any number of buffers,
 * well-formed or not unless a comment says otherwise. Given: gcc's built-in
 * multiplication works as documented. multiply() takes its place, and may
 * return any product, with or without an overflow.
 *
 * cbmc: --unwind 17
 */
#include <stdlib.h>

#include "proof.h"

/* Was multiply() called; its arguments and its results. */
static bool asked, overflows;
static uint64_t factors[2], product;

static bool multiply(uint64_t a, uint64_t b, uint64_t *result)
{
    asked = true;
    factors[0] = a;
    factors[1] = b;
    overflows = nondet_bool();
    product = nondet_number();
    *result = product;

    return overflows;
}

#define __builtin_mul_overflow multiply

#include "core/bind.c"

#define UNTOUCHED 0x7e57

/* Wide enough for any sum or product of two numbers. */
typedef unsigned __int128 wide;

/* An array of exactly @nr buffers with any contents. */
static struct control_op_buffer *any_buffers(unsigned int nr)
{
    return malloc(nr * sizeof(struct control_op_buffer));
}

/* Is @buffer as the ABI demands: all in one half of the address space? */
static bool well_formed(struct control_op_buffer buffer)
{
    const wide half = (wide)1 << 47, end = (wide)buffer.address + buffer.size;

    return end <= half ||
           (buffer.address >= 0xffff800000000000ULL && end <= (wide)1 << 64);
}

static void limits(void)
{
    const unsigned int nr = nondet_unsigned();
    /* If there are too many buffers, none is read: the array is empty then. */
    const unsigned int readable = nr <= 16 ? nr : 0;
    struct control_op_buffer *const buffers = any_buffers(readable);
    const bool ok = lockdown_buffers_ok(buffers, nr);
    bool good = nr <= 16;
    unsigned int i;

    for ( i = 0; i < readable; i++ )
        good = good && well_formed(buffers[i]);

    assert(ok == good);

    reached(ok && nr == 0);
    reached(ok && nr == 16);
    reached(!ok && nr == 16);
    reached(!ok && nr > 16);
}

/* Are all of @size bytes at @reference in the buffer that it names? */
static bool lies_within(const struct control_op_buffer *buffers,
                        unsigned int nr, uint64_t reference, wide size)
{
    const uint64_t number = reference / (1ULL << 48);
    const uint64_t offset = reference % (1ULL << 48);

    return number >= 1 && number <= nr &&
           offset + size <= buffers[number - 1].size;
}

static void binding(void)
{
    const unsigned int nr = nondet_unsigned(), any = nondet_unsigned();
    struct control_op_buffer *const buffers = any_buffers(nr);
    const uint64_t reference = nondet_number(), size = nondet_number();
    struct control_op_buffer before = { 0 }, buffer;
    uint64_t address = UNTOUCHED;
    bool bound;

    if ( any < nr )
        before = buffers[any];

    bound = lockdown_bind(buffers, nr, reference, size, &address);

    assert(bound == lies_within(buffers, nr, reference, size));
    assert(bound || address == UNTOUCHED);
    if ( any < nr )
        assert(buffers[any].address == before.address &&
               buffers[any].size == before.size);

    reached(!bound && reference >> 48 == 0);
    reached(!bound && reference >> 48 == 1 && nr == 1);
    reached(!bound && reference >> 48 > nr);
    if ( !bound )
        return;

    buffer = buffers[(reference >> 48) - 1];
    assert(address - buffer.address == (reference & 0xffffffffffffULL));

    given(well_formed(buffer));
    assert(address >= buffer.address || size == 0);
    assert((wide)address + size <= (wide)buffer.address + buffer.size);
    /* A page-table walk ignores bits 48 to 63: they must all equal bit 47. */
    assert(size == 0 ||
           (address >> 47 == 0 && (address + size - 1) >> 47 == 0) ||
           (address >> 47 == 0x1ffff && (address + size - 1) >> 47 == 0x1ffff));

    reached(size == 0 && buffer.size == 0);
    reached(size == buffer.size && size > 0 && nr == 16);
    reached(size == 1 && address > buffer.address);
}

static void implied_lengths(void)
{
    const unsigned int nr = nondet_unsigned();
    struct control_op_buffer *const buffers = any_buffers(nr);
    const uint64_t reference = nondet_number(), count = nondet_number();
    const uint64_t unit = nondet_number();
    const bool refers = lockdown_refers(buffers, nr, reference, count, unit);

    if ( reference == 0 || count == UINT64_MAX )
        assert(refers);
    else
    {
        assert(asked && factors[0] == count && factors[1] == unit);
        assert(refers ==
               (!overflows && lies_within(buffers, nr, reference, product)));
    }

    reached(refers && reference == 0);
    reached(refers && reference != 0 && count == UINT64_MAX);
    reached(refers && asked && product > 1);
    reached(!refers && overflows && product == 0);
    reached(!refers && asked && !overflows && reference >> 48 == 1 && nr == 1);
}

int main(void)
{
    limits();
    binding();
    implied_lengths();

    return 0;
}
