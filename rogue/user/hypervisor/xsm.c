// SPDX-License-Identifier: GPL-2.0-only
/*
 * Xen's security module. Where Xen is built with FLASK, its policy decides
 * which domain may do what; who replaces it, decides that.
 */
#include "../rogue.h"

#include <xen/xsm/flask_op.h>

static long flask(uint32_t cmd, uint32_t enforcing, uint32_t *was)
{
    struct xen_flask_op op = { .cmd = cmd,
                               .interface_version = XEN_FLASK_INTERFACE_VERSION,
                               .u.enforce.enforcing = enforcing };
    const long result = hypercall1(__HYPERVISOR_xsm_op, &op);

    *was = op.u.enforce.enforcing;

    return result;
}

/*
 * U-XSM: have Xen decide by a policy and no longer enforce it.
 */
ATTACK("U-XSM", "stop Xen's security module enforcing")
{
    uint32_t before, now, none;
    long result = flask(FLASK_GETENFORCE, 0, &before);

    if ( result == -ENOSYS )
        return not_applicable("this Xen is built without a security module");

    flask(FLASK_SETENFORCE, !before, &none);
    result = flask(FLASK_GETENFORCE, 0, &now);
    if ( !result && now != before )
        flask(FLASK_SETENFORCE, before, &none);

    return effect(!result && now != before, "enforcing: %s",
                  result          ? "not told"
                  : now != before ? "switched"
                                  : "as before");
}

/*
 * U-XSM-LOAD: load a policy that nobody signed.
 *
 * A policy that Xen would take is a work of its own and is not carried here;
 * where Xen has no security module or refuses the operation, none is needed.
 */
ATTACK("U-XSM-LOAD", "load an unsigned security policy")
{
    struct xen_flask_op op = { .cmd = FLASK_LOAD,
                               .interface_version = XEN_FLASK_INTERFACE_VERSION,
                               .u.load = { .size = PAGE_SIZE,
                                           .buffer.p = buffer(PAGE_SIZE) } };
    const long result = hypercall1(__HYPERVISOR_xsm_op, &op);

    if ( result == -ENOSYS )
        return not_applicable("this Xen is built without a security module");
    if ( result != -EPERM )
        return cannot_try("Xen would load a policy, and none is carried here");
    return effect(false, "no policy was looked at");
}
