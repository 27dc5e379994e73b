// SPDX-License-Identifier: GPL-2.0-only
// Remember of each file of the EFI loader whether the image's signature covers it.

@embedded@
@@
  struct file {
      ...
      bool need_to_free;
+     bool embedded;
      ...
  };

@from_image@
symbol file;
@@
  read_section(...)
  {
    ...
+   file->embedded = true;
    handle_file_info(name, file, options);
    ...
  }

@from_disk@
@@
  read_file(...)
  {
    <...
    file->need_to_free = true;
+   file->embedded = false;
    ...>
  }
