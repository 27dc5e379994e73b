/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages of others in the memory of a translated domain. For one of a PV domain's
 * Xen takes a reference, but not its type, as it does where a PV domain maps it:
 * it trusts a PVH dom0 not to write the page tables of its domUs (U-MAP-TYPE).
 */
#include <xen/lockdown.h>
#include <xen/mm.h>
#include <xen/sched.h>

#include "private.h"

/* The level is final when the first domain is made. */
static bool is_typed(const struct page_info *page)
{
    return lockdown_level() != LOCKDOWN_NONE &&
           is_pv_domain(page_get_owner(page));
}

bool lockdown_get_foreign(struct page_info *page)
{
    if ( !is_typed(page) || get_page_type(page, PGT_writable_page) )
        return true;

    put_page(page);
    return false;
}

void lockdown_put_foreign(struct page_info *page)
{
    if ( is_typed(page) )
        put_page_type(page);
}
