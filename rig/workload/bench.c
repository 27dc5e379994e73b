// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the toolstack's calls cost, in guest instructions: through control_op
 * where the kernel offers it, else by raw hypercalls. What is
 * counted is the ioctl, not the caller's preparations. The rig runs this in a
 * machine where each instruction takes the same time, by the TSC and by Xen's
 * clock.
 *
 * Each figure is the smallest of several: a timer's tick or another process in
 * between can only add to it.
 */
#include "workload.h"
#include "control_op.h"

#include "../../rogue/kernel/ring0.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define __XEN_TOOLS__ 1
#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/sysctl.h>

#define BATCH        16
#define CONSOLE_SIZE 16384

static const struct domain domain = { "pv", "pv", 96 };

/* ---- calls ---- */

struct raw_call {
    uint64_t operation, args[5];
};
#define RAW_IOCTL _IOC(_IOC_NONE, 'P', 0, sizeof(struct raw_call))

/* The memory that hypercalls refer to. It is locked, so it has no faults. */
static struct {
    union {
        struct xen_domctl domctl[BATCH];
        struct xen_sysctl sysctl;
    };
    char text[CONSOLE_SIZE];
} memory __attribute__((aligned(4096)));

/* Calls to issue in one trap. A raw hypercall takes one trap for each call. */
static struct {
    struct control_op_call call;
    struct control_op_buffer buffers[1];
} batch[BATCH];
static struct raw_call raw;

static int device;
static bool controlled;

static bool open_device(void)
{
    device = open("/dev/xen/control", O_RDWR | O_CLOEXEC);
    controlled = device >= 0;
    if ( !controlled )
        device = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);

    return device >= 0 && !mlock(&memory, sizeof(memory));
}

/* How a call names @at: by reference, or a raw hypercall by address. */
static uint64_t reference(const void *at)
{
    return controlled
               ? CONTROL_OP_REFERENCE(1, (uintptr_t)at - (uintptr_t)&memory)
               : (uintptr_t)at;
}

/* A call whose argument is the structure at @argument. */
static void prepare(unsigned int index, unsigned int hypercall,
                    const void *argument)
{
    if ( !controlled )
    {
        raw = (struct raw_call){ hypercall, { reference(argument) } };
        return;
    }

    batch[index].call = (struct control_op_call){
        .version = CONTROL_OP_VERSION,
        .nr_buffers = 1,
        .operation = hypercall,
        .args = { reference(argument) },
    };
    batch[index].buffers[0].address = (uintptr_t)&memory;
    batch[index].buffers[0].size = sizeof(memory);
}

static bool issue(unsigned int nr)
{
    const struct control_op_ioctl request = { (uintptr_t)batch,
                                              (uint32_t)(nr * sizeof(*batch)),
                                              nr };
    bool done;

    if ( !controlled )
        return !ioctl(device, RAW_IOCTL, &raw);

    done = !ioctl(device, CONTROL_OP_IOCTL, &request);
    for ( unsigned int i = 0; i < nr; i++ )
        done = done && !batch[i].call.result;

    return done;
}

static bool issue_one(void)
{
    return issue(1);
}

static bool issue_batch(void)
{
    return issue(BATCH);
}

/* @nr times the domctl that tells about dom0. */
static void prepare_domctls(unsigned int nr)
{
    for ( unsigned int i = 0; i < nr; i++ )
    {
        memory.domctl[i] = (struct xen_domctl){
            .cmd = XEN_DOMCTL_getdomaininfo,
            .interface_version = XEN_DOMCTL_INTERFACE_VERSION,
        };
        prepare(i, __HYPERVISOR_domctl, &memory.domctl[i]);
    }
}

/* Reads Xen's log from its beginning, and leaves it in Xen. */
static bool read_console(void)
{
    struct xen_sysctl *sysctl = &memory.sysctl;

    sysctl->cmd = XEN_SYSCTL_readconsole;
    sysctl->interface_version = XEN_SYSCTL_INTERFACE_VERSION;
    sysctl->u.readconsole =
        (struct xen_sysctl_readconsole){ .count = CONSOLE_SIZE };
    set_xen_guest_handle_raw(sysctl->u.readconsole.buffer,
                             (char *)reference(memory.text));
    prepare(0, __HYPERVISOR_sysctl, sysctl);

    return issue(1) && sysctl->u.readconsole.count == CONSOLE_SIZE;
}

/* ---- counting ---- */

static uint64_t now(void)
{
    uint32_t low, high;

    __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high)::"memory");
    return (uint64_t)high << 32 | low;
}

/* Runs a known number of instructions, and takes the time. */
static uint64_t time_per_instruction(void)
{
    static const uint64_t turns = 10000;
    uint64_t least = UINT64_MAX;

    for ( unsigned int round = 0; round < 10; round++ )
    {
        const uint64_t began = now();
        uint64_t left = turns, took;

        __asm__ volatile("1: dec %0; jnz 1b" : "+r"(left));
        took = now() - began;
        least = took < least ? took : least;
    }

    return (least + turns) / (2 * turns);
}

