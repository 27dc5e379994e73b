/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prints what the planned boots have shown: the table of attacks against
 * profiles, and the checks that a plan demands of its boots. A cell that
 * nothing filled is an error, never an omission.
 */
#include "plan.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_COLUMNS  8
#define MAX_ATTACKS  512
#define MAX_CONTROLS 512

/* In ascending order: where several boots fill one cell, the highest counts. */
enum verdict { MISSING, NOT_APPLICABLE, REFUSED, ERROR, SUCCEEDS };

static const char *const verdicts[] = {
    [MISSING] = "missing",   [NOT_APPLICABLE] = "not applicable",
    [REFUSED] = "refused",   [ERROR] = "error",
    [SUCCEEDS] = "succeeds",
};

struct cell {
    enum verdict verdict;
    char detail[256];
    const char *boot;
};

static struct column {
    const char *name, *heading[2];
    bool stock;
} columns[MAX_COLUMNS];

static struct attack {
    char id[32], title[128];
    struct cell cells[MAX_COLUMNS];
} attacks[MAX_ATTACKS];

static struct control {
    char name[64], detail[256];
    const char *column, *boot;
    bool passed;
} controls[MAX_CONTROLS];

static unsigned int nr_columns, nr_attacks, nr_controls;

static struct column *find_column(const char *name)
{
    for ( unsigned int i = 0; i < nr_columns; i++ )
        if ( !strcmp(columns[i].name, name) )
            return &columns[i];
    return NULL;
}

static struct attack *find_attack(const char *id)
{
    for ( unsigned int i = 0; i < nr_attacks; i++ )
        if ( !strcmp(attacks[i].id, id) )
            return &attacks[i];
    return NULL;
}

static void no_room(const char *what)
{
    fprintf(stderr,
            "rig-table: more %s than there is room for, see rig/table.c\n",
            what);
    exit(2);
}

static void add_attack(const char *id, const char *title)
{
    if ( nr_attacks == MAX_ATTACKS )
        no_room("attacks");
    snprintf(attacks[nr_attacks].id, sizeof(attacks->id), "%s", id);
    snprintf(attacks[nr_attacks].title, sizeof(attacks->title), "%s", title);
    nr_attacks++;
}

static void fill(struct attack *attack, const struct column *column,
                 enum verdict verdict, const char *detail, const char *boot)
{
    struct cell *cell = &attack->cells[column - columns];

    if ( verdict <= cell->verdict )
        return;
    cell->verdict = verdict;
    cell->boot = boot;
    snprintf(cell->detail, sizeof(cell->detail), "%s", detail);
}

/*
 * A check that has several boots of one column passes if it passes in each of
 * them.
 */
static void add_control(const char *name, const char *column, const char *boot,
                        bool passed, const char *detail)
{
    struct control *c = controls;

    while ( c < controls + nr_controls &&
            (strcmp(c->name, name) || strcmp(c->column, column)) )
        c++;
    if ( c == controls + MAX_CONTROLS )
        no_room("controls");
    if ( c < controls + nr_controls && (passed || !c->passed) )
        return;
    if ( c == controls + nr_controls )
        nr_controls++;
    snprintf(c->name, sizeof(c->name), "%s", name);
    snprintf(c->detail, sizeof(c->detail), "%s", detail);
    c->column = column;
    c->boot = boot;
    c->passed = passed;
}

/*
 * Add the attacks that the rogue lists. A line: ID, whether the attack needs a
 * boot of its own, title.
 */
static void list_rogue(const char *program)
{
    char line[256], id[32], title[128];
    FILE *f = popen(program, "r");

    while ( f && fgets(line, sizeof(line), f) )
        if ( sscanf(line, "%31[^\t]\t%*d\t%127[^\n]", id, title) == 2 )
            add_attack(id, title);
    if ( !f || pclose(f) )
    {
        fprintf(stderr, "%s does not list its attacks\n", program);
        exit(2);
    }
}

/* ---- what the rogue says on the console ---- */

static void rogue_result(const struct boot *boot, const struct column *column,
                         const char *text)
{
    char id[32], word[32], detail[256] = "";
    struct attack *attack;
    enum verdict verdict = ERROR;

    if ( sscanf(text, "%31s %31s%*[ ]%255[^\r\n]", id, word, detail) < 2 ||
         !(attack = find_attack(id)) )
        return; /* a torn line: the rogue prints each result twice */
    if ( !strcmp(word, "succeeds") )
        verdict = SUCCEEDS;
    else if ( !strcmp(word, "refused") )
        verdict = REFUSED;
    else if ( !strcmp(word, "not-applicable") )
        verdict = NOT_APPLICABLE;
    else if ( strcmp(word, "error") )
        return;
    fill(attack, column, verdict, detail, boot->name);
}

