/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the rig does to a machine from outside, through QEMU's test socket
 * (-qtest unix:...): @path. False if QEMU did not do it.
 */
#ifndef RIG_QTEST_H
#define RIG_QTEST_H

#include <stdbool.h>

/*
 * Raise an interrupt line that nobody serves: QEMU's device edu at 00:10.0
 * raises it and, told once, does not stop.
 */
bool qtest_raise_line(const char *path);

/*
 * Have the processors look for interrupts that wait. QEMU 7.2 loses one now and
 * then at an exit of AMD's virtual machines (it clears a bit in the word in
 * which another thread sets that an interrupt is there), and where it was the
 * timer's nothing comes after it. A message with a vector below 16 is never
 * taken under Xen, whose task priority is above it; but QEMU looks again.
 */
bool qtest_wake(const char *path);

#endif /* RIG_QTEST_H */
