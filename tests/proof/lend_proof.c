/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/lend.c, above level none:
 * - Nothing is lent that is in no BAR, and no byte of a BAR whose device is not
 *   in quarantine (U-IOPERM), except to a domain that has access already; nor a port
 *   of the board's own.
 * - A device is not given to a domain if it is a part of the platform, a
 *   virtual function or in use by dom0, or if it can write the firmware's
 *   memory (except USB and graphics) or raise any interrupt (U-PASSTHROUGH).
 * - A device that a domain has had goes to quarantine, not back to dom0.
 * - control_op hands over no hardware.
 * - dom0 maps no registers as another domain's.
 *
 * The proof takes one BAR into account, after any others. What was known before
 * is kept, so the result holds for any number of BARs.
 *
 * Bounds: none. Any addresses, sizes and classes. Given: the level is valid,
 * and no BAR wraps around the end of the address space.
 *
 * cbmc: --unsigned-overflow-check
 */
#include "proof.h"

#include "core/lend.c"

static void lending(unsigned int level)
{
    struct lockdown_lend lend = {
        .ports = nondet_bool(),
        .first = nondet_number(),
        .last = nondet_number(),
        .permitted = nondet_bool(),
        .memory = nondet_bool(),
        .own = nondet_bool(),
        .foreign = nondet_bool(),
    };
    const struct lockdown_lend before = lend;
    const struct lockdown_bar bar = {
        .ports = nondet_bool(),
        .base = nondet_number(),
        .size = nondet_number(),
        .quarantined = nondet_bool(),
    };
    const bool touched = lockdown_lend_bar(&lend, &bar);
    const bool refused = lockdown_lend_refusal(level, &lend) !=
                         LOCKDOWN_REFUSAL_NONE;
    const uint64_t byte = nondet_number();
    const uint64_t unit = lend.ports ? byte : byte >> 12;
    const bool in_bar = bar.base != 0 && bar.ports == lend.ports &&
                        byte >= bar.base && byte - bar.base < bar.size;
    const bool in_lend = unit >= lend.first && unit <= lend.last;

    /* Only own and foreign may change, and only from false to true. */
    assert(lend.first == before.first && lend.last == before.last &&
           lend.ports == before.ports && lend.memory == before.memory &&
           lend.permitted == before.permitted);
    assert((lend.own || !before.own) && (lend.foreign || !before.foreign));

    given(bar.size <= UINT64_MAX - bar.base);
    if ( in_bar && in_lend )
        assert(touched);
    if ( in_bar && in_lend && !bar.quarantined && level != LOCKDOWN_NONE )
        assert(refused || lend.permitted);
    if ( lend.own && !before.own )
        assert(touched && bar.quarantined);
    if ( lend.own && !before.own && in_lend && lend.ports )
        assert(in_bar);

    if ( level == LOCKDOWN_NONE )
        assert(!refused);
    else
        assert(refused ==
               (lend.first > lend.last ||
                (!lend.permitted && (lend.memory || lend.foreign || !lend.own ||
                                     (lend.ports && lend.first < 0x100)))));

    reached(!refused && !lend.permitted && in_bar && in_lend &&
            level != LOCKDOWN_NONE && !lend.ports);
    reached(in_bar && in_lend && lend.foreign && !before.foreign);
    reached(lend.own && !before.own && lend.ports);
    reached(!touched && bar.size > 0 && bar.base != 0);
    reached(lend.first > lend.last && refused && lend.permitted);
}

static void giving_away(unsigned int level)
{
    const struct lockdown_device device = {
        .class = nondet_uint16(),
        .virtual_function = nondet_bool(),
        .firmware_memory = nondet_bool(),
        .interrupts_remapped = nondet_bool(),
        .quarantined = nondet_bool(),
        .to_quarantine = nondet_bool(),
        .lent = nondet_bool(),
    };
    const bool given_away = lockdown_assign_refusal(level, &device) ==
                            LOCKDOWN_REFUSAL_NONE;
    const bool returned = lockdown_return_refusal(level, &device) ==
                          LOCKDOWN_REFUSAL_NONE;

    if ( level == LOCKDOWN_NONE )
        assert(given_away && returned);
    if ( given_away && level != LOCKDOWN_NONE )
    {
        /* Memory controllers, bridges, IOMMUs, SMBus. */
        assert(device.class >> 8 != 0x05 && device.class >> 8 != 0x06 &&
               device.class != 0x0806 && device.class != 0x0c05 &&
               device.class != 0xffff);
        assert(device.interrupts_remapped && !device.virtual_function);
        assert(device.quarantined || device.to_quarantine);
        assert(!device.firmware_memory || device.class == 0x0c03 ||
               device.class >> 8 == 0x03);
    }
    if ( returned && level != LOCKDOWN_NONE )
        assert(!device.lent || device.to_quarantine);

    reached(given_away && level != LOCKDOWN_NONE && device.class == 0x0200);
    reached(given_away && level != LOCKDOWN_NONE && device.firmware_memory);
    reached(!given_away && device.class == 0x0604);
    reached(!returned);
}

static void by_control_op(unsigned int level)
{
    const bool control_op = nondet_bool();
    const bool refused = lockdown_hardware_refusal(level, control_op) !=
                         LOCKDOWN_REFUSAL_NONE;

    assert(refused == (level != LOCKDOWN_NONE && control_op));

    reached(refused);
    reached(!refused && control_op);
}

/* Registers that dom0 mapped as another domain's would outlive that domain. */
static void mapping(unsigned int level)
{
    const struct lockdown_mmio mmio = {
        .by_dom0 = nondet_bool(),
        .as_other = nondet_bool(),
    };
    const bool refused = lockdown_mmio_refusal(level, &mmio) !=
                         LOCKDOWN_REFUSAL_NONE;

    assert(refused ==
           (level != LOCKDOWN_NONE && mmio.by_dom0 && mmio.as_other));

    reached(refused);
    reached(!refused && mmio.by_dom0 && level == LOCKDOWN_INTEGRITY);
}

int main(void)
{
    const unsigned int level = nondet_unsigned();

    given(level <= LOCKDOWN_CONTAINMENT);

    lending(level);
    giving_away(level);
    by_control_op(level);
    mapping(level);

    return 0;
}
