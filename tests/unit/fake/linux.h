/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fake of the Linux kernel, as far as linux/src/control.c uses it: this header
 * stands for all headers of Linux that the file includes. The test plays Linux,
 * userspace and Xen by the functions and variables named fake_.
 */
#ifndef FAKE_LINUX_H
#define FAKE_LINUX_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define CONFIG_XEN_LOCKDOWN 1

typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define __init
#define __user
#define EXPORT_SYMBOL_GPL(name) extern int fake_exported
#define __always_unused         __attribute__((unused))

/* ---- what the file tells Linux when it is loaded ---- */

struct file;
struct vm_area_struct {
    void *vm_private_data;
};
struct module;
#define THIS_MODULE ((struct module *)0)

struct file_operations {
    struct module *owner;
    long (*unlocked_ioctl)(struct file *file, unsigned int cmd,
                           unsigned long argument);
};

#define MISC_DYNAMIC_MINOR 255
struct miscdevice {
    int minor;
    const char *name;
    const struct file_operations *fops;
};
int misc_register(struct miscdevice *device);

extern int (*const fake_initcall)(void);
#define device_initcall(function) int (*const fake_initcall)(void) = (function)

struct fake_note {
    const char *name;
    u32 type, descriptor;
};
extern const struct fake_note fake_note;
#define ELFNOTE32(name, type, descriptor)                                      \
    const struct fake_note fake_note = { name, type, descriptor }

/* ---- Linux's own state, its log and its allocator ---- */

extern struct task_struct {
    char comm[16];
} * current;

enum lockdown_reason { LOCKDOWN_XEN_USER_ACTIONS = 20 };
int security_locked_down(enum lockdown_reason what);

void fake_log(const char *level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
#define pr_err_once(format, ...) fake_log("err", pr_fmt(format), __VA_ARGS__)
#define pr_notice_ratelimited(format, ...)                                     \
    fake_log("notice", pr_fmt(format), __VA_ARGS__)

#define GFP_KERNEL 1
void *kmalloc(size_t size, int flags);
void kfree(const void *memory);

/* ---- userspace's memory ---- */

#define TASK_SIZE_MAX ((1UL << 47) - 4096)

/* Returns how many of the bytes, which are the last ones, it could not copy. */
unsigned long copy_from_user(void *to, const void *from, unsigned long size);

bool user_access_begin(const void *at, size_t size);
void user_access_end(void);
/* Between the two. False stands for a fault. */
bool fake_get_user(void *to, const void *from, size_t size);
bool fake_put_user(void *to, const void *from, size_t size);

#define unsafe_get_user(x, from, failed)                                       \
    do                                                                         \
    {                                                                          \
        if ( !fake_get_user(&(x), from, sizeof(x)) )                           \
            goto failed;                                                       \
    } while ( 0 )
#define unsafe_put_user(x, to, failed)                                         \
    do                                                                         \
    {                                                                          \
        if ( !fake_put_user(to, &(x), sizeof(x)) )                             \
            goto failed;                                                       \
    } while ( 0 )

/* ---- Xen ---- */

#define DOMID_FIRST_RESERVED 0x7ff0
#define DOMID_INVALID        0x7ff4

bool xen_initial_domain(void);
void xen_preemptible_hcall_begin(void);
void xen_preemptible_hcall_end(void);

/* A hypercall of the kernel's own, and one for userspace. */
long fake_hypercall(unsigned int number, void *calls, unsigned long nr,
                    unsigned long size);
#define _hypercall3(type, name, a1, a2, a3)                                    \
    ((type)fake_hypercall(__HYPERVISOR_##name, a1, a2, a3))
long privcmd_call(unsigned int number, unsigned long a1, unsigned long a2,
                  unsigned long a3, unsigned long a4, unsigned long a5);

#endif /* FAKE_LINUX_H */
