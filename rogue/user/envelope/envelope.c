// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the attacks on control_op reach it, and how they are judged: the doors of
 * the kernel, calls and their buffers, honest work as a control, and memory
 * between fences.
 */
#include "envelope.h"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <xen/hypfs.h>

#include "../domu.h"

const domid_t aliases[NR_ALIASES] = {
    0, DOMID_SELF, DOMID_IO, DOMID_XEN, DOMID_COW, DOMID_INVALID,
};

/* ---- doors ---- */

static int door = -1;

int control_device(void)
{
    static int fd = -1;

    if ( fd < 0 )
        fd = open("/dev/xen/control", O_RDWR | O_CLOEXEC);
    return fd;
}

/* A request without calls is refused by whoever knows what it asks for. */
static bool is_door(int fd)
{
    const struct control_op_ioctl no_calls = { 0 };

    return fd >= 0 &&
           (!ioctl(fd, CONTROL_OP_IOCTL, &no_calls) || errno != ENOTTY);
}

/*
 * The frame of the rogue goes through privcmd's nodes. One of them stands for
 * the control device here, so that both doors are tried.
 */
void find_door(void)
{
    struct stat node;
    const bool privcmd_first = !fstat(node_fd(), &node) &&
                               S_ISCHR(node.st_mode);

    if ( privcmd_first && is_door(node_fd()) )
        door = node_fd();
    else if ( is_door(control_device()) )
        door = control_device();
    else if ( is_door(node_fd()) )
        door = node_fd();
}

bool has_door(void)
{
    return door >= 0;
}

/* ---- what is reported ---- */

static char text[120];
static const char *inapplicable, *lacking;

#define NR_ERRORS 134
static bool error_seen[NR_ERRORS];

static long note(long result)
{
    if ( result < 0 && result > -NR_ERRORS )
        error_seen[-result] = true;

    return result;
}

/* The errors with which calls have been refused: "EINVAL EFAULT". */
static const char *errors(void)
{
    static char names[100];
    size_t used = 0;

    for ( int error = 1; error < NR_ERRORS && used < sizeof(names) - 20;
          error++ )
        if ( error_seen[error] )
            used += (size_t)snprintf(names + used, sizeof(names) - used,
                                     used ? " %s" : "%s",
                                     strerrorname_np(error));

    return used ? names : "no error";
}

bool seen(bool observed, const char *what, ...)
{
    va_list args;

    va_start(args, what);
    vsnprintf(text, sizeof(text), what, args);
    va_end(args);

    return observed;
}

bool seen_either(bool observed, const char *what, const char *if_so,
                 const char *if_not)
{
    return seen(observed, "%s %s", what, observed ? if_so : if_not);
}

bool version_seen(bool overwritten)
{
    return seen_either(overwritten, "the kernel's version", "overwritten",
                       "unchanged");
}

static char version_before[MARK_SIZE];

void watch_version(void)
{
    read_victim(version_before, sizeof(version_before));
}

bool version_differs(void)
{
    char now[MARK_SIZE];

    read_victim(now, sizeof(now));
    return memcmp(now, version_before, sizeof(now));
}

bool pointless(const char *why)
{
    inapplicable = why;
    return false;
}

bool missing(const char *what)
{
    lacking = what;
    return false;
}

enum outcome env_outcome(bool (*attack)(void), bool raw)
{
    static const char no_uuid[MARK_SIZE];
    const char *failure;
    bool observed;

    find_door();
    if ( !has_door() && !raw )
        return not_applicable("no control device");
    if ( !victim() )
        return cannot_try("no address for the kernel's variable");
    failure = control_failure(); /* and learns the interfaces' versions */
    if ( has_door() && failure )
        return not_applicable("control_op does not work: %s", failure);

    memset(error_seen, 0, sizeof(error_seen));
    observed = attack();
    failure = has_door() && !observed ? control_failure() : NULL;
    set_uuid(no_uuid);

