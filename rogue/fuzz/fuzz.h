/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fuzzer of what stands behind the gate: sequences of the operations that
 * lockdown allows, with contents that their handlers may not expect.
 */
#ifndef ROGUE_FUZZ_H
#define ROGUE_FUZZ_H

/*
 * @request: "SEED,SECONDS", lives by this seed for so long, after those that the
 * file /corpus lists; or a life, to see it again. "": none. Returns how many
 * lives there were.
 */
unsigned int run_fuzz(const char *request);

#endif /* ROGUE_FUZZ_H */
