/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xen-lockdown image build: from Xen and the files that belong to it to one
 * signed PE file. All that is given is checked before anything is written.
 */
#include "build.h"
#include "contents.h"
#include "sections.h"

#include "../cli.h"
#include "../request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The files that become sections, in this order. */
static const struct {
    enum option_id option;
    const char *section;
    uint32_t flags;
} kinds[] = {
    /* Xen ends lines in its configuration by zeros, so it must be writable. */
    { OPTION_cfg, ".config",
      IMAGE_SECTION_DATA | IMAGE_SECTION_READ | IMAGE_SECTION_WRITE },
    { OPTION_kernel, ".kernel", IMAGE_SECTION_DATA | IMAGE_SECTION_READ },
    { OPTION_ramdisk, ".ramdisk", IMAGE_SECTION_DATA | IMAGE_SECTION_READ },
    { OPTION_xsm, ".xsm", IMAGE_SECTION_DATA | IMAGE_SECTION_READ },
    { OPTION_ucode, ".ucode", IMAGE_SECTION_DATA | IMAGE_SECTION_READ },
};
#define NR_KINDS (sizeof(kinds) / sizeof(kinds[0]))
enum { CFG, KERNEL };

struct given {
    struct input xen, files[NR_KINDS];
    struct image_pe pe;
    struct sbat sbat;
};

/* ---- what is asked for ---- */

static unsigned int count(const struct request *request, enum option_id option)
{
    return (unsigned int)request->nr_values[option];
}

static void check_request(const struct request *request)
{
    static const enum option_id wanted[] = { OPTION_cfg, OPTION_kernel,
                                             OPTION_output };
    const int ways = !!count(request, OPTION_key) +
                     !!count(request, OPTION_sign_with) +
                     !!count(request, OPTION_unsigned);

    if ( request->nr_operands != 2 )
        misused(request, "build takes one operand, the xen.efi of Xen's build");
    for ( size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++ )
        if ( !request->option[wanted[i]] )
            misused(request, "build needs --%s FILE",
                    spelling(&verb_options[wanted[i]]));
    if ( count(request, OPTION_key) != count(request, OPTION_cert) )
        misused(request, "each --key needs its --cert");
    if ( ways != 1 )
        misused(request, "build needs --key and --cert, or --sign-with, or "
                         "--unsigned, and only one of them");
}

/* ---- what is given ---- */

static void read_xen(struct given *given)
{
    const struct input *xen = &given->xen;
    enum image_reason reason;

    reason = image_pe_read(&given->pe, xen->bytes, xen->size);
    if ( reason == IMAGE_REASON_NONE )
        reason = image_pe_layout(&given->pe);
    if ( reason != IMAGE_REASON_NONE )
        refuse_file(xen->path, reason);
    if ( !is_xen(xen->bytes, xen->size) )
        refuse(xen->path, FAULT_NOT_XEN);
}

static void read_kernel(const struct input *file)
{
    struct image_kernel kernel;
    const enum image_reason reason = image_kernel_read(&kernel, file->bytes,
                                                       file->size);

    if ( reason != IMAGE_REASON_NONE )
        refuse_file(file->path, reason);
}

/* Every fault is reported, not only the first. */
static void read_config(const struct given *given)
{
    const struct input *file = &given->files[CFG];
    const struct image_text all = { (const char *)file->bytes, file->size };
    struct image_config config = { all, 1, false };
    struct image_config_line line;
    unsigned int embedded = 0;
    enum image_reason reason;
    bool refused = false;

    for ( size_t i = 0; i < NR_KINDS; i++ )
        embedded |= given->files[i].path ? embedded_as(kinds[i].section) : 0;

    while ( image_config_next(&config, &line) )
    {
        reason = image_config_fault(all, &line, embedded);
        if ( reason == IMAGE_REASON_NONE )
            continue;
        fprintf(stderr, "xen-lockdown: %s:%u: %.*s: %s\n", file->path,
                line.number, (int)line.text.left, line.text.at,
                image_reason_text(reason));
        refused = true;
    }
    reason = image_config_lacks(all);
    if ( reason != IMAGE_REASON_NONE )
        refuse_file(file->path, reason);
    if ( refused )
        exit(CLI_FOUND);
}

