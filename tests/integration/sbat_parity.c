/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Has shim and image/sbat.c judge the same sections and levels, and stops at the
 * first case in which they differ. It is linked with shim's own objects, compiled
 * as for the firmware; what these need of the firmware is played here.
 * usage: sbat_parity CASES SEED
 */
#include "../../image/sbat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* ---- what shim's objects define ---- */

struct list {
    struct list *next, *prev;
};

/* of a level; the list comes last */
struct shim_line {
    const char *field[3];
    struct list list;
};

struct shim_entry {
    const char *field[SBAT_NR_FIELDS];
};

unsigned long parse_sbat_section(char *data, size_t size, size_t *nr,
                                 struct shim_entry ***entries);
void cleanup_sbat_section_entries(size_t nr, struct shim_entry **entries);
unsigned long parse_sbat_var_data(struct list *lines, void *data, size_t size);
void cleanup_sbat_var(struct list *lines);
unsigned long verify_sbat_section(char *data, size_t size);

#define INVALID_PARAMETER  ((1UL << 63) | 2)
#define SECURITY_VIOLATION ((1UL << 63) | 26)

/* ---- what they need ---- */

/* Called as the firmware's functions are. */
#define FIRMWARE __attribute__((ms_abi))

struct list sbat_var;
int verbose;
unsigned char in_protocol;

void *AllocatePool(size_t size);
void *AllocateZeroPool(size_t size);
void FreePool(void *memory);
long CompareMem(const void *a, const void *b, size_t size);
FIRMWARE void CopyMem(void *to, const void *from, size_t size);

void *AllocatePool(size_t size)
{
    return malloc(size);
}

void *AllocateZeroPool(size_t size)
{
    return calloc(1, size);
}

void FreePool(void *memory)
{
    free(memory);
}

long CompareMem(const void *a, const void *b, size_t size)
{
    return memcmp(a, b, size);
}

FIRMWARE void CopyMem(void *to, const void *from, size_t size)
{
    memcpy(to, from, size);
}

/* Messages are dropped. */
#define SILENT(name)                                                           \
    FIRMWARE unsigned long name(void);                                         \
    FIRMWARE unsigned long name(void)                                          \
    {                                                                          \
        return 0;                                                              \
    }
SILENT(console_print)
SILENT(log_debug_print)
SILENT(LogError_)

/* ---- cases ---- */

static uint64_t state;

static unsigned int random_below(unsigned int limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;

    return (unsigned int)(state >> 32) % limit;
}

struct bytes {
    size_t size;
    char at[1 << 16];
};

static void add(struct bytes *bytes, const char *data, size_t size)
{
    if ( size <= sizeof(bytes->at) - bytes->size )
    {
        memcpy(bytes->at + bytes->size, data, size);
        bytes->size += size;
    }
}

struct choice {
    const char *data;
    size_t size;
};
#define CHOICE(literal)                                                        \
    {                                                                          \
        literal, sizeof(literal) - 1                                           \
    }
#define ADD_ONE_OF(bytes, choices)                                             \
    add_choice(bytes, &(choices)[random_below(ARRAY_SIZE(choices))])

static void add_choice(struct bytes *bytes, const struct choice *choice)
{
    add(bytes, choice->data, choice->size);
}

static const struct choice components[] = {
    CHOICE("sbat"), CHOICE("xen"),       CHOICE("xen.vendor"), CHOICE("linux"),
    CHOICE("grub"), CHOICE("xen.other"), CHOICE("xen "),       CHOICE("Xen"),
};
static const struct choice generations[] = {
    CHOICE("1"),
    CHOICE("2"),
    CHOICE("3"),
    CHOICE("4"),
};
static const struct choice odd_generations[] = {
    CHOICE("0"),
    CHOICE("-1"),
    CHOICE("+2"),
    CHOICE("007"),
    CHOICE("0x3"),
    CHOICE(" 2"),
    CHOICE("\t 03"),
    CHOICE("0 3"),
    CHOICE("2 "),
    CHOICE("2.9"),
    CHOICE("two"),
    CHOICE("65535"),
    CHOICE("65536"),
    CHOICE("65538"),
    CHOICE("4294967295"),
    CHOICE("-"),
    CHOICE("4294967297"),
    CHOICE("18446744073709551618"),
    CHOICE("\v2"),
    CHOICE("99999999999999999999999999999999999999999999"),
};
static const struct choice others[] = {
    CHOICE("x"),
    CHOICE("a b"),
    CHOICE("https://example.org/?a=1;b"),
    CHOICE("\xc3\xa4"),
    CHOICE("4.20.4-1+deb13u1"),
};
static const struct choice line_ends[] = {
    CHOICE("\n"), CHOICE("\r\n"), CHOICE("\r"), CHOICE("\n\n"), CHOICE("\n\r"),
};
static const struct choice oddities[] = {
    CHOICE(""),     CHOICE(","),    CHOICE(",,"),           CHOICE("\n"),
    CHOICE("\r"),   CHOICE("\0"),   CHOICE("\n\0"),         CHOICE("\r\n\0"),
    CHOICE("\0\0"), CHOICE("\0\n"), CHOICE("\xef\xbb\xbf"), CHOICE("\xef"),
    CHOICE(" "),    CHOICE("\xff"), CHOICE("\n\n\0"),       CHOICE("xen"),
};

