/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xen-lockdown image verify: would firmware, would shim start each file?
 */
#include "build.h"
#include "start.h"

#include "../../image/format.h"

#include "../cli.h"
#include "../request.h"

#include <stdio.h>
#include <string.h>

/* ---- notes ---- */

static void add_note(json_t *notes, const char *note)
{
    json_array_append_new(notes, json_string(note));
}

static void note_time(json_t *notes, unsigned int number, const X509 *cert)
{
    const char *name = name_in_words(X509_get_subject_name(cert));

    if ( X509_cmp_current_time(X509_get0_notAfter(cert)) < 0 )
        add_note(notes, text("signature %u: the certificate of %s has expired; "
                             "loaders do not look at the time",
                             number, name));
    if ( X509_cmp_current_time(X509_get0_notBefore(cert)) > 0 )
        add_note(notes, text("signature %u: the certificate of %s is not valid "
                             "yet; loaders do not look at the time",
                             number, name));
}

static json_t *notes_on(const struct signed_file *file)
{
    struct image_range gap = { 0, 0 };
    json_t *notes = json_array();

    for ( unsigned int i = 0; i < file->nr; i++ )
    {
        const struct signature *one = &file->signatures[i];

        for ( int j = 0; j < sk_X509_num(one->signers); j++ )
            note_time(notes, i + 1, sk_X509_value(one->signers, j));
        if ( one->unused >= CERTIFICATE_ALIGN )
            add_note(notes, text("signature %u: nothing covers %zu bytes "
                                 "behind it",
                                 i + 1, one->unused));
    }
    while ( next_uncovered(file, &gap) )
        add_note(notes,
                 text("nothing covers %zu bytes at %#zx", gap.size, gap.at));

    return notes;
}

/* ---- answers ---- */

static const struct {
    const char *name;
    struct answer (*ask)(struct signed_file *file, const struct trust *trust);
} loaders[] = {
    { "firmware", ask_firmware },
    { "shim", ask_shim },
};

static json_t *answer_as_json(const struct answer *answer)
{
    return json_pack("{s:b, s:s, s:s, s:s, s:s?}", "starts",
                     starts(answer->verdict), "verdict",
                     verdict_name(answer->verdict), "step",
                     verdict_step(answer->verdict), "why",
                     verdict_text(answer->verdict), "detail", answer->detail);
}

static void print_answer(const char *path, const char *loader,
                         const struct answer *answer)
{
    const bool is = starts(answer->verdict);

    printf("%-8s %s: %s%s%s: %s%s%s%s\n", is ? "starts" : "refused", path,
           loader, is ? "" : ", at ", is ? "" : verdict_step(answer->verdict),
           verdict_text(answer->verdict), answer->detail ? " (" : "",
           answer->detail ? answer->detail : "", answer->detail ? ")" : "");
}

struct run {
    struct trust trust;
    const char *by; /* null: all */
    bool json, refused;
};

static json_t *verify(struct run *run, const char *path)
{
    struct signed_file file = { .input = { .path = path } };
    const char *why = try_input(&file.input);
    const enum image_reason reason = why ? IMAGE_REASON_NONE
                                         : read_signed(&file);
    json_t *all = json_pack("{s:s}", "file", path), *notes = json_array();

    if ( !all )
        trouble("%s: the name is not UTF-8; rename the file",
                printable(path, strlen(path)));
    for ( size_t i = 0; i < sizeof(loaders) / sizeof(loaders[0]); i++ )
    {
        struct answer answer = { VERDICT_UNREADABLE, why };

        if ( run->by && strcmp(run->by, loaders[i].name) )
            continue;
        if ( reason != IMAGE_REASON_NONE )
            answer = (struct answer){ VERDICT_HEADERS,
                                      image_reason_text(reason) };
        else if ( !why )
            answer = loaders[i].ask(&file, &run->trust);
        run->refused |= !starts(answer.verdict);
        json_object_set_new(all, loaders[i].name, answer_as_json(&answer));
        if ( !run->json )
            print_answer(path, loaders[i].name, &answer);
    }
    if ( !why && reason == IMAGE_REASON_NONE )
        notes = notes_on(&file);
    json_object_set_new(all, "notes", notes);
    forget(file.input.bytes, file.input.size);

    return all;
}

int image_verify(const struct request *request)
{
    struct run run = { .by = request->option[OPTION_by],
                       .json = request->option[OPTION_json] };
    json_t *files = json_array(), *answer;
    const json_t *note;
    size_t i;

    if ( request->nr_operands < 2 )
        misused(request, "verify takes the files to verify");

    read_trust(&run.trust, request);
    for ( int file = 1; file < request->nr_operands; file++ )
    {
        answer = verify(&run, request->operands[file]);
        json_array_append_new(files, answer);
        json_array_foreach(json_object_get(answer, "notes"), i,
                           note) if ( !run.json )
            printf("%-8s %s: %s\n", "note", request->operands[file],
                   json_string_value(note));
    }
    if ( run.json )
        print_json(json_pack("{s:o}", "files", files));

    return run.refused ? CLI_FOUND : CLI_OK;
}