static void rogue_control(const struct boot *boot, const char *text)
{
    char name[64], word[16], detail[256] = "";

    if ( sscanf(text, "%63s %15s%*[ ]%255[^\r\n]", name, word, detail) >= 2 &&
         (!strcmp(word, "pass") || !strcmp(word, "fail")) )
        add_control(name, boot->column, boot->name, !strcmp(word, "pass"),
                    detail);
}

/* Does the plan say itself what the end of @boot shows of the attack @id? */
static bool is_judged(const struct plan *plan, const struct boot *boot,
                      const char *id)
{
    for ( unsigned int i = 0; i < plan->nr_lines; i++ )
    {
        const struct plan_line *line = &plan->lines[i];

        if ( line->words > 3 && !strcmp(line->word[0], "judge") &&
             !strcmp(line->word[1], id) && !strcmp(line->word[3], boot->name) )
            return true;
    }

    return false;
}

/*
 * @text begins with the ID of an attack that began. If no result of the attack
 * follows and the machine stopped, the attack has crashed it: that is success,
 * unless the plan says what it is.
 */
static void rogue_begun(const struct plan *plan, const struct boot *boot,
                        const struct column *column, const char *text)
{
    char id[32], result[64], detail[128];
    struct attack *attack;

    if ( sscanf(text, "%31s", id) != 1 || !(attack = find_attack(id)) )
        return;
    snprintf(result, sizeof(result), "@rogue result %s ", id);
    if ( strstr(text, result) || is_judged(plan, boot, id) )
        return;
    if ( !strcmp(boot->end, "exit") ||
         !strcmp(boot->end, "Reboot in five seconds") ||
         !strcmp(boot->end, "silence") )
    {
        snprintf(detail, sizeof(detail), "machine crashed (%s)", boot->end);
        fill(attack, column, SUCCEEDS, detail, boot->name);
    }
    else
        fill(attack, column, ERROR, "the boot ended before the attack did",
             boot->name);
}

static void read_rogue(const struct plan *plan, const struct boot *boot,
                       const struct column *column)
{
    static const char mark[] = "@rogue ";

    for ( const char *at = boot->serial[0]; (at = strstr(at, mark)); )
    {
        at += strlen(mark);
        if ( !strncmp(at, "begin ", 6) )
            rogue_begun(plan, boot, column, at + 6);
        else if ( !strncmp(at, "result ", 7) )
            rogue_result(boot, column, at + 7);
        else if ( !strncmp(at, "control ", 8) )
            rogue_control(boot, at + 8);
    }
}

/* ---- what the plan says ---- */

static void plan_column(const struct plan_line *line)
{
    if ( line->words != 5 || nr_columns == MAX_COLUMNS )
        plan_fail(line, "column NAME stock|locked HEADING HEADING");
    columns[nr_columns++] = (struct column){
        .name = line->word[1],
        .stock = !strcmp(line->word[2], "stock"),
        .heading = { line->word[3], line->word[4] },
    };
}

/*
 * One line may fill several columns: they stand in one word, separated by
 * commas.
 */
static void plan_fill(const struct plan_line *line, enum verdict verdict,
                      const char *detail, const char *boot)
{
    struct attack *attack = find_attack(line->word[1]);
    char names[256], *rest, *name;

    if ( !attack )
        plan_fail(line, "no attack of that name");
    snprintf(names, sizeof(names), "%s", line->word[2]);
    for ( name = strtok_r(names, ",", &rest); name;
          name = strtok_r(NULL, ",", &rest) )
    {
        const struct column *column = find_column(name);

        if ( !column )
            plan_fail(line, "no column of that name");
        fill(attack, column, verdict, detail, boot);
    }
}

