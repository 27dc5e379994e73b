// SPDX-License-Identifier: GPL-2.0-only
// What Xen believes of a state that root can bring about, and that no condition on an operation can tell. At level
// none too: whoever stays within Xen's interface sees no difference. Each rule names the operations that it mends.

// XEN_DOMCTL_bind_pt_irq, XEN_DOMCTL_unbind_pt_irq: a line that is no MSI may be bound as one (D3-MSI).
@@
symbol desc, mask;
@@
  guest_mask_msi_irq(...)
  {
    <...
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && !desc->msi_desc )
+       return;
    msi_set_mask_bit(desc, desc->msi_desc->msi_attrib.host_masked, mask);
    ...>
  }

// The same line, where the vCPU that the message is for moves to another processor.
@@
symbol desc, irq_desc, v;
@@
  hvm_migrate_pirq(...)
  {
    <...
-   ASSERT(MSI_IRQ(desc - irq_desc));
+   ASSERT(IS_ENABLED(CONFIG_LOCKDOWN) || MSI_IRQ(desc - irq_desc));
-   irq_set_affinity(desc, cpumask_of(v->processor));
+   if ( !IS_ENABLED(CONFIG_LOCKDOWN) || MSI_IRQ(desc - irq_desc) )
+       irq_set_affinity(desc, cpumask_of(v->processor));
    ...>
  }

// XEN_DMOP_set_ioreq_server_state: a device model may be switched on without the page that its requests go into (F5).
// Buffered requests have the same check in Xen.
@@
symbol s, proto_p, curr;
@@
  ioreq_send(...)
  {
    <...
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && !s->ioreq.va )
+       return IOREQ_STATUS_UNHANDLED;
+
    if ( unlikely(!vcpu_start_shutdown_deferral(curr)) )
    {
        ...
    }
    ...>
  }

// XEN_DOMCTL_bind_pt_irq: an interrupt that a dying domain gets is taken from it when what it leads to has been freed
// (DYING). Xen takes all others away under this lock, when the domain is known to be dying. A line of a guest without an
// I/O APIC leads to none (LINE). And one that is bound as a message that becomes a line is acknowledged before anybody has
// seen to its cause: it comes in again at once, for ever (STORM).
@@
symbol d, restart, pt_irq_bind;
@@
  pt_irq_create_bind(...)
  {
    ...
    restart:
    write_lock(&d->event_lock);
+
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) &&
+        (d->is_dying || (pt_irq_bind->irq_type != PT_IRQ_TYPE_MSI && !has_vioapic(d)) ||
+         (pt_irq_bind->irq_type == PT_IRQ_TYPE_MSI_TRANSLATE &&
+          (domain_pirq_to_irq(d, pt_irq_bind->machine_irq) <= 0 ||
+           !irq_to_desc(domain_pirq_to_irq(d, pt_irq_bind->machine_irq))->msi_desc))) )
+    {
+       write_unlock(&d->event_lock);
+       return -EINVAL;
+   }
    ...
  }

// The same, where the interrupt has come in on this processor and its softirq waits for the end of this operation, which
// waits for the softirq (SPIN). A PVH dom0 binds its own with locks held, under which no softirq may run.
@@
symbol d;
@@
  pt_irq_create_bind(...)
  {
    <...
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && !is_hardware_domain(d) )
+       process_pending_softirqs();
    cpu_relax();
    ...>
  }

// EVTCHNOP_reset: a domain's event channels may be freed at this moment by its destruction, which has had this lock after
// it set is_dying (DYING).
@@
symbol d, rc;
@@
  evtchn_reset(...)
  {
    <...
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && d->is_dying )
+       rc = -EINVAL;
+   else
    if ( d->active_evtchns > d->xen_evtchns )
        rc = -EAGAIN;
    else if ( d->evtchn_fifo )
    {
        ...
    }
    ...>
  }

