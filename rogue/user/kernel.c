// SPDX-License-Identifier: GPL-2.0-only
/*
 * The dom0 kernel as seen by a curious root: where its symbols and frames are,
 * and whether its memory has changed. Nothing here needs a hypercall, so it
 * measures as well on a locked-down host as on a stock one.
 */
#include "rogue.h"

#include <elf.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/utsname.h>

const char *read_line(const char *path, char *line, size_t size)
{
    FILE *file = fopen(path, "re");

    line[0] = '\0';
    if ( file )
    {
        if ( !fgets(line, (int)size, file) )
            line[0] = '\0';
        fclose(file);
    }

    line[strcspn(line, "\n")] = '\0';
    return line;
}

bool read_bytes(const char *path, void *bytes, size_t size, uint64_t at)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const bool done = fd >= 0 &&
                      pread(fd, bytes, size, (off_t)at) == (ssize_t)size;

    if ( fd >= 0 )
        close(fd);
    return done;
}

bool write_word(const char *path, const char *word)
{
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    const size_t size = strlen(word);
    const bool done = fd >= 0 && write(fd, word, size) == (ssize_t)size;
    const int error = errno;

    if ( fd >= 0 )
        close(fd);
    errno = error;
    return done;
}

bool dom0_is_pv(void)
{
    char type[8];

    return !strcmp(read_line("/sys/hypervisor/guest_type", type, sizeof(type)),
                   "PV");
}

/* All that any attack asks for, because a pass over /proc/kallsyms takes long. */
static struct {
    const char *name;
    uint64_t address;
} symbols[] = {
    { "_text", 0 },
    { "_etext", 0 },
    { "init_uts_ns", 0 },
    { "init_top_pgt", 0 },
    { "kernel_locked_down", 0 },
    { "page_offset_base", 0 },
    { "xen_entry_SYSCALL_64", 0 },
    { "xen_p2m_addr", 0 },
    { "__per_cpu_offset", 0 },
    { "__x64_sys_getppid", 0 },
    { "xen_clock", 0 },
    { "xen_runstate", 0 },
    { "gdt_page", 0 },
    { "pcpu_hot", 0 },
    { "vmemmap_base", 0 },
    { "xen_asm_exc_xen_hypervisor_callback", 0 },
    { "xen_asm_xenpv_exc_nmi", 0 },
    { "xen_cr3", 0 },
    { "xen_entry_SYSCALL_compat", 0 },
    { "xen_failsafe_callback", 0 },
    { "xen_9pfs_devs", 0 },
};

void find_kernel_symbols(void)
{
    static const size_t name_at = sizeof("ffffffffffffffff T ") - 1;
    char line[256];
    FILE *file = fopen("/proc/kallsyms", "re");

    while ( file && fgets(line, sizeof(line), file) )
    {
        const char *name = line + name_at;

        line[strcspn(line, "\t\n")] = '\0'; /* a module's name may follow */
        if ( strlen(line) < name_at )
            continue;

        for ( size_t i = 0; i < ARRAY_SIZE(symbols); i++ )
            if ( !symbols[i].address && !strcmp(name, symbols[i].name) )
                symbols[i].address = strtoull(line, NULL, 16);
    }

    if ( file )
        fclose(file);
}

uint64_t kernel_symbol(const char *name)
{
    for ( size_t i = 0; i < ARRAY_SIZE(symbols); i++ )
        if ( !strcmp(name, symbols[i].name) )
            return symbols[i].address;

    return 0;
}

/* ---- memory and frames ---- */

/*
 * Lockdown lets root read the kernel (up to "integrity"), as an ELF core file.
 */
bool read_kernel(uint64_t address, void *bytes, size_t size)
{
    Elf64_Ehdr header;
    Elf64_Phdr segment;
    bool done = false;
    int fd = open("/proc/kcore", O_RDONLY | O_CLOEXEC);

    if ( fd < 0 )
        return false;

    if ( pread(fd, &header, sizeof(header), 0) != sizeof(header) )
        header.e_phnum = 0;

    for ( unsigned int i = 0; i < header.e_phnum && !done; i++ )
    {
        off_t at = (off_t)(header.e_phoff + i * sizeof(segment));

        done = pread(fd, &segment, sizeof(segment), at) == sizeof(segment) &&
               segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
               address - segment.p_vaddr < segment.p_memsz &&
               pread(fd, bytes, size,
                     (off_t)(segment.p_offset + address - segment.p_vaddr)) ==
                   (ssize_t)size;
    }

    close(fd);
    return done;
}

/*
 * The kernel's image is contiguous: /proc/iomem tells where its code, thus
 * _text, starts.
 */
uint64_t kernel_page_number(uint64_t address)
{
    char line[128];
    unsigned long long start = 0;
    uint64_t text = kernel_symbol("_text");
    FILE *file = fopen("/proc/iomem", "re");

    if ( !file )
        return 0;

    while ( fgets(line, sizeof(line), file) )
        if ( strstr(line, "Kernel code") &&
             sscanf(line, " %llx-", &start) == 1 )
            break;
    fclose(file);

    return start && text && address >= text
               ? (start + (address - text)) / PAGE_SIZE
               : 0;
}

