// SPDX-License-Identifier: GPL-2.0-only
/*
 * U-CONTENT-SERVER: a device model without the page that its requests go into.
 *
 * Xen writes a guest's access to an emulated device into a page that it shares
 * with the device model, which need not have asked for that page when it is
 * switched on: then Xen follows a null pointer. A locked Xen takes the calls, and
 * the access counts as one that nobody answers, for which Xen ends the domain.
 */
#include "real_mode.h"

#define PORT 0x50

REAL_MODE_CODE(read_port,
               REACHED(1) "in $0x50, %al\n" REACHED(2) REAL_MODE_END);

static bool switch_on(domid_t domid)
{
    return !DM_OP(create_ioreq_server, domid, 0) &&
           !DM_OP(map_io_range_to_ioreq_server, domid, .id = 0,
                  .type = XEN_DMOP_IO_RANGE_PORT, .start = PORT, .end = PORT) &&
           !DM_OP(set_ioreq_server_state, domid, .id = 0, .enabled = 1);
}

RAW_ATTACK_OWN_BOOT("U-CONTENT-SERVER", "a device model without a page")
{
    struct real_mode guest;
    unsigned int reached;
    bool ended;

    if ( !real_mode_start(&guest, XEN_X86_EMU_LAPIC, read_port) )
        return false;

    if ( real_mode_load(&guest) || !switch_on(guest.domid) )
    {
        real_mode_destroy(&guest);
        return missing("no domU with a device model");
    }
    announce("about to have Xen follow a null pointer");
    reached = real_mode_run(&guest, 2);
    ended = real_mode_crashed(&guest);
    real_mode_destroy(&guest);

    return reached == 1 && ended
               ? seen(false, "Xen ended the domU, and lives")
               : missing("the domU did not come to its access");
}
