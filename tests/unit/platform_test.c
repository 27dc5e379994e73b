/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How far a contained dom0 kernel may reach frames of invented machines, and on
 * which machines it is contained at all.
 */
#include "unit.h"

#include "lockdown.h"

#define RANGE(kind_, first_, last_)                                            \
    {                                                                          \
        .first = first_, .last = last_, .kind = LOCKDOWN_FRAMES_##kind_        \
    }

static enum lockdown_reach reach(const struct lockdown_frames *map,
                                 unsigned int nr, uint64_t first, uint64_t last)
{
    return lockdown_frames_reach(map, nr, first, last);
}
#define REACH(map, first, last)                                                \
    reach(map, sizeof(map) / sizeof((map)[0]), first, last)
#define DECODES(map, first, last, by)                                          \
    lockdown_decode_allows(map, sizeof(map) / sizeof((map)[0]), first, last, by)

/* A machine as many are; 2 GiB, and a device with registers. */
static const struct lockdown_frames usual[] = {
    RANGE(LOW_MEMORY, 0, 0x9f),           RANGE(RAM, 0x100, 0x7efff),
    RANGE(LOW_MEMORY, 0xc0, 0xff),        RANGE(RESERVED, 0x7f000, 0x7f7ff),
    RANGE(EFI_RUNTIME, 0x7f100, 0x7f1ff), RANGE(ACPI_TABLES, 0x7f800, 0x7f8ff),
    RANGE(ACPI_NVS, 0x7f900, 0x7f9ff),    RANGE(RESERVED, 0xb0000, 0xbffff),
    RANGE(ECAM, 0xb0000, 0xbffff),        RANGE(DEVICE, 0xc0000, 0xc00ff),
    RANGE(LOCAL_APIC, 0xfee00, 0xfeeff),  RANGE(IO_APIC, 0xfec00, 0xfec00),
    RANGE(RESERVED, 0xfed00, 0xfedff),    RANGE(HPET, 0xfed00, 0xfed00),
    RANGE(DEVICE, 0xfed40, 0xfed44),      RANGE(IOMMU, 0xfed90, 0xfed90),
    RANGE(FLASH, 0xff000, 0xfffff),
};

