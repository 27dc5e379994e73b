/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages of others in the memory of a translated domain. For one of a PV domain's
 * Xen takes a reference, but not the type of writable memory, as it does where a
 * PV domain maps it so: it trusts a PVH dom0 not to write the page tables of its
 * domUs (U-MAP-TYPE). As there, the caller gets -EBUSY, which is not counted as a
 * refusal.
 *
 * A page whose type count is zero has no shadows: get_page_type() takes no lock of
 * the owner's paging under that of the caller's.
 */
#include <xen/lockdown.h>
#include <xen/mm.h>
#include <xen/sched.h>

#include "private.h"

/*
 * The level is final when the first domain is made. Xen's own pages that it shows
 * for reading have a type too, and their owner is of no kind where Xen is built
 * without PV.
 */
static bool is_typed(const struct page_info *page)
{
    return lockdown_level() != LOCKDOWN_NONE &&
           !is_hvm_domain(page_get_owner(page));
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
