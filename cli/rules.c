/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the verb policy prints beside rows: the meaning of the classes, the
 * reasons for a refusal that are no row's own, what fields of an operation may
 * hold, what handlers do with them, where Xen treats dom0 apart, and the dom0
 * kernel's other doors. All are tables of words.
 */
#include "rules.h"

#include "cli.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

/* The rows of every release: no header of Xen is included here. */
#define POLICY_WHOLE

#define MAX_COLUMNS 7

struct words {
    const char *key, *title; /* in JSON; for people */
    const char *columns[MAX_COLUMNS];
    const char *const (*rows)[MAX_COLUMNS];
    size_t nr;
    bool tall; /* people read a row as some lines, not as one */
};

#define ROWS(array) .rows = (array), .nr = sizeof(array) / sizeof((array)[0])

static const char *const class_rows[][MAX_COLUMNS] = {
#define CLASS(class, issuer, raw, contained, control_op, why)                  \
    { #class, #issuer, #raw, #contained, #control_op, why },
#include "../policy/classes.def"
};

static const char *const own_rows[][MAX_COLUMNS] = {
#define OWN(own, class) { #own, #class },
#include "../policy/classes.def"
};

static const char *const refusal_rows[][MAX_COLUMNS] = {
#define REFUSAL(name, threats, text) { #name, threats, text },
#include "../policy/refusals.def"
};

static const char *const field_rows[][MAX_COLUMNS] = {
#define FIELD(op, type, path, condition, threats, why)                         \
    { #op, #path, #condition, threats, why },
#define RECORD(name, path, condition, threats, why)                            \
    { "XEN_DOMCTL_sethvmcontext", #name ": " #path, #condition, threats, why },
#include "../policy/contents.def"
};

static const char *const early_rows[][MAX_COLUMNS] = {
#define EARLY(op) { #op },
#include "../policy/contents.def"
};

static const char *const dying_rows[][MAX_COLUMNS] = {
#define DYING(op) { #op },
#include "../policy/contents.def"
};

static const char *const handler_rows[][MAX_COLUMNS] = {
#define HANDLER(op, verdict, fields, effects, releases)                        \
    { #op, #verdict, fields, effects, releases },
#include "handlers.def"
};

static const char *const record_rows[][MAX_COLUMNS] = {
#define HANDLER_RECORD(name, verdict, fields, releases)                        \
    { #name, #verdict, fields, releases },
#include "handlers.def"
};

static const char *const door_rows[][MAX_COLUMNS] = {
#define DOOR(kind, door, where, kernels, verdict, by, why)                     \
    { door, #verdict, by, where, kernels, why, #kind },
#include "doors.def"
};

/* The uses of a row, without the separator that the first one begins with. */
#define USES(function, token, count) "; " #function ": " #token " " #count
#define USES_IN(since, until, function, token, count)                          \
    USES(function, token, count) " (" #since " to " #until ")"
#define USES_SOME(since, until, function, token, count)                        \
    USES_IN(since, until, function, token, count) ", or fewer"
static const char *const hwdom_rows[][MAX_COLUMNS] = {
#define HWDOM(file, verdict, by, uses, why)                                    \
    { file, #verdict, by, &uses[strlen("; ")], why },
#include "hwdom.def"
};

/* The words that hwdom.def may use. */
enum hwdom_verdict { KEPT, WITHHELD, NR_HWDOM_VERDICTS };

static const enum hwdom_verdict hwdom_words[] = {
#define HWDOM(file, verdict, by, uses, why) verdict,
#include "hwdom.def"
};

/* The words that doors.def may use. */
enum door_verdict { HARMLESS, LOCKDOWN, CLOSED, OPEN, NR_VERDICTS };
enum door_kind { NODE, ATTRIBUTE, PARAMETER, KEY, OTHER };

static const struct {
    enum door_kind kind;
    enum door_verdict verdict;
} door_words[] = {
#define DOOR(kind, door, where, kernels, verdict, by, why) { kind, verdict },
#include "doors.def"
};

static const struct words classes = {
    "classes",
    "Who may issue an operation",
    { "class", "issuer", "raw", "contained", "control_op", "why" },
    ROWS(class_rows),
};

static const struct words own = {
    "own",
    "What it counts as on dom0 itself",
    { "own", "class" },
    ROWS(own_rows),
};

static const struct words refusals = {
    "refusals",
    "Reasons for a refusal",
    { "name", "threats", "text" },
    ROWS(refusal_rows),
};

/* As the C source has the numbers: hexadecimal. */
static const char *const frame_rows[][MAX_COLUMNS] = {
#define FRAMES(kind, what, reach, threats, why)                                \
    { #kind, #what, #reach, threats, why },
#include "../policy/platform.def"
};

static const char *const place_rows[][MAX_COLUMNS] = {
#define PLACE(first, last, kind, vendor, why)                                  \
    { #first, #last, #kind, #vendor, why },
#include "../policy/platform.def"
};

static const char *const port_rows[][MAX_COLUMNS] = {
#define PORTS(first, last, threats, why) { #first, #last, threats, why },
#include "../policy/platform.def"
};

static const char *const value_rows[][MAX_COLUMNS] = {
#define VALUES(port, first, last, threats, why)                                \
    { #port, #first, #last, threats, why },
#include "../policy/platform.def"
};

static const char *const cmos_rows[][MAX_COLUMNS] = {
#define CMOS(first, last, threats, why) { #first, #last, threats, why },
#include "../policy/platform.def"
};

static const char *const function_rows[][MAX_COLUMNS] = {
#define CLASS(class, mask, reach, threats, why)                                \
    { #class, #mask, #reach, threats, why },
#include "../policy/platform.def"
};

static const char *const register_rows[][MAX_COLUMNS] = {
#define REGISTERS(vendor, class, mask, first, last, threats, why)              \
    { #vendor, #class, #mask, #first, #last, threats, why },
#include "../policy/platform.def"
};

static const char *const capability_rows[][MAX_COLUMNS] = {
#define CAPABILITY(id, extended, size, reach, threats, why)                    \
    { #id, extended ? "extended" : "", #size, #reach, threats, why },
#include "../policy/platform.def"
};

static const char *const length_rows[][MAX_COLUMNS] = {
#define LENGTH(id, extended, mask, first, last, size, why)                     \
    { #id, extended ? "extended" : "", #mask, #first, #last, #size, why },
#include "../policy/platform.def"
};

static const char *const variable_rows[][MAX_COLUMNS] = {
#define VARIABLE(vendor, name, size, bits, threats, why)                       \
    { #vendor, name, #size, #bits, threats, why },
#include "../policy/efi.def"
};

static const struct words frames = {
    "frames",
    "Frames, by what they are",
    { "kind", "what", "reach", "threats", "why" },
    ROWS(frame_rows),
};

static const struct words places = {
    "places",
    "Places that are of one kind on any machine",
    { "first", "last", "kind", "vendor", "why" },
    ROWS(place_rows),
};

static const struct words ports = {
    "ports",
    "Ports that are withheld",
    { "first", "last", "threats", "why" },
    ROWS(port_rows),
};

static const struct words values = {
    "values",
    "Bytes that are not written to a port",
    { "port", "first", "last", "threats", "why" },
    ROWS(value_rows),
};

static const struct words cmos = {
    "cmos",
    "Bytes behind the clock that may be written",
    { "first", "last", "threats", "why" },
    ROWS(cmos_rows),
};

static const struct words functions = {
    "functions",
    "PCI functions of the chipset, by their class",
    { "class", "mask", "reach", "threats", "why" },
    ROWS(function_rows),
};

static const struct words registers = {
    "registers",
    "Registers of PCI functions that are withheld",
    { "vendor", "class", "mask", "first", "last", "threats", "why" },
    ROWS(register_rows),
};

static const struct words capabilities = {
    "capabilities",
    "Capabilities of PCI functions",
    { "id", "kind", "size", "reach", "threats", "why" },
    ROWS(capability_rows),
};

static const struct words lengths = {
    "lengths",
    "Capabilities that are longer than that",
    { "id", "kind", "mask", "first", "last", "size", "why" },
    ROWS(length_rows),
};

static const struct words variables = {
    "variables",
    "Variables of the firmware that may be set",
    { "vendor", "name", "size", "bits", "threats", "why" },
    ROWS(variable_rows),
};

static const struct words conditions = {
    "fields",
    "What fields may hold",
    { "operation", "field", "condition", "threats", "why" },
    ROWS(field_rows),
};

static const struct words early = {
    "early",
    "Domctls on a domain whose vCPUs have not all been made",
    { "operation" },
    ROWS(early_rows),
};

static const struct words dying = {
    "dying",
    "Domctls on a domain that is being destroyed",
    { "operation" },
    ROWS(dying_rows),
};

static const struct words handlers = {
    "handlers",
    "What handlers do",
    { "operation", "verdict", "fields", "effects", "releases" },
    ROWS(handler_rows),
    .tall = true,
};

static const struct words records = {
    "records",
    "Records that sethvmcontext loads",
    { "record", "verdict", "fields", "releases" },
    ROWS(record_rows),
    .tall = true,
};

static const struct words hwdom = {
    "places",
    "Where Xen treats dom0 apart",
    { "file", "verdict", "by", "uses", "why" },
    ROWS(hwdom_rows),
    .tall = true,
};

/* The last column is for programs: for people it is a heading. */
static const struct words doors = {
    "doors",
    "Other doors of the dom0 kernel",
    { "door", "verdict", "by", "where", "kernels", "why", "kind" },
    ROWS(door_rows),
    .tall = true,
};

static bool has_column(const struct words *words, unsigned int i)
{
    return i < MAX_COLUMNS && words->columns[i];
}

static json_t *words_json(const struct words *words)
{
    json_t *all = json_array();

    for ( size_t row = 0; row < words->nr; row++ )
    {
        json_t *one = json_object();

        for ( unsigned int i = 0; has_column(words, i); i++ )
            json_object_set_new(one, words->columns[i],
                                json_string(words->rows[row][i]));
        json_array_append_new(all, one);
    }

    return all;
}

void print_prose(const char *prose)
{
    for ( ; *prose; prose++ )
        printf(*prose == '|' ? "\\|" : *prose == '<' ? "&lt;" : "%c", *prose);
}

static void print_markdown(const struct words *words)
{
    printf("### %s\n\n|", words->title);
    for ( unsigned int i = 0; has_column(words, i); i++ )
        printf(" %s |", words->columns[i]);
    printf("\n|");
    for ( unsigned int i = 0; has_column(words, i); i++ )
        printf(" --- |");
    putchar('\n');

    for ( size_t row = 0; row < words->nr; row++ )
    {
        putchar('|');
        for ( unsigned int i = 0; has_column(words, i); i++ )
        {
            putchar(' ');
            print_prose(words->rows[row][i]);
            fputs(" |", stdout);
        }
        putchar('\n');
    }
}

/* As wide as its widest cell; the last column takes what room it needs. */
static int width_of(const struct words *words, unsigned int column)
{
    size_t width = strlen(words->columns[column]);

    if ( !has_column(words, column + 1) )
        return 0;
    for ( size_t row = 0; row < words->nr; row++ )
        if ( strlen(words->rows[row][column]) > width )
            width = strlen(words->rows[row][column]);

    return (int)width;
}

static void print_row(const struct words *words, const char *const *cells)
{
    putchar(' ');
    for ( unsigned int i = 0; has_column(words, i); i++ )
        printf(" %-*s", width_of(words, i), cells[i]);
    putchar('\n');
}

/* The two columns that every such table begins with, then the others by name. */
static void print_tall(const struct words *words, const char *const *cells)
{
    printf("  %s: %s\n", cells[0], cells[1]);
    for ( unsigned int i = 2; has_column(words, i); i++ )
        if ( *cells[i] )
            printf("      %-9s %s\n", words->columns[i], cells[i]);
}

static void print_text(const struct words *words)
{
    puts(words->title);
    if ( words->tall )
    {
        for ( size_t row = 0; row < words->nr; row++ )
            print_tall(words, words->rows[row]);
        return;
    }

    print_row(words, words->columns);
    for ( size_t row = 0; row < words->nr; row++ )
        print_row(words, words->rows[row]);
}

static void print_words(enum style style, const struct words *words)
{
    if ( style == MARKDOWN )
        print_markdown(words);
    else
        print_text(words);
}

/* @all: the last is NULL. */
static void print_all(enum style style, const struct words *const *all)
{
    json_t *object = style == JSON ? json_object() : NULL;

    for ( size_t i = 0; all[i]; i++ )
        if ( object )
            json_object_set_new(object, all[i]->key, words_json(all[i]));
        else
        {
            if ( i )
                putchar('\n');
            print_words(style, all[i]);
        }
    if ( object )
        print_json(object);
}
#define PRINT_ALL(style, ...)                                                  \
    print_all(style, (const struct words *const[]){ __VA_ARGS__, NULL })

void print_classes(enum style style)
{
    PRINT_ALL(style, &classes, &own);
}

void print_refusals(enum style style)
{
    PRINT_ALL(style, &refusals);
}

void print_fields(enum style style)
{
    PRINT_ALL(style, &conditions, &early, &dying);
}

void print_platform(enum style style)
{
    PRINT_ALL(style, &frames, &places, &ports, &values, &cmos, &functions,
              &registers, &capabilities, &lengths, &variables);
}

/* What has no row in hypercalls.def fails tests/integration/house. */
static const char *hypercall_of_handler(size_t i)
{
    const struct row *row = find_row(handler_rows[i][0]);

    return row ? hypercall_of(row) : handler_rows[i][0];
}

/* The rows of @all from @first on that @title_of gives the same title. */
static struct words part_of(const struct words *all, size_t first,
                            const char *(*title_of)(size_t row))
{
    struct words one = *all;

    one.title = title_of(first);
    one.rows = all->rows + first;
    for ( one.nr = 1; first + one.nr < all->nr; one.nr++ )
        if ( strcmp(one.title, title_of(first + one.nr)) )
            break;

    return one;
}

void print_handlers(enum style style)
{
    struct words one;

    if ( style == JSON )
    {
        PRINT_ALL(style, &handlers, &records);
        return;
    }

    for ( size_t i = 0; i < handlers.nr; i += one.nr )
    {
        one = part_of(&handlers, i, hypercall_of_handler);
        print_words(style, &one);
        putchar('\n');
    }
    print_words(style, &records);
}

/* The room of Xen's that a file is in: its first two folders, or the first. */
static const char *room_of_place(size_t i)
{
    const char *file = hwdom_rows[i][0];
    size_t length = strcspn(file, "/");
    const char *rest = file + length + 1;

    if ( strchr(rest, '/') )
        length += 1 + strcspn(rest, "/");

    return text("%.*s", (int)length, file);
}

void print_hwdom(enum style style)
{
    size_t nr[NR_HWDOM_VERDICTS] = {};
    struct words one;

    if ( style == JSON )
    {
        PRINT_ALL(style, &hwdom);
        return;
    }

    for ( size_t i = 0; i < hwdom.nr; i++ )
        nr[hwdom_words[i]]++;
    printf("%zu rows: %zu KEPT, %zu WITHHELD.\n", hwdom.nr, nr[KEPT],
           nr[WITHHELD]);
    for ( size_t i = 0; i < hwdom.nr; i += one.nr )
    {
        one = part_of(&hwdom, i, room_of_place);
        putchar('\n');
        print_words(style, &one);
    }
}

static const char *kind_of_door(size_t i)
{
    static const char *const kinds[] = {
        [NODE] = "Nodes",           [ATTRIBUTE] = "Attributes",
        [PARAMETER] = "Parameters", [KEY] = "Keys in xenstore",
        [OTHER] = "Others",
    };

    return kinds[door_words[i].kind];
}

static void print_verdicts(void)
{
    size_t nr[NR_VERDICTS] = {};

    for ( size_t i = 0; i < doors.nr; i++ )
        nr[door_words[i].verdict]++;
    printf("%zu doors: %zu HARMLESS, %zu LOCKDOWN, %zu CLOSED, %zu OPEN.\n",
           doors.nr, nr[HARMLESS], nr[LOCKDOWN], nr[CLOSED], nr[OPEN]);
}

void print_doors(enum style style)
{
    struct words one;

    if ( style == JSON )
    {
        print_json(json_pack("{s:o}", doors.key, words_json(&doors)));
        return;
    }

    print_verdicts();
    for ( size_t i = 0; i < doors.nr; i += one.nr )
    {
        one = part_of(&doors, i, kind_of_door);
        one.columns[MAX_COLUMNS - 1] = NULL;
        putchar('\n');
        print_words(style, &one);
    }
}
