// SPDX-License-Identifier: GPL-2.0-only
// Ask again where Xen looks up the domain that an operation acts on: on Xen's private copy of its number, before
// the domain is found. FUNCTION does that for operation OP of hypercall NAME: xen/hooks says so for each place.

@@
symbol rc, d;
expression T;
@@
  FUNCTION(...)
  {
    <...
+   rc = lockdown_check_target(__HYPERVISOR_NAME, OP, T);
+   if ( rc )
+       return rc;
    d = rcu_lock_domain_by_any_id(T);
    ...>
  }
