/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the gate costs: how many instructions lockdown_gate() executes when it
 * allows a call. This is measured at integrity, for every row of
 * policy/hypercalls.def and for every way in which the call can be made.
 *
 * Callgrind writes one dump for each call of lockdown_gate(). It counts the
 * instructions of that function and its callees, and nothing else. core/gate.c
 * is compiled as Xen compiles it. Run without arguments, this program starts
 * itself under callgrind, and reads the dumps.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>

#include <jansson.h>
#include <valgrind/callgrind.h>

#include "core/lockdown.h"

#define BOUND  40
#define DUMPS  "build/bench/gate.callgrind"
#define REPORT "build/report/bench.json"

/* Xen's functions end with a jump to this thunk, so the jump is counted too. */
__asm__(".globl __x86_return_thunk\n__x86_return_thunk: ret");

enum group {
#define GROUP(group, parent, selector, header, names) GROUP_##group,
#include "policy/hypercalls.def"
    NR_GROUPS,
};

static const struct {
    enum group group;
    uint64_t number;
} rows[LOCKDOWN_NR_ROWS] = {
#define ROW(group, op, number, class, own, issuer, why)                        \
    [LOCKDOWN_ROW_##op] = { GROUP_##group, number },
#include "policy/hypercalls.def"
};

static const enum lockdown_row parents[NR_GROUPS] = {
#define GROUP(group, parent, selector, header, names)                          \
    [GROUP_##group] = LOCKDOWN_ROW_##parent,
#include "policy/hypercalls.def"
};

/* Set the numbers that lead to @row: first the hypercall's, last the row's. */
static void set_path(struct lockdown_call *call, enum lockdown_row row)
{
    enum lockdown_row at;
    unsigned int i;

    memset(call, 0, sizeof(*call));
    for ( at = row; at != LOCKDOWN_ROW_NONE; at = parents[rows[at].group] )
        call->depth++;

    i = call->depth;
    for ( at = row; at != LOCKDOWN_ROW_NONE; at = parents[rows[at].group] )
        call->number[--i] = rows[at].number;
}

static void measure(const struct lockdown_call *call, enum lockdown_row row)
{
    char name[128];
    enum lockdown_row found;

    if ( lockdown_gate(LOCKDOWN_INTEGRITY, call, &found) != 0 )
        return;

    snprintf(name, sizeof(name), "%s", lockdown_row_name(row));
    CALLGRIND_ZERO_STATS;
    lockdown_gate(LOCKDOWN_INTEGRITY, call, &found);
    CALLGRIND_DUMP_STATS_AT(name);
}

static void measure_all(void)
{
    static const unsigned int callers[] = {
        LOCKDOWN_DOM0,
        LOCKDOWN_DOM0_UNDECLARED,
        LOCKDOWN_DOMU,
    };
    struct lockdown_call call;
    enum lockdown_row row;
    unsigned int i;

    for ( row = 1; row < LOCKDOWN_NR_ROWS; row++ )
    {
        set_path(&call, row);
        for ( i = 0; i < 3 * 4; i++ )
        {
            call.how = callers[i / 4] |
                       (i & 1 ? LOCKDOWN_ON_OWN : LOCKDOWN_ON_OTHER) |
                       (i & 2 ? LOCKDOWN_CONTROL_OP : LOCKDOWN_RAW);
            measure(&call, row);
        }
    }
}

static int run_callgrind(char *self)
{
    char *const args[] = {
        "valgrind",
        "--tool=callgrind",
        "--combine-dumps=yes",
        "--compress-strings=no",
        "--toggle-collect=lockdown_gate",
        "--callgrind-out-file=" DUMPS,
        "--log-file=" DUMPS ".log",
        self,
        "measure",
        NULL,
    };
    int status;
    pid_t pid;

    unlink(DUMPS);
    pid = fork();
    if ( pid == 0 )
    {
        execvp(args[0], args);
        perror(args[0]);
        _exit(127);
    }

    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -1;
}

struct costs {
    unsigned int calls, *each, worst;
    char worst_row[128];
};

static int compare(const void *a, const void *b)
{
    const unsigned int left = *(const unsigned int *)a;
    const unsigned int right = *(const unsigned int *)b;

    return (left > right) - (left < right);
}

static void read_costs(FILE *dumps, struct costs *costs)
{
    char line[512], row[128] = "";
    unsigned int cost;

    while ( fgets(line, sizeof(line), dumps) )
    {
        sscanf(line, "desc: Trigger: Client Request: %127s", row);
        if ( sscanf(line, "totals: %u", &cost) != 1 || row[0] == '\0' )
            continue;

        costs->each = realloc(costs->each, (costs->calls + 1) * sizeof(cost));
        if ( costs->each == NULL )
            abort();
        costs->each[costs->calls++] = cost;
        if ( cost > costs->worst )
        {
            costs->worst = cost;
            strcpy(costs->worst_row, row);
        }
        row[0] = '\0';
    }

    if ( costs->calls != 0 )
        qsort(costs->each, costs->calls, sizeof(cost), compare);
}

static int report(const char *name, unsigned int ours)
{
    json_t *measures = json_pack("[{s:s, s:s, s:i, s:n, s:n, s:i}]", "name",
                                 name, "unit", "instructions", "ours",
                                 (int)ours, "theirs", "ratio", "bound", BOUND);
    const int failed = json_dump_file(measures, REPORT, JSON_INDENT(2));

    json_decref(measures);

    return failed;
}

int main(int argc, char **argv)
{
    struct costs costs = { 0 };
    FILE *dumps;

    if ( argc > 1 && !strcmp(argv[1], "measure") )
    {
        measure_all();
        return 0;
    }

    if ( run_callgrind(argv[0]) || !(dumps = fopen(DUMPS, "r")) )
    {
        fprintf(stderr, "FAIL bench/gate, see " DUMPS ".log\n");
        return 1;
    }
    read_costs(dumps, &costs);
    fclose(dumps);
    if ( costs.calls < LOCKDOWN_NR_ROWS / 2 ||
         report("gate, allowed path", costs.worst) )
    {
        fprintf(stderr, "FAIL bench/gate: %u calls counted, or no " REPORT "\n",
                costs.calls);
        return 1;
    }

    printf("gate, allowed path: %u instructions (bound %u); half of the %u "
           "calls take %u or less; most takes %s\n",
           costs.worst, BOUND, costs.calls, costs.each[costs.calls / 2],
           costs.worst_row);

    return costs.worst > BOUND;
}
