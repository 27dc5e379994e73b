/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xen-lockdown image inspect: what is in a PE file, and what is wrong with it.
 *
 * Each part of the answer is an array of objects. As a text, an object is a line:
 * the part's name, then the values.
 */
#include "build.h"
#include "contents.h"
#include "sections.h"
#include "start.h"

#include "../cli.h"
#include "../cmdline.h"
#include "../request.h"

#include "../../image/format.h"
#include "../../image/sbat.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <time.h>
#include <string.h>

static const char *plain(struct image_text words)
{
    return printable(words.at, words.left);
}

static void add(json_t *parts, const char *part, json_t *object)
{
    json_t *all = json_object_get(parts, part);

    if ( !object )
        trouble("out of memory");
    if ( !all )
    {
        all = json_array();
        json_object_set_new(parts, part, all);
    }
    json_array_append_new(all, object);
}

static void add_warning(json_t *parts, const char *at, const char *warning,
                        const char *source)
{
    add(parts, "warning",
        json_pack("{s:s, s:s, s:s}", "at", at, "warning", warning, "source",
                  source));
}

static void add_reason(json_t *parts, const char *at, enum image_reason reason)
{
    if ( reason != IMAGE_REASON_NONE )
        add_warning(parts, at, image_reason_text(reason),
                    image_reason_source(reason));
}

static const char *sha256(const uint8_t *bytes, size_t size)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned int length;

    if ( !EVP_Digest(bytes, size, digest, &length, EVP_sha256(), NULL) )
        trouble("OpenSSL computes no SHA-256; is its installation whole?");

    return in_hex(digest, length);
}

/* ---- the file ---- */

static void add_file(json_t *parts, struct signed_file *file)
{
    const struct image_pe *pe = &file->pe;

    add(parts, "file",
        json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:b}", "name",
                  file->input.path, "size", (json_int_t)file->input.size,
                  "entry", (json_int_t)pe->entry, "image_size",
                  (json_int_t)pe->memory_size, "section_alignment",
                  (json_int_t)pe->section_alignment, "file_alignment",
                  (json_int_t)pe->file_alignment, "nx_compat",
                  pe->dll_characteristics & IMAGE_DLL_NX_COMPAT));
    add(parts, "digest",
        json_pack("{s:s, s:s}", "of", "the image (Authenticode, SHA-256)",
                  "digest", in_hex(digest_of(file, EVP_sha256(), false), 32)));
    if ( pe->size % CERTIFICATE_ALIGN )
        add(parts, "digest",
            json_pack("{s:s, s:s}", "of", "the same, padded as signers pad it",
                      "digest",
                      in_hex(digest_of(file, EVP_sha256(), true), 32)));
}

static const char *permissions(uint32_t flags)
{
    return text("%c%c%c", flags & IMAGE_SECTION_READ ? 'r' : '-',
                flags & IMAGE_SECTION_WRITE ? 'w' : '-',
                flags & IMAGE_SECTION_EXECUTE ? 'x' : '-');
}

/* What was embedded has its size in memory; padding follows it in the file. */
static struct image_text contents(const struct image_pe *pe,
                                  const struct image_section *section)
{
    return (struct image_text){ (const char *)pe->file + section->data.at,
                                section->memory_size < section->data.size
                                    ? section->memory_size
                                    : section->data.size };
}

static void add_sections(json_t *parts, const struct image_pe *pe)
{
    struct image_section section;

    for ( unsigned int i = 0; image_pe_section(pe, i, &section); i++ )
    {
        const struct image_text bytes = contents(pe, &section);

        add(parts, "section",
            json_pack("{s:s, s:I, s:I, s:I, s:I, s:s, s:s}", "name",
                      plain(section.name), "address", (json_int_t)section.rva,
                      "memory", (json_int_t)section.memory_size, "offset",
                      (json_int_t)section.data.at, "data",
                      (json_int_t)section.data.size, "permissions",
                      permissions(section.flags), "sha256",
                      sha256((const uint8_t *)bytes.at, bytes.left)));
    }
}

/* ---- Xen and its configuration ---- */

/* Behind the file's name are the kernel's own options. */
static const char *options_behind(const char *kernel)
{
    return kernel + strcspn(kernel, " ") +
           strspn(kernel + strcspn(kernel, " "), " ");
}

