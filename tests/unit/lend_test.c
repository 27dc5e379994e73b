/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What dom0 may lend to another domain and what it may have back: every rule,
 * each with the reason that it gives.
 */
#include "unit.h"

#include "lockdown.h"

#define ALL (~UINT64_C(0))

enum owner {
    QUARANTINE,
    DOM0,
};

static struct lockdown_bar memory_bar(uint64_t base, uint64_t size,
                                      enum owner owner)
{
    return (struct lockdown_bar){
        .base = base,
        .size = size,
        .quarantined = owner == QUARANTINE,
    };
}

static struct lockdown_bar port_bar(uint64_t base, uint64_t size,
                                    enum owner owner)
{
    struct lockdown_bar bar = memory_bar(base, size, owner);

    bar.ports = true;

    return bar;
}

static struct lockdown_lend frames(uint64_t first, uint64_t last)
{
    return (struct lockdown_lend){ .first = first, .last = last };
}

static struct lockdown_lend ports(uint64_t first, uint64_t last)
{
    struct lockdown_lend lend = frames(first, last);

    lend.ports = true;

    return lend;
}

static enum lockdown_refusal refusal(const struct lockdown_lend *lend)
{
    assert_refusal(lockdown_lend_refusal(LOCKDOWN_NONE, lend), NONE);
    assert_int_equal(lockdown_lend_refusal(LOCKDOWN_INTEGRITY, lend),
                     lockdown_lend_refusal(LOCKDOWN_CONTAINMENT, lend));

    return lockdown_lend_refusal(LOCKDOWN_INTEGRITY, lend);
}

static enum lockdown_refusal refusal_with(struct lockdown_lend lend,
                                          struct lockdown_bar bar)
{
    lockdown_lend_bar(&lend, &bar);

    return refusal(&lend);
}

static void test_frames_of_a_bar(void **state)
{
    const struct lockdown_bar bar = memory_bar(0xfe000000, 0x4000, QUARANTINE);

    (void)state;

    assert_refusal(refusal_with(frames(0xfe000, 0xfe003), bar), NONE);
    assert_refusal(refusal_with(frames(0xfe001, 0xfe002), bar), NONE);
    assert_refusal(refusal_with(frames(0xfe003, 0xfe003), bar), NONE);
    assert_refusal(refusal_with(frames(0xfdfff, 0xfe003), bar), LEND_NO_BAR);
    assert_refusal(refusal_with(frames(0xfe000, 0xfe004), bar), LEND_NO_BAR);
    assert_refusal(refusal_with(frames(0xfdfff, 0xfdfff), bar), LEND_NO_BAR);
    assert_refusal(refusal_with(frames(0xfe004, 0xfe004), bar), LEND_NO_BAR);
    assert_refusal(refusal_with(frames(0, ALL), bar), LEND_NO_BAR);
}

static void test_ports_of_a_bar(void **state)
{
    const struct lockdown_bar bar = port_bar(0xc040, 0x20, QUARANTINE);

    (void)state;

    assert_refusal(refusal_with(ports(0xc040, 0xc05f), bar), NONE);
    assert_refusal(refusal_with(ports(0xc041, 0xc041), bar), NONE);
    assert_refusal(refusal_with(ports(0xc03f, 0xc05f), bar), LEND_NO_BAR);
    assert_refusal(refusal_with(ports(0xc040, 0xc060), bar), LEND_NO_BAR);
}

/* A port and a frame of the same number are different things. */
static void test_ports_are_not_frames(void **state)
{
    (void)state;

    assert_refusal(refusal_with(frames(0xc040, 0xc040),
                                port_bar(0xc040, 0x20, QUARANTINE)),
                   LEND_NO_BAR);
    assert_refusal(refusal_with(ports(0xe00, 0xe00),
                                memory_bar(0xe00000, 0x1000, QUARANTINE)),
                   LEND_NO_BAR);
    assert_refusal(
        refusal_with(ports(0xe00, 0xe00), memory_bar(0xe00000, 0x1000, DOM0)),
        LEND_NO_BAR);
}

/* Two neighbours are two devices; nobody asks for both at once. */
static void test_one_bar_holds_it_all(void **state)
{
    struct lockdown_lend lend = frames(0xfe000, 0xfe001);
    const struct lockdown_bar low = memory_bar(0xfe000000, 0x1000, QUARANTINE);
    const struct lockdown_bar high = memory_bar(0xfe001000, 0x1000, QUARANTINE);

    (void)state;

    assert_true(lockdown_lend_bar(&lend, &low));
    assert_true(lockdown_lend_bar(&lend, &high));
    assert_refusal(refusal(&lend), LEND_NO_BAR);
}

