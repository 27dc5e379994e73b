/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What counts as refused: rig/plan.c and rig/table.c, run as a program on plans
 * and on logs that boots might have left.
 */
#include "unit.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int table_main(int argc, char **argv); /* main() of rig/table.c */

/* The program ends without freeing anything. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

static char all[] = "build/table-XXXXXX", top[64]; /* directories */
static char output[1 << 14];

static const char *path_of(const char *name)
{
    static char paths[8][256];
    static unsigned int next;
    char *path = paths[next++ % 8];

    snprintf(path, sizeof(paths[0]), "%s/%s", top, name);
    return path;
}

static void write_file(const char *name, const char *text, size_t size)
{
    FILE *f = fopen(path_of(name), "w");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, size, f), size);
    fclose(f);
}

/* A boot called @name ended for the reason @end, and left these logs. */
static void boot_left(const char *name, const char *end, const char *serial1,
                      const char *serial2)
{
    char path[64], result[128];

    mkdir(path_of(name), 0755);
    snprintf(path, sizeof(path), "%s/serial1.log", name);
    write_file(path, serial1, strlen(serial1));
    snprintf(path, sizeof(path), "%s/serial2.log", name);
    write_file(path, serial2, strlen(serial2));
    snprintf(path, sizeof(path), "%s/result", name);
    snprintf(result, sizeof(result), "end: %s\ncode: unchanged: 9 bytes\n",
             end);
    write_file(path, result, strlen(result));
}

/* An empty directory for the boots. */
static void boots_are_gone(void)
{
    static unsigned int nr;

    snprintf(top, sizeof(top), "%s/%u", all, nr++);
    assert_int_equal(mkdir(top, 0755), 0);
}

/* The program's exit status. What it printed is in @output. */
static int run(int argc, char **argv)
{
    FILE *f = tmpfile();
    const pid_t child = fork();
    int status;
    size_t n;

    if ( child == 0 )
    {
        dup2(fileno(f), 1);
        dup2(fileno(f), 2);
        status = table_main(argc, argv);
        fflush(stdout);
        _exit(status);
    }

    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    rewind(f);
    n = fread(output, 1, sizeof(output) - 1, f);
    output[n] = '\0';
    fclose(f);

    return WEXITSTATUS(status);
}

/* Only what the plan expects of its boots. */
static int check(const char *plan)
{
    char *argv[] = { "table", (char *)path_of("plan"), top, NULL };

    write_file("plan", plan, strlen(plan));
    return run(3, argv);
}

/* The table too. The rogue lists two attacks. */
static int tabulate(const char *plan)
{
    char *argv[] = { "table",
                     (char *)path_of("plan"),
                     top,
                     "printf 'U-A\t0\tfirst attack\nU-B\t1\tsecond attack\n'",
                     (char *)path_of("json"),
                     NULL };

    write_file("plan", plan, strlen(plan));
    return run(5, argv);
}

static bool says(const char *text)
{
    return strstr(output, text);
}

/* ---- conditions ---- */

#define DONE "@rogue done"

/* Does @condition hold for the boot that stands in the directory "b"? */
static bool holds(const char *condition)
{
    char plan[256];
    int status;

    snprintf(plan, sizeof(plan),
             "boot b c\nboot reference c\nexpect it b \"%s\"\n", condition);
    status = check(plan);
    assert_true(status == 0 || status == 1);
    assert_true(says(status ? "FAIL it, c: not so: " : "ok boot/it\n"));

    return !status;
}

static void test_what_was_printed(void **state)
{
    static const char noise[] = "before\0after\n";

    (void)state;
    boots_are_gone();
    boot_left("b", DONE, "one two", "three");
    assert_true(holds("serial1:e tw"));
    assert_false(holds("serial1:three"));
    assert_true(holds("serial2:three"));
    assert_false(holds("serial2:one"));
    assert_true(holds("!serial2:one"));
    assert_false(holds("!serial1:one"));

    write_file("b/serial1.log", noise, sizeof(noise) - 1);
    assert_true(holds("serial1:after"));
}

