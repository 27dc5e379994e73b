/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of core/cmdline.c: each rule of provenance, each row of
 * policy/cmdline.def, and for each checked option values that must pass and
 * values that must not. tests/fuzz/cmdline_fuzz.c compares the same decisions
 * with models of Xen's own parsers.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "lockdown.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum class { CLASS_SAFE, CLASS_UNSAFE, CLASS_CHECKED };

struct row {
    const char *name;
    enum class class;
    const char *forms;
    const char *why;
};

#define SAFE                 CLASS_SAFE, ""
#define UNSAFE               CLASS_UNSAFE, ""
#define CHECKED(kind, forms) CLASS_CHECKED, forms

static const struct row options[] = {
#define OPTION(name, class, why) { name, class, why },
#define PARAM(name, class, why)
#include "../../policy/cmdline.def"
#undef OPTION
#undef PARAM
};

static const struct row params[] = {
#define OPTION(name, class, why)
#define PARAM(name, class, why) { name, class, why },
#include "../../policy/cmdline.def"
#undef OPTION
#undef PARAM
};

static const enum lockdown_level locked[] = { LOCKDOWN_INTEGRITY,
                                              LOCKDOWN_CONTAINMENT };
static const enum lockdown_source untrusted[] = { LOCKDOWN_FILE,
                                                  LOCKDOWN_LOADER,
                                                  LOCKDOWN_RUNTIME };

/*
 * Values that may confuse a parser. A SAFE option is allowed with each of them,
 * an UNSAFE one with none.
 */
static const char *const odd_values[] = {
    "",     "no",    "off",  "0",    "1",  "yes",  "=",
    "==",   ",",     ",,",   ";",    ":",  "-",    "--",
    "no-",  "no-no", "0x10", "0777", "-1", "1,",   ",1",
    "none", "@0",    "[",    "[0",   "]",  "[0]=", "\xff",
    "\x01", "#",     "$",    "+",    "!",  "~",    ".",
    "% ",   " ",     "\t",   "1 ",   " 1", "on ",  "99999999999999999999",
};

struct test_case {
    const char *name, *value;
    bool allowed;
};

#define YES true
#define NO  false

