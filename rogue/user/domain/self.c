// SPDX-License-Identifier: GPL-2.0-only
/*
 * Domain control aimed at dom0 itself, where a toolstack that looks after other
 * domains would find nothing wrong: registers of a vCPU that does not run just
 * now, interrupts, a debugger's writes.
 */
#include "../rogue.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "../kmem/kmem.h"
#include "../frames/paging.h"
#include "../entry/vcpu.h"

/*
 * U-SETCTX-NMI: send the kernel an NMI, as a toolstack sends one to a guest.
 */
ATTACK("U-SETCTX-NMI", "send the kernel an NMI through domctl")
{
    const unsigned long before = interrupts("NMI:");
    unsigned long taken;

    DOMCTL(sendtrigger, 0, .u.sendtrigger.trigger = XEN_DOMCTL_SENDTRIGGER_NMI);
    spin(20 * 1000 * 1000);
    taken = interrupts("NMI:") - before;

    return effect(taken, "the kernel took %lu NMIs", taken);
}

/* ---- registers of another vCPU ---- */

/* What a program on another CPU tells of its registers. */
struct witness {
    volatile uint64_t vector;    /* the first vector register */
    volatile uint32_t auxiliary; /* what the processor says of the CPU */
    volatile uint64_t rounds;
};

static const uint64_t vector_value = 0x6e6f746d696e6521,
                      vector_lie = 0x776173726f677565;

/* The register is set once, and then only looked at. */
static void watch_registers(struct witness *witness, bool auxiliary)
{
    uint32_t low, high, aux = 0;
    uint64_t vector;

    __asm__ volatile("movq %0, %%xmm15" : : "r"(vector_value));
    for ( ;; )
    {
        __asm__ volatile("movq %%xmm15, %0" : "=r"(vector));
        if ( auxiliary )
            __asm__ volatile("rdtscp" : "=a"(low), "=d"(high), "=c"(aux));
        witness->vector = vector;
        witness->auxiliary = aux;
        witness->rounds++;
    }
}

/* Run such a program on the CPU, until it has been seen to run. */
static pid_t start_witness(struct witness *witness, unsigned int cpu,
                           bool auxiliary)
{
    const pid_t child = fork();

    if ( child == 0 )
    {
        stay_on_cpu(cpu);
        watch_registers(witness, auxiliary);
    }
    for ( unsigned int i = 0; i < 100 && !witness->rounds; i++ )
        spin(10 * 1000 * 1000);

    return child;
}