/* One place in @odds has something unusual. */
static bool odd(unsigned int odds)
{
    return odds && random_below(odds) == 0;
}

static void add_long(struct bytes *bytes)
{
    for ( unsigned int i = random_below(9000); i; i-- )
        add(bytes, "9", 1);
}

static void add_row(struct bytes *bytes, unsigned int fields, unsigned int odds)
{
    if ( odd(odds) )
        fields = random_below(9);
    for ( unsigned int i = 0; i < fields; i++ )
    {
        if ( i )
            add(bytes, ",", 1);
        if ( odd(4 * odds) )
            ADD_ONE_OF(bytes, oddities);
        if ( odd(40 * odds) )
            add_long(bytes);
        if ( i == SBAT_COMPONENT )
            ADD_ONE_OF(bytes, components);
        else if ( i == SBAT_GENERATION && !odd(odds) )
            ADD_ONE_OF(bytes, generations);
        else if ( i == SBAT_GENERATION )
            ADD_ONE_OF(bytes, odd_generations);
        else if ( !odd(4 * odds) )
            ADD_ONE_OF(bytes, others);
    }
}

/* @odds: how rarely a place is unusual; 0: never. */
static void make(struct bytes *bytes, enum sbat_kind kind, unsigned int odds)
{
    bytes->size = 0;
    if ( odd(4 * odds) )
        ADD_ONE_OF(bytes, oddities);
    for ( unsigned int rows = random_below(6); rows; rows-- )
    {
        add_row(bytes,
                kind == SBAT_SECTION ? SBAT_NR_FIELDS : 2 + random_below(2),
                odds);
        if ( odd(4 * odds) )
            ADD_ONE_OF(bytes, oddities);
        if ( rows > 1 || random_below(3) )
            ADD_ONE_OF(bytes, line_ends);
    }
    for ( unsigned int padding = random_below(3) * random_below(300); padding;
          padding-- )
        add(bytes, "", 1);
    if ( bytes->size && odd(2 * odds) )
        bytes->at[random_below((unsigned int)bytes->size)] = (char)random_below(
            256);
}

/* ---- the comparison ---- */

/* A copy in a block of its own: a read outside it is found. */
static char *block(const struct bytes *bytes, size_t size)
{
    char *copy = malloc(size);

    if ( !copy )
        abort();
    memcpy(copy, bytes->at, bytes->size);
    if ( size > bytes->size )
        copy[bytes->size] = '\0';

    return copy;
}

static bool same_row(const struct sbat_row *ours, const char *const *theirs,
                     unsigned int most)
{
    for ( unsigned int i = 0; i < most; i++ )
    {
        if ( (i < ours->nr) != (theirs[i] != NULL) )
            return false;
        if ( theirs[i] &&
             (strlen(theirs[i]) != ours->field[i].left ||
              memcmp(theirs[i], ours->field[i].at, ours->field[i].left)) )
            return false;
    }

    return true;
}

static const char *compare_sections(const char *data, const struct bytes *bytes)
{
    struct sbat_reader reader = sbat_read(SBAT_SECTION, data, bytes->size);
    char *copy = block(bytes, bytes->size + 1);
    struct shim_entry **entries = NULL;
    struct sbat_row row;
    size_t nr = 0;
    const bool theirs = parse_sbat_section(copy, bytes->size + 1, &nr,
                                           &entries) == 0;
    const char *wrong = NULL;

    if ( theirs !=
         (sbat_check(SBAT_SECTION, data, bytes->size, &row) == SBAT_SOUND) )
        wrong = "one of them calls the section malformed";
    for ( size_t i = 0; theirs && !wrong && i < nr; i++ )
        if ( !sbat_next(&reader, &row) ||
             !same_row(&row, entries[i]->field, SBAT_NR_FIELDS) )
            wrong = "another entry of the section";
    if ( theirs && !wrong && sbat_next(&reader, &row) )
        wrong = "an entry too many";

    if ( theirs )
        cleanup_sbat_section_entries(nr, entries);
    free(copy);

    return wrong;
}

