// SPDX-License-Identifier: GPL-2.0-only
#include "life.h"

#include <sys/wait.h>

#include "../user/domu.h"
#include "../user/frames/paging.h"
#include "calls.h"
#include "host.h"
#include "shared.h"

/* For what takes a second or two: a call that does not come back. */
static const unsigned int seconds = 120;

/* ---- as text ---- */

const char *life_text(const struct life *life)
{
    static char text[LIFE_TEXT];
    size_t used = 0;

    for ( unsigned int i = 0; i < life->nr; i++ )
        used += (size_t)snprintf(text + used, sizeof(text) - used,
                                 "%s%016lx:%u", i ? "+" : "",
                                 life->pieces[i].seed, life->pieces[i].calls);

    return text;
}

bool life_parse(struct life *life, const char *text)
{
    int length = 0;

    *life = (struct life){ 0 };
    while ( life->nr < MAX_PIECES &&
            sscanf(text, "%lx:%u%n", &life->pieces[life->nr].seed,
                   &life->pieces[life->nr].calls, &length) == 2 )
    {
        life->nr++;
        text += length;
        if ( *text != '+' )
            return !*text || *text == '\n';
        text++;
    }

    return false;
}

/* ---- domUs ---- */

/* Of the life's process; its domUs are made as it says. */
static struct random now;

static void describe(struct xen_domctl_createdomain *create, enum kind kind)
{
    static const uint32_t all_devices = XEN_X86_EMU_LAPIC | XEN_X86_EMU_HPET |
                                        XEN_X86_EMU_PM | XEN_X86_EMU_RTC |
                                        XEN_X86_EMU_IOAPIC | XEN_X86_EMU_PIC |
                                        XEN_X86_EMU_VGA | XEN_X86_EMU_IOMMU |
                                        XEN_X86_EMU_PIT | XEN_X86_EMU_USE_PIRQ;

    describe_domu(create, kind == PV ? DOMU_PV : DOMU_HVM);
    create->ssidref = LABEL_DOMU;
    create->max_vcpus = 1 + (uint32_t)random_below(&now, 4);
    if ( kind == HVM && random_once_in(&now, 2) )
        create->arch.emulation_flags = all_devices;
    if ( kind == HVM && random_once_in(&now, 3) )
        create->flags &= ~(uint32_t)XEN_DOMCTL_CDF_hap;
    if ( !random_once_in(&now, 4) )
        create->flags |= XEN_DOMCTL_CDF_iommu;
}

static domid_t make(enum kind kind)
{
    struct xen_domctl_createdomain create = { 0 };
    domid_t domid;
    long result;

    describe(&create, kind);
    domid = create_domain(&create, &result);
    if ( domid == DOMID_INVALID )
    {
        create.flags &= ~(uint32_t)XEN_DOMCTL_CDF_iommu;
        domid = create_domain(&create, &result);
    }
    if ( domid != DOMID_INVALID && !random_once_in(&now, 16) )
        issue(
            DOMCTL_CALL(max_vcpus, domid, .u.max_vcpus.max = create.max_vcpus));

    return domid;
}

/* ---- processes ---- */

static void live_pieces(const struct life *life, unsigned int process)
{
    stay_on_cpu(process);
    use_targets(shared->targets, make);
    alarm(seconds);
    for ( unsigned int i = 0; i < life->nr; i++ )
    {
        now.state = life->pieces[i].seed + process;
        for ( unsigned int made = 0; made < life->pieces[i].calls; )
            made += make_calls(&now);
    }
}

static void wait_for(pid_t child, const struct life *life)
{
    int status = 0;

    if ( child < 0 || waitpid(child, &status, 0) != child || status )
        log_line("fuzz unfinished %s (%x)", life_text(life), status);
}

/* A seed says by itself how many processes its life has. */
static unsigned int nr_processes(const struct life *life)
{
    return sysconf(_SC_NPROCESSORS_CONF) > 1 ? 1 + (life->pieces[0].seed >> 63)
                                             : 1;
}

bool live(const struct life *life)
{
    const unsigned int nr = nr_processes(life);
    pid_t children[2], cleaner;

    shared->news = false;
    memset(shared->answers, 0, sizeof(shared->answers));
    shared->nr_answers = 0;
    for ( unsigned int i = 0; i < NR_KINDS; i++ )
        shared->targets[i] = (struct target){ .domid = DOMID_INVALID };

    for ( unsigned int i = 0; i < nr; i++ )
    {
        children[i] = fork();
        if ( !children[i] )
        {
            live_pieces(life, i);
            _exit(0);
        }
    }
    for ( unsigned int i = 0; i < nr; i++ )
        wait_for(children[i], life);

    cleaner = fork();
    if ( !cleaner )
    {
        alarm(seconds);
        restore_host();
        _exit(0);
    }
    wait_for(cleaner, life);

    return shared->news;
}