static void test_usual(void **state)
{
    static const struct {
        uint64_t first, last;
        enum lockdown_reach reach;
    } cases[] = {
        { 0, 0, LOCKDOWN_REACH_READ },             /* first frame */
        { 0xff, 0x100, LOCKDOWN_REACH_NONE },      /* into the next kind */
        { 0x9f, 0x9f, LOCKDOWN_REACH_READ },       /* the firmware's area */
        { 0xa0, 0xbf, LOCKDOWN_REACH_ALL },        /* display */
        { 0xbf, 0xc0, LOCKDOWN_REACH_READ },       /* ... and a ROM */
        { 0x7f150, 0x7f150, LOCKDOWN_REACH_READ }, /* the firmware's code */
        { 0x7f900, 0x7f9ff, LOCKDOWN_REACH_ALL },  /* the tables' variables */
        { 0x7f8ff, 0x7f900, LOCKDOWN_REACH_READ }, /* ... and a table */
        { 0xb0080, 0xb0080, LOCKDOWN_REACH_READ }, /* configuration space */
        { 0xc0000, 0xc00ff, LOCKDOWN_REACH_ALL },  /* registers of a device */
        { 0xbffff, 0xc0000, LOCKDOWN_REACH_READ }, /* ... across its edge */
        { 0xfed40, 0xfed44, LOCKDOWN_REACH_ALL }, /* ... amid reserved frames */
        { 0xfed3f, 0xfed40, LOCKDOWN_REACH_READ },
        { 0xfed44, 0xfed45, LOCKDOWN_REACH_READ },
        { 0xfed90, 0xfed90, LOCKDOWN_REACH_NONE }, /* the IOMMU */
        { 0xfed00, 0xfedff, LOCKDOWN_REACH_NONE }, /* ... in a large mapping */
        { 0xfee00, 0xfee00, LOCKDOWN_REACH_NONE }, /* local APIC */
        { 0xfeeff, 0xfeeff, LOCKDOWN_REACH_NONE }, /* an interrupt */
        { 0xfffff, 0x100000, LOCKDOWN_REACH_READ },
        { 0x100000, UINT64_MAX, LOCKDOWN_REACH_ALL },
        { 0, UINT64_MAX, LOCKDOWN_REACH_NONE },
    };
    unsigned int i;

    (void)state;

    for ( i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
        assert_int_equal(REACH(usual, cases[i].first, cases[i].last),
                         cases[i].reach);
}

/* What a device of dom0's decodes loses to all but frames of unknown use. */
static void test_bar_over(void **state)
{
    static const struct lockdown_frames map[] = {
        RANGE(DEVICE, 0x1000, 0x1fff),   RANGE(IOMMU, 0x1100, 0x1103),
        RANGE(ECAM, 0x1200, 0x12ff),     RANGE(EFI_RUNTIME, 0x1300, 0x1300),
        RANGE(LOW_MEMORY, 0x1400, 0x14), /* ends before it begins */
        RANGE(RESERVED, 0x1500, 0x15ff), RANGE(DEVICE, 0x1580, 0x2fff),
    };

    (void)state;

    assert_int_equal(REACH(map, 0x1100, 0x1100), LOCKDOWN_REACH_NONE);
    assert_int_equal(REACH(map, 0x10ff, 0x1100), LOCKDOWN_REACH_NONE);
    assert_int_equal(REACH(map, 0x1200, 0x1200), LOCKDOWN_REACH_READ);
    assert_int_equal(REACH(map, 0x1300, 0x1300), LOCKDOWN_REACH_READ);
    assert_int_equal(REACH(map, 0x1500, 0x15ff), LOCKDOWN_REACH_ALL);
    /* no one device has all of it, so nobody says whose the middle is */
    assert_int_equal(REACH(map, 0x1500, 0x2000), LOCKDOWN_REACH_READ);
}

/* Nothing is known: all is dom0's. An unknown kind: nothing is. */
static void test_no_map(void **state)
{
    const struct lockdown_frames unknown = {
        .first = 5,
        .last = 7,
        .kind = (enum lockdown_frames_kind)(LOCKDOWN_NR_FRAMES + 1),
    };

    (void)state;

    assert_int_equal(reach(NULL, 0, 0, UINT64_MAX), LOCKDOWN_REACH_ALL);
    assert_int_equal(reach(&unknown, 1, 7, 7), LOCKDOWN_REACH_NONE);
    assert_int_equal(reach(&unknown, 1, 8, 9), LOCKDOWN_REACH_ALL);
}

static void test_end_of_address_space(void **state)
{
    static const struct lockdown_frames map[] = {
        RANGE(IOMMU, UINT64_MAX, UINT64_MAX),
        RANGE(RESERVED, UINT64_MAX - 2, UINT64_MAX),
    };

    (void)state;

    assert_int_equal(REACH(map, UINT64_MAX, UINT64_MAX), LOCKDOWN_REACH_NONE);
    assert_int_equal(REACH(map, UINT64_MAX - 1, UINT64_MAX - 1),
                     LOCKDOWN_REACH_READ);
    assert_int_equal(REACH(map, UINT64_MAX - 3, UINT64_MAX - 3),
                     LOCKDOWN_REACH_ALL);
}

/* Where a device may decode: where nothing is, or where it did. */
static void test_decode(void **state)
{
    static const struct {
        uint64_t first, last;
        bool bar, window;
    } cases[] = {
        { 0xc1000, 0xc1fff, true, true },   /* nothing is known of it */
        { 0xc0000, 0xc00ff, true, true },   /* a device */
        { 0xc0080, 0xc1000, true, true },   /* ... and more */
        { 0xa0, 0xbf, true, true },         /* display */
        { 0xfed40, 0xfed44, true, true },   /* a device amid reserved frames */
        { 0xfed50, 0xfed5f, false, true },  /* reserved */
        { 0xfed40, 0xfed45, false, true },  /* ... in part */
        { 0x9f, 0xbf, false, true },        /* firmware's */
        { 0x1000, 0x1fff, false, true },    /* memory */
        { 0x7f900, 0x7f900, false, true },  /* memory that dom0 may write */
        { 0xb0000, 0xb0000, false, false }, /* configuration space */
        { 0xfec00, 0xfec00, false, false }, { 0xfed00, 0xfed00, false, false },
        { 0xfed90, 0xfed90, false, false }, { 0xfee01, 0xfee01, false, false },
        { 0xff000, 0xff0ff, false, false }, { 0xc1000, 0xfffff, false, false },
        { 0x200000, 0x2fffff, true, true }, { 0xc2000, 0xc1000, false, false },
    };
    struct lockdown_frames map[sizeof(usual) / sizeof(usual[0]) + 1];
    unsigned int i;

    (void)state;

    memcpy(map, usual, sizeof(usual));
    map[sizeof(usual) / sizeof(usual[0])] = (struct lockdown_frames)RANGE(
        RAM, 0x100, 0x7efff);
    for ( i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
    {
        assert_int_equal(
            DECODES(map, cases[i].first, cases[i].last, LOCKDOWN_DEVICE),
            cases[i].bar);
        assert_int_equal(
            DECODES(map, cases[i].first, cases[i].last, LOCKDOWN_WINDOW),
            cases[i].window);
    }
}

/*
 * A processor of 40 bits: no mapping reaches above, and nothing decodes there, as
 * a device at 1 << 52 that the processor finds at 0 (K-MSIX-HIGH).
 */
static void test_beyond(void **state)
{
    static const struct lockdown_frames map[] = {
        RANGE(BEYOND, 1ULL << 28, UINT64_MAX >> 12),
        RANGE(RAM, 0, 0xfff),
        RANGE(DEVICE, 1ULL << 40, 1ULL << 41),
    };
    static const uint64_t high[] = { 1ULL << 28, 1ULL << 40, UINT64_MAX >> 12 };
    unsigned int i, by;

    (void)state;

    for ( by = LOCKDOWN_DEVICE; by <= LOCKDOWN_WINDOW; by++ )
        for ( i = 0; i < sizeof(high) / sizeof(high[0]); i++ )
        {
            assert_false(DECODES(map, high[i], high[i], by));
            assert_false(DECODES(map, 0x2000, high[i], by));
        }
    assert_true(DECODES(map, 0x1000, (1ULL << 28) - 1, LOCKDOWN_DEVICE));
    assert_true(DECODES(map, 0x1000, (1ULL << 28) - 1, LOCKDOWN_WINDOW));
    assert_int_equal(REACH(map, 1ULL << 40, 1ULL << 40), LOCKDOWN_REACH_NONE);
    assert_int_equal(REACH(map, (1ULL << 28) - 1, (1ULL << 28) - 1),
                     LOCKDOWN_REACH_ALL);
}

/* A bridge's registers are read by dom0, and decoded by a bridge alone. */
static void test_bridge(void **state)
{
    static const struct lockdown_frames map[] = {
        RANGE(BRIDGE, 0x1000, 0x1003),
        RANGE(RESERVED, 0x1000, 0x10ff),
        RANGE(DEVICE, 0x1004, 0x1007),
    };
    static const struct {
        uint64_t first, last;
        bool device, bridge, window;
    } cases[] = {
        { 0x1000, 0x1003, false, true, true },
        { 0x1001, 0x1001, false, true, true },
        { 0x1003, 0x1004, false, false, true },
        { 0x1004, 0x1007, true, false, true },
        { 0x2000, 0x2000, true, false, true },
    };
    unsigned int i;

    (void)state;

    assert_int_equal(REACH(map, 0x1000, 0x1003), LOCKDOWN_REACH_READ);
    for ( i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
    {
        assert_int_equal(
            DECODES(map, cases[i].first, cases[i].last, LOCKDOWN_DEVICE),
            cases[i].device);
        assert_int_equal(
            DECODES(map, cases[i].first, cases[i].last, LOCKDOWN_BRIDGE),
            cases[i].bridge);
        assert_int_equal(
            DECODES(map, cases[i].first, cases[i].last, LOCKDOWN_WINDOW),
            cases[i].window);
    }
}

/* Bytes that are dropped on their way to a port, wherever in an access they are. */
static void test_values(void **state)
{
    (void)state;

    assert_true(lockdown_filters_port(0x64));
    assert_false(lockdown_filters_port(0x60));
    assert_false(lockdown_port_allows(0x64, 1, 0xd1));
    assert_true(lockdown_port_allows(0x64, 1, 0xd0));
    assert_false(lockdown_port_allows(0x64, 1, 0xffffffd1));
    assert_true(lockdown_port_allows(0x64, 1, 0xd100));
    assert_false(lockdown_port_allows(0x63, 2, 0xd100));
    assert_false(lockdown_port_allows(0x61, 4, 0xfe000000));
    assert_true(lockdown_port_allows(0x60, 4, 0xd1d1d1d1));
    assert_true(lockdown_port_allows(0x64, 0, 0xd1));
    assert_false(lockdown_port_allows(0x64, 2, 0xadd1));
}

/* The rows end, and each has a beginning and an end. */
static void test_rows(void **state)
{
    enum lockdown_frames_kind kind;
    uint16_t port, last_port, before = 0;
    uint64_t first, last;
    unsigned int i;

    (void)state;

    for ( i = 0; lockdown_place(i, LOCKDOWN_INTEL, &first, &last, &kind); i++ )
        assert_true(first > last ||
                    (!(first & 0xfff) && (last & 0xfff) == 0xfff));
    assert_true(i > 0);
    /* they ascend, and none is in two rows */
    for ( i = 0; lockdown_ports(i, &port, &last_port); i++ )
    {
        assert_true(i == 0 || port > before);
        assert_true(port <= last_port);
        before = last_port;
    }
    assert_true(i > 0);
}

static void test_cmos(void **state)
{
    (void)state;

    for ( unsigned int i = 0; i < 0x100; i++ )
    {
        assert_int_equal(lockdown_cmos_allows(i, 0), i <= 0x0d);
        assert_int_equal(lockdown_cmos_allows(i, 0x32), i <= 0x0d || i == 0x32);
    }
}

/* ---- configuration space ---- */

static void test_classes(void **state)
{
    static const struct {
        uint16_t class;
        bool device; /* no part of the chipset */
    } cases[] = {
        { 0x0200, true },  /* network card */
        { 0x0106, true },  /* disks */
        { 0x0300, true },  /* display */
        { 0x0805, true },  /* SD cards, amid what is withheld */
        { 0x0c03, true },  /* USB */
        { 0x0604, true },  /* a bridge to another bus */
        { 0x0600, false }, /* host bridge */
        { 0x0601, false }, /* ISA bridge */
        { 0x0607, false }, /* CardBus */
        { 0x0500, false }, { 0x0580, false }, /* memory controllers */
        { 0x0800, false }, { 0x0803, false }, { 0x0804, false },
        { 0x0806, false }, { 0x0807, false }, { 0x0880, false },
        { 0x0c05, false }, { 0x0c07, false }, { 0x0c80, false },
        { 0x1080, false }, { 0x1101, false },
    };
    enum lockdown_frames_kind kind;
    unsigned int i, reg;

    (void)state;

    for ( i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
    {
        const struct lockdown_function function = { .class = cases[i].class };
        const char *why;

        for ( reg = 0; reg < 0x40; reg++ )
        {
            const bool common = (reg >= 4 && reg < 8) || reg == 0xc ||
                                reg == 0xd || reg == 0x3c;

            why = NULL;
            assert_int_equal(lockdown_config_allows(&function, reg, 1, &why),
                             cases[i].device || common);
            assert_int_equal(!why, cases[i].device || common);
        }
        assert_int_equal(lockdown_config_allows(&function, 0x60, 4, &why),
                         cases[i].device);
        lockdown_class_frames(cases[i].class, &kind);
        assert_int_equal(kind == LOCKDOWN_FRAMES_DEVICE, cases[i].device);
    }
    /* what a flash controller decodes may be reserved; a mailbox never is dom0's */
    assert_true(lockdown_class_frames(0x0200, &kind));
    assert_false(lockdown_class_frames(0x0c80, &kind));
    assert_true(lockdown_class_frames(0x0c05, &kind));
    assert_true(lockdown_class_frames(0x1080, &kind));
    assert_int_equal(kind, LOCKDOWN_FRAMES_CHIPSET);
}

/* A card is not the chipset's by its class, which it may change (CHIPSET-LIVE). */
static void test_card(void **state)
{
    static const struct {
        uint16_t class;
        bool allowed;
    } cases[] = {
        { 0x0880, true },  { 0x1180, true },  { 0x0580, true },
        { 0x0806, true },  { 0x0200, true },  { 0x0604, true },
        { 0x0680, false }, { 0x0601, false }, { 0x0607, false },
    };
    const char *why;
    unsigned int i;

    (void)state;

    for ( i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
    {
        const struct lockdown_function function = { .class = cases[i].class,
                                                    .card = true };

        assert_int_equal(lockdown_config_allows(&function, 0x10, 4, &why),
                         cases[i].allowed);
        assert_true(lockdown_config_allows(&function, 0x04, 2, &why));
    }
}

static void test_registers(void **state)
{
    static const struct lockdown_capability capability[] = {
        { .id = 0x01, .at = 0x40 },                    /* power, to 0x47 */
        { .id = 0x10, .at = 0x48, .says = 2 },         /* express, to 0x83 */
        { .id = 0x09, .at = 0x90 },                    /* vendor's */
        { .id = 0x01, .extended = true, .at = 0x100 }, /* errors, to 0x137 */
        { .id = 0x0d, .extended = true, .at = 0x148 }, /* ACS, to 0x14f */
        { .id = 0x10, .extended = true, .at = 0xff8 }, /* SR-IOV */
    };
    static const struct {
        unsigned int reg, size;
        bool device, bridge, chipset;
    } cases[] = {
        { 0x04, 2, true, true, true },     { 0x04, 4, true, true, true },
        { 0x05, 2, false, false, false }, /* not aligned */
        { 0x06, 1, true, true, true },     { 0x10, 4, true, true, false },
        { 0x18, 4, true, true, false },    { 0x30, 4, true, true, false },
        { 0x3c, 1, true, true, true },     { 0x3c, 2, true, true, false },
        { 0x3e, 2, true, true, false },    { 0x40, 4, true, true, true },
        { 0x44, 1, true, true, true },     { 0x46, 2, true, true, true },
        { 0x46, 4, false, false, false },  { 0x48, 4, true, true, true },
        { 0x82, 2, true, true, true },     { 0x83, 1, true, true, true },
        { 0x83, 2, false, false, false },  { 0x84, 4, true, false, false },
        { 0x90, 1, true, false, false },   { 0xfc, 4, true, false, false },
        { 0x100, 4, true, true, true },    { 0x134, 4, true, true, true },
        { 0x138, 1, true, false, false },  { 0x148, 4, false, false, false },
        { 0x14e, 2, false, false, false }, { 0x14f, 1, false, false, false },
        { 0x150, 4, true, false, false },  { 0xff4, 4, true, false, false },
        { 0xffc, 4, false, false, false },
    };
    struct lockdown_function function = { .nr = 6 };
    const char *why;
    unsigned int i;

    (void)state;

    memcpy(function.capability, capability, sizeof(capability));
    for ( i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
    {
        function.class = 0x0200;
        function.header = 0;
        assert_int_equal(lockdown_config_allows(&function, cases[i].reg,
                                                cases[i].size, &why),
                         cases[i].device);
        function.class = 0x0604;
        function.header = 1;
        assert_int_equal(lockdown_config_allows(&function, cases[i].reg,
                                                cases[i].size, &why),
                         cases[i].bridge);
        function.class = 0x0880;
        function.header = 0;
        assert_int_equal(lockdown_config_allows(&function, cases[i].reg,
                                                cases[i].size, &why),
                         cases[i].chipset);
    }
}

/* A capability ends where the next begins, however long its row says it is. */
static void test_short_capability(void **state)
{
    struct lockdown_function function = {
        .class = 0x0604,
        .header = 1,
        .nr = 2,
        .capability = {
            { .id = 0x10, .at = 0x40, .says = 2 },
            { .id = 0x09, .at = 0x54 }, /* a vendor's, amid express */
        },
    };
    const char *why;

    (void)state;

    assert_true(lockdown_config_allows(&function, 0x50, 4, &why));
    assert_false(lockdown_config_allows(&function, 0x54, 4, &why));
    assert_false(lockdown_config_allows(&function, 0x58, 4, &why));
}

/* ... nor beyond what it says of itself. */
static void test_length(void **state)
{
    static const struct {
        uint16_t id, says;
        bool extended;
        unsigned int size;
    } cases[] = {
        { 0x10, 0x0051, false, 20 }, /* express, a switch's */
        { 0x10, 0x0161, false, 28 }, /* ... with a slot */
        { 0x10, 0x0141, false, 36 }, /* a root port's */
        { 0x10, 0x0062, false, 60 }, /* version 2 */
        { 0x05, 0x0000, false, 12 }, /* MSI */
        { 0x05, 0x0080, false, 16 }, { 0x05, 0x0100, false, 20 },
        { 0x05, 0x018f, false, 24 }, { 0x11, 0xffff, false, 12 },
        { 0x1d, 0x0000, true, 12 },  { 0x1d, 0x0021, true, 32 },
        { 0x01, 0xffff, true, 56 },  { 0x05, 0xffff, true, 0 },
    };
    struct lockdown_function function = {
        .class = 0x0604,
        .header = 1,
        .nr = 1,
    };
    const char *why;
    unsigned int i, reg;

    (void)state;

    for ( i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
    {
        function.capability[0].id = cases[i].id;
        function.capability[0].says = cases[i].says;
        function.capability[0].extended = cases[i].extended;
        function.capability[0].at = 0x100;
        for ( reg = 0x80; reg < 0x200; reg++ )
            assert_int_equal(lockdown_config_allows(&function, reg, 1, &why),
                             reg >= 0x100 && reg - 0x100 < cases[i].size);
    }
}

/* Where a device decodes besides its BARs it may say in any number of registers. */
static void test_as_long_as_it_is(void **state)
{
    static const struct lockdown_function function = {
        .class = 0x0200,
        .nr = 3,
        .capability = {
            { .id = 0x14, .at = 0x50 },
            { .id = 0x05, .at = 0xe0 },
            { .id = 0x23, .at = 0x100, .extended = true },
        },
    };
    const char *why;
    unsigned int reg;

    (void)state;

    for ( reg = 0x40; reg < 0x1000; reg += 4 )
        assert_int_equal(lockdown_config_allows(&function, reg, 4, &why),
                         reg < 0x50 || (reg >= 0xe0 && reg < 0x100));
}

/* What decodes besides BARs, moves them, routes or translates (MULTICAST). */
static void test_beside_bars(void **state)
{
    static const struct {
        uint16_t id;
        bool extended;
        unsigned int size; /* that is withheld of a device, up to 0x40 */
    } cases[] = {
        { 0x08, false, 0x40 }, { 0x14, false, 0x40 }, { 0x0d, true, 8 },
        { 0x0f, true, 8 },     { 0x10, true, 0x40 },  { 0x11, true, 0x40 },
        { 0x12, true, 48 },    { 0x13, true, 16 },    { 0x15, true, 52 },
        { 0x1b, true, 8 },     { 0x23, true, 0x40 },  { 0x24, true, 52 },
        { 0x2b, true, 0x40 },  { 0x2d, true, 0x40 },  { 0x0b, true, 0 },
        { 0x01, true, 0 },     { 0x09, false, 0 },
    };
    struct lockdown_function function = { .class = 0x0200, .nr = 2 };
    const char *why;
    unsigned int i, at;

    (void)state;

    function.capability[1].at = 0x180;
    function.capability[1].id = 0x03;
    for ( i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
    {
        function.capability[0].id = cases[i].id;
        function.capability[0].extended = cases[i].extended;
        function.capability[0].at = 0x140;
        for ( at = 0; at < 0x80; at += 4 )
            assert_int_equal(
                lockdown_config_allows(&function, 0x140 + at, 4, &why),
                at >= cases[i].size);
    }
}

/* What calls firmware, of a display that is part of the processor (DISPLAY-SMI). */
static void test_display(void **state)
{
    struct lockdown_function function = { .vendor = 0x8086, .class = 0x0380 };
    const char *why;
    unsigned int reg;

    (void)state;

    for ( reg = 0; reg < 0x1000; reg += 4 )
        assert_int_equal(lockdown_config_allows(&function, reg, 4, &why),
                         reg != 0xe0 && reg != 0xe8 && reg != 0xfc);
    function.card = true;
    assert_true(lockdown_config_allows(&function, 0xe8, 2, &why));
    function.card = false;
    function.vendor = 0x1002;
    assert_true(lockdown_config_allows(&function, 0xe8, 2, &why));
}

/* Of a header that nobody knows, what is the same in all; no capabilities. */
static void test_headers(void **state)
{
    struct lockdown_function function = {
        .class = 0x0200,
        .nr = 1,
        .capability = { { .id = 0x10, .at = 0x40 } },
    };
    const char *why;
    unsigned int reg;

    (void)state;

    for ( function.header = 2; function.header < 0x80; function.header++ )
        for ( reg = 0; reg < 0x100; reg++ )
            assert_int_equal(lockdown_config_allows(&function, reg, 1, &why),
                             (reg >= 4 && reg < 8) || reg == 0xc ||
                                 reg == 0xd || reg == 0x3c);
}

static void test_machines(void **state)
{
    const struct lockdown_machine good = { .iommu = true,
                                           .remapped = true,
                                           .strict = true };
    struct lockdown_machine machine = good;

    (void)state;

    assert_refusal(lockdown_machine_refusal(&machine), NONE);
    machine.iommu = false;
    assert_refusal(lockdown_machine_refusal(&machine), CONTAIN_IOMMU);
    machine = good;
    machine.uncovered = true;
    assert_refusal(lockdown_machine_refusal(&machine), CONTAIN_DEVICE);
    machine = good;
    machine.remapped = false;
    assert_refusal(lockdown_machine_refusal(&machine), CONTAIN_INTERRUPTS);
    machine = good;
    machine.remapped_together = true;
    assert_refusal(lockdown_machine_refusal(&machine), CONTAIN_ONE_TABLE);
    machine = good;
    machine.strict = false;
    assert_refusal(lockdown_machine_refusal(&machine), CONTAIN_STRICT);
    machine = good;
    machine.translated_before = true;
    assert_refusal(lockdown_machine_refusal(&machine), CONTAIN_ATS);
    machine = good;
    machine.clocked_by_dom0 = true;
    assert_refusal(lockdown_machine_refusal(&machine), CONTAIN_CPUFREQ);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usual),
        cmocka_unit_test(test_bar_over),
        cmocka_unit_test(test_no_map),
        cmocka_unit_test(test_end_of_address_space),
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_beyond),
        cmocka_unit_test(test_bridge),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_cmos),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_card),
        cmocka_unit_test(test_registers),
        cmocka_unit_test(test_short_capability),
        cmocka_unit_test(test_length),
        cmocka_unit_test(test_as_long_as_it_is),
        cmocka_unit_test(test_beside_bars),
        cmocka_unit_test(test_display),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_machines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