/* A null value is the negated option without a value: no-NAME. */
static const struct test_case cases[] = {
    { "acpi", "force", YES },
    { "acpi", "verbose", YES },
    { "acpi", "off", NO },
    { "acpi", "ht", NO },
    { "acpi", "noirq", NO },
    { "acpi", "force,off", NO },
    { "acpi", "force,verbose", NO },
    { "acpi", "", NO },
    { "acpi", NULL, NO },
    { "allow_unsafe", "off", YES },
    { "allow_unsafe", NULL, YES },
    { "allow_unsafe", "", NO },
    { "allow_unsafe", "on", NO },
    { "altp2m", "0", YES },
    { "altp2m", NULL, YES },
    { "altp2m", "", NO },
    { "altp2m", "1", NO },
    { "argo", "no", YES },
    { "argo", "no,no-mac-permissive", YES },
    { "argo", NULL, YES },
    { "argo", "yes", NO },
    { "argo", "no,mac-permissive", NO },
    { "argo", "no,yes", NO },
    { "argo", "", NO },
    { "ats", "false", YES },
    { "ats", NULL, YES },
    { "ats", "", NO },
    { "ats", "true", NO },
    { "bootscrub", "", YES },
    { "bootscrub", "idle", YES },
    { "bootscrub", "1", YES },
    { "bootscrub", "0", NO },
    { "bootscrub", NULL, NO },
    { "bootscrub", "idle,on", NO },
    { "cet", "on", YES },
    { "cet", "shstk,ibt", YES },
    { "cet", "shstk=1,ibt=enable", YES },
    { "cet", "off", NO },
    { "cet", "no-shstk", NO },
    { "cet", "shstk,ibt=0", NO },
    { "cet", "shstk=", NO },
    { "cet", "on,off", NO },
    { "cet", NULL, NO },
    { "console", "com1", YES },
    { "console", "vga,com2H", YES },
    { "console", "none", YES },
    { "console", "com1L,com2,vga", YES },
    { "console", "", NO },
    { "console", "dbgp", NO },
    { "console", "ehci", NO },
    { "console", "com1,xhci", NO },
    { "console", "pv", NO },
    { "console", "xen", NO },
    { "console", "dtuart", NO },
    { "console", "vgax", NO },
    { "console", "com1HH", NO },
    { "console", "com1,", NO },
    { "console", NULL, NO },
    { "cpufreq", "xen", YES },
    { "cpufreq", "xen:performance,maxfreq=3000000,verbose", YES },
    { "cpufreq", "hwp;xen", YES },
    { "cpufreq", "no", YES },
    { "cpufreq", NULL, YES },
    { "cpufreq", "dom0-kernel", NO },
    { "cpufreq", "dom0-kernel,verbose", NO },
    { "cpufreq", "xen;dom0-kernel", NO },
    { "cpufreq", "xen:maxfreq=0x10", NO },
    { "crashkernel", "256M", YES },
    { "crashkernel", "256M<4G", YES },
    { "crashkernel", "256M,below=4G", YES },
    { "crashkernel", "0-2G:128M,2G-:256M<4G", YES },
    { "crashkernel", "256M@16M", NO },
    { "crashkernel", "0-2G:128M,2G-:256M@16M", NO },
    { "crashkernel", "@16M", NO },
    { "crashkernel", "256M,@16M", NO },
    { "crashkernel", "0x10000000", NO },
    { "crashkernel", "", NO },
    { "dit", "", YES },
    { "dit", "on", YES },
    { "dit", "off", NO },
    { "dit", NULL, NO },
    { "dom0", "pvh", YES },
    { "dom0", "pv,verbose", YES },
    { "dom0",
      "pvh,no-verbose,no-pf-fixup,msr-relaxed=0,no-shadow,cpuid-faulting",
      YES },
    { "dom0", "pvh,msr-relaxed", NO },
    { "dom0", "pf-fixup=1", NO },
    { "dom0", "no-cpuid-faulting", NO },
    { "dom0", "shadow", NO },
    { "dom0", "pv:", NO },
    { "dom0", "pv=1", NO },
    { "dom0", "pvx", NO },
    { "dom0", "", NO },
    { "dom0-iommu", "strict", YES },
    { "dom0-iommu",
      "strict=yes,no-passthrough,map-inclusive=off,no-map-reserved", YES },
    { "dom0-iommu", "none", NO },
    { "dom0-iommu", "none=0", NO },
    { "dom0-iommu", "passthrough", NO },
    { "dom0-iommu", "no-passthrough=0", NO },
    { "dom0-iommu", "strict,none", NO },
    { "dom0-iommu", "no-strict", NO },
    { "dom0-iommu", "strict=0", NO },
    { "dom0-iommu", "map-inclusive", NO },
    { "dom0-iommu", "map-reserved", NO },
    { "dom0-iommu", "", NO },
    { "dom0_mem", "512M", YES },
    { "dom0_mem", "512M,max:1G", YES },
    { "dom0_mem", "min:1G,max:-2G,50%", YES },
    { "dom0_mem", "1G+25%,min:10%,max:2G+5%", YES },
    { "dom0_mem", "-1G", YES },
    { "dom0_mem", "1048576", YES },
    { "dom0_mem", "9999999T", YES },
    { "dom0_mem", "10000000T", NO },
    { "dom0_mem", "0512M", NO },
    { "dom0_mem", "0x20000000", NO },
    { "dom0_mem", "512X", NO },
    { "dom0_mem", "512x", NO },
    { "dom0_mem", "512MB", NO },
    { "dom0_mem", "M", NO },
    { "dom0_mem", "min:", NO },
    { "dom0_mem", "--1G", NO },
    { "dom0_mem", "512M,,max:1G", NO },
    { "dom0_mem", "512M;max:1G", NO },
    { "dom0_mem", "", NO },
    { "dom0_mem", NULL, NO },
    { "ept", "no-ad", YES },
    { "ept", "ad=0,pml,exec-sp=off", YES },
    { "ept", "exec-sp", NO },
    { "ept", "pml,ad", NO },
    { "ept", "", NO },
    { "force-ept", NULL, YES },
    { "force-ept", "no", YES },
    { "force-ept", "", NO },
    { "force-ept", "yes", NO },
    { "gnttab", "max-ver:1", YES },
    { "gnttab", "max-ver:1,no-transitive,transfer=0", YES },
    { "gnttab", "max-ver:2", NO },
    { "gnttab", "transitive", NO },
    { "gnttab", "max-ver:1,transfer", NO },
    { "hap", "", YES },
    { "hap", "yes", YES },
    { "hap", "no", NO },
    { "hap", NULL, NO },
    { "hvm_fep", "off", YES },
    { "hvm_fep", NULL, YES },
    { "hvm_fep", "", NO },
    { "hvm_fep", "enable", NO },
    { "iommu", "on", YES },
    { "iommu", "force", YES },
    { "iommu", "required,verbose,debug", YES },
    { "iommu", "on,no-intpost,dom0-strict,quarantine=scratch-page,sharept=0",
      YES },
    { "iommu", "intremap=enable,dom0-passthrough=false,crash-disable=no", YES },
    { "iommu", "no", NO },
    { "iommu", "off", NO },
    { "iommu", "0", NO },
    { "iommu", "", NO },
    { "iommu", NULL, NO },
    { "iommu", "force,no", NO },
    { "iommu", "no-force", NO },
    { "iommu", "force=0", NO },
    { "iommu", "force=", NO },
    { "iommu", "force=on=off", NO },
    { "iommu", "no-intremap", NO },
    { "iommu", "intremap=off", NO },
    { "iommu", "no-igfx", NO },
    { "iommu", "no-qinval", NO },
    { "iommu", "snoop=0", NO },
    { "iommu", "dom0-passthrough", NO },
    { "iommu", "no-dom0-strict", NO },
    { "iommu", "no-quarantine", NO },
    { "iommu", "quarantine=scratch-pagE", NO },
    { "iommu", "crash-disable", NO },
    { "iommu", "intpost", NO },
    { "iommu", "amd-iommu-perdev-intremap=0", NO },
    { "iommu", "force, no", NO },
    { "iommu", "forced", NO },
    { "iommu", "FORCE", NO },
    { "iommu_inclusive_mapping", "no", YES },
    { "iommu_inclusive_mapping", NULL, YES },
    { "iommu_inclusive_mapping", "", NO },
    { "iommu_inclusive_mapping", "1", NO },
    { "mmcfg", "1", YES },
    { "mmcfg", "yes", YES },
    { "mmcfg", "0", NO },
    { "mmcfg", NULL, NO },
    { "mmcfg", "1,amd-fam10", NO },
    { "mmcfg", "amd_fam10", NO },
    { "mmio-relax", "no", YES },
    { "mmio-relax", NULL, YES },
    { "mmio-relax", "", NO },
    { "mmio-relax", "all", NO },
    { "msi", "", YES },
    { "msi", "1", YES },
    { "msi", "0", NO },
    { "msi", NULL, NO },
    { "noapic", "no", YES },
    { "noapic", NULL, YES },
    { "noapic", "", NO },
    { "noapic", "yes", NO },
    { "numa", "on", YES },
    { "numa", "off", YES },
    { "numa", "noacpi", YES },
    { "numa", "fake=8", NO },
    { "numa", "on,fake=8", NO },
    { "numa", "on,off", NO },
    { "numa", "", NO },
    { "probe-port-aliases", "", YES },
    { "probe-port-aliases", "true", YES },
    { "probe-port-aliases", "false", NO },
    { "probe-port-aliases", NULL, NO },
    { "psr", "cmt", YES },
    { "psr", "cat:1,cdp:0,mba", YES },
    { "psr", "cos_max:1024", NO },
    { "psr", "cmt,rmid_max:1", NO },
    { "psr", "cmt:2", NO },
    { "pv", "no-32", YES },
    { "pv", "32=0", YES },
    { "pv", "32", NO },
    { "pv", "32=1", NO },
    { "pv-l1tf", "", YES },
    { "pv-l1tf", "dom0,domu=1", YES },
    { "pv-l1tf", "1", YES },
    { "pv-l1tf", "0", NO },
    { "pv-l1tf", "dom0,no-domu", NO },
    { "pv-l1tf", NULL, NO },
    { "pv-linear-pt", "0", YES },
    { "pv-linear-pt", NULL, YES },
    { "pv-linear-pt", "", NO },
    { "pv-linear-pt", "1", NO },
    { "ro-hpet", "", YES },
    { "ro-hpet", "1", YES },
    { "ro-hpet", "0", NO },
    { "ro-hpet", NULL, NO },
    { "scrub-domheap", "", YES },
    { "scrub-domheap", "on", YES },
    { "scrub-domheap", "off", NO },
    { "scrub-domheap", NULL, NO },
    { "smap", "", YES },
    { "smap", "1", YES },
    { "smap", "hvm", NO },
    { "smap", "off", NO },
    { "smap", NULL, NO },
    { "smep", "", YES },
    { "smep", "on", YES },
    { "smep", "hvm", NO },
    { "smep", "0", NO },
    { "smep", NULL, NO },
    { "smt", "off", YES },
    { "smt", NULL, YES },
    { "smt", "", NO },
    { "smt", "on", NO },
    { "spec-ctrl", "ssbd", YES },
    { "spec-ctrl", "stibp=1,eager-fpu,l1d-flush=on,verw", YES },
    { "spec-ctrl", "no", NO },
    { "spec-ctrl", "xen=0", NO },
    { "spec-ctrl", "no-xen", NO },
    { "spec-ctrl", "ssbd,no-ibpb", NO },
    { "spec-ctrl", "bti-thunk=jmp", NO },
    { "spec-ctrl", "rsb=no-hvm", NO },
    { "spec-ctrl", "verw=pv=0", NO },
    { "spec-ctrl", "ibrs", NO },
    { "spec-ctrl", "bhb-seq=none", NO },
    { "spec-ctrl", "", NO },
    { "spec-ctrl", NULL, NO },
    { "tsx", "0", YES },
    { "tsx", NULL, YES },
    { "tsx", "1", NO },
    { "tsx", "", NO },
    { "ucode", "nmi", YES },
    { "ucode", "nmi=1,digest-check", YES },
    { "ucode", "scan", NO },
    { "ucode", "nmi,scan", NO },
    { "ucode", "no-digest-check", NO },
    { "ucode", "nmi,digest-check=0", NO },
    { "ucode", "-1", NO },
    { "ucode", "1", NO },
    { "ucode", "nmi,", NO },
    { "ucode", "allow-same", NO },
    { "ucode", "no-scan", NO },
    { "unrestricted_guest", "", YES },
    { "unrestricted_guest", "1", YES },
    { "unrestricted_guest", "0", NO },
    { "unrestricted_guest", NULL, NO },
    { "vpmu", "0", YES },
    { "vpmu", NULL, YES },
    { "vpmu", "", NO },
    { "vpmu", "bts", NO },
    { "vpmu", "0,bts", NO },
    { "xpti", "", YES },
    { "xpti", "on", YES },
    { "xpti", "dom0,domu=yes", YES },
    { "xpti", "on,", NO },
    { "xpti", ",on", NO },
    { "xpti", "off", NO },
    { "xpti", "default", NO },
    { "xpti", "dom0,no-domu", NO },
    { "xpti", "domu=0", NO },
    { "xpti", NULL, NO },
};