static void test_bar_smaller_than_a_page(void **state)
{
    const struct lockdown_bar mine = memory_bar(0xfe000100, 0x100, QUARANTINE);
    const struct lockdown_bar quarantined = memory_bar(0xfe000200, 0x100,
                                                       QUARANTINE);
    const struct lockdown_bar others[] = {
        memory_bar(0xfe000000, 1, DOM0),
        memory_bar(0xfe000fff, 1, DOM0),
    };
    const struct lockdown_bar next = memory_bar(0xfe001000, 1, DOM0);
    struct lockdown_lend lend;
    unsigned int i, order;

    (void)state;

    assert_refusal(refusal_with(frames(0xfe000, 0xfe000), mine), NONE);

    for ( i = 0; i < 2; i++ )
    {
        for ( order = 0; order < 2; order++ )
        {
            lend = frames(0xfe000, 0xfe000);
            lockdown_lend_bar(&lend, order ? &mine : &others[i]);
            lockdown_lend_bar(&lend, order ? &others[i] : &mine);
            assert_refusal(refusal(&lend), LEND_FOREIGN);
        }
    }

    /* The frame holds BARs of both devices: whoever lends it lends both. */
    lend = frames(0xfe000, 0xfe000);
    assert_true(lockdown_lend_bar(&lend, &mine));
    assert_true(lockdown_lend_bar(&lend, &quarantined));
    assert_false(lockdown_lend_bar(&lend, &next));
    assert_refusal(refusal(&lend), NONE);
}

static void test_foreign_registers(void **state)
{
    (void)state;

    assert_refusal(
        refusal_with(frames(0xfe000, 0xfe000), memory_bar(0xfe000000, 1, DOM0)),
        LEND_FOREIGN);
    assert_refusal(
        refusal_with(frames(0xfd000, 0xff000), memory_bar(0xfe000000, 1, DOM0)),
        LEND_FOREIGN);
    assert_refusal(
        refusal_with(ports(0xc040, 0xc040), port_bar(0xc040, 1, DOM0)),
        LEND_FOREIGN);
    assert_refusal(
        refusal_with(ports(0xc041, 0xc041), port_bar(0xc040, 1, DOM0)),
        LEND_NO_BAR);
}

static void test_bars_that_decode_nothing(void **state)
{
    (void)state;

    assert_refusal(
        refusal_with(frames(0, 0), memory_bar(0, 0x1000, QUARANTINE)),
        LEND_NO_BAR);
    assert_refusal(refusal_with(frames(0, 0), memory_bar(0, 1, DOM0)),
                   LEND_NO_BAR);
    assert_refusal(refusal_with(frames(0xfe000, 0xfe000),
                                memory_bar(0xfe000000, 0, QUARANTINE)),
                   LEND_NO_BAR);
    assert_refusal(refusal_with(ports(0, 0), port_bar(0, 0x20, QUARANTINE)),
                   LEND_BOARD);
}

static void test_bars_at_the_end(void **state)
{
    (void)state;

    /* The last page there is, and one that would wrap past it. */
    assert_refusal(refusal_with(frames(ALL >> 12, ALL >> 12),
                                memory_bar(ALL - 0xfff, 0x1000, QUARANTINE)),
                   NONE);
    assert_refusal(refusal_with(frames(ALL >> 12, ALL >> 12),
                                memory_bar(ALL - 0xfff, 0x1001, QUARANTINE)),
                   LEND_NO_BAR);
    assert_refusal(refusal_with(frames(0xfe000, 0xfe000),
                                memory_bar(0xfe000000, ALL, QUARANTINE)),
                   LEND_NO_BAR);
    assert_refusal(
        refusal_with(ports(0xffff, 0xffff), port_bar(0xfffc, 4, QUARANTINE)),
        NONE);
}

static void test_malformed_ranges(void **state)
{
    const struct lockdown_bar bar = memory_bar(0x1000, ALL - 0x1fff,
                                               QUARANTINE);

    (void)state;

    /* No frames at all, a count that wraps, and everything. */
    assert_refusal(refusal_with(frames(0xfe000, 0xfdfff), bar), LEND_EMPTY);
    assert_refusal(refusal_with(frames(ALL, 0), bar), LEND_EMPTY);
    assert_refusal(refusal_with(frames(0, ALL), bar), LEND_NO_BAR);
    assert_refusal(refusal_with(ports(ALL, ALL - 1), bar), LEND_EMPTY);
}