/* Under Secure Boot the signature vouches for the configuration; unsigned, it is a file like others. */
static void add_options(json_t *parts, const char *line, bool is_signed)
{
    const enum lockdown_source source = is_signed ? LOCKDOWN_EMBEDDED
                                                  : LOCKDOWN_FILE;
    json_t *levels[LOCKDOWN_CONTAINMENT + 1];
    const json_t *answer;
    size_t i;

    for ( enum lockdown_level level = LOCKDOWN_NONE;
          level <= LOCKDOWN_CONTAINMENT; level++ )
        levels[level] = explain_options(line, level, source);
    json_array_foreach(levels[LOCKDOWN_CONTAINMENT], i, answer)
    {
        json_t *object = json_pack("{s:O}", "option",
                                   json_object_get(answer, "option"));

        for ( enum lockdown_level level = LOCKDOWN_NONE;
              level <= LOCKDOWN_CONTAINMENT; level++ )
            json_object_set(
                object, lockdown_level_name(level),
                json_object_get(json_array_get(levels[level], i), "verdict"));
        json_object_set(object, "why", json_object_get(answer, "why"));
        add(parts, "option", object);
    }
}

static void add_faults(json_t *parts, struct image_text file,
                       unsigned int embedded)
{
    struct image_config config = { file, 1, false };
    struct image_config_line line;
    enum image_reason reason;

    while ( image_config_next(&config, &line) )
    {
        reason = image_config_fault(file, &line, embedded);
        if ( reason != IMAGE_REASON_NONE )
            add_reason(parts,
                       text(".config:%u: %s", line.number, plain(line.text)),
                       reason);
    }
    reason = image_config_lacks(file);
    if ( reason != IMAGE_REASON_NONE )
        add_reason(parts, ".config", reason);
}

static void add_lines(json_t *parts, struct image_text file)
{
    struct image_config config = { file, 1, false };
    struct image_config_line line;

    while ( image_config_next(&config, &line) )
        add(parts, "config", json_pack("{s:s}", "line", plain(line.text)));
}

static void add_config(json_t *parts, const struct signed_file *file)
{
    struct image_text config, name, value;
    struct image_section section;

    if ( !image_pe_find(&file->pe, ".config", &section) )
        return;
    config = contents(&file->pe, &section);
    add_lines(parts, config);
    add_faults(parts, config, embedded_in(&file->pe));
    if ( !image_config_value(config, (struct image_text){ "global", 6 },
                             "default", &name) )
        return;
    if ( image_config_value(config, name, "options", &value) )
        add_options(parts, plain(value), file->nr != 0);
    if ( image_config_value(config, name, "kernel", &value) )
        add(parts, "dom0",
            json_pack("{s:s}", "options", options_behind(plain(value))));
}

static void add_xen(json_t *parts, const struct image_pe *pe)
{
    const char *version = xen_version(pe->file, pe->size);
    const char *id = build_id(pe);

    add(parts, "xen",
        json_pack("{s:s, s:s}", "version",
                  version ? version : "no EFI loader of Xen's", "build_id",
                  id ? id : "none"));
}

static void add_kernel(json_t *parts, const struct image_pe *pe)
{
    struct declaration declaration;
    struct image_section section;
    struct image_kernel kernel;
    struct image_text bytes;
    enum image_reason reason;

    if ( !image_pe_find(pe, ".kernel", &section) )
        return;
    bytes = contents(pe, &section);
    reason = image_kernel_read(&kernel, bytes.at, bytes.left);
    if ( reason != IMAGE_REASON_NONE )
        add_reason(parts, ".kernel", reason);
    else
    {
        declaration = kernel_declares((const uint8_t *)bytes.at, bytes.left);
        add(parts, "kernel",
            json_pack("{s:s, s:i, s:s}", "version",
                      kernel.version.left ? plain(kernel.version) : "unknown",
                      "control_op", (int)declaration.version, "declaration",
                      declaration.unknown   ? declaration.unknown
                      : declaration.version ? "it declares that it filters"
                                            : "it does not declare that it "
                                              "filters: Xen refuses it at "
                                              "integrity"));
    }
}

/* ---- SBAT, signatures ---- */

static void add_sbat(json_t *parts, const struct image_pe *pe)
{
    const struct sbat_data data = sbat_section(pe);
    struct sbat_reader reader = sbat_read(SBAT_SECTION, data.at, data.size);
    struct sbat_row row;

    while ( data.size && sbat_next(&reader, &row) )
        add(parts, "sbat", json_pack("{s:s}", "line", plain(row.line)));
    if ( !data.size )
        add_warning(parts, ".sbat",
                    data.why ? data.why
                             : "it has no SBAT data; shim does not start it",
                    "shim, verify_buffer_sbat()");
}