/* Each case is tried with com1 and with com2. */
static const struct test_case serial_cases[] = {
    { "com", "", YES },
    { "com", "115200", YES },
    { "com", "115200,8n1", YES },
    { "com", "auto,8n1", YES },
    { "com", "auto/1843200", YES },
    { "com", "9600/1843200,7e2", YES },
    { "com", "baud=115200,parity=n,stop-bits=1", YES },
    { "com", "115200,parity=e,data-bits=7", YES },
    { "com", "115200,8n1,clock-hz=1843200", YES },
    { "com", NULL, NO },
    { "com", "115200,8n1,0x3f8", NO },
    { "com", "115200,8n1,1016", NO },
    { "com", "115200,8n1,0x3f8,4", NO },
    { "com", "115200,8n1,pci", NO },
    { "com", "115200,8n1,amt", NO },
    { "com", "115200,8n1,,0", NO },
    { "com", "115200,8n1,,msi", NO },
    { "com", "115200,8n1,,,00:14.0", NO },
    { "com", "115200,,1016", NO },
    { "com", "115200,8n1,", NO },
    { "com", ",8n1", NO },
    { "com", "8n1", NO },
    { "com", "115200,8", NO },
    { "com", "115200,8n", NO },
    { "com", "115200,8n1x", NO },
    { "com", "115200,8n1 ", NO },
    { "com", "115200,115200", NO },
    { "com", "115200,8n1,8n1", NO },
    { "com", "autox", NO },
    { "com", "auto/0x10", NO },
    { "com", "0115200", NO },
    { "com", "115200/", NO },
    { "com", "baud=115200,io-base=0x3f8", NO },
    { "com", "io-base=1016", NO },
    { "com", "baud=115200,1016", NO },
    { "com", "parity=n,115200,8n1,1016", NO },
    { "com", "115200,8n1,parity=n,8n1", NO },
    { "com", "dev=pci", NO },
    { "com", "dev=amt", NO },
    { "com", "port=00:14.0", NO },
    { "com", "bridge=00:1c.0", NO },
    { "com", "irq=4", NO },
    { "com", "reg-shift=2", NO },
    { "com", "reg-width=4", NO },
    { "com", "115200,8n1,io-base", NO },
    { "com", "baud=auto", NO },
    { "com", "baud=", NO },
    { "com", "parity=nn", NO },
    { "com", "=115200", NO },
    { "com", "115200=", NO },
};