// PHYSDEVOP_map_pirq: 0 stands for no pirq where Xen looks for that of an interrupt, and a pirq that was taken away while
// the guest has it bound is not free yet (PIRQ).
@@
symbol d, pirq, irq, current_pirq;
@@
  allocate_pirq(...)
  {
    <...
    current_pirq = domain_irq_to_pirq(d, irq);
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && !is_hardware_domain(d) &&
+        (!pirq || (pirq > 0 && domain_pirq_to_irq(d, pirq) < 0)) )
+       return -EINVAL;
    ...>
  }

// XENMEM_populate_physmap and others: a page's number in the guest that is cut to 32 bits on its way through the tables
// is another page's (P2M-ALIAS).
@@
symbol index, gfn_remainder, shift, max;
@@
  p2m_find_entry(...)
  {
    <...
    index = *gfn_remainder >> shift;
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && *gfn_remainder >> shift >= max )
+       return NULL;
    ...>
  }

// XENMEM_populate_physmap and others: a page whose change of type the IOMMU cannot be told of has not been validated as
// what it was to become, so that there is nothing to give back. It is what it was (POPULATE-TYPE).
@@
symbol page, rc, x, out;
@@
  _get_page_type(...)
  {
    <...
    if ( unlikely(rc) )
    {
+       if ( IS_ENABLED(CONFIG_LOCKDOWN) )
+           page->u.inuse.type_info = x;
+       else
        _put_page_type(page, 0, NULL);
        goto out;
    }
    ...>
  }

// XEN_SYSCTL_CPUPOOL_OP_RMCPU: a CPU that is on its way out of a pool may be asked for again, by the same pool, whose
// reference is held already, and not by another (RMCPU).
@@
symbol c, cpu, ret, out, cpupool_moving_cpu, cpupool_cpu_moving;
@@
  cpupool_unassign_cpu_start(...)
  {
    <...
(
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && cpu == cpupool_moving_cpu &&
+        c != cpupool_cpu_moving )
+       goto out;
+
    ret = 0;
|
-   atomic_inc(&c->refcnt);
+   if ( !IS_ENABLED(CONFIG_LOCKDOWN) || c != cpupool_cpu_moving )
+       atomic_inc(&c->refcnt);
)
    ...>
  }

// XEN_SYSCTL_CPUPOOL_OP_ADDCPU: a CPU that could not be taken out of its pool goes back into it, and the scheduler has it
// still: it is not to be added there a second time, nor is its core by way of another of its CPUs (ADDCPU).
@@
symbol ret, cpus, c, cpu, cpupool_moving_cpu;
@@
  cpupool_assign_cpu_locked(...)
  {
    <...
-   ret = schedule_cpu_add(cpumask_first(cpus), c);
+    if ( IS_ENABLED(CONFIG_LOCKDOWN) && cpupool_moving_cpu >= 0 &&
+         cpumask_test_cpu(cpupool_moving_cpu, cpus) )
+        ret = cpu == cpupool_moving_cpu ? 0 : -EADDRNOTAVAIL;
+    else
+        ret = schedule_cpu_add(cpumask_first(cpus), c);
    ...>
  }

// XEN_DOMCTL_sethvmcontext: what follows from the rest of the interrupt controllers' state is worked out, and not
// loaded (PIC-REST).
@@
symbol d, s;
@@
  vpic_load(...)
  {
    <...
+   if ( !IS_ENABLED(CONFIG_LOCKDOWN) )
+       return 0;
+   s = d->arch.hvm.vpic;
+   vpic_lock(s);
+   s[0].irr &= ~(1 << 2);
+   s[0].int_output = s[1].int_output = 0;
+   vpic_update_int_output(&s[1]);
+   vpic_update_int_output(&s[0]);
+   vpic_unlock(s);
    return 0;
    ...>
  }