static const char *time_in_words(const ASN1_TIME *time)
{
    struct tm tm;

    if ( !ASN1_TIME_to_tm(time, &tm) )
        return "?";

    return text("%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

static const char *serial_in_hex(const X509 *cert)
{
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(cert), NULL);
    char *hex = number ? BN_bn2hex(number) : NULL;
    const char *copy = text("%s", hex ? hex : "?");

    OPENSSL_free(hex);
    BN_free(number);

    return copy;
}

static void add_signer(json_t *parts, unsigned int number,
                       const struct signature *signature, const X509 *cert)
{
    static const char *const states[] = {
        [SIGNATURE_SOUND] = "sound",
        [SIGNATURE_MALFORMED] = "malformed",
        [SIGNATURE_ALGORITHM] = "unknown digest",
        [SIGNATURE_OTHER] = "of other bytes",
        [SIGNATURE_BROKEN] = "not of its certificate's key",
    };
    json_t *object = json_pack("{s:i, s:s, s:s}", "number", (int)number,
                               "state", states[signature->state], "digest",
                               signature->md ? EVP_MD_get0_name(signature->md)
                                             : "none");

    if ( cert )
        json_object_update_new(
            object,
            json_pack("{s:s, s:s, s:s, s:s, s:s}", "subject",
                      name_in_words(X509_get_subject_name(cert)), "issuer",
                      name_in_words(X509_get_issuer_name(cert)), "serial",
                      serial_in_hex(cert), "from",
                      time_in_words(X509_get0_notBefore(cert)), "until",
                      time_in_words(X509_get0_notAfter(cert))));
    add(parts, "signature", object);
}

static void add_signatures(json_t *parts, const struct signed_file *file)
{
    for ( unsigned int i = 0; i < file->nr; i++ )
    {
        const struct signature *one = &file->signatures[i];
        int nr = 0;

        do
            add_signer(parts, i + 1, one,
                       one->signers ? sk_X509_value(one->signers, nr) : NULL);
        while ( ++nr < sk_X509_num(one->signers) );
    }
    if ( file->table != IMAGE_REASON_NONE )
        add_warning(parts, "certificate table", image_reason_text(file->table),
                    image_reason_source(file->table));
}

/* ---- warnings ---- */

static void add_warnings(json_t *parts, const struct signed_file *file)
{
    struct image_range gap = { 0, 0 };

    for ( enum loader_rule rule = 0; rule < NR_RULES; rule++ )
    {
        const char *what = breaks_rule(&file->pe, rule);

        if ( what )
            add_warning(parts, *what ? what : in_small(loader_rules[rule].name),
                        loader_rules[rule].text, loader_rules[rule].source);
    }
    while ( next_uncovered(file, &gap) )
        add_warning(parts, text("%#zx", gap.at),
                    text("no signature can cover %zu bytes there", gap.size),
                    "Authenticode, Calculating the PE Image Hash");
}

/* ---- the verb ---- */

static const char *value_in_words(const json_t *value)
{
    const json_int_t number = json_integer_value(value);
    const char *string = json_string_value(value);

    if ( json_is_boolean(value) )
        return json_is_true(value) ? "yes" : "no";
    if ( json_is_integer(value) )
        return text(number < 10 ? "%lld" : "%#llx", number);

    return text(strchr(string, ' ') ? "\"%s\"" : "%s", string);
}

/* The first value says what the line is about. */
static void print_object(const char *part, json_t *object)
{
    const char *key;
    json_t *value;
    bool first = true;

    printf("%-9s", part);
    json_object_foreach(object, key, value)
    {
        printf(" %s%s%s", first ? "" : key, first ? "" : "=",
               first && json_is_string(value) ? json_string_value(value)
                                              : value_in_words(value));
        first = false;
    }
    putchar('\n');
}

static void print_parts(json_t *parts)
{
    const char *part;
    json_t *all, *object;
    size_t i;

    json_object_foreach(parts, part, all) json_array_foreach(all, i, object)
        print_object(part, object);
}

int image_inspect(const struct request *request)
{
    struct signed_file file = { .input.path = request->operands[1] };
    json_t *parts = json_object();
    enum image_reason reason;

    if ( request->nr_operands != 2 )
        misused(request, "inspect takes one file");
    file.input = map_input(file.input.path);
    reason = read_signed(&file);
    if ( reason != IMAGE_REASON_NONE )
        refuse_file(file.input.path, reason);

    add_file(parts, &file);
    add_sections(parts, &file.pe);
    add_xen(parts, &file.pe);
    add_config(parts, &file);
    add_kernel(parts, &file.pe);
    add_sbat(parts, &file.pe);
    add_signatures(parts, &file);
    add_warnings(parts, &file);
    if ( request->option[OPTION_json] )
        print_json(parts);
    else
        print_parts(parts);

    return CLI_OK;
}