/*
 * Decide on copies of exactly the right size, so that a sanitizer sees every
 * byte read beyond the given lengths.
 */
static bool decide(enum lockdown_level level, enum lockdown_source source,
                   const char *name, const char *value, size_t value_len,
                   bool negated, const char **why)
{
    const size_t name_len = strlen(name);
    char *name_copy = malloc(name_len + !name_len);
    char *value_copy = malloc(value_len + !value_len);
    bool allowed;

    assert_non_null(name_copy);
    assert_non_null(value_copy);
    memcpy(name_copy, name, name_len);
    memcpy(value_copy, value, value_len);

    allowed = lockdown_cmdline_allows(
        level, source,
        &(struct lockdown_option){ name_copy, name_len, value_copy, value_len,
                                   negated },
        why);

    free(name_copy);
    free(value_copy);

    return allowed;
}

static bool allows(const char *name, const char *value)
{
    const char *v = value ? value : "";

    return decide(LOCKDOWN_INTEGRITY, LOCKDOWN_FILE, name, v, strlen(v), !value,
                  NULL);
}

/*
 * Decide for each untrusted source at each locked level: all answers must be
 * the same.
 */
static bool allowed_everywhere(const char *name, const char *value,
                               bool negated)
{
    const bool first = decide(LOCKDOWN_INTEGRITY, LOCKDOWN_FILE, name, value,
                              strlen(value), negated, NULL);
    size_t l, s;

    for ( l = 0; l < ARRAY_SIZE(locked); l++ )
        for ( s = 0; s < ARRAY_SIZE(untrusted); s++ )
        {
            const char *why = NULL;
            bool now = decide(locked[l], untrusted[s], name, value,
                              strlen(value), negated, &why);

            assert_int_equal(now, first);
            assert_int_equal(why != NULL, !now);
        }

    return first;
}