static void plan_judge(const struct plan *plan, const struct plan_line *line)
{
    const struct boot *boot;
    char detail[256] = "the boot shows neither";
    enum verdict verdict = ERROR;

    if ( line->words != 6 )
        plan_fail(line, "judge ID COLUMNS BOOT SUCCEEDS-IF REFUSED-IF");
    boot = plan_boot(plan, line, line->word[3]);
    if ( plan_holds(plan, line, boot, line->word[4]) )
        verdict = SUCCEEDS;
    else if ( plan_holds(plan, line, boot, line->word[5]) )
        verdict = REFUSED;
    if ( verdict != ERROR )
        snprintf(detail, sizeof(detail), "%s",
                 line->word[verdict == SUCCEEDS ? 4 : 5]);
    plan_fill(line, verdict, detail, boot->name);
}

/*
 * Add to @detail why the boot ended, and the last line that the rogue printed
 * before "done": so a failed check tells how far its boot came.
 */
static void add_how_far(const struct boot *boot, char detail[256])
{
    static const char mark[] = "@rogue ";
    const size_t used = strlen(detail);
    const char *last = "nothing";

    for ( const char *at = boot->serial[0]; (at = strstr(at, mark)); )
    {
        at += strlen(mark);
        if ( strncmp(at, "done", 4) )
            last = at;
    }
    snprintf(detail + used, 256 - used, "; it ended with \"%s\" after \"%.*s\"",
             *boot->end ? boot->end : "no boot", (int)strcspn(last, "\r\n"),
             last);
    /* a console may carry bytes that are no text */
    for ( char *c = detail; *c; c++ )
        if ( *c < ' ' || *c > '~' )
            *c = '?';
}

static void plan_expect(const struct plan *plan, const struct plan_line *line)
{
    const struct boot *boot;
    char detail[256] = "";
    bool passed = true;

    if ( line->words < 4 )
        plan_fail(line, "expect NAME BOOT CONDITION...");
    boot = plan_boot(plan, line, line->word[2]);
    for ( unsigned int i = 3; passed && i < line->words; i++ )
    {
        passed = plan_holds(plan, line, boot, line->word[i]);
        snprintf(detail, sizeof(detail), "%s%s",
                 passed ? "" : "not so: ", line->word[i]);
    }
    if ( !passed )
        add_how_far(boot, detail);
    add_control(line->word[1], boot->column, boot->name, passed, detail);
}

static void judge(const struct plan *plan)
{
    for ( unsigned int i = 0; i < plan->nr_boots; i++ )
    {
        const struct column *column = find_column(plan->boots[i].column);

        if ( column )
            read_rogue(plan, &plan->boots[i], column);
    }

    for ( unsigned int i = 0; i < plan->nr_lines; i++ )
    {
        const struct plan_line *line = &plan->lines[i];
        const char *verb = line->word[0];

        if ( !strcmp(verb, "judge") )
            plan_judge(plan, line);
        else if ( !strcmp(verb, "expect") )
            plan_expect(plan, line);
        else if ( !strcmp(verb, "na") && line->words == 4 )
            plan_fill(line, NOT_APPLICABLE, line->word[3], NULL);
        else if ( strcmp(verb, "boot") && strcmp(verb, "column") &&
                  strcmp(verb, "attack") && strcmp(verb, "note") )
            plan_fail(line, "unknown word, or too few words after it");
    }
}

/* ---- output ---- */

static void print_table(void)
{
    for ( unsigned int row = 0; row < 2; row++ )
    {
        printf("\n%-20s", row ? "attack" : "");
        for ( unsigned int c = 0; c < nr_columns; c++ )
            printf(" %-20s", columns[c].heading[row]);
    }
    putchar('\n');
    for ( unsigned int a = 0; a < nr_attacks; a++ )
    {
        printf("%-20s", attacks[a].id);
        for ( unsigned int c = 0; c < nr_columns; c++ )
            printf(" %-20s", verdicts[attacks[a].cells[c].verdict]);
        putchar('\n');
    }
}

/* Why cells are missing or errors, and attacks that succeed on locked. */
static void print_trouble(const char *boots_dir)
{
    for ( unsigned int a = 0; a < nr_attacks; a++ )
    {
        for ( unsigned int c = 0; c < nr_columns; c++ )
        {
            const struct cell *cell = &attacks[a].cells[c];

            if ( cell->verdict == MISSING )
                printf("%s, %s: missing\n", attacks[a].id, columns[c].name);
            else if ( cell->verdict == ERROR ||
                      (cell->verdict == SUCCEEDS && !columns[c].stock) )
                printf("%s, %s: %s: %s, see %s/%s/\n", attacks[a].id,
                       columns[c].name, verdicts[cell->verdict], cell->detail,
                       boots_dir, cell->boot);
        }
    }
}