    if ( observed )
        return effect(true, "%s%s", text, has_door() ? "" : ", by a raw call");
    if ( failure )
        return effect(true, "control_op does not work any more: %s", failure);
    if ( inapplicable )
        return not_applicable("%s", inapplicable);
    if ( lacking )
        return cannot_try("%s", lacking);
    if ( !has_door() )
        return not_applicable("no control device");
    return effect(false, "%s (%s)", text, errors());
}

/* ---- calls ---- */

size_t call_size(const struct control_op_call *call)
{
    return sizeof(*call) + call->nr_buffers * sizeof(call->buffers[0]);
}

/* From many at a time: a fuzzer makes calls by the thousand. */
static void *new_page_of_calls(void)
{
    static const size_t size = 64 * PAGE_SIZE;
    static char *next, *end;

    if ( next == end )
    {
        next = buffer(size);
        end = next + size;
    }

    next += PAGE_SIZE;
    return next - PAGE_SIZE;
}

struct control_op_call *new_call(uint32_t operation)
{
    struct control_op_call *call = new_page_of_calls();

    call->version = CONTROL_OP_VERSION;
    call->operation = operation;

    return call;
}

uint64_t declare_at(struct control_op_call *call, uint64_t address,
                    uint64_t size)
{
    call->buffers[call->nr_buffers++] = (struct control_op_buffer){ address,
                                                                    size };

    return has_door() ? CONTROL_OP_REFERENCE(call->nr_buffers, 0) : address;
}

uint64_t declare(struct control_op_call *call, const void *memory,
                 uint64_t size)
{
    return declare_at(call, (uintptr_t)memory, size);
}

long issue_ioctl_at(const struct control_op_ioctl *argument)
{
    const int result = ioctl(door, CONTROL_OP_IOCTL, argument);

    if ( result >= 0 )
        return result;

    note_node_error(errno);
    return note(-errno);
}

long issue_ioctl(uint64_t calls, uint32_t size, uint32_t nr)
{
    const struct control_op_ioctl argument = { calls, size, nr };

    return issue_ioctl_at(&argument);
}

long issue_in_place(struct control_op_call *call, uint32_t size)
{
    const long result = issue_ioctl((uintptr_t)call, size, 1);

    return result ? result : note((long)call->result);
}

static void issue_raw(struct control_op_call *call)
{
    call->result = note(hypercall(call->operation, call->args[0], call->args[1],
                                  call->args[2], call->args[3], call->args[4]));
}

long issue_all(struct control_op_call *const *calls, unsigned int nr)
{
    static char *batch;
    size_t size = 0;
    long result;

    if ( !has_door() )
    {
        for ( unsigned int i = 0; i < nr; i++ )
            issue_raw(calls[i]);
        return 0;
    }

    if ( !batch )
        batch = buffer(CONTROL_OP_MAX_CALLS * PAGE_SIZE);

    for ( unsigned int i = 0; i < nr; i++ )
    {
        memcpy(batch + size, calls[i], call_size(calls[i]));
        size += call_size(calls[i]);
    }

    result = issue_ioctl((uintptr_t)batch, (uint32_t)size, nr);

    size = 0;
    for ( unsigned int i = 0; i < nr; i++ )
    {
        calls[i]->result = ((struct control_op_call *)(batch + size))->result;
        if ( !result )
            note(calls[i]->result);
        size += call_size(calls[i]);
    }

    return result;
}

long issue(struct control_op_call *call)
{
    const long result = issue_all(&call, 1);

    return result ? result : (long)call->result;
}

/* ---- honest calls ---- */

struct control_op_call *handle_call(const void *to)
{
    struct control_op_call *call = new_call(__HYPERVISOR_xen_version);

    call->args[0] = XENVER_guest_handle;
    if ( to )
        call->args[1] = declare(call, to, MARK_SIZE);
    return call;
}

void *attach(struct control_op_call *call, void *at, const void *content,
             size_t size)
{
    void *memory = fenced(size);
    const uint64_t reference = declare(call, memory, size);

    memcpy(at, &reference, sizeof(reference));
    return content ? memcpy(memory, content, size) : memory;
}