/* @theirs: did shim take the level? Then its lines are in sbat_var. */
static const char *compare_levels(const char *data, const struct bytes *bytes,
                                  bool theirs)
{
    struct sbat_reader reader = sbat_read(SBAT_LEVEL, data, bytes->size);
    struct sbat_row row;

    if ( theirs !=
         (sbat_check(SBAT_LEVEL, data, bytes->size, &row) == SBAT_SOUND) )
        return "one of them calls the level malformed";
    if ( !theirs )
        return NULL;

    for ( struct list *at = sbat_var.next; at != &sbat_var; at = at->next )
    {
        const struct shim_line *line =
            (const void *)((const char *)at - offsetof(struct shim_line, list));

        if ( !sbat_next(&reader, &row) || !same_row(&row, line->field, 3) )
            return "another line of the level";
    }

    return sbat_next(&reader, &row) ? "a line too many" : NULL;
}

static unsigned int seen[SBAT_REVOKED + 1];

static const char *compare_decisions(const char *section, size_t section_size,
                                     const char *level, size_t level_size,
                                     bool theirs)
{
    static const unsigned long expected[] = {
        [SBAT_PASSES] = 0,
        [SBAT_NO_SECTION] = SECURITY_VIOLATION,
        [SBAT_BAD_SECTION] = INVALID_PARAMETER,
        [SBAT_REVOKED] = SECURITY_VIOLATION,
    };
    const struct sbat_decision ours = sbat_decide(section, section_size, level,
                                                  level_size);

    seen[ours.verdict]++;
    if ( (ours.verdict == SBAT_BAD_LEVEL) == theirs )
        return "one of them stops at the level";
    if ( theirs && verify_sbat_section((char *)(uintptr_t)section,
                                       section_size) != expected[ours.verdict] )
        return "another decision";

    return NULL;
}

static void dump(const char *name, const struct bytes *bytes)
{
    printf("%s:", name);
    for ( size_t i = 0; i < bytes->size; i++ )
        printf(" %02x", (unsigned char)bytes->at[i]);
    putchar('\n');
}

static const char *compare(const struct bytes *section,
                           const struct bytes *level)
{
    char *ours[2] = { block(section, section->size),
                      block(level, level->size) };
    char *copy = block(level, level->size + 1);
    const bool theirs = parse_sbat_var_data(&sbat_var, copy, level->size + 1) ==
                        0;
    const char *wrong = compare_levels(ours[1], level, theirs);

    if ( !wrong && section->size )
        wrong = compare_sections(ours[0], section);
    if ( !wrong )
        wrong = compare_decisions(ours[0], section->size, ours[1], level->size,
                                  theirs);

    if ( theirs )
        cleanup_sbat_var(&sbat_var);
    free(copy);
    free(ours[0]);
    free(ours[1]);

    return wrong;
}

int main(int argc, char **argv)
{
    static const unsigned int odds[] = { 0, 3, 8, 30 };
    static struct bytes section, level;
    const unsigned long cases = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;

    state = (argc > 2 ? strtoul(argv[2], NULL, 10) : 0) + 88172645463325252;
    for ( unsigned long i = 0; i < cases; i++ )
    {
        const char *wrong;

        make(&section, SBAT_SECTION, odds[random_below(ARRAY_SIZE(odds))]);
        make(&level, SBAT_LEVEL, odds[random_below(ARRAY_SIZE(odds))]);
        wrong = compare(&section, &level);
        if ( wrong )
        {
            printf("case %lu: %s\n", i, wrong);
            dump("section", &section);
            dump("level", &level);
            return 1;
        }
    }
    printf(
        "%lu cases: %u pass, %u revoked, %u bad sections, %u without, %u bad "
        "levels\n",
        cases, seen[SBAT_PASSES], seen[SBAT_REVOKED], seen[SBAT_BAD_SECTION],
        seen[SBAT_NO_SECTION], seen[SBAT_BAD_LEVEL]);

    return 0;
}
