/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image/sbat.c, the decision: what is called revoked is an entry of which no
 * field is empty, and its generation is lower than that of the first line that
 * names its component. What is called malformed has a fault. Nothing is read that
 * is not text of a row, and each loop ends.
 *
 * Bounds: up to 2 rows each in section and level; fields of up to 2 bytes.
 * Given: each row is read from further on in the text than the one before
 *        (sbat_row_proof).
 *
 * cbmc: --unwind 4 --unwindset fault_of.0:7,make_row.0:7 --unsigned-overflow-check
 * stub: sbat_next:any_row
 */
#include "proof.h"

#include "image/sbat.c"

#define MAX_ROWS 2

/* What the fields are cut from, row by row: the same text gives the same rows. */
static struct sbat_row entries[MAX_ROWS], lines[MAX_ROWS];
static const char *bytes;

#define NR_BYTES 4

static void make_row(struct sbat_row *row, unsigned int most)
{
    row->line = (struct image_text){ bytes, NR_BYTES };
    row->nr = nondet_unsigned();
    given(row->nr <= most);
    for ( unsigned int i = 0; i < SBAT_NR_FIELDS; i++ )
    {
        const size_t from = nondet_size(), left = nondet_size();

        given(from <= 2 && left <= 2);
        row->field[i] = (struct image_text){ bytes + from, left };
    }
}

/* A text of one byte has no row, and with each further byte another one. */
bool any_row(struct sbat_reader *reader, struct sbat_row *row);

bool any_row(struct sbat_reader *reader, struct sbat_row *row)
{
    if ( reader->rest.left <= 1 )
        return false;

    reader->rest.left--;
    if ( reader->kind == SBAT_SECTION )
        *row = entries[reader->rest.left - 1];
    else
        *row = lines[reader->rest.left - 1];

    return true;
}

int main(void)
{
    const size_t section_size = nondet_size(), level_size = nondet_size();
    static const char text[MAX_ROWS + 1];
    struct sbat_decision decision;
    const char any[NR_BYTES]; /* of any value */
    const struct sbat_row *entry = &decision.entry, *line = &decision.line;

    given(section_size <= sizeof(text) && level_size <= sizeof(text));
    bytes = any;
    for ( unsigned int i = 0; i < MAX_ROWS; i++ )
    {
        make_row(&entries[i], SBAT_NR_FIELDS);
        make_row(&lines[i], 3);
    }

    decision = sbat_decide(text, section_size, text, level_size);
    if ( decision.verdict == SBAT_REVOKED )
    {
        assert(entry->nr == SBAT_NR_FIELDS && line->nr >= 2);
        assert(entry->field[SBAT_URL].left != 0);
        assert(text_same(entry->field[SBAT_COMPONENT],
                         line->field[SBAT_COMPONENT]));
        assert(sbat_generation(entry->field[SBAT_GENERATION]) <
               sbat_generation(line->field[SBAT_GENERATION]));
    }
    assert((decision.fault != SBAT_SOUND) ==
           (decision.verdict == SBAT_BAD_LEVEL ||
            decision.verdict == SBAT_NO_SECTION ||
            decision.verdict == SBAT_BAD_SECTION));

    reached(decision.verdict == SBAT_REVOKED && section_size == sizeof(text));
    reached(decision.verdict == SBAT_PASSES && section_size == sizeof(text) &&
            level_size == sizeof(text));
    reached(decision.verdict == SBAT_PASSES && level_size == 1);
    reached(decision.verdict == SBAT_NO_SECTION);
    reached(decision.verdict == SBAT_BAD_SECTION);
    reached(decision.verdict == SBAT_BAD_LEVEL && level_size == sizeof(text));

    return 0;
}
