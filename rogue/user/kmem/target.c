// SPDX-License-Identifier: GPL-2.0-only
/*
 * The targets of the U-KMEM family: bytes in the kernel that an ordinary
 * program can watch, how an argument gets there, and how the kernel gets its
 * own bytes back.
 */
#include "kmem.h"

#include <sys/mman.h>
#include <sys/utsname.h>

#include "../frames/paging.h"

/* As uname() tells them, when the attack began and just before its call. */
static struct utsname names_at_first, names_before;

static char *own_pages;
static char own_before[OWN_SIZE];

/* Why there is nothing to be seen, or why the attack could not be tried. */
static const char *inapplicable, *missing;

long cannot_show(const char *why)
{
    inapplicable = why;
    return 0;
}

static uint64_t names_address(void)
{
    return kernel_symbol("init_uts_ns");
}

/* ---- the host name ---- */

uint64_t in_host_name(const void *argument, size_t input)
{
    char name[HOST_NAME_SIZE];

    memset(name, 'x', sizeof(name));
    memcpy(name + sizeof(name) - input, argument, input);
    if ( sethostname(name, sizeof(name)) )
        missing = "the host name cannot be set";
    uname(&names_before);

    return names_address() + offsetof(struct utsname, nodename) + sizeof(name) -
           input;
}

static bool names_changed(void)
{
    struct utsname names;

    return !uname(&names) && memcmp(&names, &names_before, sizeof(names));
}

static void restore_names(void)
{
    size_t size = 0;

    for ( size_t done = 0; done < sizeof(names_at_first); done += size )
    {
        const uint64_t to = names_address() + done;

        size = sizeof(names_at_first) - done;
        if ( size > PAGE_SIZE - to % PAGE_SIZE )
            size = PAGE_SIZE - to % PAGE_SIZE;
        copy_to_frame(kernel_frame(to), to % PAGE_SIZE,
                      (char *)&names_at_first + done, size);
    }

    names_before = names_at_first;
    if ( names_changed() )
        log_line("the kernel's names could not be restored");
}

/* ---- pages of our own ---- */

struct own_page {
    uint64_t number;
    char *at;
};

static int by_number(const void *a, const void *b)
{
    const uint64_t first = ((const struct own_page *)a)->number,
                   second = ((const struct own_page *)b)->number;

    return first < second ? -1 : first > second;
}

/* Have pages follow each other for us as they do for the kernel. */
static char *in_a_row(const struct own_page *pages)
{
    char *row = mmap(NULL, OWN_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                     0);

    for ( size_t i = 0; i < OWN_SIZE / PAGE_SIZE && row != MAP_FAILED; i++ )
        if ( mremap(pages[i].at, PAGE_SIZE, PAGE_SIZE,
                    MREMAP_MAYMOVE | MREMAP_FIXED,
                    row + i * PAGE_SIZE) == MAP_FAILED )
            row = MAP_FAILED;

    return row == MAP_FAILED ? NULL : row;
}

/* Pages of which the kernel has one after the other. */
static char *neighbouring_pages(void)
{
    static struct own_page pages[1024];
    static const size_t nr = ARRAY_SIZE(pages), wanted = OWN_SIZE / PAGE_SIZE;
    char *memory = buffer(nr * PAGE_SIZE);

    for ( size_t i = 0; memory && i < nr; i++ )
        pages[i] = (struct own_page){ own_page_number(memory + i * PAGE_SIZE),
                                      memory + i * PAGE_SIZE };
    qsort(pages, nr, sizeof(pages[0]), by_number);

    for ( size_t i = 0; memory && i + wanted <= nr; i++ )
        if ( pages[i + wanted - 1].number == pages[i].number + wanted - 1 )
            return in_a_row(&pages[i]);

    return NULL;
}

uint64_t in_own_pages(const void *bytes, size_t size)
{
    own_pages = neighbouring_pages();
    if ( !own_pages )
    {
        missing = "no neighbouring pages";
        return 0;
    }

    memset(own_pages, 'x', OWN_SIZE);
    if ( size )
        memcpy(own_pages, bytes, size);
    memcpy(own_before, own_pages, OWN_SIZE);

    return kernel_alias(own_pages);
}

static bool own_pages_changed(void)
{
    return own_pages && memcmp(own_pages, own_before, OWN_SIZE);
}

/* ---- another domain, another vCPU ---- */

static domid_t created = DOMID_INVALID;

domid_t other_domain(uint32_t kind)
{
    static const domid_t no_domain = 0x7000;

    created = create_domu(kind);
    return created == DOMID_INVALID ? no_domain : created;
}

unsigned int other_vcpu(void)
{
    stay_on_cpu(0);
    return sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 1 : 0;
}

/* ---- what has changed ---- */

bool read_back(uint64_t address, void *bytes, size_t size)
{
    uint64_t offset = address - names_address();
    struct utsname names;

    if ( uname(&names) == 0 && offset < sizeof(names) )
    {
        memcpy(bytes, (char *)&names + offset, size);
        return memcmp(bytes, (char *)&names_before + offset, size);
    }

    offset = own_pages ? address - kernel_alias(own_pages) : OWN_SIZE;
    if ( offset >= OWN_SIZE )
        return false;

    memcpy(bytes, own_pages + offset, size);
    return memcmp(bytes, own_before + offset, size);
}

enum outcome kmem_outcome(long (*write)(void))
{
    bool names, pages;
    long result;

    if ( !victim() || !kernel_frame(names_address()) )
        return cannot_try("no address or frame for the kernel's variable");

    uname(&names_at_first);
    names_before = names_at_first;
    result = write();

    names = names_changed();
    pages = own_pages_changed();
    if ( names )
        restore_names();
    sethostname(names_at_first.nodename, strlen(names_at_first.nodename));
    destroy_domu(created);

    if ( names )
        return effect(true, "the kernel's own names overwritten");
    if ( pages )
        return effect(true, "memory overwritten at its kernel address");
    if ( inapplicable )
        return not_applicable("%s", inapplicable);
    if ( missing )
        return cannot_try("%s", missing);
    if ( result == -ENOSYS || result == -EOPNOTSUPP )
        return not_applicable("Xen does not offer it to this kind of dom0");

    return effect(false, "the kernel's memory is unchanged (%s)",
                  result < 0 ? strerrorname_np((int)-result) : "no error");
}

/* ---- arguments of domctl and sysctl ---- */

/* As one that does no harm has found it. */
uint32_t domctl_version(void)
{
    struct xen_domctl op = { .cmd = XEN_DOMCTL_getdomaininfo };

    domctl(&op);
    return op.interface_version;
}

long domctl_in_host_name(struct xen_domctl op, size_t input)
{
    op.interface_version = domctl_version();
    return hypercall1(__HYPERVISOR_domctl, in_host_name(&op, input));
}

long sysctl_in_host_name(struct xen_sysctl op, size_t input)
{
    struct xen_sysctl harmless = { .cmd = XEN_SYSCTL_sched_id };

    sysctl(&harmless);
    op.interface_version = harmless.interface_version;
    return hypercall1(__HYPERVISOR_sysctl, in_host_name(&op, input));
}
