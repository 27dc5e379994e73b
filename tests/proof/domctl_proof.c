/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/domctl.c: above level none, no domctl makes a second privileged domain
 * (U-PRIVDOM), acts on its caller through a field other than the one that names
 * the target, or has a handler follow vCPUs or interrupt controllers that the
 * domain has not; and no state of a vCPU passes that its handler would take half
 * (U-CONTENT-CONTEXT).
 *
 * Bounds: none. Given: the level is valid; level_proof.c shows that the level
 * in force always is.
 */
#include "proof.h"

#include "core/domctl.c"

int main(void)
{
    const unsigned int level = nondet_unsigned();
    const struct lockdown_domctl domctl = {
        .targets_caller = nondet_bool(),
        .makes_hardware_domain = nondet_bool(),
        .moves_virq = nondet_bool(),
        .forces_caller = nondet_bool(),
        .lacks_vcpus = nondet_bool(),
        .dying = nondet_bool(),
    };
    const struct lockdown_context context = {
        .hvm = nondet_bool(),
        .has_mode = nondet_bool(),
        .kernel_mode = nondet_bool(),
        .in_kernel = nondet_bool(),
        .foreign = nondet_number(),
        .dr6 = nondet_number(),
        .dr7 = nondet_number(),
    };
    const bool has_controllers = nondet_bool();
    bool refused;

    given(level <= LOCKDOWN_CONTAINMENT);
    refused = lockdown_domctl_refusal(level, &domctl) != LOCKDOWN_REFUSAL_NONE;

    assert(refused == (level != LOCKDOWN_NONE &&
                       (domctl.targets_caller || domctl.makes_hardware_domain ||
                        domctl.moves_virq || domctl.forces_caller ||
                        domctl.lacks_vcpus || domctl.dying)));

    reached(refused);
    reached(!refused && level == LOCKDOWN_CONTAINMENT);

    /*
     * What is allowed leads to none of the errors, to no page table of the other
     * mode, nor to 64 bits in the CPU.
     */
    refused = lockdown_context_refusal(level, &context) !=
              LOCKDOWN_REFUSAL_NONE;
    if ( level != LOCKDOWN_NONE && !refused )
    {
        assert(context.foreign == 0);
        assert(context.hvm || !context.has_mode ||
               context.in_kernel == context.kernel_mode);
        assert(!context.hvm || (context.dr6 >> 32) + (context.dr7 >> 32) == 0);
    }
    reached(refused && context.foreign == 0 && context.hvm);
    reached(refused && context.foreign == 0 && !context.hvm);
    reached(!refused && level == LOCKDOWN_CONTAINMENT);

    refused = lockdown_line_refusal(level, has_controllers) !=
              LOCKDOWN_REFUSAL_NONE;
    assert(refused == (level != LOCKDOWN_NONE && !has_controllers));
    reached(refused);
    reached(!refused && level == LOCKDOWN_CONTAINMENT);

    return 0;
}
