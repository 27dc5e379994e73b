// SPDX-License-Identifier: GPL-2.0-only
/*
 * Xen's console, read and typed on from dom0: what Xen prints about a thing is
 * the only sight of it that dom0 has.
 */
#include "console.h"

#include <inttypes.h>

const char *console_text(void)
{
    static const uint32_t ring_size = 1U << 17;
    static char *ring;
    struct xen_sysctl read = { .cmd = XEN_SYSCTL_readconsole };

    if ( !ring )
        ring = buffer(ring_size);
    if ( !ring )
        return "";

    memset(ring, 0, ring_size);
    set_xen_guest_handle(read.u.readconsole.buffer, ring);
    read.u.readconsole.count = ring_size - 1;
    if ( sysctl(&read) )
        return "";

    ring[read.u.readconsole.count] = '\0';
    return ring;
}

bool console_shows(const char *text)
{
    return strstr(console_text(), text);
}

long press_key(char key)
{
    char *keys = buffer(PAGE_SIZE);
    long result;

    *keys = key;
    result = SYSCTL(debug_keys, .u.debug_keys.keys.p = keys,
                    .u.debug_keys.nr_keys = 1);
    rest(50);

    return result;
}

/* What follows the last time that a text was printed; NULL if it never was. */
static const char *last(const char *in, const char *text)
{
    const char *found = NULL;

    while ( (in = strstr(in, text)) )
        found = in += strlen(text);

    return found;
}

bool domain_may_reach(domid_t domid, const char *what, uint64_t first,
                      uint64_t last_one)
{
    const bool decimal = !strcmp(what, "Interrupts");
    char text[64];
    const char *list, *end;

    if ( press_key('q') )
        return false;

    snprintf(text, sizeof(text), "Rangesets belonging to domain %u:", domid);
    list = last(console_text(), text);
    end = list ? strstr(list, "NODE affinity") : NULL;
    list = list ? strstr(list, what) : NULL;
    if ( !list || !end || list > end )
        return false;

    if ( first == last_one )
        snprintf(text, sizeof(text), decimal ? " %" PRIu64 : " %" PRIx64,
                 first);
    else
        snprintf(text, sizeof(text),
                 decimal ? " %" PRIu64 "-%" PRIu64 : " %" PRIx64 "-%" PRIx64,
                 first, last_one);

    end = list + strcspn(list, "}");
    list = strstr(list, text);
    return list && list < end &&
           (list[strlen(text)] == ' ' || list[strlen(text)] == ',');
}

bool device_belongs_to(const char *device, domid_t domid)
{
    char text[64];
    const char *list;

    if ( press_key('Q') )
        return false;

    snprintf(text, sizeof(text), "%s - d%u ", device, domid);
    list = last(console_text(), "==== PCI devices ====");
    return list && strstr(list, text);
}