// XEN_MC_physcpuinfo: every CPU writes to a list that has room for as many as the caller asked for (K-MCA).
@@
symbol log_cpus, nlcpu;
@@
  do_mca(...)
  {
    <...
-   log_cpus = xzalloc_array(xen_mc_logical_cpu_t, nlcpu);
+   log_cpus = xzalloc_array(xen_mc_logical_cpu_t,
+                            IS_ENABLED(CONFIG_LOCKDOWN) ? nr_cpu_ids : nlcpu);
    ...>
  }

// PHYSDEVOP_prepare_msix, release_msix: a device without MSI-X has no such part (MSIX-NONE).
@@
symbol pdev, rc;
statement S;
@@
  pci_prepare_msix(...)
  {
    <...
-   if ( !pdev )
+   if ( !pdev || (IS_ENABLED(CONFIG_LOCKDOWN) && !pdev->msix) )
        rc = -ENODEV;
    else S
    ...>
  }

// PHYSDEVOP_pci_device_add, manage_pci_add_ext: who announces a device that Xen knows as another's virtual function has it
// freed in use, or put on two lists (ANNOUNCE).
@@
symbol pdev, info, ret, out;
@@
  pci_add_device(...)
  {
    <...
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && pdev->domain && (info->is_virtfn || pdev->info.is_virtfn) )
+   {
+       ret = -EINVAL;
+       goto out;
+   }
+
    pdev->info = *info;
    ...>
  }

// The same of one whose physical function is not there: it would be put on a list, and freed at once, while others walk the
// list under another lock (PHANTOM).
@@
symbol seg, info, pdev, pseg, bus, devfn, ret, out;
@@
  pci_add_device(...)
  {
    <...
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) && info && info->is_virtfn &&
+        !pci_get_pdev(NULL, PCI_SBDF(seg, info->physfn.bus, info->physfn.devfn)) )
+   {
+       ret = -ENODEV;
+       goto out;
+   }
+
    pdev = alloc_pdev(pseg, bus, devfn);
    ...>
  }

// PHYSDEVOP_pci_device_reset: a device that no IOMMU knows has no domain (RESET-NULL).
@@
symbol pdev, sbdf;
statement S;
@@
  pci_physdev_op(...)
  {
    <...
    pdev = pci_get_pdev(NULL, sbdf);
-   if ( !pdev )
+   if ( !pdev || (IS_ENABLED(CONFIG_LOCKDOWN) && !pdev->domain) )
    S
    ...>
  }

// PHYSDEVOP_map_pirq: from 4.19 on the list of a device's interrupts changes under a lock that PHYSDEVOP_restore_msi and
// prepare_msix, which follow it, do not take (MSI-LIST).
@@
symbol d, ret;
expression E;
@@
  physdev_map_pirq(...)
  {
    <...
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) )
+       pcidevs_lock();
    read_lock(&d->pci_lock);
    ret = E;
    read_unlock(&d->pci_lock);
+   if ( IS_ENABLED(CONFIG_LOCKDOWN) )
+       pcidevs_unlock();
    ...>
  }

// XEN_PM_PX: more states than there are counters for (PSTATES). AMD's driver takes a state's number from its register.
@@
symbol pxpt, pmpt, from, to, cpufreq_statistic_lock;
@@
  cpufreq_statistic_update(...)
  {
    <...
-   if ( !pxpt || !pmpt ) {
+   if ( !pxpt || !pmpt ||
+        (IS_ENABLED(CONFIG_LOCKDOWN) && (from >= pmpt->perf.state_count || to >= pmpt->perf.state_count)) ) {
        spin_unlock(cpufreq_statistic_lock);
        return;
    }
    ...>
  }

// XENPF_set_processor_pminfo: the CPU that it is about may leave meanwhile (CPU-MAPS).
@@
symbol ret;
identifier set = {set_px_pminfo, set_cx_pminfo, acpi_set_pdc_bits};
expression E1, E2;
@@
  do_platform_op(...)
  {
    <...
-   ret = set(E1, E2);
+   ret = lockdown_with_cpus(set(E1, E2));
    ...>
  }
