/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line under lockdown: tells core where each option came from,
 * applies the option "lockdown", and reports all of it once there is a console
 * to report to.
 */
#include <xen/efi.h>
#include <xen/init.h>
#include <xen/lib.h>
#include <xen/lockdown.h>
#include <xen/param.h>
#include <xen/string.h>

#include "private.h"

struct lockdown_efi __initdata lockdown_efi = {
    .secure_boot.state = LOCKDOWN_VARIABLE_ABSENT,
};

unsigned int __ro_after_init lockdown_options_refused;

/* Options to be named in the log. One that is repeated is named once. */
struct options {
    unsigned int nr, lost;
    struct {
        const char *name, *why;
        enum lockdown_source source;
    } option[64];
};
static struct options __initdata refused, premature;

static unsigned int __initdata seen[LOCKDOWN_RUNTIME + 1];

/*
 * Sources of the line that is being parsed: @front for its first @front_len
 * bytes.
 */
static size_t __initdata front_len;
static enum lockdown_source __initdata front, rest;

static enum lockdown_source __initdata source;
static const char *__initdata level_why;

static void __init remember(struct options *options, const char *name,
                            const char *why)
{
    unsigned int i;

    for ( i = 0; i < options->nr; i++ )
        if ( options->option[i].name == name &&
             options->option[i].source == source )
            return;

    if ( i == ARRAY_SIZE(options->option) )
    {
        options->lost++;
        return;
    }

    options->option[i].name = name;
    options->option[i].why = why;
    options->option[i].source = source;
    options->nr++;
}

static void __init refuse(const char *name, const char *why)
{
    lockdown_options_refused++;
    remember(&refused, name, why);
}

void __init lockdown_cmdline_builtin(void)
{
    front_len = 0;
    rest = LOCKDOWN_BUILTIN;
}

/*
 * The configuration in the image is as good as its signature: without Secure
 * Boot nobody has checked that, and it is a file like any other.
 */
static bool __init config_is_trusted(void)
{
    return lockdown_secure_boot_active(&lockdown_efi.secure_boot) &&
           lockdown_efi.config_embedded;
}

void __init lockdown_cmdline_boot(void)
{
    front_len = lockdown_efi.config_len;
    front = config_is_trusted() ? LOCKDOWN_EMBEDDED : LOCKDOWN_FILE;
    rest = LOCKDOWN_LOADER;
}

/*
 * Where the image brings the dom0 kernel's options, nobody may add to them:
 * with "lsm=" alone a kernel may run without its own lockdown (U-LOADOPT).
 */
char *__init lockdown_dom0_options(const char *cmdline)
{
    const size_t len = strlen(cmdline);
    char *options = strstr(cmdline, " -- ");
    size_t at, keep;

    if ( !options || !config_is_trusted() )
        return options;

    at = options - cmdline;
    keep = lockdown_cmdline_keep(len, lockdown_efi.config_len, at);
    if ( keep < len )
    {
        options[keep - at] = '\0';
        source = LOCKDOWN_LOADER;
        refuse("--", lockdown_refusal_text(LOCKDOWN_REFUSAL_KERNEL_OPTIONS));
    }

    return keep > at ? options : NULL;
}

bool __init lockdown_allows_option(const char *name, const char *value,
                                   bool negated, size_t end)
{
    const struct lockdown_option option = {
        .name = name,
        .name_len = strlen(name),
        .value = value,
        .value_len = strlen(value),
        .negated = negated,
    };
    const char *why;

    source = end <= front_len ? front : rest;
    seen[source]++;

    if ( !lockdown_cmdline_allows(lockdown_level(), source, &option, &why) )
    {
        refuse(name, why);
        return false;
    }

    /* The option lockdown may follow further right, too late for this one. */
    if ( !lockdown_cmdline_allows(LOCKDOWN_INTEGRITY, source, &option, &why) )
        remember(&premature, name, why);

    return true;
}

static int __init cf_check parse_lockdown(const char *s)
{
    const enum lockdown_level before = lockdown_level();
    enum lockdown_level to;

    if ( !lockdown_level_parse(s, strlen(s), &to) )
        refuse("lockdown", lockdown_refusal_text(LOCKDOWN_REFUSAL_NO_LEVEL));
    else if ( lockdown_raise(to) != before )
        level_why = "option lockdown";

    return 0;
}
custom_param("lockdown", parse_lockdown);

bool __initdata lockdown_dom0_waived;

static int __init cf_check parse_dom0(const char *s)
{
    if ( strcmp(s, "any") )
        return -EINVAL;

    lockdown_dom0_waived = true;
    return 0;
}
custom_param("lockdown-dom0", parse_dom0);

static void __init report(const struct options *options, const char *what)
{
    unsigned int i;

    for ( i = 0; i < options->nr; i++ )
        printk(XENLOG_WARNING "Lockdown: option %s from %s %s: %s\n",
               options->option[i].name,
               lockdown_source_name(options->option[i].source), what,
               options->option[i].why);

    if ( options->lost )
        printk(XENLOG_WARNING "Lockdown: %u more options %s\n", options->lost,
               what);
}

unsigned int __ro_after_init lockdown_reason;

/* Why the level is what it is, in words; and as a number for control_op. */
static const char *__init reason(void)
{
    const char *state;
    const enum lockdown_level demanded = lockdown_secure_boot_level(
        &lockdown_efi.secure_boot, &state);

    if ( level_why )
    {
        lockdown_reason = CONTROL_OP_REASON_OPTION;
        return level_why;
    }

    if ( demanded < lockdown_level() )
    {
        lockdown_reason = CONTROL_OP_REASON_BUILD;
        return "built-in default";
    }

    lockdown_reason = demanded > LOCKDOWN_NONE ? CONTROL_OP_REASON_SECURE_BOOT
                                               : CONTROL_OP_REASON_NONE;

    return efi_enabled(EFI_BOOT) ? state : "no UEFI firmware";
}

/* Xen parses its command line before it has a console. */
static int __init cf_check lockdown_report(void)
{
    enum lockdown_source i;

    printk(XENLOG_WARNING "Lockdown: level %s (%s)\n",
           lockdown_level_name(lockdown_level()), reason());

    for ( i = LOCKDOWN_BUILTIN; i <= LOCKDOWN_LOADER; i++ )
        if ( seen[i] )
            printk(XENLOG_WARNING "Lockdown: %u options from %s, %strusted\n",
                   seen[i], lockdown_source_name(i),
                   lockdown_source_trusted(i) ? "" : "not ");

    report(&refused, "refused");
    if ( lockdown_level() > LOCKDOWN_NONE )
        report(&premature, "taken before lockdown took effect");

    return 0;
}
presmp_initcall(lockdown_report);

/* The level is final when the first domain is made. */
bool lockdown_contains(void)
{
    return lockdown_level() >= LOCKDOWN_CONTAINMENT;
}
