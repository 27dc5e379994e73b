/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the attacks of the U-KMEM family share. Each has Xen write to an
 * address within the kernel, through one operation; which operation, and what
 * it writes there, is all that an attack says. Where the address comes from,
 * whether memory changed, and how the kernel gets its bytes back is the same
 * for all of them.
 *
 * Three places serve as targets:
 *
 *  - the kernel's version string, which uname() shows (victim() of rogue.h);
 *  - for an operation that writes into its own argument: the end of the
 *    kernel's host name. Root may set that name, so that is how the argument
 *    gets there, but what Xen adds lands on the release and the version, which
 *    are the kernel's own;
 *  - for what does not fit into either: pages of ours, by the address at which
 *    the kernel, and no program, knows them.
 */
#ifndef ROGUE_KMEM_H
#define ROGUE_KMEM_H

#include "../rogue.h"
#include "../domu.h"

/*
 * Opens an attack of the family, to be followed by the body of a function that
 * makes the call and returns Xen's answer.
 */
#define KMEM_ATTACK(id, title)          KMEM_ATTACK_AT(id, title, __COUNTER__)
#define KMEM_ATTACK_AT(id, title, line) KMEM_ATTACK_AT_(id, title, line)
#define KMEM_ATTACK_AT_(id, title, line)                                       \
    static long kmem_write_##line(void);                                       \
    ATTACK_AT(id, title, false, line)                                          \
    {                                                                          \
        return kmem_outcome(kmem_write_##line);                                \
    }                                                                          \
    static long kmem_write_##line(void)

/*
 * The same where one line tells it: the call itself, a structure that names a
 * buffer in the kernel, or one that is passed from @input bytes in the kernel's
 * host name.
 */
#define KMEM(id, title, ...)                                                   \
    KMEM_ATTACK(id, title)                                                     \
    {                                                                          \
        return __VA_ARGS__;                                                    \
    }
#define KMEM_BUFFER(id, title, call, command, type, ...)                       \
    KMEM_ATTACK(id, title)                                                     \
    {                                                                          \
        type argument = { __VA_ARGS__ };                                       \
                                                                               \
        return call(command, &argument);                                       \
    }
#define KMEM_BACK(id, title, call, command, input, type, ...)                  \
    KMEM_ATTACK(id, title)                                                     \
    {                                                                          \
        const type argument = { __VA_ARGS__ };                                 \
                                                                               \
        return call(command, in_host_name(&argument, input));                  \
    }

/* Run @write and report whether the kernel's memory has changed. */
enum outcome kmem_outcome(long (*write)(void));

/* The reason why an operation writes nothing here, to be returned by a body. */
long cannot_show(const char *why);

/* The version string, as a guest handle takes it. */
#define AT_VICTIM ((void *)victim())

/*
 * Put the first @input bytes of an argument, at most HOST_NAME_SIZE, at the end
 * of the kernel's host name. Returns the argument's address in the kernel.
 */
#define HOST_NAME_SIZE 64
uint64_t in_host_name(const void *argument, size_t input);

/*
 * Fill our own pages, of which there are OWN_SIZE bytes, with @bytes and then
 * with a pattern. Returns their address in the kernel, 0 if there is none.
 */
#define OWN_SIZE (4 * PAGE_SIZE)
uint64_t in_own_pages(const void *bytes, size_t size);

/*
 * The bytes at an address within the kernel's names or in our own pages, and
 * whether they are other ones than were there before the call.
 */
bool read_back(uint64_t address, void *bytes, size_t size);

/* domctl() and sysctl() with the argument in the kernel's host name. */
long domctl_in_host_name(struct xen_domctl op, size_t input);
long sysctl_in_host_name(struct xen_sysctl op, size_t input);
uint32_t domctl_version(void);

/*
 * A new domain of a kind that domu.h names, which is gone after the attack. The
 * number of a domain that does not exist if Xen refuses: the attack then goes
 * on, and shows that it is refused as well.
 */
domid_t other_domain(uint32_t kind);

/*
 * Stay on dom0's first vCPU, and return the number of another one; 0 if there
 * is none.
 */
unsigned int other_vcpu(void);

#endif /* ROGUE_KMEM_H */