static void none_allows_everything(void **state)
{
    size_t i, j;

    (void)state;
    for ( i = 0; i < ARRAY_SIZE(options); i++ )
        for ( j = 0; j < ARRAY_SIZE(odd_values); j++ )
            assert_true(decide(LOCKDOWN_NONE, LOCKDOWN_LOADER, options[i].name,
                               odd_values[j], strlen(odd_values[j]), j & 1,
                               NULL));

    assert_true(decide(LOCKDOWN_NONE, LOCKDOWN_LOADER, "no such option", "", 0,
                       false, NULL));
    for ( i = 0; i < ARRAY_SIZE(params); i++ )
        assert_true(lockdown_param_allows(LOCKDOWN_NONE, params[i].name,
                                          strlen(params[i].name), NULL));
    assert_true(
        lockdown_param_allows(LOCKDOWN_NONE, "no such parameter", 17, NULL));
}

static void trusted_sources_may_do_anything(void **state)
{
    static const enum lockdown_source trusted[] = { LOCKDOWN_BUILTIN,
                                                    LOCKDOWN_EMBEDDED };
    size_t i, j, l, s;

    (void)state;
    for ( l = 0; l < ARRAY_SIZE(locked); l++ )
        for ( s = 0; s < ARRAY_SIZE(trusted); s++ )
        {
            for ( i = 0; i < ARRAY_SIZE(options); i++ )
                for ( j = 0; j < ARRAY_SIZE(odd_values); j++ )
                    assert_true(decide(locked[l], trusted[s], options[i].name,
                                       odd_values[j], strlen(odd_values[j]),
                                       j & 1, NULL));

            assert_true(decide(locked[l], trusted[s], "no such option", "", 0,
                               false, NULL));
        }
}

static void values_out_of_range_are_not_trusted(void **state)
{
    (void)state;
    assert_false(decide(LOCKDOWN_INTEGRITY, (enum lockdown_source)77, "gdb", "",
                        0, false, NULL));
    assert_false(decide(LOCKDOWN_INTEGRITY, (enum lockdown_source) - 1, "gdb",
                        "", 0, false, NULL));
    assert_false(decide((enum lockdown_level)77, LOCKDOWN_FILE, "gdb", "", 0,
                        false, NULL));
}

static void each_row_has_its_effect(void **state)
{
    size_t i, j;

    (void)state;
    for ( i = 0; i < ARRAY_SIZE(options); i++ )
    {
        const char *why = NULL;

        if ( options[i].class == CLASS_CHECKED )
            continue;

        for ( j = 0; j < ARRAY_SIZE(odd_values); j++ )
        {
            assert_int_equal(
                allowed_everywhere(options[i].name, odd_values[j], false),
                options[i].class == CLASS_SAFE);
            assert_int_equal(
                allowed_everywhere(options[i].name, odd_values[j], true),
                options[i].class == CLASS_SAFE);
        }

        if ( !decide(LOCKDOWN_INTEGRITY, LOCKDOWN_FILE, options[i].name, "", 0,
                     false, &why) )
            assert_string_equal(why, options[i].why);
    }
}

static void each_parameter_has_its_effect(void **state)
{
    size_t i, l;

    (void)state;
    for ( i = 0; i < ARRAY_SIZE(params); i++ )
        for ( l = 0; l < ARRAY_SIZE(locked); l++ )
        {
            const char *why = NULL;
            bool allowed = lockdown_param_allows(locked[l], params[i].name,
                                                 strlen(params[i].name), &why);

            assert_int_not_equal(params[i].class, CLASS_CHECKED);
            assert_int_equal(allowed, params[i].class == CLASS_SAFE);
            if ( !allowed )
                assert_string_equal(why, params[i].why);
        }
}