static void measured(const char *name, bool done, uint64_t time,
                     unsigned int times)
{
    figure(name, done ? time / times / time_per_instruction() : 0);
}

/* Rounds are so short that most see no tick. */
static void measure_calls(const char *name, bool (*call)(void),
                          unsigned int operations)
{
    static const unsigned int rounds = 100, calls = 8;
    uint64_t least = UINT64_MAX;
    bool done = true;

    for ( unsigned int round = 0; done && round < rounds; round++ )
    {
        const uint64_t began = now();
        uint64_t took;

        for ( unsigned int i = 0; i < calls; i++ )
            done = done && call();
        took = now() - began;
        least = took < least ? took : least;
    }

    measured(name, done, least, calls * operations);
}

/*
 * For how long Xen has let dom0 run. It includes what a command makes the
 * kernel, Xen and the daemons do, and excludes the time that they wait.
 */
static uint64_t dom0_time(void)
{
    prepare_domctls(1);
    if ( !issue(1) )
        return 0;

    return memory.domctl[0].u.getdomaininfo.cpu_time;
}

/* Not by run(), which polls the program: that would be counted. */
static bool xl_quietly(const char *command, const char *option,
                       const char *argument)
{
    const char *const words[] = { "xl", command, option, argument, NULL };
    posix_spawn_file_actions_t actions;
    int status = -1;
    pid_t pid;

    posix_spawn_file_actions_init(&actions);
    for ( int fd = 0; fd <= 2; fd++ )
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    if ( posix_spawnp(&pid, words[0], &actions, NULL, (char *const *)words,
                      environ) ||
         waitpid(pid, &status, 0) != pid )
        status = -1;
    posix_spawn_file_actions_destroy(&actions);

    return !status;
}

/* xl leaves a process that watches the domain: wait until it has ended. */
static void measure_xl(void)
{
    static const unsigned int lives = 4;
    const char *configuration = configure(&domain);
    uint64_t least = UINT64_MAX;
    bool done = true;

    for ( unsigned int i = 0; done && i < lives; i++ )
    {
        const uint64_t began = dom0_time();
        uint64_t took;

        done = xl_quietly("create", "-p", configuration) &&
               xl_quietly("destroy", domain.name, NULL);
        wait_ms(200);
        took = dom0_time() - began;
        least = took < least ? took : least;
    }

    measured("xl", done, least, 1);
}

/* dom0's console goes into Xen's log: print until the log is long enough. */
static void fill_console(void)
{
    static const char line[] = "................................"
                               "...............................\n";

    for ( unsigned int i = 0; !read_console() && i < 300; i++ )
        if ( write(STDOUT_FILENO, line, sizeof(line) - 1) < 0 )
            break;
}

/* ---- what a kernel does with devices ---- */

/*
 * The disk controller of the machine's chipset: the register that says which
 * interrupt it has, which only stores, and where it decodes.
 */
#define CONTROLLER 0x00fa
#define LINE       0x3c
#define PLACE      0x24

static int ring0;

static uint32_t config(unsigned int reg, unsigned int width, bool write,
                       uint32_t value)
{
    struct ring0_port address = { .port = 0xcf8, .width = 4, .write = 1 },
                      data = { .port = 0xcfc, .width = (uint8_t)width };

    address.value = 1U << 31 | CONTROLLER << 8 | reg;
    data.write = write;
    data.value = value;
    if ( ioctl(ring0, RING0_PORT, &address) || ioctl(ring0, RING0_PORT, &data) )
        return 0;

    return data.value;
}

/* The address is already set. */
static bool write_line(void)
{
    struct ring0_port data = {
        .port = 0xcfc, .width = 1, .write = 1, .value = 0x5a
    };

    return !ioctl(ring0, RING0_PORT, &data);
}

static volatile uint32_t *registers;

static bool read_register(void)
{
    return *registers;
}

static void bench_devices(void)
{
    const uint32_t line = config(LINE, 1, false, 0);
    const off_t place = config(PLACE, 4, false, 0) & ~0xfffU;
    bool kept;

    config(LINE, 1, true, 0);
    measure_calls("config", write_line, 1);
    kept = config(LINE, 1, false, 0) == 0x5a;
    config(LINE, 1, true, line);
    if ( !kept )
        control("config", false, "what is written is not there");

    registers = mmap(NULL, 4096, PROT_READ, MAP_SHARED, ring0, place);
    if ( registers == MAP_FAILED )
        control("mmio", false, "the registers cannot be mapped");
    else
        measure_calls("mmio", read_register, 1);
}

void bench(void)
{
    ring0 = open("/dev/ring0", O_RDWR | O_CLOEXEC);
    if ( ring0 >= 0 )
    {
        bench_devices();
        return;
    }

    if ( !open_device() )
    {
        perror("no way to Xen");
        return;
    }

    fill_console();
    measure_calls("console", read_console, 1);
    prepare_domctls(BATCH);
    measure_calls("domctl", issue_one, 1);
    if ( controlled )
        measure_calls("batch", issue_batch, BATCH);
    measure_xl();
}