static void test_permitted_already(void **state)
{
    struct lockdown_lend lend = frames(0xfe000, 0xfe000);

    (void)state;

    lend.permitted = true;
    assert_refusal(refusal(&lend), NONE);
    lend.last = 0;
    assert_refusal(refusal(&lend), LEND_EMPTY);
}

static void test_memory(void **state)
{
    struct lockdown_lend lend = frames(0xfe000, 0xfe000);

    (void)state;

    lend.memory = true;
    assert_refusal(
        refusal_with(lend, memory_bar(0xfe000000, 0x1000, QUARANTINE)),
        LEND_MEMORY);
}

/* A BAR that does not decode may say anything: the clock's ports, say. */
static void test_board_ports(void **state)
{
    (void)state;

    assert_refusal(
        refusal_with(ports(0x70, 0x71), port_bar(0x70, 2, QUARANTINE)),
        LEND_BOARD);
    assert_refusal(
        refusal_with(ports(0xff, 0x100), port_bar(0xf0, 0x20, QUARANTINE)),
        LEND_BOARD);
    assert_refusal(
        refusal_with(ports(0x100, 0x101), port_bar(0x100, 2, QUARANTINE)),
        NONE);
}

/* A network card that was quarantined, to go to a guest. */
static const struct lockdown_device card = {
    .class = 0x0200,
    .interrupts_remapped = true,
    .quarantined = true,
};

static enum lockdown_refusal assign(struct lockdown_device device)
{
    assert_refusal(lockdown_assign_refusal(LOCKDOWN_NONE, &device), NONE);
    assert_int_equal(lockdown_assign_refusal(LOCKDOWN_INTEGRITY, &device),
                     lockdown_assign_refusal(LOCKDOWN_CONTAINMENT, &device));

    return lockdown_assign_refusal(LOCKDOWN_INTEGRITY, &device);
}

static void test_assign(void **state)
{
    struct lockdown_device device = card;

    (void)state;

    assert_refusal(assign(device), NONE);

    device.quarantined = false;
    assert_refusal(assign(device), DEVICE_IN_USE);
    device.to_quarantine = true;
    assert_refusal(assign(device), NONE);
    device.quarantined = true;
    assert_refusal(assign(device), NONE);
    /* Who had it before is no matter as long as it is not dom0 next. */
    device.to_quarantine = false;
    device.lent = true;
    assert_refusal(assign(device), NONE);
}

/* What is in quarantine can be lent, so these do not get there either. */
static void test_assign_refused_to_quarantine_too(void **state)
{
    unsigned int i;

    (void)state;

    for ( i = 0; i < 4; i++ )
    {
        struct lockdown_device device = card;

        device.quarantined = i & 1;
        device.to_quarantine = i & 2;

        device.virtual_function = true;
        assert_refusal(assign(device), DEVICE_VIRTUAL);
        device.virtual_function = false;

        device.interrupts_remapped = false;
        assert_refusal(assign(device), DEVICE_INTERRUPT);
        device.interrupts_remapped = true;

        device.firmware_memory = true;
        assert_refusal(assign(device), DEVICE_FIRMWARE);

        device.class = 0x0600;
        assert_refusal(assign(device), DEVICE_PLATFORM);
    }
}

static void test_classes(void **state)
{
    static const uint16_t platform[] = {
        0xffff, /* does not answer */
        0x0500, 0x0501, 0x0580, 0x0600, 0x0601, 0x0604, 0x0680, 0x0800,
        0x0803, 0x0804, 0x0806, 0x0880, 0x0c05, 0x0c80, 0x1101,
    };
    static const uint16_t lendable[] = {
        0x0000, 0x0106, 0x0108, 0x0200, 0x0280, 0x0300, 0x0302, 0x0403, 0x0700,
        0x0805, 0x0c00, 0x0c03, 0x0c04, 0x0d80, 0x1080, 0x1180, 0x1200, 0xff00,
    };
    struct lockdown_device device = card;
    unsigned int i;

    (void)state;

    for ( i = 0; i < sizeof(platform) / sizeof(*platform); i++ )
    {
        device.class = platform[i];
        assert_refusal(assign(device), DEVICE_PLATFORM);
    }

    for ( i = 0; i < sizeof(lendable) / sizeof(*lendable); i++ )
    {
        device.class = lendable[i];
        device.firmware_memory = false;
        assert_refusal(assign(device), NONE);

        device.firmware_memory = true;
        if ( device.class == 0x0c03 || device.class >> 8 == 0x03 )
            assert_refusal(assign(device), NONE);
        else
            assert_refusal(assign(device), DEVICE_FIRMWARE);
    }
}