static void the_unlisted_is_refused(void **state)
{
    static const char *const names[] = {
        "",          "x",          "no such option",
        "Console",   "CONSOLE",    "consol",
        "console ",  "no-console", "lockdow",
        "lockdownx", "ivrs_hpet",  "ivrs_hpet[3]",
        "ivrs_",     "com3",       "com",
        "com11",     "=",          "\xff",
    };
    const char *why;
    size_t i;

    (void)state;
    for ( i = 0; i < ARRAY_SIZE(names); i++ )
    {
        assert_false(allowed_everywhere(names[i], "", false));

        why = NULL;
        assert_false(lockdown_param_allows(LOCKDOWN_INTEGRITY, names[i],
                                           strlen(names[i]), &why));
        assert_non_null(why);
    }

    /* A name is compared over its whole length, an embedded NUL included. */
    assert_false(lockdown_cmdline_allows(
        LOCKDOWN_INTEGRITY, LOCKDOWN_FILE,
        &(struct lockdown_option){ "console\0x", 9, "vga", 3, false }, NULL));
    assert_false(
        lockdown_param_allows(LOCKDOWN_INTEGRITY, "loglvl\0", 7, NULL));

    /* An option is not a parameter; a null pointer is an empty string. */
    assert_false(
        lockdown_param_allows(LOCKDOWN_INTEGRITY, "noreboot", 8, NULL));
    assert_false(lockdown_param_allows(LOCKDOWN_INTEGRITY, NULL, 0, NULL));
    assert_false(lockdown_cmdline_allows(
        LOCKDOWN_INTEGRITY, LOCKDOWN_FILE,
        &(struct lockdown_option){ NULL, 0, NULL, 0, false }, NULL));
    assert_true(lockdown_cmdline_allows(
        LOCKDOWN_INTEGRITY, LOCKDOWN_FILE,
        &(struct lockdown_option){ "smep", 4, NULL, 0, false }, NULL));
}

static void checked_options_take_safe_values_only(void **state)
{
    size_t i;

    (void)state;
    for ( i = 0; i < ARRAY_SIZE(cases); i++ )
        if ( allowed_everywhere(cases[i].name,
                                cases[i].value ? cases[i].value : "",
                                !cases[i].value) != cases[i].allowed )
            fail_msg("%s=%s must be %s", cases[i].name,
                     cases[i].value ? cases[i].value : "(negated)",
                     cases[i].allowed ? "allowed" : "refused");

    for ( i = 0; i < ARRAY_SIZE(serial_cases); i++ )
    {
        assert_int_equal(allows("com1", serial_cases[i].value),
                         serial_cases[i].allowed);
        assert_int_equal(allows("com2", serial_cases[i].value),
                         serial_cases[i].allowed);
    }
}

static void count(const char *name, const struct test_case *table, size_t nr,
                  size_t hits[2])
{
    size_t i;

    for ( i = 0; i < nr; i++ )
        if ( !strncmp(name, table[i].name, strlen(table[i].name)) &&
             (table == serial_cases || !strcmp(name, table[i].name)) )
            hits[table[i].allowed]++;
}

static void each_checked_option_has_cases(void **state)
{
    size_t i;

    (void)state;
    for ( i = 0; i < ARRAY_SIZE(options); i++ )
    {
        size_t hits[2] = { 0, 0 };

        count(options[i].name, cases, ARRAY_SIZE(cases), hits);
        if ( strlen(options[i].name) == strlen("com1") )
            count(options[i].name, serial_cases, ARRAY_SIZE(serial_cases),
                  hits);

        if ( options[i].class == CLASS_CHECKED &&
             (hits[NO] < 2 || hits[YES] < 2) )
            fail_msg("%s needs two values that pass and two that do not",
                     options[i].name);
        if ( options[i].class != CLASS_CHECKED && (hits[NO] || hits[YES]) )
            fail_msg("%s has cases, but its row has no validator",
                     options[i].name);
    }
}

/*
 * Each switch of each row: every spelling of Xen's booleans, turned each way.
 */