static void read_sbat(struct given *given, const struct request *request)
{
    const struct input *kernel = &given->files[KERNEL];
    struct image_pe pe;
    struct input file;

    merge_sbat_of(&given->sbat, given->xen.path, &given->pe);
    if ( image_pe_read(&pe, kernel->bytes, kernel->size) == IMAGE_REASON_NONE )
        merge_sbat_of(&given->sbat, kernel->path, &pe);
    for ( size_t i = 0; i < request->nr_values[OPTION_sbat]; i++ )
    {
        file = map_input(request->values[OPTION_sbat][i]);
        merge_sbat(&given->sbat, file.path, (const char *)file.bytes,
                   file.size);
    }
    if ( !given->sbat.size )
        refuse(given->xen.path, FAULT_SBAT_NONE);
}

static void read_all(struct given *given, const struct request *request)
{
    given->xen = map_input(request->operands[1]);
    for ( size_t i = 0; i < NR_KINDS; i++ )
        if ( request->option[kinds[i].option] )
            given->files[i] = map_input(request->option[kinds[i].option]);

    read_xen(given);
    read_kernel(&given->files[KERNEL]);
    read_config(given);
    read_sbat(given, request);
}

/* ---- the image ---- */

static void lay_out(struct layout *layout, const struct given *given)
{
    layout_xen(layout, given->xen.path, &given->pe);
    for ( size_t i = 0; i < NR_KINDS; i++ )
        if ( given->files[i].path )
            layout_add(layout, kinds[i].section, given->files[i].path,
                       given->files[i].bytes, given->files[i].size,
                       kinds[i].flags);
    layout_add(layout, ".sbat", "SBAT", (const uint8_t *)given->sbat.text,
               given->sbat.size, IMAGE_SECTION_DATA | IMAGE_SECTION_READ);
    layout_finish(layout);
}

/* Returns the path of the signed image, in the private directory. */
static const char *sign_all(const struct request *request, const char *image)
{
    const unsigned int nr = count(request, OPTION_key) +
                            count(request, OPTION_sign_with);
    const char *from = image, *to;

    for ( unsigned int i = 0; i < nr; i++, from = to )
    {
        struct signer signer = { NULL, NULL, NULL };

        if ( request->option[OPTION_key] )
        {
            signer.key = request->values[OPTION_key][i];
            signer.cert = request->values[OPTION_cert][i];
        }
        else
            signer.command = request->values[OPTION_sign_with][i];
        to = scratch_file(text("signed.%u", i + 1));
        sign(&signer, from, to);
        check_signed(image, to, i + 1);
        printf("ok    signed by %s\n",
               signer.command ? signer.command : signer.key);
    }

    return from;
}

static void report(const struct layout *layout)
{
    for ( unsigned int i = 0; i < layout->nr; i++ )
    {
        const struct part *part = &layout->parts[i];

        printf("ok    %-8s %#10x + %#10x  %c%c%c\n", part->name, part->rva,
               part->memory_size, part->flags & IMAGE_SECTION_READ ? 'r' : '-',
               part->flags & IMAGE_SECTION_WRITE ? 'w' : '-',
               part->flags & IMAGE_SECTION_EXECUTE ? 'x' : '-');
    }
    if ( layout->not_nx )
        printf("note  no NX_COMPAT: %s\n", layout->not_nx);
    else
        printf("ok    NX_COMPAT\n");
}

int image_build(const struct request *request)
{
    const char *output = request->option[OPTION_output], *image;
    struct given given = { 0 };
    struct layout layout;

    check_request(request);
    read_all(&given, request);
    lay_out(&layout, &given);
    report(&layout);

    scratch_start(output);
    image = scratch_file("image");
    write_image(&layout, image);
    for ( size_t i = 0; i < NR_KINDS; i++ )
        forget(given.files[i].bytes, given.files[i].size);
    image = sign_all(request, image);
    write_checksum(image);
    if ( rename(image, output) )
        trouble("%s: %s", output, strerror(errno));
    printf("ok    %s\n", output);

    return CLI_OK;
}