static unsigned int print_controls(const char *boots_dir, bool each)
{
    unsigned int failed = 0;

    for ( unsigned int i = 0; i < nr_controls; i++ )
    {
        const struct control *c = &controls[i];

        failed += !c->passed;
        if ( !c->passed )
            printf("FAIL %s, %s: %s, see %s/%s/\n", c->name, c->column,
                   c->detail, boots_dir, c->boot);
        else if ( each )
            printf("ok boot/%s\n", c->name);
    }
    return failed;
}

static unsigned int count(enum verdict verdict, bool stock)
{
    unsigned int n = 0;

    for ( unsigned int a = 0; a < nr_attacks; a++ )
    {
        bool any = false;

        for ( unsigned int c = 0; c < nr_columns; c++ )
            any = any || (columns[c].stock == stock &&
                          attacks[a].cells[c].verdict == verdict);
        n += any;
    }
    return n;
}

static void write_json(const char *path)
{
    json_t *list = json_array(), *checks = json_array();

    for ( unsigned int a = 0; a < nr_attacks; a++ )
    {
        json_t *results = json_object();

        for ( unsigned int c = 0; c < nr_columns; c++ )
        {
            const struct cell *cell = &attacks[a].cells[c];

            json_object_set_new(results, columns[c].name,
                                json_pack("{ss ss% ss*}", "result",
                                          verdicts[cell->verdict], "detail",
                                          cell->detail, strlen(cell->detail),
                                          "boot", cell->boot));
        }
        json_array_append_new(list, json_pack("{ss ss so}", "id", attacks[a].id,
                                              "title", attacks[a].title,
                                              "results", results));
    }
    for ( unsigned int i = 0; i < nr_controls; i++ )
        json_array_append_new(
            checks,
            json_pack("{ss ss ss sb ss}", "name", controls[i].name, "profile",
                      controls[i].column, "boot", controls[i].boot, "passed",
                      controls[i].passed, "detail", controls[i].detail));

    json_t *report = json_pack("{so so si si si}", "attacks", list, "controls",
                               checks, "attacks_tried", nr_attacks,
                               "succeed_on_stock", count(SUCCEEDS, true),
                               "succeed_on_locked", count(SUCCEEDS, false));

    if ( !report || json_dump_file(report, path, JSON_INDENT(2)) )
    {
        fprintf(stderr, "%s: cannot be written\n", path);
        exit(2);
    }
    json_decref(report);
}

int main(int argc, char **argv)
{
    struct plan plan;
    unsigned int trouble, failed;

    if ( argc != 3 && argc != 5 )
    {
        fputs("usage: table PLAN BOOTS-DIRECTORY [ROGUE REPORT.json]\n",
              stderr);
        return 2;
    }
    plan_read(&plan, argv[1], argv[2]);
    if ( argc == 5 )
        list_rogue(argv[3]);
    for ( unsigned int i = 0; i < plan.nr_lines; i++ )
    {
        if ( !strcmp(plan.lines[i].word[0], "column") )
            plan_column(&plan.lines[i]);
        else if ( !strcmp(plan.lines[i].word[0], "attack") &&
                  plan.lines[i].words == 3 )
            add_attack(plan.lines[i].word[1], plan.lines[i].word[2]);
    }
    judge(&plan);

    if ( argc == 3 )
        return print_controls(plan.boots_dir, true) != 0;

    print_table();
    for ( unsigned int i = 0; i < plan.nr_lines; i++ )
        if ( !strcmp(plan.lines[i].word[0], "note") &&
             plan.lines[i].words == 2 )
            printf("\n%s\n", plan.lines[i].word[1]);
    putchar('\n');
    print_trouble(plan.boots_dir);
    failed = print_controls(plan.boots_dir, false);
    printf("controls: %u; passed: %u\n", nr_controls, nr_controls - failed);
    printf("attacks: %u; succeed on stock: %u; succeed on locked: %u\n",
           nr_attacks, count(SUCCEEDS, true), count(SUCCEEDS, false));
    write_json(argv[4]);

    trouble = failed + count(SUCCEEDS, false);
    for ( unsigned int stock = 0; stock < 2; stock++ )
        trouble += count(ERROR, stock) + count(MISSING, stock);
    return trouble != 0;
}
