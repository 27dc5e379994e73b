/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which rules of loaders.def a file breaks. Each rule is a function of its name;
 * what it returns is the section at fault, or "" for the file as a whole.
 */
#include "sections.h"
#include "start.h"

#include "../cli.h"

#include "../../image/format.h"

#define RELOCATIONS_STRIPPED 1U

const struct loader_rule_row loader_rules[NR_RULES] = {
#define RULE(name, loaders, source, text) { #name, loaders, source, text },
#include "loaders.def"
};

/* ---- helpers ---- */

static const char *if_so(bool so)
{
    return so ? "" : NULL;
}

static bool has(const struct image_section *section, uint32_t flags)
{
    return (section->flags & flags) == flags;
}

/* The name of the first section for which @faulty. */
static const char *first(const struct image_pe *pe,
                         bool (*faulty)(const struct image_pe *pe,
                                        const struct image_section *section))
{
    struct image_section section;

    for ( unsigned int i = 0; image_pe_section(pe, i, &section); i++ )
        if ( faulty(pe, &section) )
            return printable(section.name.at, section.name.left);

    return NULL;
}

/* shim loads it. */
static bool is_loaded(const struct image_section *section)
{
    return has(section, IMAGE_SECTION_READ) &&
           !has(section, IMAGE_SECTION_DISCARDABLE);
}

static struct image_range certificates(const struct image_pe *pe)
{
    return image_pe_directory(pe, IMAGE_DIRECTORY_CERTIFICATES);
}

/* ---- headers ---- */

static const char *image_size(const struct image_pe *pe)
{
    return if_so(pe->memory_size <= pe->headers_size);
}

static const char *stripped(const struct image_pe *pe)
{
    return if_so(pe->characteristics & RELOCATIONS_STRIPPED);
}

static const char *directories(const struct image_pe *pe)
{
    return if_so(pe->section_table - pe->optional_header !=
                 OPTIONAL_DIRECTORIES + pe->nr_directories * DIRECTORY_SIZE);
}

static const char *nx_compat(const struct image_pe *pe)
{
    return if_so(!(pe->dll_characteristics & IMAGE_DLL_NX_COMPAT));
}

static const char *certificates_last(const struct image_pe *pe)
{
    const struct image_range table = certificates(pe);

    return if_so(table.size && table.at + table.size != pe->size);
}

static const char *unpadded(const struct image_pe *pe)
{
    return if_so(certificates(pe).size % CERTIFICATE_ALIGN);
}

/* ---- sections ---- */

static bool ends_outside(const struct image_pe *pe,
                         const struct image_section *section)
{
    return section->memory_size &&
           section->rva + section->memory_size > pe->memory_size;
}

static bool is_empty(const struct image_pe *pe,
                     const struct image_section *section)
{
    (void)pe;

    return is_loaded(section) && !section->memory_size;
}

static bool begins_in_headers(const struct image_pe *pe,
                              const struct image_section *section)
{
    return is_loaded(section) && !has(section, IMAGE_SECTION_ZEROS) &&
           (section->rva < pe->headers_size ||
            section->data.at < pe->headers_size);
}

static const char *entry(const struct image_pe *pe)
{
    struct image_section section;
    unsigned int nr = 0;

    for ( unsigned int i = 0; image_pe_section(pe, i, &section); i++ )
        nr += has(&section, IMAGE_SECTION_READ) && section.rva <= pe->entry &&
              section.memory_size &&
              section.rva + section.memory_size - 1 > pe->entry;

    return if_so(nr != 1);
}

static const char *reloc(const struct image_pe *pe)
{
    const struct image_range all = image_pe_directory(
        pe, IMAGE_DIRECTORY_RELOCATIONS);
    struct image_section section;
    unsigned int nr = 0;

    for ( unsigned int i = 0; image_pe_section(pe, i, &section); i++ )
        if ( is_called(&section, ".reloc") &&
             has(&section, IMAGE_SECTION_READ) &&
             (nr++ || section.rva != all.at || !section.data.size ||
              all.size > section.memory_size) )
            return "";

    return NULL;
}