static void test_how_it_ended(void **state)
{
    (void)state;
    boots_are_gone();
    boot_left("b", DONE, "", "");
    assert_true(holds("end:@rogue done"));
    assert_false(holds("end:@rogue"));
    assert_false(holds("end:@rogue done it"));
    assert_true(holds("code:unchanged"));
    assert_false(holds("code:changed"));
    assert_true(holds("!code:changed"));
}

static void test_no_boot_shows_nothing(void **state)
{
    (void)state;
    boots_are_gone();
    boot_left("b", DONE, "@rogue result U-A refused\n" DONE, "");
    unlink(path_of("b/result"));
    assert_false(holds("rogue:U-A=refused"));
    assert_false(holds("!rogue:U-A=succeeds"));
    assert_false(holds("!serial1:x"));
    assert_false(holds("end:"));
    assert_false(holds("!code:changed"));
    assert_true(says("; it ended with \"no boot\" after"));
}

static void test_result_of_an_attack(void **state)
{
    (void)state;
    boots_are_gone();
    boot_left("b", DONE, "@rogue result U-A refused EPERM\n", "");
    assert_true(holds("rogue:U-A=refused"));
    assert_false(holds("rogue:U-A=succeeds"));
    assert_false(holds("rogue:U-AB=refused"));
    assert_false(holds("rogue:A=refused"));
    assert_true(holds("!rogue:U-B=refused"));
}

#define RESULT(id, word) "@rogue result " id " " word "\n"