static void switches_turn_one_way(void **state)
{
    static const char *const on[] = { "1", "on", "yes", "true", "enable" };
    static const char *const off[] = { "0", "no", "off", "false", "disable" };
    size_t i, j, switches = 0;

    (void)state;
    for ( i = 0; i < ARRAY_SIZE(options); i++ )
    {
        char forms[512], *form, *rest = forms;

        snprintf(forms, sizeof(forms), "%s", options[i].forms);
        while ( (form = strtok_r(rest, " ", &rest)) )
        {
            const bool up = *form == '+' || *form == '~',
                       down = *form == '!' || *form == '~';
            const char *name = form + 1;
            char text[128];

            if ( !up && !down )
                continue;
            switches++;

            for ( j = 0; j < ARRAY_SIZE(on); j++ )
            {
                snprintf(text, sizeof(text), "%s%s%s", name, *name ? "=" : "",
                         on[j]);
                assert_int_equal(allows(options[i].name, text), up);
                snprintf(text, sizeof(text), "%s%s%s", name, *name ? "=" : "",
                         off[j]);
                assert_int_equal(allows(options[i].name, text), down);

                snprintf(text, sizeof(text), "no-%s=%s", name, on[j]);
                assert_false(allows(options[i].name, text));
                snprintf(text, sizeof(text), "%s==%s", name, on[j]);
                assert_false(allows(options[i].name, text));
                snprintf(text, sizeof(text), "%s=%sx", name, on[j]);
                assert_false(allows(options[i].name, text));
            }

            if ( !*name )
                continue;

            assert_int_equal(allows(options[i].name, name), up);
            snprintf(text, sizeof(text), "no-%s", name);
            assert_int_equal(allows(options[i].name, text), down);
            snprintf(text, sizeof(text), "no-no-%s", name);
            assert_false(allows(options[i].name, text));
            snprintf(text, sizeof(text), "%s=", name);
            assert_false(allows(options[i].name, text));
        }
    }

    assert_true(switches > 60);
}

/*
 * Xen refuses no-NAME=VALUE for some kinds of option and inverts or ignores it
 * for others.
 */
static void negation_with_a_value_is_malformed(void **state)
{
    size_t i;

    (void)state;
    for ( i = 0; i < ARRAY_SIZE(cases); i++ )
        if ( cases[i].value && *cases[i].value )
            assert_false(
                allowed_everywhere(cases[i].name, cases[i].value, true));
    for ( i = 0; i < ARRAY_SIZE(serial_cases); i++ )
        if ( serial_cases[i].value && *serial_cases[i].value )
            assert_false(
                allowed_everywhere("com1", serial_cases[i].value, true));
}

/* The options that the attack U-CFG needs. */
static void attacks_are_refused(void **state)
{
    static const char *const attacks[][2] = {
        { "gdb", "com1" },
        { "dbgp", "ehci" },
        { "dbgp", "xhci@pci00:14.0" },
        { "hardware_dom", "1" },
        { "flask", "disabled" },
        { "flask", "permissive" },
        { "xsm", "dummy" },
        { "tboot", "0x1000" },
        { "mem", "1G" },
        { "availmem", "1G" },
        { "badpage", "0x1000" },
        { "e820-mtrr-clip", "0" },
        { "highmem-start", "1M" },
        { "acpi_sleep", "s3_bios" },
        { "efi", "no-rs" },
        { "efi", "attr=uc" },
        { "cpuid", "no-smep" },
        { "cpuid_mask_l7s0_ebx", "0" },
        { "cpuid_mask_ext_edx", "0" },
        { "pci-phantom", "00:14,1" },
        { "ivmd", "0-fffff" },
        { "rmrr", "0-fffff=0:0:1d.0" },
        { "ivrs_hpet[", "[3]=00:14.0" },
        { "real-mode", NULL },
        { "ivrs_ioapic[", "[3]=00:14.0" },
        { "pv-shim", "" },
        { "nolapic", NULL },
        { "tbuf_size", "64" },
        { "vesa-ram", "4096" },
        { "acpi_apic_instance", "1" },
    };
    size_t i;

    (void)state;
    for ( i = 0; i < ARRAY_SIZE(attacks); i++ )
        if ( allows(attacks[i][0], attacks[i][1]) )
            fail_msg("%s=%s is allowed", attacks[i][0], attacks[i][1]);
}

/* What administrators write every day. */
static void ordinary_options_work(void **state)
{
    static const char *const needs[][2] = {
        { "console", "com1,vga" },
        { "com1", "115200,8n1" },
        { "dom0_mem", "4G,max:4G" },
        { "dom0_max_vcpus", "1-4" },
        { "dom0_vcpus_pin", "" },
        { "loglvl", "all" },
        { "guest_loglvl", "all/info" },
        { "watchdog", "" },
        { "watchdog_timeout", "60" },
        { "sched", "credit2" },
        { "ucode", "nmi" },
        { "crashkernel", "256M,below=4G" },
        { "iommu", "force,verbose" },
        { "dom0-iommu", "strict" },
        { "dom0", "pvh" },
        { "vga", "gfx-1024x768x32,keep" },
        { "noreboot", "" },
        { "noreboot", NULL },
        { "cpufreq", "xen:performance" },
        { "max_cstate", "1" },
        { "smt", NULL },
        { "sync_console", "" },
        { "console_timestamps", "boot" },
        { "conring_size", "4M" },
        { "maxcpus", "4" },
        { "clocksource", "acpi" },
        { "x2apic", NULL },
        { "spec-ctrl", "ssbd" },
        { "placeholder", "" },
        { "lockdown", "" },
        { "lockdown", "containment" },
        { "hap_1gb", NULL },
        { "reboot", "efi" },
    };
    size_t i;

    (void)state;
    for ( i = 0; i < ARRAY_SIZE(needs); i++ )
        if ( !allows(needs[i][0], needs[i][1]) )
            fail_msg("%s=%s is refused", needs[i][0],
                     needs[i][1] ? needs[i][1] : "(negated)");
}

