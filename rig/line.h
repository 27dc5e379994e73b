/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An interrupt line of the machine that nobody serves: QEMU's device edu at
 * 00:10.0 raises it and, told once, does not stop.
 */
#ifndef RIG_LINE_H
#define RIG_LINE_H

/*
 * Have the device raise it. @path is QEMU's test socket (-qtest unix:...).
 * Returns NULL, or what failed.
 */
const char *line_raise(const char *path);

#endif /* RIG_LINE_H */