static enum lockdown_refusal give_back(struct lockdown_device device)
{
    assert_refusal(lockdown_return_refusal(LOCKDOWN_NONE, &device), NONE);
    assert_int_equal(lockdown_return_refusal(LOCKDOWN_INTEGRITY, &device),
                     lockdown_return_refusal(LOCKDOWN_CONTAINMENT, &device));

    return lockdown_return_refusal(LOCKDOWN_INTEGRITY, &device);
}

static void test_return(void **state)
{
    struct lockdown_device device = card;

    (void)state;

    assert_refusal(give_back(device), NONE);
    device.lent = true;
    assert_refusal(give_back(device), DEVICE_LENT);
    device.quarantined = false;
    assert_refusal(give_back(device), DEVICE_LENT);
    device.to_quarantine = true;
    assert_refusal(give_back(device), NONE);

    /* A device that should not have been lent comes back all the same. */
    device = card;
    device.class = 0x0600;
    assert_refusal(give_back(device), NONE);
}

static void test_remove(void **state)
{
    struct lockdown_device device = card;

    (void)state;

    assert_refusal(lockdown_remove_refusal(LOCKDOWN_NONE, &device), NONE);
    assert_refusal(lockdown_remove_refusal(LOCKDOWN_INTEGRITY, &device), NONE);
    assert_refusal(lockdown_remove_refusal(LOCKDOWN_CONTAINMENT, &device),
                   DEVICE_FORGOTTEN);
    device.lent = true;
    assert_refusal(lockdown_remove_refusal(LOCKDOWN_NONE, &device), NONE);
    assert_refusal(lockdown_remove_refusal(LOCKDOWN_INTEGRITY, &device),
                   DEVICE_LENT);
    device.to_quarantine = true;
    assert_refusal(lockdown_remove_refusal(LOCKDOWN_CONTAINMENT, &device),
                   DEVICE_FORGOTTEN);
}

static void test_hardware(void **state)
{
    (void)state;

    assert_refusal(lockdown_hardware_refusal(LOCKDOWN_NONE, false), NONE);
    assert_refusal(lockdown_hardware_refusal(LOCKDOWN_NONE, true), NONE);
    assert_refusal(lockdown_hardware_refusal(LOCKDOWN_INTEGRITY, false), NONE);
    assert_refusal(lockdown_hardware_refusal(LOCKDOWN_INTEGRITY, true),
                   LEND_GROUP);
    assert_refusal(lockdown_hardware_refusal(LOCKDOWN_CONTAINMENT, false),
                   NONE);
    assert_refusal(lockdown_hardware_refusal(LOCKDOWN_CONTAINMENT, true),
                   LEND_GROUP);
}

static enum lockdown_refusal map(bool by_dom0, bool as_other)
{
    const struct lockdown_mmio mmio = {
        .by_dom0 = by_dom0,
        .as_other = as_other,
    };

    assert_refusal(lockdown_mmio_refusal(LOCKDOWN_NONE, &mmio), NONE);
    assert_int_equal(lockdown_mmio_refusal(LOCKDOWN_INTEGRITY, &mmio),
                     lockdown_mmio_refusal(LOCKDOWN_CONTAINMENT, &mmio));

    return lockdown_mmio_refusal(LOCKDOWN_INTEGRITY, &mmio);
}

static void test_mmio(void **state)
{
    (void)state;

    assert_refusal(map(false, false), NONE);
    assert_refusal(map(false, true), NONE);
    assert_refusal(map(true, false), NONE);
    assert_refusal(map(true, true), MMIO_FOREIGN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_of_a_bar),
        cmocka_unit_test(test_ports_of_a_bar),
        cmocka_unit_test(test_ports_are_not_frames),
        cmocka_unit_test(test_one_bar_holds_it_all),
        cmocka_unit_test(test_bar_smaller_than_a_page),
        cmocka_unit_test(test_foreign_registers),
        cmocka_unit_test(test_bars_that_decode_nothing),
        cmocka_unit_test(test_bars_at_the_end),
        cmocka_unit_test(test_malformed_ranges),
        cmocka_unit_test(test_permitted_already),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_board_ports),
        cmocka_unit_test(test_assign),
        cmocka_unit_test(test_assign_refused_to_quarantine_too),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_return),
        cmocka_unit_test(test_remove),
        cmocka_unit_test(test_hardware),
        cmocka_unit_test(test_mmio),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
