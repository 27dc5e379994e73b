// SPDX-License-Identifier: GPL-2.0-only
// Ask about a write to hypfs once its path is known, on Xen's private copy of the path.

@@
identifier path, entry;
symbol ret, cmd, out;
statement S;
@@
  do_hypfs_op(...)
  {
    <...
    entry = hypfs_get_entry(path);
    if ( IS_ERR(entry) )
        S
+
+   ret = lockdown_check_hypfs(cmd, path);
+   if ( ret )
+       goto out;
    ...>
  }
