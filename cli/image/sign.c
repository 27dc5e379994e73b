/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Has a program sign the image, and looks at what it wrote: an image that is
 * another one, or is not signed, must not be taken for ours.
 */
#include "build.h"

#include "../../image/format.h"

#include "../cli.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHUNK ((size_t)16 << 20)

/* ---- the program ---- */

void sign(const struct signer *signer, const char *from, const char *to)
{
    const char *const by_sbsign[] = { "sbsign", "--key",      signer->key,
                                      "--cert", signer->cert, "--output",
                                      to,       from,         NULL };
    const char *const by_command[] = {
        "sh", "-c", text("%s \"$@\"", signer->command ? signer->command : ""),
        "sh", from, to,
        NULL
    };
    const char *name = signer->command ? signer->command : "sbsign";
    const char *log = text("%s.log", to);
    const int status = run_program(signer->command ? by_command : by_sbsign,
                                   log);
    const char *said = slurp(log, NULL);

    unlink(log);
    if ( WIFEXITED(status) && WEXITSTATUS(status) == 127 )
        trouble("%s: it cannot be run; install sbsigntool, or let --sign-with "
                "name a program",
                name);
    if ( status )
        trouble("%s: it did not sign the image; it said:\n%s", name,
                said ? said : "");
}

/* ---- what it wrote ---- */

/*
 * Are the files the same from @*at to @to? Then go behind the @skipped bytes there.
 * What was compared is taken out of memory: both files may be large.
 */
static bool same_up_to(const uint8_t *a, const uint8_t *b, size_t *at,
                       size_t to, size_t skipped)
{
    bool same = true;

    while ( same && *at < to )
    {
        const size_t size = to - *at < CHUNK ? to - *at : CHUNK;

        same = !memcmp(a + *at, b + *at, size);
        forget(a + *at, size);
        forget(b + *at, size);
        *at += size;
    }
    *at = to + skipped;

    return same;
}

/* All is the same but for the checksum and the certificates' entry, and only zeros precede these. */
static bool is_same_image(const struct image_pe *pe, const uint8_t *bytes,
                          size_t size)
{
    const struct image_range table = image_pe_directory(
        pe, IMAGE_DIRECTORY_CERTIFICATES);
    size_t at = 0;

    if ( pe->size < size || table.at < size || table.at > pe->size ||
         table.at - size >= CERTIFICATE_ALIGN ||
         table.size != pe->size - table.at ||
         !same_up_to(pe->file, bytes, &at,
                     pe->optional_header + OPTIONAL_CHECKSUM, 4) ||
         !same_up_to(pe->file, bytes, &at, pe->certificate_entry,
                     DIRECTORY_SIZE) ||
         !same_up_to(pe->file, bytes, &at, size, 0) )
        return false;

    for ( ; at < table.at; at++ )
        if ( pe->file[at] )
            return false;

    return true;
}

static unsigned int count_signatures(const struct image_pe *pe)
{
    struct image_envelopes walk;
    struct image_envelope envelope;
    enum image_reason reason;
    unsigned int nr = 0;

    if ( image_envelopes_start(&walk, pe) != IMAGE_REASON_NONE )
        return 0;
    while ( image_envelopes_next(&walk, &envelope, &reason) )
        nr += envelope.type == IMAGE_ENVELOPE_PKCS7;

    return nr;
}

void check_signed(const char *unsigned_path, const char *path, unsigned int nr)
{
    const struct input image = map_input(unsigned_path);
    const struct input is = map_input(path);
    enum image_reason reason;
    struct image_pe pe, was;

    reason = image_pe_read(&pe, is.bytes, is.size);
    if ( reason != IMAGE_REASON_NONE )
        refuse_file(path, reason);
    if ( image_pe_read(&was, image.bytes, image.size) != IMAGE_REASON_NONE ||
         was.certificate_entry != pe.certificate_entry )
        refuse(path, FAULT_SIGNED_OTHER);
    if ( !image_pe_directory(&pe, IMAGE_DIRECTORY_CERTIFICATES).size )
        refuse(path, FAULT_NOT_SIGNED);
    if ( !is_same_image(&pe, image.bytes, image.size) )
        refuse(path, FAULT_SIGNED_OTHER);
    if ( count_signatures(&pe) < nr )
        refuse(path, FAULT_NOT_SIGNED);
}