/*
 * A PV kernel keeps a list of the machine frames of its pages, with flags in
 * the top bits.
 */
static uint64_t p2m_list(void)
{
    uint64_t variable = kernel_symbol("xen_p2m_addr"), list = 0;

    return variable && read_kernel(variable, &list, sizeof(list)) ? list : 0;
}

uint64_t frame_of_page(uint64_t pfn)
{
    uint64_t list, mfn = 0;

    if ( !pfn || !dom0_is_pv() )
        return pfn;

    list = p2m_list();
    return list && read_kernel(list + pfn * sizeof(mfn), &mfn, sizeof(mfn))
               ? mfn & ~(3UL << 62)
               : 0;
}

uint64_t page_of_frame(uint64_t frame)
{
    static const uint64_t max_pfn = 1UL << 20;
    static uint64_t mfns[16 * PAGE_SIZE / sizeof(uint64_t)];
    uint64_t list = p2m_list();

    for ( uint64_t pfn = 0; list && pfn < max_pfn; pfn += ARRAY_SIZE(mfns) )
    {
        if ( !read_kernel(list + pfn * sizeof(*mfns), mfns, sizeof(mfns)) )
            return 0;

        for ( unsigned int i = 0; i < ARRAY_SIZE(mfns); i++ )
            if ( mfns[i] == frame )
                return pfn + i;
    }

    return 0;
}

uint64_t kernel_frame(uint64_t address)
{
    return frame_of_page(kernel_page_number(address));
}

uint64_t own_page_number(const void *page)
{
    uint64_t entry = 0;
    if ( !read_bytes("/proc/self/pagemap", &entry, sizeof(entry),
                     (uintptr_t)page / PAGE_SIZE * sizeof(entry)) )
        return 0;

    return entry & ((1UL << 55) - 1);
}

uint64_t own_frame(const void *page)
{
    return frame_of_page(own_page_number(page));
}

/* ---- accesses that may fault ---- */

static sigjmp_buf after_fault;

static void on_fault(int signal)
{
    siglongjmp(after_fault, signal);
}

bool survives(void (*access)(void *arg), void *arg)
{
    static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE };
    struct sigaction action = { .sa_handler = on_fault },
                     before[ARRAY_SIZE(signals)];
    volatile bool survived = false;

    for ( size_t i = 0; i < ARRAY_SIZE(signals); i++ )
        sigaction(signals[i], &action, &before[i]);

    if ( !sigsetjmp(after_fault, 1) )
    {
        access(arg);
        survived = true;
    }

    for ( size_t i = 0; i < ARRAY_SIZE(signals); i++ )
        sigaction(signals[i], &before[i], NULL);

    return survived;
}

/* ---- the victim ---- */

/* The kernel keeps what uname() returns at the start of this variable. */
static const size_t version_offset = offsetof(struct utsname, version);

uint64_t victim(void)
{
    uint64_t names = kernel_symbol("init_uts_ns");

    return names ? (names + version_offset + 15) & ~15UL : 0;
}

void read_victim(void *bytes, size_t size)
{
    struct utsname names;
    uint64_t start = kernel_symbol("init_uts_ns");

    memset(bytes, 0, size);
    if ( start && !uname(&names) )
        memcpy(bytes, (char *)&names + (victim() - start), size);
}

static char mark[MARK_SIZE + 1] = "rogue ..........";

/* Frequent letters: an attack may have to find each of them somewhere. */
const char *new_mark(void)
{
    static const char letters[] = "etaoinsrdlmcpXEN";
    uint8_t random[MARK_SIZE] = { 0 };
    if ( !read_bytes("/dev/urandom", random, sizeof(random), 0) )
        log_line("no random bytes");

    for ( size_t i = strlen("rogue "); i < MARK_SIZE; i++ )
        mark[i] = letters[random[i] % (sizeof(letters) - 1)];

    return mark;
}

bool victim_has_mark(void)
{
    char bytes[MARK_SIZE];

    read_victim(bytes, sizeof(bytes));
    return !memcmp(bytes, mark, sizeof(bytes));
}

/* ---- lockdown ---- */

static const char lockdown_file[] = "/sys/kernel/security/lockdown";

bool kernel_locked_down(void)
{
    char line[128];

    read_line(lockdown_file, line, sizeof(line));
    return strstr(line, "[integrity]") || strstr(line, "[confidentiality]");
}

void lock_kernel_down(void)
{
    int fd = open(lockdown_file, O_WRONLY | O_CLOEXEC);

    if ( fd < 0 )
        return;

    if ( write(fd, "integrity", 9) != 9 )
        log_line("the kernel's lockdown could not be restored");
    close(fd);
}

bool load_module(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    long result;

    if ( fd < 0 )
        return false;

    result = syscall(SYS_finit_module, fd, "", 0);
    if ( result < 0 )
        result = -errno;
    close(fd);
    errno = (int)-result;

    return !result;
}