static void test_results_of_all_attacks(void **state)
{
    static const struct {
        const char *log;
        bool refused;
    } cases[] = {
        { "", false },
        { "@rogue begin U-A\n", false },
        { RESULT("U-A", "refused"), true },
        { RESULT("U-A", "refused") RESULT("U-B", "refused why"), true },
        { RESULT("U-A", "succeeds") RESULT("U-B", "refused"), false },
        { RESULT("U-A", "refused") RESULT("U-B", "succeeds"), false },
        { RESULT("U-A", "refused") RESULT("U-B", "not-applicable"), false },
        { RESULT("U-A", "refused") RESULT("U-B", "error"), false },
        { RESULT("U-A", "ref(XEN) noise") RESULT("U-A", "refused"), true },
        { RESULT("U-A", "ref(XEN) noise"), false },
        { "@rogue result U-A", false },
    };

    (void)state;
    for ( size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
    {
        boots_are_gone();
        boot_left("b", DONE, cases[i].log, "");
        if ( holds("rogue:*=refused") != cases[i].refused )
            fail_msg("case %zu", i);
    }
}

static void test_errors_of_the_kernel(void **state)
{
    static const char known[] = "@rogue kernel-error known\r\n" DONE;
    static const char more[] = "@rogue kernel-error known\n"
                               "@rogue kernel-error new\n" DONE;

    (void)state;
    boots_are_gone();
    boot_left("b", DONE, known, "");
    boot_left("reference", DONE, more, "");
    assert_true(holds("errors-of:reference"));

    boot_left("b", DONE, more, "");
    boot_left("reference", DONE, known, "");
    assert_false(holds("errors-of:reference"));
    assert_true(holds("!errors-of:reference"));

    boot_left("b", DONE, "none", "");
    assert_false(holds("errors-of:reference"));
    boot_left("b", DONE, DONE, "");
    assert_true(holds("errors-of:reference"));
    boot_left("reference", DONE, "none", "");
    assert_false(holds("errors-of:reference"));
}

/* ---- checks ---- */

static void test_every_condition_must_hold(void **state)
{
    (void)state;
    boots_are_gone();
    boot_left("b", "exit", "\n@rogue begin U-A\r\n@rogue done\n", "");
    assert_int_equal(check("boot b c\n"
                           "expect first b serial1:begin end:exit\n"
                           "expect second b serial1:begin end:none end:more\n"),
                     1);
    assert_true(says("ok boot/first\n"));
    assert_true(says("FAIL second, c: not so: end:none; it ended with \"exit\" "
                     "after \"begin U-A\", see "));
}

/* A check with several boots of a column passes if it passes in each. */
static void test_one_boot_fails_a_check(void **state)
{
    (void)state;
    boots_are_gone();
    boot_left("good", DONE, "text", "");
    boot_left("bad", DONE, "", "");
    assert_int_equal(check("boot good c\nboot bad c\nboot good2 d\n"
                           "expect x good serial1:text\n"
                           "expect x bad serial1:text\n"
                           "expect x good serial1:text\n"),
                     1);
    assert_true(says("FAIL x, c: not so: serial1:text"));
    assert_true(says("/bad/"));
    assert_false(says("ok boot/x"));

    assert_int_equal(check("boot good c\nboot bad d\n"
                           "expect x good serial1:text\n"
                           "expect x bad serial1:text\n"),
                     1);
    assert_true(says("ok boot/x"));
    assert_true(says("FAIL x, d: "));
}

/* The workload's and the rogue's own checks. */
static void test_reported_checks(void **state)
{
    static const char plan[] = "column c stock h h\nboot b c\n";

    (void)state;
    boots_are_gone();
    boot_left("b", DONE, "@rogue control one pass fine\n", "");
    assert_int_equal(check(plan), 0);
    assert_true(says("ok boot/one\n"));

    boot_left("b", DONE, "@rogue control one fail bad luck\n", "");
    assert_int_equal(check(plan), 1);
    assert_true(says("FAIL one, c: bad luck, see "));
    boot_left("b", DONE, "@rogue control one fail\nnext line\n", "");
    check(plan);
    assert_true(says("FAIL one, c: , see "));

    boot_left("b", DONE,
              "@rogue control one pa(XEN)\n@rogue control one pass\n", "");
    assert_int_equal(check(plan), 0);
    assert_true(says("ok boot/one\n"));

    boot_left("b", DONE, "@rogue control one pass\n@rogue control one fail\n",
              "");
    assert_int_equal(check(plan), 1);
}

/* ---- plans ---- */

static void test_words_of_a_plan(void **state)
{
    (void)state;
    boots_are_gone();
    boot_left("b", DONE, "a  b#c", "");
    assert_int_equal(check("# nothing\n\n   \t\n"
                           " boot\tb  c # the boot\n"
                           "expect x b \"serial1:a  b#c\" serial1:\"a  b\"\n"
                           "note \"\"\n"),
                     0);
    assert_true(says("ok boot/x\n"));
}

static void test_bad_plans(void **state)
{
    static const struct {
        const char *plan, *message;
    } cases[] = {
        { "boot b\n", ":1: too many boots, or a boot without name" },
        { "boot b c\n\nexpect x b nonsense\n", ":3: a condition is none" },
        { "boot b c\nexpect x b rogue:U-A\n", ":2: a condition is none" },
        { "boot b c\nexpect x other end:x\n", ":2: no boot of that name" },
        { "boot b c\nexpect x b errors-of:y\n", ":2: no boot of that name" },
        { "boot b c\nexpect x b\n", ":2: expect NAME BOOT CONDITION" },
        { "note \"open\n", ":1: a quote is not closed" },
        { "note 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n",
          ":1: too many words" },
        { "nonsense\n", ":1: unknown word, or too few words" },
        { "na U-A c\n", ":1: unknown word, or too few words" },
        { "column c stock h\n", ":1: column NAME stock|locked" },
        { "attack U-A t\njudge U-A c\n", ":2: judge ID COLUMNS" },
        { "na U-A c why\n", ":1: no attack of that name" },
        { "attack U-A t\nna U-A c why\n", ":2: no column of that name" },
    };

    (void)state;
    boots_are_gone();
    boot_left("b", DONE, "", "");
    for ( size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
        if ( check(cases[i].plan) != 2 || !says(cases[i].message) )
            fail_msg("case %zu: %s", i, output);
}

static void test_too_much(void **state)
{
    char plan[1 << 14] = "", *end = plan;

    (void)state;
    boots_are_gone();
    for ( unsigned int i = 0; i < 96; i++ )
        end += sprintf(end, "boot b%u c\n", i);
    assert_int_equal(check(plan), 2);
    assert_true(says(":96: too many boots"));

    end = plan;
    for ( unsigned int i = 0; i < 513; i++ )
        end += sprintf(end, "note x\n");
    assert_int_equal(check(plan), 2);
    assert_true(says(":513: too many lines"));

    end = plan;
    for ( unsigned int i = 0; i < 9; i++ )
        end += sprintf(end, "column c%u stock a b\n", i);
    assert_int_equal(check(plan), 2);
    assert_true(says(":9: column NAME"));
}

static void test_no_plan(void **state)
{
    char *argv[] = { "table", "build/no-such-plan", top, "true", "x", NULL };

    (void)state;
    assert_int_equal(run(3, argv), 2);
    assert_true(says("build/no-such-plan: No such file"));
    assert_int_equal(run(2, argv), 2);
    assert_true(says("usage: "));
    assert_int_equal(run(4, argv), 2);
    assert_true(says("usage: "));
}

/* ---- the table ---- */

#define COLUMNS "column s stock S one\ncolumn l locked L two\n"
#define BOOTS   COLUMNS "boot bs s\nboot bl l\n"

/* The verdict of a cell, as the report has it, and its detail. */
static const char *cell(const char *id, const char *column, const char **detail)
{
    static json_t *report;
    json_t *attack, *result;
    size_t i;

    json_decref(report);
    report = json_load_file(path_of("json"), 0, NULL);
    assert_non_null(report);
    json_array_foreach(json_object_get(report, "attacks"), i, attack)
    {
        if ( strcmp(json_string_value(json_object_get(attack, "id")), id) )
            continue;
        result = json_object_get(json_object_get(attack, "results"), column);
        *detail = json_string_value(json_object_get(result, "detail"));
        return json_string_value(json_object_get(result, "result"));
    }

    return "no such attack";
}

static void assert_cell(const char *id, const char *column, const char *verdict,
                        const char *detail)
{
    const char *found_detail = "";
    const char *found = cell(id, column, &found_detail);

    assert_string_equal(found, verdict);
    assert_string_equal(found_detail, detail);
}

static void test_verdicts(void **state)
{
    (void)state;
    boots_are_gone();
    boot_left("bs", DONE,
              RESULT("U-A", "succeeds kernel overwritten\r")
                  RESULT("U-B", "not-applicable no such thing"),
              "");
    boot_left("bl", DONE,
              RESULT("U-A", "refused EPERM") RESULT("U-B", "refused"), "");
    assert_int_equal(tabulate(BOOTS "note \"the note\"\n"), 0);
    assert_cell("U-A", "s", "succeeds", "kernel overwritten");
    assert_cell("U-A", "l", "refused", "EPERM");
    assert_cell("U-B", "s", "not applicable", "no such thing");
    assert_cell("U-B", "l", "refused", "");
    assert_true(says("                     S                    L"));
    assert_true(says("attack               one                  two"));
    assert_true(says("U-A                  succeeds             refused"));
    assert_true(says("U-B                  not applicable       refused"));
    assert_true(says("\nthe note\n"));
    assert_true(says("controls: 0; passed: 0\n"));
    assert_true(
        says("attacks: 2; succeed on stock: 1; succeed on locked: 0\n"));
}

static void test_report(void **state)
{
    json_t *report, *check;

    (void)state;
    boots_are_gone();
    boot_left("bs", DONE, RESULT("U-A", "succeeds") RESULT("U-B", "refused"),
              "");
    boot_left("bl", DONE,
              RESULT("U-A", "refused")
                  RESULT("U-B", "succeeds") "@rogue control c fail oh\n",
              "");
    assert_int_equal(tabulate(BOOTS), 1);
    report = json_load_file(path_of("json"), 0, NULL);
    assert_int_equal(
        json_integer_value(json_object_get(report, "attacks_tried")), 2);
    assert_int_equal(
        json_integer_value(json_object_get(report, "succeed_on_stock")), 1);
    assert_int_equal(
        json_integer_value(json_object_get(report, "succeed_on_locked")), 1);
    check = json_array_get(json_object_get(report, "controls"), 0);
    assert_string_equal(json_string_value(json_object_get(check, "name")), "c");
    assert_string_equal(json_string_value(json_object_get(check, "profile")),
                        "l");
    assert_true(json_is_false(json_object_get(check, "passed")));
    json_decref(report);
}

/* Both attacks are refused where the plan does not say more. */
static int locked_log(const char *log)
{
    boots_are_gone();
    boot_left("bs", DONE, RESULT("U-A", "refused") RESULT("U-B", "refused"),
              "");
    boot_left("bl", DONE, log, "");

    return tabulate(BOOTS);
}

static void test_exit_status(void **state)
{
    (void)state;
    assert_int_equal(
        locked_log(RESULT("U-A", "refused") RESULT("U-B", "refused")), 0);
    assert_int_equal(
        locked_log(RESULT("U-A", "refused") RESULT("U-B", "not-applicable")),
        0);
    assert_int_equal(locked_log(RESULT("U-A", "refused")), 1);
    assert_true(says("U-B, l: missing\n"));
    assert_int_equal(
        locked_log(RESULT("U-A", "refused") RESULT("U-B", "error oops")), 1);
    assert_true(says("U-B, l: error: oops, see build/table-") &&
                says("/bl/\n"));
    assert_int_equal(
        locked_log(RESULT("U-A", "refused") RESULT("U-B", "succeeds")), 1);
    assert_true(says("U-B, l: succeeds: , see build/table-"));
    assert_int_equal(locked_log(RESULT("U-A", "refused") RESULT(
                         "U-B", "refused") "@rogue control c fail oh\n"),
                     1);
    assert_true(says("controls: 1; passed: 0\n"));

    /* the stock column likewise, but for what succeeds there */
    boot_left("bs", DONE, RESULT("U-A", "succeeds"), "");
    boot_left("bl", DONE, RESULT("U-A", "refused") RESULT("U-B", "refused"),
              "");
    assert_int_equal(tabulate(BOOTS), 1);
    boot_left("bs", DONE, RESULT("U-A", "succeeds") RESULT("U-B", "error"), "");
    assert_int_equal(tabulate(BOOTS), 1);
}

static void test_torn_results(void **state)
{
    (void)state;
    assert_int_equal(locked_log("@rogue result U-A succ(XEN) noise\n"
                                "@rogue result U-(XEN) refused\n"
                                "@rogue result\n"
                                "@rogue result U-C succeeds\n" RESULT(
                                    "U-A", "refused") RESULT("U-B", "refused")),
                     0);
    assert_cell("U-A", "l", "refused", "");
    assert_int_equal(locked_log(RESULT("U-A", "refu") RESULT("U-B", "refused")),
                     1);
    assert_cell("U-A", "l", "missing", "");
}

/* The worst that any boot showed counts. */
static void test_what_outweighs(void **state)
{
    static const char *const ascending[] = { "not-applicable", "refused",
                                             "error", "succeeds" };
    char log[256];

    (void)state;
    for ( unsigned int worse = 1; worse < 4; worse++ )
        for ( unsigned int turn = 0; turn < 2; turn++ )
        {
            snprintf(log, sizeof(log),
                     "@rogue result U-A %s x\n@rogue result U-A %s x\n",
                     ascending[worse - turn], ascending[worse - !turn]);
            locked_log(log);
            assert_cell("U-A", "l", ascending[worse], "x");
        }

    locked_log(RESULT("U-A", "refused first") RESULT("U-A", "refused again"));
    assert_cell("U-A", "l", "refused", "first");
}

static void test_attacks_without_a_result(void **state)
{
    static const struct {
        const char *end, *verdict, *detail;
    } cases[] = {
        { "exit", "succeeds", "machine crashed (exit)" },
        { "silence", "succeeds", "machine crashed (silence)" },
        { "Reboot in five seconds", "succeeds",
          "machine crashed (Reboot in five seconds)" },
        { "limit", "error", "the boot ended before the attack did" },
        { DONE, "error", "the boot ended before the attack did" },
    };

    (void)state;
    for ( size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++ )
    {
        boots_are_gone();
        boot_left("bl", cases[i].end,
                  RESULT("U-B", "refused") "@rogue begin U-A\n", "");
        tabulate(BOOTS);
        assert_cell("U-A", "l", cases[i].verdict, cases[i].detail);
        assert_cell("U-B", "l", "refused", "");
    }

    boot_left("bl", "exit", "@rogue begin U-A\n" RESULT("U-A", "refused"), "");
    tabulate(BOOTS);
    assert_cell("U-A", "l", "refused", "");
    /* the result of another attack is none of this one */
    boot_left("bl", "exit", "@rogue begin U-A\n" RESULT("U-AB", "refused"), "");
    tabulate(BOOTS);
    assert_cell("U-A", "l", "succeeds", "machine crashed (exit)");
}

#define JUDGE                                                                  \
    BOOTS "attack U-J judged\njudge U-J s,l bl serial1:bad serial1:no\n"

static void test_judged_attacks(void **state)
{
    (void)state;
    boots_are_gone();
    boot_left("bl", DONE, "bad", "");
    assert_int_equal(tabulate(JUDGE), 1);
    assert_cell("U-J", "s", "succeeds", "serial1:bad");
    assert_cell("U-J", "l", "succeeds", "serial1:bad");

    boot_left("bl", DONE, "no", "");
    tabulate(JUDGE);
    assert_cell("U-J", "l", "refused", "serial1:no");
    boot_left("bl", DONE, "no bad", "");
    tabulate(JUDGE);
    assert_cell("U-J", "l", "succeeds", "serial1:bad");
    boot_left("bl", DONE, "neither", "");
    tabulate(JUDGE);
    assert_cell("U-J", "l", "error", "the boot shows neither");
    boots_are_gone();
    tabulate(JUDGE);
    assert_cell("U-J", "l", "error", "the boot shows neither");

    /* a second boot that shows worse counts, also behind a reason */
    boot_left("bl", DONE, "no bad", "");
    tabulate(BOOTS "attack U-J x\njudge U-J l bl serial1:x serial1:no\n"
                   "judge U-J l bl serial1:bad serial1:no\n"
                   "na U-J l reason\nna U-J s reason\n");
    assert_cell("U-J", "l", "succeeds", "serial1:bad");
    assert_cell("U-J", "s", "not applicable", "reason");
}

static void test_rogue_that_lists_nothing(void **state)
{
    char *argv[] = {
        "table", (char *)path_of("plan"), top, "false", "x", NULL
    };

    (void)state;
    boots_are_gone();
    write_file("plan", "", 0);
    assert_int_equal(run(5, argv), 2);
    assert_true(says("false does not list its attacks"));
    argv[3] = "true";
    argv[4] = "build/no/such/directory";
    assert_int_equal(run(5, argv), 2);
    assert_true(says("build/no/such/directory: cannot be written"));
}

static int make_all(void **state)
{
    (void)state;
    return mkdtemp(all) ? 0 : -1;
}

static int remove_all(void **state)
{
    char command[64];

    (void)state;
    snprintf(command, sizeof(command), "rm -r %s", all);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_printed),
        cmocka_unit_test(test_how_it_ended),
        cmocka_unit_test(test_no_boot_shows_nothing),
        cmocka_unit_test(test_result_of_an_attack),
        cmocka_unit_test(test_results_of_all_attacks),
        cmocka_unit_test(test_errors_of_the_kernel),
        cmocka_unit_test(test_every_condition_must_hold),
        cmocka_unit_test(test_one_boot_fails_a_check),
        cmocka_unit_test(test_reported_checks),
        cmocka_unit_test(test_words_of_a_plan),
        cmocka_unit_test(test_bad_plans),
        cmocka_unit_test(test_too_much),
        cmocka_unit_test(test_no_plan),
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_report),
        cmocka_unit_test(test_exit_status),
        cmocka_unit_test(test_torn_results),
        cmocka_unit_test(test_what_outweighs),
        cmocka_unit_test(test_attacks_without_a_result),
        cmocka_unit_test(test_judged_attacks),
        cmocka_unit_test(test_rogue_that_lists_nothing),
    };

    return cmocka_run_group_tests(tests, make_all, remove_all);
}