uint32_t domctl_interface = XEN_DOMCTL_INTERFACE_VERSION,
         sysctl_interface = XEN_SYSCTL_INTERFACE_VERSION;

struct control_op_call *domctl_call(const struct xen_domctl *op)
{
    struct control_op_call *call = new_call(__HYPERVISOR_domctl);
    struct xen_domctl *copy = attach(call, &call->args[0], op, sizeof(*op));

    copy->interface_version = domctl_interface;
    return call;
}

struct control_op_call *sysctl_call(const struct xen_sysctl *op)
{
    struct control_op_call *call = new_call(__HYPERVISOR_sysctl);
    struct xen_sysctl *copy = attach(call, &call->args[0], op, sizeof(*op));

    copy->interface_version = sysctl_interface;
    return call;
}

struct control_op_call *op_call(uint32_t hypercall, uint64_t cmd,
                                const void *structure, size_t size)
{
    struct control_op_call *call = new_call(hypercall);

    call->args[0] = cmd;
    attach(call, &call->args[1], structure, size);

    return call;
}

void *structure_of(const struct control_op_call *call)
{
    return (void *)call->buffers[0].address;
}

struct control_op_call *reservation_call(uint64_t cmd, domid_t domid,
                                         xen_pfn_t number)
{
    struct control_op_call *call = op_call(
        __HYPERVISOR_memory_op, cmd,
        &(struct xen_memory_reservation){ .domid = domid, .nr_extents = 1 },
        sizeof(struct xen_memory_reservation));
    struct xen_memory_reservation *reservation = structure_of(call);

    attach(call, &reservation->extent_start, &number, sizeof(number));
    return call;
}

xen_pfn_t *number_of(const struct control_op_call *call)
{
    return (void *)call->buffers[1].address;
}

bool any_alias(bool (*aim)(domid_t domid))
{
    for ( size_t i = 0; i < NR_ALIASES; i++ )
        if ( aim(aliases[i]) )
            return true;

    return false;
}

struct control_op_call *console_call(struct xen_sysctl **op, uint64_t address,
                                     uint64_t declared, uint32_t count)
{
    /* Not from the start, where an attack before this one has read. */
    struct control_op_call *call = SYSCTL_CALL(
        readconsole, .u.readconsole = { .count = count,
                                        .incremental = 1,
                                        .index = (uint32_t)getpid() % 1024 });

    *op = structure_of(call);
    (*op)->u.readconsole.buffer.p = (void *)declare_at(call, address, declared);
    return call;
}

bool control_console_shows(const char *what)
{
    static const uint32_t ring_size = 1U << 17;
    static char *ring;
    struct xen_sysctl *op;
    struct control_op_call *call;

    if ( !ring )
        ring = buffer(ring_size);

    call = console_call(&op, (uintptr_t)ring, ring_size, ring_size - 1);
    op->u.readconsole.incremental = 0;
    if ( issue(call) )
        return false;

    ring[op->u.readconsole.count] = '\0';
    return strstr(ring, what);
}

void set_uuid(const void *bytes)
{
    static struct control_op_call *call;
    struct xen_domctl *op;

    if ( !call )
        call = DOMCTL_CALL(setdomainhandle, 0);
    op = structure_of(call);
    op->interface_version = domctl_interface;
    memcpy(op->u.setdomainhandle.handle, bytes, MARK_SIZE);
    issue(call);
}

void get_uuid(void *bytes)
{
    static char *own;
    static struct control_op_call *call;

    if ( !call )
    {
        own = fenced(MARK_SIZE);
        call = handle_call(own);
    }

    issue(call);
    memcpy(bytes, own, MARK_SIZE);
    memset(own, FILL, MARK_SIZE);
}

bool domain_info(domid_t domid, struct xen_domctl_getdomaininfo *info)
{
    static struct control_op_call *call;
    struct xen_domctl *op;
    long result;

    if ( !call )
        call = DOMCTL_CALL(getdomaininfo, domid);
    op = structure_of(call);
    op->cmd = XEN_DOMCTL_getdomaininfo;
    op->interface_version = domctl_interface;
    op->domain = domid;
    result = issue(call);
    *info = op->u.getdomaininfo;

    return !result && info->domain == domid;
}

