// SPDX-License-Identifier: GPL-2.0-only
// privcmd: in lockdown refuse raw hypercalls, and mappings of memory that is the kernel's own or
// Xen's. Every node that offers privcmd shares these functions. The domain ID is judged on the
// kernel's copy of the request, which userspace can no longer change.

@@ @@
 #include "privcmd.h"
+#include "control.h"

@@ expression restriction; statement S; @@
 privcmd_ioctl_hypercall(...)
 {
 <...
 if (restriction != DOMID_INVALID)
    S
+
+	if (xen_control_refuses("hypercall"))
+		return -EPERM;
 ...>
 }

@@
identifier fn = { privcmd_ioctl_mmap, privcmd_ioctl_mmap_batch, privcmd_ioctl_mmap_resource };
expression restriction, request;
statement S;
@@
 fn(...)
 {
 <...
 if (restriction != DOMID_INVALID && restriction != request.dom)
    S
+
+	if (!xen_control_may_map(request.dom))
+		return -EPERM;
 ...>
 }

// Offer the control device's ioctl on privcmd's nodes too: who may issue hypercalls there may issue it.
@@
symbol file, cmd, udata;
statement S1, S2;
@@
 privcmd_ioctl(...)
 {
 ... when != S1
+	if (cmd == CONTROL_OP_IOCTL) {
+		const struct privcmd_data *opened = file->private_data;
+
+		return opened->domid == DOMID_INVALID ? xen_control_ioctl(udata) : -EPERM;
+	}
+
 S2
 ... when any
 }

// A resource is mapped into all of one fresh mapping: what goes with the mapping later is counted by its pages
// (L-MAP-LENGTH).
@@
symbol kdata, rc, out;
identifier vma;
statement S;
@@
 privcmd_ioctl_mmap_resource(...)
 {
 <...
 if (!vma || vma->vm_ops != &privcmd_vm_ops)
    S
+
+	if (vma->vm_private_data || kdata.addr != vma->vm_start || kdata.num != vma_pages(vma)) {
+		rc = -EINVAL;
+		goto out;
+	}
 ...>
 }

// What a mapping frees at its end it frees once (L-MAP-MOVE).
@@
expression E;
@@
 struct vm_operations_struct privcmd_vm_ops = {
 	.close = E,
+	.mremap = xen_control_stays_alone,
 	...
 };

// A buffer of no bytes needs no page where it begins one, and for no pages get_user_pages goes on to the last one that is
// mapped, past the end of the list of pages (L-DMOP-EMPTY). No device model has a use for an empty buffer: each is refused,
// with the error of an address where nothing is mapped.
@@
symbol kbufs, i, rc, out;
expression limit;
statement S;
@@
 privcmd_ioctl_dm_op(...)
 {
 <...
+	if (!kbufs[i].size) {
+		rc = -EFAULT;
+		goto out;
+	}
 if (kbufs[i].size > limit)
    S
 ...>
 }
