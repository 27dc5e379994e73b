/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzz target of core/bind.c and lockdown_bind(): the input describes the
 * buffers of a call and the accesses to them. Every answer must be that of a
 * calculation in 128 bits, which cannot overflow. Every access that is allowed
 * is then made. Each buffer is a memory block of its own, so the sanitizer
 * reports an access that leaves its buffer.
 *
 * Input: the number of buffers; for each its address and its size; then
 * accesses to the end: what kind, a reference, and two numbers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lockdown.h"

#define MORE_THAN_ALLOWED (CONTROL_OP_MAX_BUFFERS + 3)
#define MAX_BACKED        4096 /* larger buffers have no memory here */
#define UNTOUCHED         0x7e57

/* Wide enough for any sum or product of two numbers. */
typedef unsigned __int128 wide;

struct input {
    const uint8_t *at;
    size_t left;
};

struct guest {
    struct control_op_buffer *buffers;
    unsigned int nr;
    uint8_t *memory[MORE_THAN_ALLOWED]; /* null: not backed */
};

static void check(bool holds, const char *what)
{
    if ( holds )
        return;

    fprintf(stderr, "%s\n", what);
    abort();
}

/* The next @bytes bytes, little-endian; 0 for those behind the input's end. */
static uint64_t take(struct input *input, unsigned int bytes)
{
    uint64_t value = 0;
    unsigned int i;

    for ( i = 0; i < bytes && input->left; i++, input->left-- )
        value |= (uint64_t)*input->at++ << 8 * i;

    return value;
}

/* Any number. A number near a limit takes few bytes of the input. */
static uint64_t number(struct input *input)
{
    const uint64_t form = take(input, 1);

    switch ( form >> 5 )
    {
    case 0:
        return form;
    case 1:
        return take(input, 2);
    case 2:
        return -(form & 0x1f);
    case 3:
        return CONTROL_OP_MAX_SIZE - 0x10 + (form & 0x1f);
    case 4:
        return (UINT64_C(1) << 32 << (form & 0x1f)) + take(input, 1);
    case 5:
        return (UINT64_C(1) << (form & 0x1f)) - take(input, 1);
    case 6:
        return take(input, 4);
    default:
        return take(input, 8);
    }
}

static uint64_t reference(struct input *input)
{
    const uint64_t form = take(input, 1);

    return form < 0x20
               ? CONTROL_OP_REFERENCE(form, number(input) % CONTROL_OP_MAX_SIZE)
               : number(input);
}

/* ---- expected answers ---- */

static bool are_ok(const struct guest *guest)
{
    unsigned int i;

    for ( i = 0; i < guest->nr; i++ )
    {
        const struct control_op_buffer *buffer = &guest->buffers[i];
        const wide end = (wide)buffer->address + buffer->size;

        /* all in the lower half of the address space, or all in the upper */
        if ( i >= 16 ||
             (end > (wide)1 << 47 &&
              (buffer->address >> 47 != 0x1ffff || end > (wide)1 << 64)) )
            return false;
    }

    return true;
}

/* The number of the buffer that holds @size bytes at @ref; 0: none does. */
static unsigned int holder(const struct guest *guest, uint64_t ref, wide size)
{
    unsigned int n;

    for ( n = 1; n <= guest->nr; n++ )
    {
        const wide begin = (wide)n << 48;
        const wide end = begin + guest->buffers[n - 1].size;

        if ( ref >= begin && ref + size <= end )
            return n;
    }

    return 0;
}

/* ---- the code's answers ---- */

/* What a handler of Xen would do with @size bytes at @address. */
static void use(struct guest *guest, unsigned int n, uint64_t address,
                uint64_t size)
{
    uint8_t *memory = guest->memory[n - 1];

    if ( memory )
        memset(memory + (address - guest->buffers[n - 1].address), 0xff, size);
}

static void bind(struct guest *guest, uint64_t ref, uint64_t size)
{
    const unsigned int n = holder(guest, ref, size);
    uint64_t address = UNTOUCHED;

    check(lockdown_bind(guest->buffers, guest->nr, ref, size, &address) ==
              (n != 0),
          "what is in a buffer was refused, or the reverse");
    if ( n == 0 )
    {
        check(address == UNTOUCHED, "refused, and an address all the same");
        return;
    }

    /* the sum wraps to 0 for an empty access at the address space's end */
    check(address == guest->buffers[n - 1].address + (ref << 16 >> 16),
          "not the address that was meant");
    use(guest, n, address, size);
}

static void refer(struct guest *guest, uint64_t ref, uint64_t count,
                  uint64_t unit)
{
    const bool may = ref == 0 || count == LOCKDOWN_COUNT_UNKNOWN ||
                     holder(guest, ref, (wide)count * unit);

    check(lockdown_refers(guest->buffers, guest->nr, ref, count, unit) == may,
          "an implied length was misjudged");

    /* Each element must be accessible too, as a handler accesses them. */
    if ( may && ref && count <= 8 )
        for ( ; count; count--, ref += unit )
            bind(guest, ref, unit);
}

static void access_all(struct guest *guest, struct input *input)
{
    while ( input->left )
    {
        const bool whole = take(input, 1) & 1;
        const uint64_t ref = reference(input), size = number(input);

        if ( whole )
            refer(guest, ref, size, number(input));
        else
            bind(guest, ref, size);
    }
}

static void *allocate(size_t size)
{
    void *memory = malloc(size);

    if ( !memory )
        abort();

    return memory;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = { data, size };
    struct guest guest = {
        .nr = (unsigned int)take(&input, 1) % (MORE_THAN_ALLOWED + 1),
    };
    const size_t array = guest.nr * sizeof(*guest.buffers);
    struct control_op_buffer before[MORE_THAN_ALLOWED];
    unsigned int i;
    bool ok;

    guest.buffers = allocate(array);
    for ( i = 0; i < guest.nr; i++ )
    {
        guest.buffers[i].address = number(&input);
        guest.buffers[i].size = number(&input);
        if ( guest.buffers[i].size <= MAX_BACKED )
            guest.memory[i] = allocate(guest.buffers[i].size);
    }
    memcpy(before, guest.buffers, array);

    ok = lockdown_buffers_ok(guest.buffers, guest.nr);
    check(ok == are_ok(&guest), "buffers were misjudged");
    if ( ok )
        access_all(&guest, &input);

    check(!memcmp(before, guest.buffers, array), "buffers were changed");
    for ( i = 0; i < guest.nr; i++ )
        free(guest.memory[i]);
    free(guest.buffers);

    return 0;
}