/*
 * Garbage of every length, for every row: no crash, and nothing read beyond the
 * length.
 */
static void garbage_of_every_length(void **state)
{
    static const char bytes[] =
        "0123456789abcxyzKMGT,,,===--::;;..[]@<>/%+!~#$ \t\xff";
    uint32_t random = 1;
    char value[301], longer[302];
    size_t i, j, len;

    (void)state;
    for ( i = 0; i < ARRAY_SIZE(options); i++ )
        for ( len = 0; len < sizeof(value); len++ )
        {
            bool first;

            for ( j = 0; j < len; j++ )
            {
                random = random * 1664525u + 1013904223u;
                value[j] = bytes[(random >> 16) % (sizeof(bytes) - 1)];
            }

            first = decide(LOCKDOWN_INTEGRITY, LOCKDOWN_FILE, options[i].name,
                           value, len, len & 1, NULL);
            if ( options[i].class == CLASS_CHECKED && len > 20 )
                assert_false(first);

            memcpy(longer, value, len);
            longer[len] = '1';
            assert_int_equal(lockdown_cmdline_allows(
                                 LOCKDOWN_INTEGRITY, LOCKDOWN_FILE,
                                 &(struct lockdown_option){
                                     options[i].name, strlen(options[i].name),
                                     longer, len, len & 1 },
                                 NULL),
                             first);
        }
}

static void table_is_sorted_and_reasoned(void **state)
{
    size_t i;

    (void)state;
    for ( i = 0; i < ARRAY_SIZE(options); i++ )
    {
        assert_true(strlen(options[i].why) >= 10);
        assert_true(i == 0 || strcmp(options[i - 1].name, options[i].name) < 0);
    }
    for ( i = 0; i < ARRAY_SIZE(params); i++ )
    {
        assert_true(strlen(params[i].why) >= 10);
        assert_true(i == 0 || strcmp(params[i - 1].name, params[i].name) < 0);
    }
}

static size_t keep(const char *trusted, const char *loader)
{
    char line[128];
    const char *separator;
    size_t len;

    snprintf(line, sizeof(line), "%s%s", trusted, loader);
    len = strlen(line);
    separator = strstr(line, " -- ");

    return lockdown_cmdline_keep(len, strlen(trusted),
                                 separator ? (size_t)(separator - line) : len);
}

static void only_signed_options_reach_dom0(void **state)
{
    (void)state;
    /* none for dom0 */
    assert_int_equal(keep("a=1", " b=2"), 7);
    assert_int_equal(keep("a=1 --b", " c --"), 12);
    /* the boot loader's separator, beside a signed configuration or none */
    assert_int_equal(keep("a=1", " -- lsm="), 3);
    assert_int_equal(keep("a=1", " b=2 -- lsm="), 7);
    assert_int_equal(keep("", "xen -- lsm="), 3);
    /* a separator of both together */
    assert_int_equal(keep("a=1 --", " lsm="), 3);
    assert_int_equal(keep("a=1 ", "-- lsm="), 3);
    /* the configuration's: nothing is added to what stands behind it */
    assert_int_equal(keep("a=1 -- root=X", ""), 13);
    assert_int_equal(keep("a=1 -- root=X", " lsm="), 13);
    assert_int_equal(keep("a=1 -- ", "lsm="), 7);
    assert_int_equal(keep("a=1 -- root=X", " -- lsm="), 13);
    /* more is signed than there is */
    assert_int_equal(lockdown_cmdline_keep(5, 6, 2), 5);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_allows_everything),
        cmocka_unit_test(trusted_sources_may_do_anything),
        cmocka_unit_test(values_out_of_range_are_not_trusted),
        cmocka_unit_test(each_row_has_its_effect),
        cmocka_unit_test(each_parameter_has_its_effect),
        cmocka_unit_test(the_unlisted_is_refused),
        cmocka_unit_test(checked_options_take_safe_values_only),
        cmocka_unit_test(each_checked_option_has_cases),
        cmocka_unit_test(switches_turn_one_way),
        cmocka_unit_test(negation_with_a_value_is_malformed),
        cmocka_unit_test(attacks_are_refused),
        cmocka_unit_test(ordinary_options_work),
        cmocka_unit_test(garbage_of_every_length),
        cmocka_unit_test(table_is_sorted_and_reasoned),
        cmocka_unit_test(only_signed_options_reach_dom0),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