static struct xen_domctl_getdomaininfo dom0_before;

void watch_dom0(void)
{
    domain_info(0, &dom0_before);
}

bool dom0_changed(void)
{
    const uint32_t lasting = XEN_DOMINF_dying | XEN_DOMINF_shutdown |
                             XEN_DOMINF_paused | XEN_DOMINF_debugged |
                             XEN_DOMINF_hvm_guest;
    struct xen_domctl_getdomaininfo now = dom0_before;
    bool differs;

    domain_info(0, &now);
    differs = (now.flags & lasting) != (dom0_before.flags & lasting) ||
              now.max_vcpu_id != dom0_before.max_vcpu_id ||
              now.max_pages != dom0_before.max_pages ||
              now.shared_info_frame != dom0_before.shared_info_frame;

    return seen_either(differs, "dom0", "changed", "runs on as before");
}

/* A wrong interface version has no other effect than -EACCES. */
static const uint32_t newest_interface = 0x20, oldest_interface = 0x12;

static bool learn(uint32_t *interface, bool (*works)(void))
{
    if ( works() )
        return true;

    for ( *interface = newest_interface; *interface >= oldest_interface;
          --*interface )
        if ( works() )
            return true;

    return false;
}

static bool domctl_works(void)
{
    struct xen_domctl_getdomaininfo info;

    return domain_info(0, &info);
}

static bool sysctl_works(void)
{
    return !issue(SYSCTL_CALL(sched_id));
}

/* One of each: a stable call, an argument, a structure, a pointer in one. */
const char *control_failure(void)
{
    struct control_op_call *call = new_call(CONTROL_OP_STATUS);
    struct control_op_status *status = attach(call, &call->args[0], NULL,
                                              sizeof(*status));
    struct xen_sysctl *op;
    char *log = fenced(MARK_SIZE), uuid[MARK_SIZE];
    const char *mark;

    if ( has_door() && (issue(call) || status->domid != 0 ||
                        status->version < CONTROL_OP_VERSION) )
        return "no status";
    if ( !learn(&domctl_interface, domctl_works) )
        return "no domctl tells of dom0";
    if ( !learn(&sysctl_interface, sysctl_works) )
        return "no sysctl";

    mark = new_mark();
    set_uuid(mark);
    get_uuid(uuid);
    if ( memcmp(uuid, mark, sizeof(uuid)) )
        return "dom0's UUID cannot be set and read";

    call = console_call(&op, (uintptr_t)log, MARK_SIZE, MARK_SIZE);
    if ( issue(call) || op->u.readconsole.count != MARK_SIZE ||
         filled(log, MARK_SIZE) )
        return "Xen's console cannot be read";

    return fences_broken() ? "it writes where it should not" : NULL;
}

struct control_op_call *hypfs_call(const char *found, uint64_t declared,
                                   uint64_t size)
{
    struct control_op_call *call = new_call(__HYPERVISOR_hypfs_op);

    call->args[0] = XEN_HYPFS_OP_read;
    attach(call, &call->args[1], "/", 2);
    call->args[2] = 2;
    call->args[3] = declare(call, found, declared);
    call->args[4] = size;
    return call;
}

/* ---- other domains ---- */

domid_t create_domain(const struct xen_domctl_createdomain *create,
                      long *result)
{
    struct control_op_call *call = DOMCTL_CALL(createdomain, 0,
                                               .u.createdomain = *create);
    const struct xen_domctl *op = structure_of(call);

    *result = issue(call);
    return *result ? DOMID_INVALID : op->domain;
}

domid_t new_domain_without_vcpu(uint32_t flags)
{
    struct xen_domctl_createdomain create = { 0 };
    long result;

    describe_domu(&create, flags);
    return create_domain(&create, &result);
}

domid_t new_domain(uint32_t flags)
{
    const domid_t domid = new_domain_without_vcpu(flags);

    if ( domid == DOMID_INVALID )
        return DOMID_INVALID;

    if ( !issue(DOMCTL_CALL(max_vcpus, domid, .u.max_vcpus.max = 1)) )
        return domid;

    end_domain(domid);
    return DOMID_INVALID;
}

