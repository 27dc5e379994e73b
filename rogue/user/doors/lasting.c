// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process for an attack that never ends, so that its files and its memory
 * stay.
 */
#include "lasting.h"

enum outcome run_lasting(enum outcome (*attack)(void))
{
    enum outcome outcome;
    int ends[2];

    if ( pipe(ends) )
        return cannot_try("no pipe");

    if ( !fork() )
    {
        outcome = attack();
        if ( write(ends[1], &outcome, sizeof(outcome)) == sizeof(outcome) )
            while ( outcome != REFUSED )
                pause();
        _exit(0);
    }
    close(ends[1]);

    return read(ends[0], &outcome, sizeof(outcome)) == sizeof(outcome)
               ? outcome
               : cannot_try("the attack's own process has ended");
}
