/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen's trace buffers, which a privileged domain may map.
 */
#ifndef ROGUE_TRACE_H
#define ROGUE_TRACE_H

#include <stdint.h>

/* Have buffers made, if there are none; the frame that tells where they are. */
uint64_t trace_info_frame(void);
/* The frame of the first processor's buffer; 0 if unknown. */
uint64_t trace_buffer_frame(uint64_t info_frame);

#endif /* ROGUE_TRACE_H */