static void end_witness(pid_t child)
{
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static struct witness *new_witness(void)
{
    return mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* The extended state of a vCPU, as Xen saves and loads it. */
#define STATE_HEADER  16  /* which parts there are */
#define VECTORS_AT    160 /* the vector registers, 16 bytes each */
#define COMPONENTS_AT 512 /* which of them are not at their initial values */

static bool read_state(struct xen_domctl *op, unsigned int vcpu,
                       uint8_t **state)
{
    memset(op, 0, sizeof(*op));
    op->cmd = XEN_DOMCTL_getvcpuextstate;
    op->u.vcpuextstate.vcpu = vcpu;
    if ( domctl(op) )
        return false;

    *state = buffer(op->u.vcpuextstate.size);
    set_xen_guest_handle(op->u.vcpuextstate.buffer, (uint64_t *)*state);
    return !domctl(op);
}

/* Change the witness's register within the state of its vCPU. */
static void change_vector(unsigned int vcpu)
{
    struct xen_domctl *op = buffer(sizeof(*op));
    uint8_t *state;
    uint64_t *vector;

    for ( unsigned int i = 0; i < 20; i++ )
    {
        if ( !read_state(op, vcpu, &state) )
            return;

        vector = (uint64_t *)(state + STATE_HEADER + VECTORS_AT + 15 * 16);
        if ( *vector == vector_value )
            break;
    }

    *vector = vector_lie;
    op->cmd = XEN_DOMCTL_setvcpuextstate;
    domctl(op);
}

/*
 * U-SETCTX-XSTATE: change the vector registers of a running CPU.
 *
 * Xen stops the vCPU, loads the state that it is given, and lets it run on. Its
 * kernel may have been encrypting, or checking a signature.
 */
ATTACK("U-SETCTX-XSTATE", "change the registers of another vCPU of dom0's")
{
    const unsigned int other = other_vcpu();
    struct witness *witness = new_witness();
    uint64_t rounds;
    pid_t child;
    bool changed;

    if ( !other )
        return not_applicable("this dom0 has one vCPU only");

    child = start_witness(witness, other, false);
    rounds = witness->rounds;
    change_vector(other);
    spin(50 * 1000 * 1000);
    changed = witness->vector == vector_lie;
    end_witness(child);

    if ( !rounds )
        return cannot_try("nothing ran on the other CPU");
    return effect_either(changed, "a register on the other CPU is",
                         "what root wrote", "as it was");
}

static bool has_rdtscp(void)
{
    uint32_t a = 0x80000001, b, c, d;

    __asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
    return d & 1U << 27;
}

static void set_auxiliary(unsigned int vcpu, uint64_t value)
{
    static const uint32_t msr_tsc_aux = 0xc0000103;
    struct xen_domctl_vcpu_msr msr = { .index = msr_tsc_aux, .value = value };

    DOMCTL(set_vcpu_msrs, 0,
           .u.vcpu_msrs = { .vcpu = vcpu, .msr_count = 1, .msrs.p = &msr });
}

/*
 * U-SETCTX-MSR: change a model-specific register of a running CPU.
 *
 * Of those that set_vcpu_msrs knows, one holds the CPU's number for whoever asks
 * the processor. Others turn protections of the processor's on or off.
 */
PV_ATTACK("U-SETCTX-MSR", "change an MSR of another vCPU of dom0's",
          "Xen keeps an HVM vCPU's MSRs elsewhere")
{
    static const uint32_t lie = 0x5ca1ab1e;
    const unsigned int other = other_vcpu();
    struct witness *witness = new_witness();
    uint32_t before, after;
    uint64_t rounds;
    pid_t child;

    if ( !other )
        return not_applicable("this dom0 has one vCPU only");
    if ( !has_rdtscp() )
        return not_applicable("no processor support");

    child = start_witness(witness, other, true);
    rounds = witness->rounds;
    before = witness->auxiliary;
    set_auxiliary(other, lie);
    spin(50 * 1000 * 1000);
    after = witness->auxiliary;
    set_auxiliary(other, before);
    end_witness(child);

    if ( !rounds )
        return cannot_try("nothing ran on the other CPU");
    return effect(after == lie, "the other CPU's number is %#x", after);
}

/* ---- the debugger ---- */

static long debugger_write(uint64_t address, const void *bytes, uint32_t size)
{
    char *copy = memcpy(buffer(PAGE_SIZE), bytes, size);

    return DOMCTL(
        gdbsx_guestmemio, 0,
        .u.gdbsx_guest_memio = {
            .gva = address, .uva = (uintptr_t)copy, .len = size, .gwr = 1 });
}

static enum outcome debugger_wrote(bool seen, long result, const char *what,
                                   const char *if_so, const char *if_not)
{
    if ( !seen && (result == -ENOSYS || result == -EOPNOTSUPP) )
        return not_applicable("this Xen is built without gdbsx");
    return effect_either(seen, what, if_so, if_not);
}

/*
 * U-GDBSX: write to the kernel as a debugger of guests would.
 *
 * gdbsx's memory access walks the page tables of whichever domain it is given,
 * with no regard to what they make read-only.
 */
ATTACK("U-GDBSX", "write to a kernel variable through gdbsx")
{
    const long result = debugger_write(victim(), new_mark(), MARK_SIZE);

    return debugger_wrote(victim_has_mark(), result, "the kernel's version",
                          "rewritten", "unchanged");
}

/*
 * U-GDBSX-TEXT: write over kernel code as a debugger of guests would.
 *
 * It sets its breakpoints in code, and so takes no notice of what is read-only.
 */
ATTACK("U-GDBSX-TEXT", "change a system call through gdbsx")
{
    const uint64_t code = getppid_code();
    uint8_t original[LYING_CODE_SIZE];
    long result;
    bool lied;

    if ( !code || !read_kernel(code, original, sizeof(original)) )
        return cannot_try("no address for the kernel's text");

    result = debugger_write(code, lying_code, LYING_CODE_SIZE);
    lied = getppid_lies();
    debugger_write(code, original, sizeof(original));

    return debugger_wrote(lied, result, "getppid", "ran code of ours",
                          "intact");
}

/* ---- what Xen refuses to a domain that acts on itself ---- */

/*
 * U-SETCTX-SELF: more that would end this program at once.
 *
 * A toolstack does each of these to a domain that is paused, and dom0 cannot be
 * paused while it asks. Xen refuses them, lockdown or not; this shows that it
 * stays so. They are aimed at dom0's number and at the names that stand for the
 * caller.
 */
ATTACK("U-SETCTX-SELF", "destroy, resume, shadow or step dom0 itself")
{
    static const uint32_t commands[] = {
        XEN_DOMCTL_pausedomain,         XEN_DOMCTL_destroydomain,
        XEN_DOMCTL_setvcpucontext,      XEN_DOMCTL_sethvmcontext,
        XEN_DOMCTL_set_ext_vcpucontext, XEN_DOMCTL_shadow_op,
        XEN_DOMCTL_setdebugging,        XEN_DOMCTL_debug_op,
        XEN_DOMCTL_soft_reset,          XEN_DOMCTL_settscinfo,
        XEN_DOMCTL_set_cpu_policy,      XEN_DOMCTL_set_access_required,
        XEN_DOMCTL_mem_sharing_op,      XEN_DOMCTL_vm_event_op,
        XEN_DOMCTL_vmtrace_op,          XEN_DOMCTL_max_vcpus,
    };
    static const domid_t domids[] = { 0, DOMID_SELF, DOMID_INVALID };

    announce("about to act on dom0");
    for ( size_t i = 0; i < ARRAY_SIZE(commands); i++ )
        for ( size_t j = 0; j < ARRAY_SIZE(domids); j++ )
            domctl(&(struct xen_domctl){ .cmd = commands[i],
                                         .domain = domids[j] });

    return effect(false, "dom0 runs on as before");
}