static const char *no_relocations(const struct image_pe *pe)
{
    return if_so(pe->nr_directories <= IMAGE_DIRECTORY_RELOCATIONS);
}

static bool is_write_execute(const struct image_pe *pe,
                             const struct image_section *section)
{
    (void)pe;

    return is_loaded(section) &&
           has(section, IMAGE_SECTION_WRITE | IMAGE_SECTION_EXECUTE);
}

static bool is_off_page(const struct image_pe *pe,
                        const struct image_section *section)
{
    (void)pe;

    return is_loaded(section) && section->rva % PAGE;
}

/* ---- Xen ---- */

static bool is_discarded_reloc(const struct image_pe *pe,
                               const struct image_section *section)
{
    (void)pe;

    return is_called(section, ".reloc") &&
           has(section, IMAGE_SECTION_DISCARDABLE);
}

static bool is_fixed_config(const struct image_pe *pe,
                            const struct image_section *section)
{
    (void)pe;

    return is_called(section, ".config") && !has(section, IMAGE_SECTION_WRITE);
}

/* ---- review ---- */

/* Sections should follow the headers, and one another, in the file. */
static const char *gap(const struct image_pe *pe)
{
    struct image_hashed hashed = { .pe = pe };
    struct image_range part;
    size_t end = 0;

    for ( unsigned int nr = 0; image_hashed_next(&hashed, &part); nr++ )
    {
        if ( !part.size )
            continue;
        if ( nr > 2 && part.at != end )
            return text("at %#zx", part.at);
        end = part.at + part.size;
    }

    return NULL;
}

static const char *size_unaligned(const struct image_pe *pe)
{
    return if_so(pe->memory_size % pe->section_alignment);
}

static const char *checksum(const struct image_pe *pe)
{
    return if_so(pe->checksum != image_pe_checksum(pe));
}

static bool is_for_debuggers(const struct image_pe *pe,
                             const struct image_section *section)
{
    (void)pe;

    return is_debug(section);
}

static const char *timestamp(const struct image_pe *pe)
{
    return if_so(pe->timestamp);
}

/* ---- the rules ---- */

static const struct {
    const char *(*whole)(const struct image_pe *pe);
    bool (*section)(const struct image_pe *pe,
                    const struct image_section *section);
} checks[NR_RULES] = {
    [RULE_IMAGE_SIZE] = { .whole = image_size },
    [RULE_STRIPPED] = { .whole = stripped },
    [RULE_DIRECTORIES] = { .whole = directories },
    [RULE_NX_COMPAT] = { .whole = nx_compat },
    [RULE_CERTIFICATES] = { .whole = certificates_last },
    [RULE_UNPADDED] = { .whole = unpadded },
    [RULE_OUTSIDE] = { .section = ends_outside },
    [RULE_EMPTY] = { .section = is_empty },
    [RULE_IN_HEADERS] = { .section = begins_in_headers },
    [RULE_ENTRY] = { .whole = entry },
    [RULE_RELOC] = { .whole = reloc },
    [RULE_NO_RELOCATIONS] = { .whole = no_relocations },
    [RULE_WRITE_EXECUTE] = { .section = is_write_execute },
    [RULE_PAGES] = { .section = is_off_page },
    [RULE_RELOC_DISCARDED] = { .section = is_discarded_reloc },
    [RULE_CONFIG_FIXED] = { .section = is_fixed_config },
    [RULE_GAP] = { .whole = gap },
    [RULE_SIZE_UNALIGNED] = { .whole = size_unaligned },
    [RULE_CHECKSUM] = { .whole = checksum },
    [RULE_DEBUG] = { .section = is_for_debuggers },
    [RULE_TIMESTAMP] = { .whole = timestamp },
};

const char *breaks_rule(const struct image_pe *pe, enum loader_rule rule)
{
    return checks[rule].whole ? checks[rule].whole(pe)
                              : first(pe, checks[rule].section);
}
