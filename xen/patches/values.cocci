// SPDX-License-Identifier: GPL-2.0-only
// Of some ports dom0 has a part: what is not to be written there is dropped. A PVH dom0's writes come to Xen by a handler.

@writes@
symbol port, bytes, val, currd;
statement S;
@@
  write_io(...)
  {
    <...
+   if ( lockdown_drops_output(port, bytes, val) )
+       return X86EMUL_OKAY;
+
    if ( admin_io_okay(port, bytes, currd) )
        S
    ...>
  }

@strings@
symbol port, bytes, data, currd;
statement S;
@@
  guest_io_write(...)
  {
+   if ( lockdown_drops_output(port, bytes, data) )
+       return;
+
    if ( admin_io_okay(port, bytes, currd) )
        S
    ...
  }