struct control_op_call *populate_call(uint64_t max_kib)
{
    const domid_t domid = new_domain(0);

    if ( domid == DOMID_INVALID )
    {
        missing("no domU");
        return NULL;
    }

    issue(DOMCTL_CALL(max_mem, domid, .u.max_mem.max_memkb = max_kib));
    return reservation_call(XENMEM_populate_physmap, domid, 1);
}

void end_domain(domid_t domid)
{
    if ( domid != DOMID_INVALID )
        issue(DOMCTL_CALL(destroydomain, domid));
}

/* ---- fences ---- */

static struct fence {
    uint8_t *start, *end; /* of what can be accessed */
    uint8_t *inner;
    size_t size;
} fences[1024], spare[256];
static unsigned int nr_fences, nr_spare;

/* One that was given back, of this many bytes with its surroundings. */
static uint8_t *spare_memory(size_t length)
{
    for ( unsigned int i = 0; i < nr_spare; i++ )
    {
        uint8_t *start = spare[i].start;

        if ( (size_t)(spare[i].end - start) != length )
            continue;
        spare[i] = spare[--nr_spare];
        return start;
    }

    return NULL;
}

/* New memory of this many bytes, and none on either side. */
static uint8_t *new_memory(size_t length)
{
    uint8_t *around = mmap(NULL, length + 2 * PAGE_SIZE, PROT_NONE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            *start = around + PAGE_SIZE;

    /* shared: a fork makes private memory read-only, which Xen does not undo */
    if ( around == MAP_FAILED || mmap(start, length, PROT_READ | PROT_WRITE,
                                      MAP_FIXED | MAP_SHARED | MAP_ANONYMOUS |
                                          MAP_POPULATE | MAP_LOCKED,
                                      -1, 0) == MAP_FAILED )
        return NULL;

    return start;
}

void *fenced(size_t size)
{
    const size_t pages = (size + PAGE_SIZE - 1) & PAGE_MASK,
                 length = pages + 2 * PAGE_SIZE;
    uint8_t *start = spare_memory(length);
    struct fence fence;

    if ( !start )
        start = new_memory(length);
    if ( !start )
        return NULL;

    fence = (struct fence){ start, start + length, start + PAGE_SIZE, size };
    memset(start, FILL, length);
    if ( nr_fences < ARRAY_SIZE(fences) )
        fences[nr_fences++] = fence;

    return fence.inner;
}

unsigned int mark_fences(void)
{
    return nr_fences;
}

void release_fences(unsigned int mark)
{
    while ( nr_fences > mark )
    {
        spare[nr_spare++] = fences[--nr_fences];
        if ( nr_spare == ARRAY_SIZE(spare) )
            nr_spare = 0; /* and never use those again */
    }
}

bool filled(const void *memory, size_t size)
{
    const uint8_t *bytes = memory;

    return !size || (*bytes == FILL && !memcmp(bytes, bytes + 1, size - 1));
}

bool fences_broken(void)
{
    for ( unsigned int i = 0; i < nr_fences; i++ )
    {
        const struct fence *fence = &fences[i];
        const uint8_t *behind = fence->inner + fence->size;

        if ( !filled(fence->start, (size_t)(fence->inner - fence->start)) ||
             !filled(behind, (size_t)(fence->end - behind)) )
            return true;
    }

    return false;
}

/* ---- files ---- */

int new_file(const char *path)
{
    uint8_t bytes[PAGE_SIZE];
    const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    memset(bytes, FILL, sizeof(bytes));
    if ( fd < 0 || write(fd, bytes, sizeof(bytes)) != sizeof(bytes) )
        return -1;

    return fd;
}

bool file_changed(int fd)
{
    uint8_t bytes[MARK_SIZE];

    return pread(fd, bytes, sizeof(bytes), 0) == sizeof(bytes) &&
           !filled(bytes, sizeof(bytes));
}
